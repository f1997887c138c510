/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is an event of a task right, after all events before it?  The code is compiled twice: into the
 * BPF programs of `check`, and into user space for recordings and tests.
 *
 * The code does not believe what the kernel says of itself.  It concludes what an event should have
 * been from the counts and the context that come with the event, and from a shadow of the task.
 * Only the task's earlier events make the shadow.  The automata in protocol/ have the order of
 * events.
 *
 * "In interrupt" is the kernel's in_interrupt(): also a task that has disabled BH.
 */
#ifndef BT_VALIDATE_H
#define BT_VALIDATE_H

#include "logic/shadow.h"
#include "shared/report.h"

/*
 * In a BPF object a part is a function that the verifier follows once, whatever the states in which
 * it is called: inlined, all its ways multiply with those of its callers.  So a part takes an event
 * in one word, as bt_past::what, and its other facts in words, too.
 */
#ifdef __bpf__
#define bt_part			__attribute__((noinline))
#define bt_table_arg(table)	/* the object's own table */
#define bt_table(table)		bt_protocol
#define bt_judge_with(t, table, generation, what)	bt_judge(t, generation, what)
#else
#define bt_part			static inline
#define bt_table_arg(table)	const volatile __u8 *table,
#define bt_table(table)		table
#define bt_judge_with		bt_judge
#endif

/*
 * Judge an event by the counts and the context that come with it, whatever came before.  On G1,
 * which has no guard, an interrupt is as lazy as its task.  Even there it must not defer.
 */
static inline __attribute__((always_inline))
__u32 bt_check_snapshot(__u32 generation, __u32 kind, const struct bt_snapshot *s)
{
	bool lazy = s->enable_count && !s->pause_count;

	switch (kind) {
	case BT_KIND_FIRST:
	case BT_KIND_AGAIN:
		if (!lazy || s->in_interrupt)
			return BT_I1_DEFERRED_OUTSIDE;
		return s->pending ? 0 : BT_I3_DEFERRED_NOT_PENDING;
	case BT_KIND_EMITTED:
		return lazy && (!s->in_interrupt || generation == 1) ? BT_I2_EMITTED_INSIDE : 0;
	case BT_KIND_FLUSH:
		return s->pending ? BT_I4_FLUSHED_STILL_PENDING : 0;
	default:
		return 0;
	}
}

/* Judge an event in interrupt, from G2 on: no state may change, and calls must pair up. */
static inline __attribute__((always_inline))
__u32 bt_check_interrupt(struct bt_shadow *t, __u32 kind)
{
	if (kind == BT_KIND_FLUSH)
		return BT_I5_NO_ALTERNATION;
	if (kind == BT_KIND_ENABLE)
		t->ignored++;
	if (kind == BT_KIND_DISABLE && !t->ignored--) {
		t->ignored = 0;
		/* The section stays open, and is not reported again as a leak. */
		if (!(t->flags & BT_SHADOW_TOLD))
			bt_shadow_told(t, t->enable_count, t->pause_count);
		return BT_I11_STRADDLES_INTERRUPT;
	}
	return 0;
}

/*
 * Judge the counts after an event by those before it: 0, or the broken invariant.  A count that
 * runs over or under zero passes here, but is no step of the automaton.
 */
