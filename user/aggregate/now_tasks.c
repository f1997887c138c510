// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "aggregate/allowed_functions.h"
#include "aggregate/now_tasks.h"
#include "base/array.h"

/* Callers that a judgement on a sleeper depends on. */
struct callers {
	bool known;		/* the stack could be read, and has names */
	bool sleeper;		/* allowed to sleep in its section */
	bool pauser;		/* allowed to sleep in its pause */
	bool module;		/* a function of a module, which may pause by itself */
};

static struct callers callers_of(const struct bt_now_task *task, const struct ksyms *ksyms)
{
	size_t n = task->stack_size > 0 ? task->stack_size / sizeof(*task->stack) : 0;
	struct callers c = { .known = ksyms && n };
	char site[256];

	for (size_t i = 0; c.known && i < n && i < BT_NOW_DEPTH; i++) {
		ksyms_site(ksyms, site, sizeof(site), task->stack[i]);
		c.sleeper |= allowed_sleeper(site);
		c.pauser |= allowed_pauser(site);
		c.module |= strchr(site, '[') != NULL;
	}
	return c;
}

bool now_is_at_rest(const struct bt_now_task *task)
{
	return task->rest == BT_REST_SLEEPS || task->rest == BT_REST_ENDED ||
	       task->rest == BT_REST_IDLE;
}

static enum now_judgement judge_inside(const struct bt_now_task *task, const struct ksyms *ksyms)
{
	struct callers c;

	if (task->rest != BT_REST_SLEEPS)
		return task->pause_count ? NOW_RESTS_PAUSED : NOW_RESTS_INSIDE;
	c = callers_of(task, ksyms);
	if (!c.known)
		return NOW_UNDECIDED;
	if (!task->pause_count)
		return c.sleeper ? NOW_LEGAL : NOW_RESTS_INSIDE;
	/* A pause lets its caller do what a section forbids, but only some callers sleep in it. */
	return c.pauser ? NOW_LEGAL : c.module ? NOW_UNDECIDED : NOW_RESTS_PAUSED;
}

enum now_judgement now_judge(const struct bt_now_task *task, const struct ksyms *ksyms)
{
	/* A task that runs, or was preempted, may be between any two instructions. */
	if (!now_is_at_rest(task))
		return NOW_UNDECIDED;
	if (task->pending && task->pause_count)
		return NOW_OWES_PAUSED;
	if (task->pending && !task->enable_count)
		return NOW_OWES_OUTSIDE;
	return task->enable_count ? judge_inside(task, ksyms) : NOW_RESTS_PAUSED;
}

static bool same_task(const struct bt_now_task *a, const struct bt_now_task *b)
{
	return a->tid == b->tid && a->start == b->start && a->idle == b->idle &&
	       (!a->idle || a->cpu == b->cpu);
}

static bool same_state(const struct bt_now_task *a, const struct bt_now_task *b)
{
	return a->enable_count == b->enable_count && a->pause_count == b->pause_count &&
	       a->pending == b->pending;
}

static struct now_task *find(const struct now_tasks *set, const struct bt_now_task *task)
{
	for (size_t i = 0; i < set->n; i++)
		if (same_task(&set->v[i].state, task))
			return &set->v[i];
	return NULL;
}

static int add(struct now_tasks *set, const struct now_task *task)
{
	if (array_add(set->v, set->n))
		return -ENOMEM;
	set->v[set->n++] = *task;
	return 0;
}

/* Add a task of a new look to @set.  @before: tasks of earlier looks */
static int take(struct now_tasks *set, const struct now_tasks *before,
		const struct bt_now_task *state, const struct ksyms *ksyms)
{
	const struct now_task *old = find(before, state);
	struct now_task task = {
		.state = *state, .judgement = now_judge(state, ksyms), .looks = 1,
	};

	if (old && now_is_wrong(old->judgement)) {
		task = *old;
		task.looks++;
	} else if (old && same_state(&old->state, state)) {
		task.looks += old->looks;
	}
	return add(set, &task);
}

