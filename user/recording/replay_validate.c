// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/violations.h"
#include "logic/validate.h"
#include "base/address_set.h"
#include "recording/replay_validate.h"
#include "recording/task_states.h"

/* Tasks that have a history: a limit on memory, the same as in the BPF programs. */
#define NR_HISTORIES	BT_NR_HISTORIES

/* Per task: what is known of it. */
struct state {
	struct bt_shadow shadow;
	uint32_t events;
	uint64_t first;		/* when PENDING was set, as bt_past::when; 0: PENDING is not set */
	struct bt_past *past;	/* owned, BT_HISTORY of them; or NULL */
};

struct replay_validate {
	enum generation generation;
	const __u8 *protocol;	/* the generation's table */
	uint64_t max_window_ns;
	struct task_states *states;
	size_t nr_histories;
	struct address_set deferrers, flushers;	/* reported so far */
	bool probed;		/* events come from probes */
	struct check_counts counts;
};

struct replay_validate *replay_validate_new(enum generation generation, uint64_t max_window_ns)
{
	struct replay_validate *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->generation = generation;
	r->protocol = protocol_of(generation);
	r->max_window_ns = max_window_ns;
	r->states = task_states_new(sizeof(struct state));
	if (!r->states) {
		free(r);
		return NULL;
	}
	return r;
}

static void free_state(void *state)
{
	free(((struct state *)state)->past);
}

void replay_validate_free(struct replay_validate *r)
{
	if (!r)
		return;
	task_states_free(r->states, free_state);
	address_set_free(&r->deferrers);
	address_set_free(&r->flushers);
	free(r);
}

static struct state *state_of(struct replay_validate *r, const struct rec_task *task)
{
	bool introduced, is_new;
	struct state *s = task_state(r->states, task, &introduced, &is_new);

	if (!s || !introduced)
		return s;
	if (!is_new) {
		if (task->flags & REC_TASK_CUT)
			s->shadow = (struct bt_shadow){ 0 };
		return s;
	}
	/* check.bpf.c does the same in on_first_event(). */
	if (task->flags & REC_TASK_BORN && !r->counts.violations[BT_I14_FORKED_INSIDE])
		bt_shadow_born(&s->shadow);
	if (r->nr_histories < NR_HISTORIES) {
		s->past = calloc(BT_HISTORY, sizeof(*s->past));
		r->nr_histories += s->past != NULL;
	}
	return s;
}

/* An event that is being judged, and all that the judgement needs. */
struct judged {
	struct replay_validate *r;
	const struct bt_event *e;
	const struct rec_task *task;
	const struct rec_stack *stack;
	struct state *s;
	struct bt_shadow before;
	struct bt_snapshot after;
	report_fn fn;
	void *arg;
};

static int report(const struct judged *j, uint32_t type, uint32_t invariant)
{
	const struct bt_event *e = j->e;
	struct bt_report r = {
		.type = type, .invariant = invariant, .time_ns = e->time_ns, .tid = j->task->tid,
		.tgid = j->task->tgid, .cpu = e->cpu, .level = BT_LEVEL_NONE,
		.kthread = !!(j->task->flags & REC_TASK_KTHREAD),
		.in_cgroup = !!(j->task->flags & REC_TASK_IN_CGROUP),
		.after = j->after, .before = j->before, .start = j->task->start,
		.leader_start = j->task->leader_start, .stack_size = -ENODATA,
	};

	if (type <= BT_REPORT_FAULT)
		j->r->counts.violations[invariant]++;
	if (e->type == BT_EVENT_LAZY_MMU) {
		r.ip = e->ip;
		r.kind = bt_past_kind(e->what);
		r.level = bt_past_level(e->what);
	} else {
		r.address = e->ip;
		r.kind = e->what;
	}
	memcpy(r.comm, j->task->comm, sizeof(r.comm));
	if (j->stack) {
		r.stack_size = j->stack->n * sizeof(*r.stack);
		memcpy(r.stack, j->stack->address, r.stack_size);
	}
	if (j->s->past) {
		r.events = j->s->events;
		memcpy(r.past, j->s->past, sizeof(r.past));
	}
	return j->fn(&r, j->arg);
}

static void remember(struct state *s, const struct bt_event *e)
{
	struct bt_past *past = s->past ? &s->past[s->events % BT_HISTORY] : NULL;

	s->events++;
	if (past)
		*past = (struct bt_past){ e->time_ns << 16 | e->cpu, e->ip, e->what };
}