bt_part int bt_check_counts(const struct bt_shadow *t, __u32 generation, __u32 what)
{
	struct bt_snapshot event = bt_past_snapshot(what), *s = &event;
	__u32 kind = bt_past_kind(what);
	bool counts = generation >= 3;
	__u8 enable, pause;

	if (!t)	/* never; the verifier does not know */
		return 0;
	enable = t->enable_count;
	pause = t->pause_count;
	switch (kind) {
	case BT_KIND_ENABLE:
		enable = !counts ? 1 : pause ? enable : enable + 1;
		break;
	case BT_KIND_DISABLE:
		enable = !counts ? 0 : pause ? enable : enable - 1;
		break;
	case BT_KIND_PAUSE:
		if (pause == 255)
			return BT_I10_PAUSES_UNBALANCED;
		pause++;
		break;
	case BT_KIND_RESUME:
		if (!pause)
			return BT_I10_PAUSES_UNBALANCED;
		pause--;
		break;
	case BT_KIND_FLUSH:
	case BT_KIND_FLUSH_EMPTY:
		/*
		 * The flush of a disable or a pause, which has counted already.  If the count ran
		 * under zero, the event of the disable is the one to report.
		 */
		if (counts && s->enable_count == (__u8)(enable - 1))
			enable--;
		else if (counts && s->pause_count == (__u8)(pause + 1))
			pause++;
		break;
	}
	if (s->enable_count != enable)
		return BT_I9_SECTIONS_UNBALANCED;
	return s->pause_count != pause ? BT_I10_PAUSES_UNBALANCED : 0;
}

/*
 * Follow the sections that have no effect because the mode is paused.  Their ends have to come in
 * the same pause: 0, or the broken invariant.
 */
bt_part int bt_check_pause(struct bt_shadow *t, __u32 kind)
{
	__u32 open;

	if (!t)	/* never; the verifier does not know */
		return 0;
	open = t->in_pause & BT_PAUSE_OPEN;
	switch (kind) {
	case BT_KIND_PAUSE:
		t->in_pause <<= 4;
		break;
	case BT_KIND_RESUME:
		t->in_pause = t->in_pause >> 4 | BT_PAUSE_UNKNOWN << 12;
		return open && open < BT_PAUSE_UNKNOWN ? BT_I10_PAUSES_UNBALANCED : 0;
	case BT_KIND_ENABLE:
		/* Seven are followed; of more the number is not known. */
		if (t->pause_count && open < BT_PAUSE_UNKNOWN)
			t->in_pause++;
		break;
	case BT_KIND_DISABLE:
		if (!t->pause_count || open >= BT_PAUSE_UNKNOWN)
			break;
		if (!open)
			return BT_I10_PAUSES_UNBALANCED;
		t->in_pause--;
		break;
	}
	return 0;
}

/*
 * Has the task entered a section without an event?  Then a deferral shows one section more than the
 * events so far, or the end of a section that no event has opened leaves the count at zero.  A
 * mistake would leave the count under zero, or the section open at the next look.
 */
static inline __attribute__((always_inline))
bool bt_entered_silently(const struct bt_shadow *t, __u32 generation, __u32 kind,
			 const struct bt_snapshot *s)
{
	__u8 more = t->enable_count + 1;

	if (s->pause_count || t->pause_count || t->flags & (BT_SHADOW_RESUMED | BT_SHADOW_RETURNS))
		return false;
	if (kind == (t->state == BT_STATE_PENDING ? BT_KIND_AGAIN : BT_KIND_FIRST))
		return s->enable_count == more;
	return generation >= 3 && kind == BT_KIND_DISABLE && !t->enable_count && !s->enable_count;
}

/* Return the automaton's input for an event.  Before G3 the kernel counts to one, and no pauses. */
bt_part int bt_input_of(__u32 what)
{
	struct bt_snapshot event = bt_past_snapshot(what), *s = &event;

	switch (bt_past_kind(what)) {
	case BT_KIND_EMITTED:
		return s->in_interrupt ? BT_INPUT_EMIT_IRQ : BT_INPUT_EMIT;
	case BT_KIND_FIRST:
		return BT_INPUT_DEFER_FIRST;
	case BT_KIND_AGAIN:
		return BT_INPUT_DEFER_AGAIN;
	case BT_KIND_FLUSH:
		return BT_INPUT_FLUSH;
	case BT_KIND_FLUSH_EMPTY:
		return BT_INPUT_FLUSH_EMPTY;
	case BT_KIND_ENABLE:
		if (s->pause_count)
			return BT_INPUT_NO_EFFECT;
		return s->enable_count > 1 ? BT_INPUT_ENTER_NESTED : BT_INPUT_ENTER;
	case BT_KIND_DISABLE:
		if (s->pause_count)
			return BT_INPUT_NO_EFFECT;
		return s->enable_count ? BT_INPUT_LEAVE_NESTED : BT_INPUT_LEAVE;
	case BT_KIND_PAUSE:
		return s->enable_count && s->pause_count == 1 ? BT_INPUT_PAUSE : BT_INPUT_NO_EFFECT;
	case BT_KIND_RESUME:
		return s->enable_count && !s->pause_count ? BT_INPUT_RESUME : BT_INPUT_NO_EFFECT;
	default:
		return BT_INPUT_DIRECT;
	}
}

