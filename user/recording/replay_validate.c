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
	uint32_t opener[BT_NR_OPENERS];	/* as in struct bt_checked */
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
	bool forked_inside;	/* a task forked while in a section */
	struct address_set entries;	/* sites in sections that no event has opened */
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
	address_set_free(&r->entries);
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
	if (task->flags & REC_TASK_BORN)
		(r->forked_inside ? bt_shadow_born_inside : bt_shadow_born)(&s->shadow);
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

static uint32_t opener_of(const struct state *s, uint32_t enable_count)
{
	return s->opener[enable_count % BT_NR_OPENERS];
}

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

	if (type <= BT_REPORT_FAULT && invariant)
		j->r->counts.violations[invariant]++;
	if (e->type == BT_EVENT_LAZY_MMU) {
		r.ip = e->ip;
		r.kind = bt_past_kind(e->what);
		r.level = bt_past_level(e->what);
	} else {
		r.address = e->ip;
		r.kind = e->what;
	}
	r.opener = opener_of(j->s, e->type == BT_EVENT_LAZY_MMU ? j->after.enable_count :
								   j->before.enable_count);
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

/* Report what bt_validate() has found, as conclude() in bpf/check.bpf.c does. */
static int conclude(struct judged *j, uint32_t kind, uint32_t verdict)
{
	struct bt_shadow *shadow = &j->s->shadow;
	struct replay_validate *r = j->r;
	uint8_t marks = shadow->marks;
	int ret = 0;

	shadow->marks = marks & ~(BT_MARK_ENTRY | BT_MARK_EFFECT);
	if (kind == BT_KIND_DISABLE && !j->after.enable_count && !j->after.in_interrupt)
		shadow->marks = 0;
	if (marks & BT_MARK_EFFECT) {
		uint32_t again = bt_again(shadow, kind, &j->after, j->e->ip);

		if (again)
			verdict = again;
		else
			ret = report(j, BT_REPORT_EFFECTS, 0);
	}
	if (!ret && marks & BT_MARK_ENTRY) {
		r->counts.unreported_entries++;
		j->s->opener[j->after.enable_count % BT_NR_OPENERS] = 0;
		ret = address_set_add(&r->entries, j->e->ip);
		ret = ret == 1 ? report(j, BT_REPORT_ENTRY, 0) : ret;
	}
	if (!ret && marks & BT_MARK_WATCHED && !shadow->marks && !verdict)
		ret = report(j, BT_REPORT_SETTLED, 0);
	if (!ret && j->before.flags & BT_SHADOW_BORN && shadow->flags & BT_SHADOW_HEIR)
		ret = report(j, BT_REPORT_HEIR, 0);
	if (ret)
		return ret;
	if (verdict == BT_VERDICT_SKIPPED) {
		r->counts.skipped++;
		return 0;
	}
	if (!verdict)
		return 0;
	shadow->ip = j->e->ip;
	return report(j, BT_REPORT_EVENT, verdict);
}

/* May the site of an event be judged?  shows_deferrer() in bpf/check.bpf.c is alike. */
static bool shows_deferrer(const struct judged *j)
{
	uint8_t flags = j->s->shadow.flags;

	return !j->after.in_interrupt && flags & BT_SHADOW_KNOWN && !(flags & BT_SHADOW_TOLD) &&
	       opener_of(j->s, j->after.enable_count);
}

/* Report a site that defers or flushes for the first time. */
static int new_site(struct judged *j, uint32_t kind, bool probed)
{
	bool defers = kind == BT_KIND_FIRST || kind == BT_KIND_AGAIN;

	if ((!defers && kind != BT_KIND_FLUSH) || (defers && !probed && !shows_deferrer(j)))
		return 0;
	switch (address_set_add(defers ? &j->r->deferrers : &j->r->flushers, j->e->ip)) {
	case 0:
		return 0;
	case 1:
		if (!defers)
			return report(j, BT_REPORT_FLUSHER, BT_I22_FLUSH_WITHOUT_BARRIERS);
		if (!probed)
			j->s->shadow.marks |= BT_MARK_WATCHED;
		return report(j, BT_REPORT_DEFERRER, BT_I20_UNEXPECTED_DEFERRER);
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
		return ret ? ret : new_site(j, kind, true);
	}
	if (kind == BT_KIND_ENABLE && !j->after.in_interrupt && !j->after.pause_count)
		j->s->opener[j->after.enable_count % BT_NR_OPENERS] = j->e->ip;
	verdict = bt_validate(&j->s->shadow, r->protocol, r->generation, kind, &j->after);
	if (verdict || j->s->shadow.marks)
		ret = conclude(j, kind, verdict);
	return ret ? ret : new_site(j, kind, false);
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
		    (t->state != BT_STATE_LAZY && t->state != BT_STATE_PENDING) ||
		    t->marks & BT_MARK_SLEPT)
			return 0;
		j->s->shadow.marks |= BT_MARK_SLEPT;
		return report(j, BT_REPORT_STATE, BT_I17_SLEPT_INSIDE);
	}
	broken = bt_validate_end(&j->s->shadow, j->r->protocol, input);
	if (input == BT_INPUT_FORK &&
	    (j->e->what & BT_LOOK_CHILD || j->s->shadow.flags & BT_SHADOW_TOLD))
		j->r->forked_inside = true;
	if (!broken && j->e->what & BT_LOOK_CHILD && !(j->s->shadow.flags & BT_SHADOW_TOLD)) {
		broken = BT_I14_FORKED_INSIDE;
		bt_shadow_told(&j->s->shadow, t->enable_count, t->pause_count);
	}
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
