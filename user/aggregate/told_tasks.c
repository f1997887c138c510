// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "aggregate/told_tasks.h"
#include "base/array.h"
#include "logic/validate.h"

struct told_task {
	uint64_t start;		/* CLOCK_BOOTTIME, ns; of an idle task its CPU */
	uint32_t tid, tgid;
};

static int add(struct told_tasks *set, uint32_t tid, uint32_t tgid, uint64_t start)
{
	if (array_add(set->v, set->n))
		return -ENOMEM;
	set->v[set->n++] = (struct told_task){ start, tid, tgid };
	return 0;
}

/* All idle tasks have thread id 0. */
static uint64_t identity(uint32_t tid, uint64_t start, uint32_t cpu)
{
	return tid ? start : cpu;
}

int told_tasks_add_report(struct told_tasks *set, const struct bt_report *r)
{
	/* The kernel's text belongs to no task. */
	return r->type == BT_REPORT_TEXT ? 0 :
	       add(set, r->tid, r->tgid, identity(r->tid, r->start, r->cpu));
}

int told_tasks_add_found(struct told_tasks *set, const struct now_task *task)
{
	const struct bt_now_task *t = &task->state;

	return add(set, t->tid, t->tgid, identity(t->tid, t->start, t->cpu));
}

static bool has(const struct told_tasks *set, uint32_t tid, uint64_t start)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].tid == tid && set->v[i].start == start)
			return true;
	return false;
}

bool told_tasks_explain(const struct told_tasks *set, const struct bt_report *r)
{
	if (r->type != BT_REPORT_EVENT && r->type != BT_REPORT_STATE &&
	    r->type != BT_REPORT_DEFERRER)
		return false;
	switch (r->invariant) {
	case BT_I6_LEFT_PENDING:
	case BT_I8_ENTERED_PENDING:
	case BT_I10_PAUSES_UNBALANCED:
	case BT_I12_TO_USER_INSIDE:
	case BT_I13_ENDED_INSIDE:
	case BT_I14_FORKED_INSIDE:
	case BT_I15_WORK_ENDED_INSIDE:
	case BT_I17_SLEPT_INSIDE:
	case BT_I20_UNEXPECTED_DEFERRER:
		return has(set, r->tid, identity(r->tid, r->start, r->cpu));
	default:
		return false;
	}
}

bool told_tasks_have(const struct told_tasks *set, const struct now_task *task)
{
	const struct bt_now_task *t = &task->state;

	if (has(set, t->tid, identity(t->tid, t->start, t->cpu)))
		return true;
	for (size_t i = 0; t->tid && i < set->n; i++)
		if (set->v[i].tid && set->v[i].tgid == t->parent)
			return true;
	return false;
}

void told_tasks_free(struct told_tasks *set)
{
	free(set->v);
	*set = (struct told_tasks){ 0 };
}

void now_task_report(const struct now_task *task, uint64_t time_ns, bool at_end,
		     struct bt_report *r)
{
	const struct bt_now_task *t = &task->state;
	const struct bt_snapshot s = {
		.pending = t->pending, .active = t->enable_count && !t->pause_count,
		.enable_count = t->enable_count, .pause_count = t->pause_count,
	};

	*r = (struct bt_report){
		.type = BT_REPORT_NOW, .invariant = BT_I26_RESTS_WRONGLY, .time_ns = time_ns,
		.tid = t->tid, .tgid = t->tgid, .cpu = t->cpu, .kind = at_end,
		.level = BT_LEVEL_NONE, .kthread = t->kthread, .after = s,
		.before = {
			.flags = BT_SHADOW_KNOWN, .state = bt_state_of(&s),
			.enable_count = t->enable_count, .pause_count = t->pause_count,
		},
		.start = t->start, .leader_start = t->leader_start, .stack_size = t->stack_size,
	};
	memcpy(r->comm, t->comm, sizeof(r->comm));
	if (t->stack_size > 0)
		memcpy(r->stack, t->stack, sizeof(r->stack));
}

_Static_assert(sizeof(((struct bt_report *)0)->stack) == sizeof(((struct bt_now_task *)0)->stack),
	       "stacks of the same depth");
