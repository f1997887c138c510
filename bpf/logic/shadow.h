/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shadow of a task: its state as its events show it, and where the shadow starts.  For
 * validate.h, which judges events by it.
 */
#ifndef BT_SHADOW_H
#define BT_SHADOW_H

#include "shared/event.h"
#include "protocol/tables.h"

#define BT_VERDICT_SKIPPED	0xff	/* too little is known of the task to judge */

/** bt_shadow_born() - start the shadow of a new task, whose parent was clean. */
static inline __attribute__((always_inline)) void bt_shadow_born(struct bt_shadow *t)
{
	*t = (struct bt_shadow){ .flags = BT_SHADOW_KNOWN };
}

/**
 * bt_shadow_born_inside() - start the shadow of a new task with a parent in a section.
 *
 * The task's first event shows whether the task has inherited the section.
 */
static inline __attribute__((always_inline)) void bt_shadow_born_inside(struct bt_shadow *t)
{
	*t = (struct bt_shadow){ .flags = BT_SHADOW_BORN };
}

/**
 * bt_shadow_resumed() - note that the next event opens a section of finish_task_switch().
 *
 * A task may be preempted between a change of its state and the event that reports the change:
 * nothing keeps the two together.  When the task runs again, it first cleans up after the task
 * before it.  With DEBUG_PAGEALLOC or KFENCE a page that it frees changes the linear map, in a
 * section of its own.
 *
 * The events of that section show the change, whose own event is still to come.  The section's
 * flush takes the PENDING that this event is about.  So the first event of the section may not fit,
 * nor the first event after it.  That is no violation: the task is unknown until the event after
 * that one.  finish_task_switch() runs with preemption off, so there is one such section at a time.
 */
static inline __attribute__((always_inline)) void bt_shadow_resumed(struct bt_shadow *t)
{
	t->flags |= BT_SHADOW_RESUMED;
}

/** bt_shadow_outside() - note that no event of the task can be under way. */
static inline __attribute__((always_inline)) void bt_shadow_outside(struct bt_shadow *t)
{
	t->flags &= ~(BT_SHADOW_WITHIN | BT_SHADOW_RETURNS | BT_SHADOW_UNSURE);
}

static inline __attribute__((always_inline))
__u32 bt_state_of(const struct bt_snapshot *s)
{
	if (!s->enable_count)
		return BT_STATE_IDLE;
	if (s->pause_count)
		return BT_STATE_PAUSED;
	return s->pending ? BT_STATE_PENDING : BT_STATE_LAZY;
}

/*
 * A mistake that stays in the counts was reported.  From now on the counts @enable and @pause are
 * the task's zero, and what follows from the mistake is no mistake of its own.
 */
static inline __attribute__((always_inline))
void bt_shadow_told(struct bt_shadow *t, __u8 enable, __u8 pause)
{
	t->flags |= BT_SHADOW_TOLD;
	t->base_enable = enable;
	t->base_pause = pause;
}

/* Open sections in half a byte for each of four levels of pauses, the innermost lowest */
#define BT_PAUSE_UNKNOWN	8u
#define BT_PAUSE_OPEN		15u

/*
 * A section or a pause that was left open may be ended later.  With nothing left of the mistake the
 * task is as any other.
 */
static inline __attribute__((always_inline))
void bt_shadow_mend(struct bt_shadow *t, const struct bt_snapshot *s)
{
	if (t->base_enable > 127)	/* below zero: what ends a section mends nothing */
		return;
	if (s->enable_count < t->base_enable)
		t->base_enable = s->enable_count;
	if (s->pause_count < t->base_pause)
		t->base_pause = s->pause_count;
	if (!t->base_enable && !t->base_pause && !s->enable_count && !s->pause_count && !s->pending)
		t->flags &= ~(BT_SHADOW_TOLD | BT_SHADOW_HEIR);
}

/* A task that was watched from its birth shows by its first event what it has inherited. */
static inline __attribute__((always_inline))
void bt_shadow_inherit(struct bt_shadow *t, __u32 kind, const struct bt_snapshot *s)
{
	__u8 enable = s->enable_count, pause = s->pause_count;

	if (kind == BT_KIND_ENABLE && !pause)
		enable--;
	else if (kind == BT_KIND_DISABLE && !pause)
		enable++;
	else if (kind == BT_KIND_PAUSE)
		pause--;
	else if (kind == BT_KIND_RESUME)
		pause++;
	t->flags &= ~BT_SHADOW_BORN;
	if (!enable && !pause)
		return;
	t->flags |= BT_SHADOW_HEIR;
	bt_shadow_told(t, enable, pause);
	bt_shadow_mend(t, s);
}

/*
 * Start the shadow from a snapshot.  A flush is no start, because it comes between a change of the
 * counts and the event that reports the change.  A task that owes a barrier outside of a section is
 * no start, either: an earlier event has been reported for it.
 */
static inline __attribute__((always_inline))
__u32 bt_shadow_seed(struct bt_shadow *t, __u32 kind, const struct bt_snapshot *s)
{
	__u32 state = bt_state_of(s);

	if (kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY ||
	    s->pending != (state == BT_STATE_PENDING))
		return BT_VERDICT_SKIPPED;
	if (t->flags & BT_SHADOW_BORN)
		bt_shadow_inherit(t, kind, s);
	t->flags |= BT_SHADOW_KNOWN;
	t->state = state;
	t->enable_count = s->enable_count;
	t->pause_count = s->pause_count;
	t->ignored = 0;
	t->in_pause = BT_PAUSE_UNKNOWN * 0x1111;
	return BT_VERDICT_SKIPPED;
}

#endif /* BT_SHADOW_H */
