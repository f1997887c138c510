// SPDX-License-Identifier: GPL-2.0
/* Write the tasks of a look as NDJSON: a header, a record for each task, a total. */
#include <inttypes.h>
#include <string.h>

#include "base/json_schema.h"
#include "output/header.h"
#include "output/now_out.h"

/* Members that `check` has, too, have the same names: output/check_json.c describes them. */
#define MEMBERS(M) \
	M(rest, string, "task: running, preempted, asleep, in a lock, ended, switched out") \
	M(idle, bool, "task: idle task of its CPU") \
	M(enable_count, uint, "task: open sections; 0 or 1 before 7.0") \
	M(pause_count, uint, "task: open pauses") \
	M(pending, bool, "task: owes barriers") \
	M(judgement, string, \
	  "task: rests-inside, rests-paused, owes-outside, owes-paused, legal, undecided") \
	M(why, string, "task: the same in words") \
	M(inherited, any, "task: made by a process in the same state; total: number of these") \
	M(looks, uint, "task: looks that saw it so; total: looks in all") \
	M(idle_tasks, uint, "total: of the tasks, idle tasks of CPUs") \
	M(inside, uint, "total: tasks inside a section") \
	M(paused, uint, "total: tasks with a pause") \
	M(owing, uint, "total: tasks that owe barriers") \
	M(pending_known, bool, "total: the bit of PENDING is known; else no debt was seen") \
	M(wrong, uint, "total: tasks in a state that cannot be, without inherited ones") \
	M(undecided, uint, "total: tasks that may be in the middle") \
	M(dropped, uint, "total: tasks in the mode for which there was no room") \
	M(gaps, array, "total: what was not seen")

JSON_MEMBERS(m, MEMBERS);

static void put_stack(struct json *j, const struct now_out *out, const struct bt_now_task *t)
{
	size_t n = t->stack_size > 0 ? t->stack_size / sizeof(*t->stack) : 0;
	char site[256];

	json_array(j, "stack");
	for (size_t i = 0; i < n && i < BT_NOW_DEPTH; i++)
		json_string(j, NULL, ksyms_site(out->ksyms, site, sizeof(site), t->stack[i]));
	json_array_end(j);
}

static void put_task(struct json *j, const struct now_out *out, const struct now_task *task)
{
	const struct bt_now_task *t = &task->state;
	char comm[BT_COMM_LEN + 1] = "";

	memcpy(comm, t->comm, BT_COMM_LEN);
	json_open(j, NULL);
	json_string(j, "type", "task");
	json_uint(j, "tid", t->tid);
	json_uint(j, "pid", t->tgid);
	json_string(j, "comm", comm);
	json_bool(j, "kthread", t->kthread);
	json_put(j, m.idle, t->idle);
	json_uint(j, "cpu", t->cpu);
	json_put(j, m.rest, now_rest_name(t));
	json_put(j, m.enable_count, t->enable_count);
	json_put(j, m.pause_count, t->pause_count);
	if (out->found->knows_pending)
		json_put(j, m.pending, t->pending);
	json_put(j, m.judgement, now_judgement_name(task->judgement));
	json_put(j, m.why, now_judgement_text(task->judgement));
	json_bool(j, json_name(m.inherited), task->inherited);
	json_put(j, m.looks, task->looks);
	if (now_is_wrong(task->judgement))
		put_stack(j, out, t);
	json_close(j);
}

static void put_total(struct json *j, const struct now_out *out)
{
	const struct now_tasks *found = out->found;
	const struct now_counts n = now_tasks_count(found);

	json_open(j, NULL);
	json_string(j, "type", "total");
	json_string(j, "verdict", verdict_names[now_tasks_verdict(found)]);
	json_uint(j, "tasks", found->tasks);
	json_put(j, m.idle_tasks, found->idle);
	json_put(j, m.inside, n.inside);
	json_put(j, m.paused, n.paused);
	json_put(j, m.owing, n.owing);
	json_put(j, m.pending_known, found->knows_pending);
	json_put(j, m.wrong, n.wrong);
	json_uint(j, json_name(m.inherited), n.inherited);
	json_put(j, m.undecided, n.undecided);
	json_put(j, m.dropped, found->dropped);
	json_put(j, m.looks, found->looks);
	json_put_open(j, m.gaps);
	for (unsigned int i = 0; now_tasks_gap(found, i); i++)
		json_string(j, NULL, now_tasks_gap(found, i));
	json_array_end(j);
	json_uint(j, "elapsed_ns", found->elapsed_ns);
	json_close(j);
}

static void write_json(const struct now_out *out)
{
	struct json j = { .out = out->f };

	header_json(&j, "check", out->version, out->about);
	header_json_end(&j, out->about);
	for (size_t i = 0; i < out->found->n; i++)
		put_task(&j, out, &out->found->v[i]);
	put_total(&j, out);
}

const struct now_ops now_json = { write_json };

void now_schema_members(struct json *j)
{
	json_schema_members(j, m);
}