/* Return the invariant that is broken when PENDING is not as the automaton's state has it. */
static inline __attribute__((always_inline))
__u32 bt_wrong_pending(__u32 generation, __u32 kind, const struct bt_snapshot *s)
{
	switch (kind) {
	case BT_KIND_DISABLE:
		return s->enable_count ? BT_I7_NESTED_UNFLUSHED : BT_I6_LEFT_PENDING;
	case BT_KIND_PAUSE:
		return BT_I7_NESTED_UNFLUSHED;
	case BT_KIND_ENABLE:
		return BT_I8_ENTERED_PENDING;
	default:
		if (generation < 3 && s->pending && !s->enable_count)
			return BT_I18_PENDING_OUTSIDE;
		return BT_I5_NO_ALTERNATION;
	}
}

/*
 * Does a mistake leave wrong counts behind?  An event that a section of finish_task_switch() has
 * overtaken shows no state to go on from, nor does the flush of a pause.
 */
static inline __attribute__((always_inline))
bool bt_stays_in_counts(const struct bt_shadow *t, __u32 kind, __u32 broken)
{
	if (t->flags & (BT_SHADOW_RESUMED | BT_SHADOW_RETURNS))
		return false;
	if (broken == BT_I10_PAUSES_UNBALANCED)
		return kind != BT_KIND_FLUSH && kind != BT_KIND_FLUSH_EMPTY;
	return broken == BT_I9_SECTIONS_UNBALANCED || broken == BT_I11_STRADDLES_INTERRUPT;
}

/*
 * Take over the counts of an event that breaks a rule, so that one mistake is one report.  The
 * counts will be wrong by as much as they are now, until something mends them.
 * @more: open sections that the counts do not have, because they were opened without effect
 */
bt_part int bt_shadow_adopt(struct bt_shadow *t, __u32 what, __u32 more)
{
	struct bt_snapshot event = bt_past_snapshot(what), *s = &event;
	__u32 kind = bt_past_kind(what);
	bool flush = kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY;
	__u8 depth, paused;

	if (!t)	/* never; the verifier does not know */
		return 0;
	depth = t->enable_count + more;
	paused = t->pause_count;
	if (flush || (kind == BT_KIND_DISABLE && !paused && depth))
		depth = depth ? depth - 1 : 0;
	else if (kind == BT_KIND_DISABLE && paused)
		depth = 0;
	else if (kind == BT_KIND_ENABLE && !paused)
		depth++;
	if (kind == BT_KIND_RESUME && paused)
		paused--;
	else if (kind == BT_KIND_PAUSE)
		paused++;
	else if (kind == BT_KIND_DISABLE)
		paused = 0;
	bt_shadow_told(t, s->enable_count - depth, s->pause_count - paused);
	t->flags = (t->flags & (BT_SHADOW_TOLD | BT_SHADOW_HEIR)) | BT_SHADOW_KNOWN;
	t->state = bt_state_of(s);
	/* The event of the disable is still to come. */
	t->enable_count = s->enable_count + flush;
	t->pause_count = s->pause_count;
	t->ignored = 0;
	t->in_pause = BT_PAUSE_UNKNOWN * 0x1111;
	return 0;
}

