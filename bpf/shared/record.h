/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs of `record` tell user space, and what is in a recording: the same, but
 * for @task and @stack.  In the file all numbers are little-endian; see
 * barrier-trace-recording(5).
 */
#ifndef BT_RECORD_H
#define BT_RECORD_H

#include "shared/report.h"

/* Values are those of the file: append only. */
enum bt_event_type {
	BT_EVENT_LAZY_MMU	= 0,	/* one of the lazy_mmu events */
	BT_EVENT_LOOK		= 1,	/* a task that may be in a section, where none may be open */
	BT_EVENT_FAULT		= 2,	/* the kernel took a fault on memory that is mapped */
	BT_NR_EVENT_TYPES	= 3,
	BT_EVENT_RENAME		= 0xffff,	/* not in a file: two entries follow, the new name */
};

struct bt_event {
	__u64	time_ns;	/* CLOCK_MONOTONIC */
	__u64	ip;		/* of a _LAZY_MMU; of a _FAULT the address that was accessed */
	__u32	what;		/* bt_past_pack(); of a _LOOK enum bt_input, of a _FAULT enum bt_fault */
	__u32	seq;		/* counts on each CPU, also what had no room */
	__u32	task;		/* index of the slot; in the file the number of a task */
	__u32	context;	/* preempt_count */
	__u16	cpu;
	__u16	type;		/* enum bt_event_type */
	__u32	stack;		/* entries that follow; in the file the number of a stack, 0: none */
};

/* Of a _LOOK, beside its enum bt_input: the child of a fork has a section open. */
#define BT_LOOK_CHILD	(1u << 8)

/* bt_event_is_derived() - by a probe at a call, and not observed. */
static inline __attribute__((always_inline))
bool bt_event_is_derived(const struct bt_event *e)
{
	return e->type == BT_EVENT_LAZY_MMU && e->what & BT_WHAT_DERIVED;
}

struct bt_event_with_stack {
	struct bt_event event;
	__u64	stack[BT_STACK_DEPTH];
};

/* What the programs keep for each CPU, on a cache line of its own. */
struct bt_stream {
	__u32	seq;	/* of the next event */
	__u32	lost;	/* of those so far, without room in the ring buffer */
	__u64	looks[BT_NR_LOOKS];
	__u64	unused[2];
};

_Static_assert(sizeof(struct bt_event) == 40, "is a file's");
_Static_assert(sizeof(struct bt_stream) == 64, "a cache line");

#endif /* BT_RECORD_H */
