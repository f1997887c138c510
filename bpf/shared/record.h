/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events that the programs of `record` send to user space.  A recording has the same layout, but
 * @task and @stack have other values, and all numbers are little-endian: see
 * barrier-trace-recording(5).
 */
#ifndef BT_RECORD_H
#define BT_RECORD_H

#include "shared/report.h"

/* Recordings hold these values: append only. */
enum bt_event_type {
	BT_EVENT_LAZY_MMU	= 0,	/* one of the lazy_mmu events */
	BT_EVENT_LOOK		= 1,	/* a task may be in a section where none may be open */
	BT_EVENT_FAULT		= 2,	/* the kernel took a fault on memory that is mapped */
	BT_NR_EVENT_TYPES	= 3,
	BT_EVENT_RENAME		= 0xffff,	/* not in a file: the new name follows, 2 entries */
};

/* One event, in the ring buffer and in a recording */
struct bt_event {
	__u64	time_ns;	/* CLOCK_MONOTONIC */
	__u64	ip;		/* _LAZY_MMU: site; _FAULT: address that was accessed */
	__u32	what;		/* bt_past_pack(); _LOOK: enum bt_input; _FAULT: enum bt_fault */
	__u32	seq;		/* number on its CPU; events without room have one, too */
	__u32	task;		/* index of the slot; in a file the number of a task */
	__u32	context;	/* preempt_count, with the softirq count of PREEMPT_RT */
	__u16	cpu;
	__u16	type;		/* enum bt_event_type */
	__u32	stack;		/* entries that follow; in a file the number of a stack, 0: none */
};

/* Bit of bt_event::what of a _LOOK, beside enum bt_input: a fork's child has a section open */
#define BT_LOOK_CHILD	(1u << 8)

/** bt_event_is_derived() - tell whether a probe at a call derived @e, and did not observe it. */
static inline __attribute__((always_inline))
bool bt_event_is_derived(const struct bt_event *e)
{
	return e->type == BT_EVENT_LAZY_MMU && e->what & BT_WHAT_DERIVED;
}

/* An event with room for the longest stack */
struct bt_event_with_stack {
	struct bt_event event;
	__u64	stack[BT_STACK_DEPTH];
};

/* Numbers of one CPU, on a cache line of its own */
struct bt_stream {
	__u32	seq;	/* number of the next event */
	__u32	lost;	/* events so far for which the ring buffer had no room */
	__u64	looks[BT_NR_LOOKS];	/* by enum bt_look */
	__u64	unused[2];
};

_Static_assert(sizeof(struct bt_event) == 40, "the layout of a recording");
_Static_assert(sizeof(struct bt_stream) == 64, "a cache line");

#endif /* BT_RECORD_H */