/*
 * Follow a task whose counts are wrong since a mistake that was reported.  Its sections have to be
 * balanced all the same, from the counts on that the mistake has left.  An event that does not fit
 * is an effect of the mistake.
 */
bt_part int bt_follow(struct bt_shadow *t, __u32 generation, __u32 what)
{
	struct bt_snapshot event = bt_past_snapshot(what), *s = &event;
	__u32 kind = bt_past_kind(what);
	bool flush = kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY, under;
	__u8 before;

	if (!t)	/* never; the verifier does not know */
		return 0;
	under = t->base_enable > 127;
	before = t->enable_count;
	if (bt_check_counts(t, generation, what) ||
	    s->pending != (bt_state_of(s) == BT_STATE_PENDING)) {
		if (flush || t->flags & (BT_SHADOW_RESUMED | BT_SHADOW_RETURNS)) {
			t->flags &= ~BT_SHADOW_KNOWN;
			return BT_VERDICT_SKIPPED;
		}
		t->marks |= BT_MARK_EFFECT;
	}
	t->state = bt_state_of(s);
	if (flush)
		return 0;
	t->enable_count = s->enable_count;
	t->pause_count = s->pause_count;
	if (kind == BT_KIND_DISABLE && before != s->enable_count) {
		if (under ? before == t->base_enable : !before) {
			/* Again one end more than sections were entered */
			t->base_enable = s->enable_count;
			return BT_I9_SECTIONS_UNBALANCED;
		}
		if (!before)
			t->marks |= BT_MARK_EFFECT;
	}
	bt_shadow_mend(t, s);
	return t->marks & BT_MARK_EFFECT ? BT_VERDICT_SKIPPED : 0;
}

/*
 * Judge an event and update the shadow.  After a violation the task is unknown until an event shows
 * a state to start from, or is followed from its wrong counts on: one mistake is one report.
 */
bt_part int bt_judge(struct bt_shadow *t, bt_table_arg(table) __u32 generation, __u32 what)
{
	struct bt_snapshot event = bt_past_snapshot(what), *s = &event;
	__u32 kind = bt_past_kind(what), broken = bt_check_snapshot(generation, kind, s), step = 0;
	__u8 more = 0;

	if (!t)	/* never; the verifier does not know */
		return 0;
	more = t->ignored;
	if (s->in_interrupt && generation > 1) {
		__u32 known = t->flags & BT_SHADOW_KNOWN;

		/* The interrupt may have set a PENDING that the task knows nothing of. */
		if (broken == BT_I1_DEFERRED_OUTSIDE)
			t->flags &= ~BT_SHADOW_KNOWN;
		if (!known)
			return broken ? broken : BT_VERDICT_SKIPPED;
		return broken ? broken : bt_check_interrupt(t, kind);
	}
	if (broken)
		goto out;
	if (!(t->flags & BT_SHADOW_KNOWN))
		goto seed;
	/* A section entered in interrupt is still open: its end hit the task's own section. */
	if (t->ignored) {
		broken = BT_I11_STRADDLES_INTERRUPT;
		goto out;
	}
	if (t->flags & BT_SHADOW_TOLD)
		return bt_follow(t, generation, what);
	broken = bt_check_counts(t, generation, what);
	if (broken && bt_entered_silently(t, generation, kind, s)) {
		t->marks |= BT_MARK_ENTRY;
		goto seed;
	}
	if (!broken) {
		if (kind == BT_KIND_RESUME)
			more = t->in_pause & BT_PAUSE_OPEN;
		broken = bt_check_pause(t, kind);
	}
	if (broken)
		goto out;
	step = bt_table(table)[(t->state & (BT_NR_STATES - 1)) << 5 | (bt_input_of(what) & 31)];
	if (step & BT_STEP_BROKEN)
		broken = step & ~BT_STEP_BROKEN;
	else if (s->pending != (step == BT_STATE_PENDING))
		broken = bt_wrong_pending(generation, kind, s);
out:
	if (broken) {
		if (bt_stays_in_counts(t, kind, broken))
			bt_shadow_adopt(t, what, more);
		else
			t->flags &= BT_SHADOW_TOLD | BT_SHADOW_HEIR;
		return broken;
	}
	t->state = step;
	/* A flush comes before the event of its disable or pause, which reports the counts. */
	if (kind != BT_KIND_FLUSH && kind != BT_KIND_FLUSH_EMPTY) {
		t->enable_count = s->enable_count;
		t->pause_count = s->pause_count;
	}
	return 0;
seed:
	return bt_shadow_seed(t, kind, s);
}

