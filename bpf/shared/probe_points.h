/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events by kprobes, for a kernel without the tracepoints: facts about each probe that the programs
 * need.  User space finds the places of probes in the kernel's text (user/scan/scan.h).
 */
#ifndef PROBES_H
#define PROBES_H

#include "shared/slot.h"

#define BT_NR_POINTS	2048u

enum bt_point_kind {
	BT_POINT_QUEUE_TEST,	/* deferred; a register has PENDING as it was before */
	BT_POINT_QUEUE_EMIT,	/* emitted */
	BT_POINT_FLUSH_TEST,	/* flush or empty flush; a register has PENDING as it was before */
	BT_POINT_DIRECT,
	BT_POINT_CALL_QUEUE,	/* call of a function that queues, and takes no probe itself */
	BT_POINT_CALL_FLUSH,	/* call of a function that flushes, and takes no probe itself */
	BT_NR_POINT_KINDS,
};

/* A probe at a call observes nothing: its event is derived from the state before the call. */
#define BT_POINT_DERIVES(point)	((point)->kind >= BT_POINT_CALL_QUEUE)

/* Conditions that the function behind a call tests before it queues or flushes */
enum bt_point_when {
	BT_UNLESS_INTERRUPT	= 1,
	BT_UNLESS_PAUSED	= 2,
	BT_IF_ENABLED		= 4,
};

/* One probe: its place, and how its program concludes the event */
struct bt_point {
	__u64	address;
	__u64	mask, value;	/* bits of the register, and their value at a call; 0: no test */
	__u32	when;		/* bits of enum bt_point_when, for calls */
	__u8	kind;		/* enum bt_point_kind */
	__u8	reg;		/* number of the register, 0 to 30 */
	__u8	unused[2];
};

/* Derived counts of the slot with the same index */
struct bt_derived {
	__u64	count[8];	/* by enum bt_counter; the last ones are unused */
};

/* Facts about the kernel for all probes, and counts of a control that shows that probes fire */
struct bt_probing {
	__u64	pending_mask;	/* TIF_LAZY_MMU_PENDING in thread_info.flags */
	__u64	lazy_mask;	/* TIF_LAZY_MMU in thread_info.flags; 0 since 7.0 */
	__u32	interrupt_mask;	/* bits of preempt_count that in_interrupt() tests */
	__u32	control_tid;	/* if not 0, only this thread's events are counted, in control[] */
	__u64	control[BT_NR_COUNTERS];
};

_Static_assert(sizeof(struct bt_point) == 32, "32 bytes");

#endif /* PROBES_H */
