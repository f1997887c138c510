/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An event, and a task as its events tell of it: what programs, user space and the logic in logic/
 * have in common.  Fixed-width types, no pointers; nothing here is allocated.
 */
#ifndef BT_EVENT_H
#define BT_EVENT_H

#ifndef __VMLINUX_H__
#include <stdbool.h>
#endif

#include "shared/slot.h"

/* What a task did.  The first are counters, and enum lazy_mmu_queue_action. */
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

/* struct lazy_mmu_snapshot of <linux/lazy_mmu_trace.h>: the state after an event. */
struct bt_snapshot {
	__u8	pending;
	__u8	active;
	__u8	in_interrupt;
	__u8	enable_count;
	__u8	pause_count;
};

enum bt_shadow_flag {
	BT_SHADOW_KNOWN	= 1,	/* the rest is what the task's events left it in */
	BT_SHADOW_TOLD	= 2,	/* its leak has been reported */
	/* See bt_shadow_resumed(). */
	BT_SHADOW_RESUMED	= 4,	/* the next event is of a section that begins there */
	BT_SHADOW_WITHIN	= 8,	/* in such a section */
	BT_SHADOW_RETURNS	= 16,	/* it has ended, no event since */
	BT_SHADOW_UNSURE	= 32,	/* the event of a change before that is still to come */
};

/* A task as its events tell of it.  All zero: nothing is known. */
struct bt_shadow {
	__u8	flags;
	__u8	state;		/* enum bt_state */
	__u8	enable_count;
	__u8	pause_count;
	__u8	ignored;	/* sections that were entered in interrupt, without effect */
	__u8	level;		/* enable_count after the section of _WITHIN */
	__u8	preempted;	/* since its last section began; a byte of its own: the scheduler sets it */
	__u8	unused;
};

#endif /* BT_EVENT_H */
