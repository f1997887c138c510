/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An event, and the state of a task that follows from its events.  BPF programs, user space and the
 * logic in logic/ share these types.  Widths are fixed; there are no pointers and no allocations.
 */
#ifndef BT_EVENT_H
#define BT_EVENT_H

#ifndef __VMLINUX_H__
#include <stdbool.h>
#endif

#include "shared/slot.h"

/*
 * Kinds of events.  The first six equal enum bt_counter, and the first three of these the kernel's
 * enum lazy_mmu_queue_action.
 */
enum bt_kind {
	BT_KIND_EMITTED		= BT_EMITTED,
	BT_KIND_FIRST		= BT_FIRST,
	BT_KIND_AGAIN		= BT_AGAIN,
	BT_KIND_FLUSH		= BT_FLUSH,
	BT_KIND_FLUSH_EMPTY	= BT_FLUSH_EMPTY,
	BT_KIND_DIRECT		= BT_DIRECT,
	BT_KIND_ENABLE		= BT_NR_COUNTERS,
	BT_KIND_DISABLE,
	BT_KIND_PAUSE,
	BT_KIND_RESUME,
	BT_NR_KINDS,
};

/* The state after an event, as in struct lazy_mmu_snapshot of <linux/lazy_mmu_trace.h> */
struct bt_snapshot {
	__u8	pending;
	__u8	active;
	__u8	in_interrupt;
	__u8	enable_count;
	__u8	pause_count;
};

enum bt_shadow_flag {
	BT_SHADOW_KNOWN	= 1,	/* the members hold the state after the last event */
	/* A mistake that stays in the counts was reported: @base_enable and @base_pause hold */
	BT_SHADOW_TOLD	= 2,
	/* For the sections of finish_task_switch(), see bt_shadow_resumed(): */
	BT_SHADOW_RESUMED	= 4,	/* the next event opens such a section */
	BT_SHADOW_WITHIN	= 8,	/* the task is in such a section */
	BT_SHADOW_RETURNS	= 16,	/* such a section has ended, and no event has come since */
	BT_SHADOW_UNSURE	= 32,	/* an event from before the section is still to come */
	BT_SHADOW_BORN	= 64,	/* watched from birth, but may have been born inside a section */
	BT_SHADOW_HEIR	= 128,	/* the mistake of BT_SHADOW_TOLD is an ancestor's */
};

/* Findings that are no violation of this event, and notes for reports to come */
enum bt_shadow_mark {
	BT_MARK_ENTRY	= 1,	/* a section is open that no event has opened */
	BT_MARK_EFFECT	= 2,	/* the event follows from a mistake that was reported */
	BT_MARK_WATCHED	= 4,	/* a report waits for the end of the section */
	BT_MARK_SLEPT	= 8,	/* a sleep in this section was reported */
};

/* State of a task, as its own events show it.  All zero: nothing is known. */
struct bt_shadow {
	__u8	flags;
	__u8	state;		/* enum bt_state */
	__u8	enable_count;
	__u8	pause_count;
	__u8	ignored;	/* sections entered in interrupt, without effect */
	__u8	level;		/* enable_count after the section of BT_SHADOW_WITHIN */
	/* 1: preempted since its last section began.  A byte of its own: sched_switch sets it. */
	__u8	preempted;
	__u8	marks;		/* enum bt_shadow_mark */
	/* The counts at which the task is outside of its own sections, after a mistake */
	__u8	base_enable;
	__u8	base_pause;
	/* Sections without effect that were opened in a pause: see bt_check_pause() */
	__u16	in_pause;
	__u32	ip;		/* low half of the site of the mistake that was reported */
};

#endif /* BT_EVENT_H */