/**
 * bt_validate() - judge an event, and update the shadow.
 * @t: shadow of the task that the event belongs to: in interrupt, the interrupted task
 * @table: of the generation, BT_TABLE_SIZE bytes of BT_PROTOCOL_TABLES
 * @generation: 1 to 3
 * @kind: enum bt_kind
 * @s: the state after the event
 *
 * Return: 0, an enum bt_invariant, or BT_VERDICT_SKIPPED.
 */
static inline __attribute__((always_inline))
__u32 bt_validate(struct bt_shadow *t, const volatile __u8 *table, __u32 generation, __u32 kind,
		  const struct bt_snapshot *s)
{
	__u32 what = bt_past_pack(kind, BT_LEVEL_NONE, s), verdict = BT_VERDICT_SKIPPED;
	__u8 was = t->flags;

	/* Interrupts come at any time, and do not show where the task is. */
	if (s->in_interrupt && generation > 1)
		return bt_judge_with(t, table, generation, what);
	if (!(was & BT_SHADOW_UNSURE))
		verdict = bt_judge_with(t, table, generation, what);
	/* Else the event is the one that was under way, at last. */
	else if (!(was & (BT_SHADOW_RESUMED | BT_SHADOW_WITHIN)))
		t->flags &= ~BT_SHADOW_UNSURE;
	t->flags &= ~(BT_SHADOW_RESUMED | BT_SHADOW_RETURNS);
	if (verdict && verdict != BT_VERDICT_SKIPPED) {
		if (!(was & (BT_SHADOW_RESUMED | BT_SHADOW_RETURNS)))
			return verdict;
		verdict = BT_VERDICT_SKIPPED;
		if (was & BT_SHADOW_RESUMED)
			t->flags |= BT_SHADOW_UNSURE;
	}
	if (was & BT_SHADOW_RESUMED) {
		t->flags |= BT_SHADOW_WITHIN;
		t->level = s->enable_count - !s->pause_count;
	} else if (kind == BT_KIND_DISABLE && was & BT_SHADOW_WITHIN &&
		   s->enable_count == t->level) {
		t->flags = (t->flags & ~BT_SHADOW_WITHIN) | BT_SHADOW_RETURNS;
	}
	return verdict;
}

/**
 * bt_again() - tell whether an effect of a mistake is the same mistake once more.
 * @t: shadow after bt_validate() has marked the event as an effect
 * @ip: site of the event
 *
 * Code that ends what was never begun may end the next thing, too, and have it mended each time.
 * Only the site shows that.
 *
 * Return: 0 or an enum bt_invariant.
 */
static inline __attribute__((always_inline))
__u32 bt_again(const struct bt_shadow *t, __u32 kind, const struct bt_snapshot *s, __u64 ip)
{
	if (t->ip != (__u32)ip)
		return 0;
	if (kind == BT_KIND_DISABLE && s->enable_count == 255)
		return BT_I9_SECTIONS_UNBALANCED;
	return kind == BT_KIND_RESUME && s->pause_count == 255 ? BT_I10_PAUSES_UNBALANCED : 0;
}