/* End the window of a batch that was flushed, and judge its length. */
static int window_ends(struct judged *j)
{
	struct check_counts *n = &j->r->counts;
	uint64_t now = j->e->time_ns << 16 | j->e->cpu, first = j->s->first;
	uint64_t window = (now >> 16) - (first >> 16);

	j->s->first = 0;
	n->migrated += (now ^ first) & 0xffff ? 1 : 0;
	if (window > n->longest_ns)
		n->longest_ns = window;
	return j->r->max_window_ns && window > j->r->max_window_ns ?
		report(j, BT_REPORT_EVENT, BT_I19_FLUSHED_LATE) : 0;
}

/* Judge an event of a probe as check_probed() in bpf/check.bpf.c does. */
static int judge_probed(struct judged *j)
{
	uint32_t what = j->e->what;
	uint32_t verdict = bt_check_snapshot(j->r->generation, bt_past_kind(what), &j->after);

	j->r->probed = true;
	if (what & BT_WHAT_DERIVED) {
		j->r->counts.skipped++;
		j->r->counts.derived[bt_past_kind(what)]++;
		return 0;
	}
	return verdict ? report(j, BT_REPORT_EVENT, verdict) : 0;
}

/* Report a site that defers or flushes for the first time. */
static int new_site(struct judged *j, uint32_t kind)
{
	bool defers = kind == BT_KIND_FIRST || kind == BT_KIND_AGAIN;

	if (!defers && kind != BT_KIND_FLUSH)
		return 0;
	switch (address_set_add(defers ? &j->r->deferrers : &j->r->flushers, j->e->ip)) {
	case 0:
		return 0;
	case 1:
		return defers ? report(j, BT_REPORT_DEFERRER, BT_I20_UNEXPECTED_DEFERRER) :
				report(j, BT_REPORT_FLUSHER, BT_I22_FLUSH_WITHOUT_BARRIERS);
	default:
		return -ENOMEM;
	}
}

static int judge_event(struct judged *j)
{
	uint32_t what = j->e->what, kind = bt_past_kind(what), verdict;
	struct replay_validate *r = j->r;
	int ret = 0;

	j->after = bt_past_snapshot(what);
	r->counts.events[kind]++;
	remember(j->s, j->e);
	if (kind == BT_KIND_FIRST)
		j->s->first = j->e->time_ns << 16 | j->e->cpu;
	else if (kind == BT_KIND_FLUSH && j->s->first)
		ret = window_ends(j);
	if (ret)
		return ret;
	if (what & BT_WHAT_PROBED) {
		ret = judge_probed(j);
		return ret ? ret : new_site(j, kind);
	}
	verdict = bt_validate(&j->s->shadow, r->protocol, r->generation, kind, &j->after);
	if (verdict == BT_VERDICT_SKIPPED)
		r->counts.skipped++;
	else if (verdict)
		ret = report(j, BT_REPORT_EVENT, verdict);
	return ret ? ret : new_site(j, kind);
}

/* Judge a task at a place where no section may be open. */
static int judge_look(struct judged *j)
{
	uint32_t input = j->e->what & ~BT_LOOK_CHILD, broken;
	const struct bt_shadow *t = &j->before;

	/* The recording has no state of the task there, and probes do not see sections. */
	if (j->r->probed)
		return 0;
	if (input == BT_INPUT_SLEEP) {
		if ((t->flags & (BT_SHADOW_KNOWN | BT_SHADOW_TOLD)) != BT_SHADOW_KNOWN ||
		    (t->state != BT_STATE_LAZY && t->state != BT_STATE_PENDING))
			return 0;
		return report(j, BT_REPORT_STATE, BT_I17_SLEPT_INSIDE);
	}
	broken = bt_validate_end(&j->s->shadow, j->r->protocol, input);
	if (!broken && j->e->what & BT_LOOK_CHILD)
		broken = BT_I14_FORKED_INSIDE;
	return broken ? report(j, BT_REPORT_STATE, broken) : 0;
}

int replay_validate_event(struct replay_validate *r, const struct bt_event *e,
			  const struct rec_task *task, const struct rec_stack *stack,
			  report_fn fn, void *arg)
{
	struct judged j = {
		.r = r, .e = e, .task = task, .stack = stack, .s = state_of(r, task), .fn = fn,
		.arg = arg,
	};

	if (!j.s)
		return -ENOMEM;
	j.before = j.s->shadow;
	switch (e->type) {
	case BT_EVENT_LAZY_MMU:
		return judge_event(&j);
	case BT_EVENT_LOOK:
		return judge_look(&j);
	default:
		/*
		 * text_rules_is_violation() asks the kernel what is mapped.  The recording has the
		 * answer.
		 */
		return e->what == BT_FAULT_UNMAPPED ?
			0 : report(&j, BT_REPORT_FAULT, BT_I21_FAULT_ON_MAPPED);
	}
}

void replay_validate_counts(const struct replay_validate *r, struct check_counts *counts)
{
	*counts = r->counts;
	counts->tasks = task_states_number(r->states);
}
