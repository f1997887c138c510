/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events by kprobes, for a kernel that lacks the tracepoints: what the programs have to know of
 * each probe.  Which probes there are is found in the kernel's text (user/scan/scan.h).
 */
#ifndef PROBES_H
#define PROBES_H

#include "shared/slot.h"

#define BT_NR_POINTS	2048u

enum bt_point_kind {
	BT_POINT_QUEUE_TEST,	/* deferred; PENDING before it is in a register */
	BT_POINT_QUEUE_EMIT,	/* emitted */
	BT_POINT_FLUSH_TEST,	/* flush or empty flush: PENDING before it is in a register */
	BT_POINT_DIRECT,
	BT_POINT_CALL_QUEUE,	/* call of a function that queues and that takes no probe itself */
	BT_POINT_CALL_FLUSH,	/* the same of one that flushes */
	BT_NR_POINT_KINDS,
};

/* At a call nothing is observed: what happens there is derived from the state before it. */
#define BT_POINT_DERIVES(point)	((point)->kind >= BT_POINT_CALL_QUEUE)

/* When the function behind a call does nothing. */
enum bt_point_when {
	BT_UNLESS_INTERRUPT	= 1,
	BT_UNLESS_PAUSED	= 2,
	BT_IF_ENABLED		= 4,
};

struct bt_point {
	__u64	address;
	__u64	mask, value;	/* of the register; 0: not looked at */
	__u32	when;		/* enum bt_point_when, of calls */
	__u8	kind;		/* enum bt_point_kind */
	__u8	reg;		/* 0 to 30 */
	__u8	unused[2];
};

/* Of the counts of a slot, by the same index. */
struct bt_derived {
	__u64	count[8];	/* the first BT_NR_COUNTERS */
};

/* What holds for all of them; and a control that they fire at all. */
struct bt_probing {
	__u64	pending_mask;	/* of TIF_LAZY_MMU_PENDING in thread_info.flags */
	__u64	lazy_mask;	/* of TIF_LAZY_MMU, 0 since 7.0 */
	__u32	interrupt_mask;	/* what in_interrupt() tests of preempt_count */
	__u32	control_tid;	/* while not 0: this thread's events are for the control */
	__u64	control[BT_NR_COUNTERS];
};

_Static_assert(sizeof(struct bt_point) == 32, "32 bytes");

#endif /* PROBES_H */