/**
 * bt_validate_end() - judge a task where it has to be outside of any section.
 * @input: BT_INPUT_TO_USER, _WORK_END, _TASK_END or _FORK
 *
 * A leak stays, and is reported once.  One more leak is one more mistake.
 *
 * Return: 0 or an enum bt_invariant.
 */
static inline __attribute__((always_inline))
__u32 bt_validate_end(struct bt_shadow *t, const volatile __u8 *table, __u32 input)
{
	__u8 enable = 0, pause = 0;
	__u32 step;

	bt_shadow_outside(t);
	if (!(t->flags & BT_SHADOW_KNOWN))
		return 0;
	if (t->state == BT_STATE_IDLE && !t->pause_count) {
		t->flags &= ~(BT_SHADOW_TOLD | BT_SHADOW_HEIR);
		return 0;
	}
	if (t->flags & BT_SHADOW_TOLD) {
		enable = t->base_enable;
		pause = t->base_pause;
	}
	/* The automaton takes a pause outside of any section for idle. */
	if ((__s8)(t->pause_count - pause) > 0)
		step = BT_STEP_BROKEN | BT_I10_PAUSES_UNBALANCED;
	else if ((__s8)(t->enable_count - enable) > 0 || !(t->flags & BT_SHADOW_TOLD))
		step = table[(t->state & (BT_NR_STATES - 1)) << 5 | (input & 31)];
	else
		return 0;
	bt_shadow_told(t, t->enable_count, t->pause_count);
	return step & BT_STEP_BROKEN ? step & ~BT_STEP_BROKEN : 0;
}

/*
 * Most events are stores and flushes of a task whose state is known, and change nothing but
 * PENDING.  A table has the answers for these, by state, kind and PENDING after the event.
 */
#define BT_FAST_SIZE	64u
#define BT_FAST_NOT	0xffu	/* ask bt_validate() */

/**
 * bt_fast_counts() - tell whether the table holds for an event with these counts.
 * @before: enable_count of the shadow, and pause_count in the byte above
 * @after: the counts of the event, in the same form
 *
 * It does if the counts are as before; or, on G3, at the flush of a disable, which has counted
 * already.  Where a count ran under zero the state was idle, and the table has no flush for idle.
 */
static inline __attribute__((always_inline))
bool bt_fast_counts(__u32 generation, __u32 kind, __u32 before, __u32 after)
{
	bool flush = kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY;

	return before == after || (flush && generation >= 3 && before - after == 1);
}

static inline __attribute__((always_inline))
__u32 bt_fast_index(__u32 state, __u32 kind, __u32 pending)
{
	return (state & (BT_NR_STATES - 1)) << 4 | (kind & 7) << 1 | (pending & 1);
}

#ifndef __VMLINUX_H__
/**
 * bt_fast_fill() - make the table of bt_validate()'s answers.
 * @fast: result, BT_FAST_SIZE bytes: the next state, or BT_FAST_NOT
 */
static inline void bt_fast_fill(__u8 *fast, const volatile __u8 *table, __u32 generation)
{
	for (__u32 i = 0; i < BT_FAST_SIZE; i++) {
		__u32 state = i >> 4, kind = i >> 1 & 7;
		struct bt_shadow t = {
			.flags = BT_SHADOW_KNOWN, .state = state,
			.enable_count = state != BT_STATE_IDLE,
			.pause_count = state == BT_STATE_PAUSED,
		};
		struct bt_snapshot s = {
			.pending = i & 1, .enable_count = t.enable_count,
			.pause_count = t.pause_count,
		};

		fast[i] = BT_FAST_NOT;
		if (kind >= BT_NR_COUNTERS ||
		    (state == BT_STATE_IDLE && kind != BT_KIND_DIRECT && kind > BT_KIND_AGAIN))
			continue;
		if (!bt_validate(&t, table, generation, kind, &s))
			fast[i] = t.state;
	}
}
#endif

#endif /* BT_VALIDATE_H */