int now_tasks_add(struct now_tasks *set, const struct bt_now *look, const struct ksyms *ksyms)
{
	size_t n = look->found < BT_NOW_TASKS ? look->found : BT_NOW_TASKS;
	struct now_tasks next = *set;
	int ret = 0;

	next.v = NULL;
	next.n = 0;
	for (size_t i = 0; !ret && i < n; i++)
		ret = take(&next, set, &look->task[i], ksyms);
	/* A wrong task that has ended meanwhile was wrong all the same. */
	for (size_t i = 0; !ret && i < set->n; i++)
		if (now_is_wrong(set->v[i].judgement) && !find(&next, &set->v[i].state))
			ret = add(&next, &set->v[i]);
	if (ret) {
		free(next.v);
		return ret;
	}
	next.tasks = look->tasks;
	next.idle = look->idle;
	if (look->found - n > next.dropped)
		next.dropped = look->found - n;
	next.looks++;
	free(set->v);
	*set = next;
	return 0;
}

void now_tasks_heirs(struct now_tasks *set)
{
	for (size_t i = 0; i < set->n; i++) {
		struct now_task *t = &set->v[i];

		for (size_t k = 0; now_is_wrong(t->judgement) && k < set->n; k++) {
			const struct now_task *other = &set->v[k];

			if (other->judgement == t->judgement && !t->state.idle &&
			    other->state.tgid == t->state.parent && other->state.tid &&
			    other->state.start < t->state.start)
				t->inherited = true;
		}
	}
}

struct now_counts now_tasks_count(const struct now_tasks *set)
{
	struct now_counts n = { 0 };

	for (size_t i = 0; i < set->n; i++) {
		const struct now_task *t = &set->v[i];

		n.inside += t->state.enable_count != 0;
		n.paused += t->state.pause_count != 0;
		n.owing += t->state.pending;
		n.undecided += t->judgement == NOW_UNDECIDED;
		n.standing += t->judgement == NOW_UNDECIDED && t->looks == set->looks;
		n.inherited += now_is_wrong(t->judgement) && t->inherited;
		n.wrong += now_is_wrong(t->judgement) && !t->inherited;
	}
	return n;
}

const char *now_tasks_gap(const struct now_tasks *set, unsigned int n)
{
	const struct {
		bool is_gap;
		const char *what;
	} gaps[] = {
		{ !set->knows_pending, "the bit of PENDING is not known: no debt was seen" },
		{ !set->idle, "idle tasks were not looked at: the types do not show them" },
		{ set->dropped, "a look had no room for all tasks in the mode" },
		{ now_tasks_count(set).standing,
		  "a task was in the mode at every look: events show whether it leaves it" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(gaps); i++)
		if (gaps[i].is_gap && !n--)
			return gaps[i].what;
	return NULL;
}

enum check_verdict now_tasks_verdict(const struct now_tasks *set)
{
	struct now_counts n = now_tasks_count(set);

	if (n.wrong || n.inherited)
		return VERDICT_VIOLATED;
	return now_tasks_gap(set, 0) ? VERDICT_PARTIAL : VERDICT_CLEAN;
}

void now_tasks_free(struct now_tasks *set)
{
	free(set->v);
	*set = (struct now_tasks){ 0 };
}

const char *now_judgement_text(enum now_judgement judgement)
{
	static const char *const texts[NR_NOW_JUDGEMENTS] = {
		[NOW_UNDECIDED] = "may be legal: the task can be in the middle",
		[NOW_LEGAL] = "legal: its function may sleep there",
		[NOW_RESTS_INSIDE] = "rests inside a section",
		[NOW_RESTS_PAUSED] = "rests with a pause that nobody has ended",
		[NOW_OWES_OUTSIDE] = "owes barriers outside of any section",
		[NOW_OWES_PAUSED] = "owes barriers while paused",
	};

	return texts[judgement];
}

const char *now_judgement_name(enum now_judgement judgement)
{
	static const char *const names[NR_NOW_JUDGEMENTS] = {
		[NOW_UNDECIDED] = "undecided", [NOW_LEGAL] = "legal",
		[NOW_RESTS_INSIDE] = "rests-inside", [NOW_RESTS_PAUSED] = "rests-paused",
		[NOW_OWES_OUTSIDE] = "owes-outside", [NOW_OWES_PAUSED] = "owes-paused",
	};

	return names[judgement];
}

const char *now_rest_name(const struct bt_now_task *task)
{
	static const char *const names[BT_NR_RESTS] = {
		[BT_REST_RUNS] = "running", [BT_REST_WAITS] = "preempted",
		[BT_REST_SLEEPS] = "asleep", [BT_REST_LOCK] = "in a lock",
		[BT_REST_ENDED] = "ended", [BT_REST_IDLE] = "switched out",
	};

	return names[task->rest % BT_NR_RESTS];
}
