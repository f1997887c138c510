/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reports and counts that the programs of `check` share with user space.  Fixed-width types, no
 * pointers.
 */
#ifndef BT_REPORT_H
#define BT_REPORT_H

#include "protocol/tables.h"
#include "shared/event.h"

#define BT_HISTORY	64u	/* events of a task that are kept */
#define BT_NR_HISTORIES	8192u	/* tasks with a history: the tasks of the first slots */
#define BT_STACK_DEPTH	32u
#define BT_NR_SITES	4096u	/* sites that are remembered as seen */
#define BT_NR_OPENERS	4u	/* open sections of a task whose enable is remembered */

/* An event in a task's history */
struct bt_past {
	__u64	when;	/* CLOCK_MONOTONIC in ns << 16 | CPU: 3 days until it wraps */
	__u32	ip;	/* low half: kernel text and modules lie within 4 GiB */
	__u32	what;	/* see bt_past_pack() */
};

/** bt_past_pack() - pack an event into bt_past::what; the functions below unpack the parts. */
static inline __attribute__((always_inline))
__u32 bt_past_pack(__u32 kind, __u32 level, const struct bt_snapshot *s)
{
	return kind | (level & 7) << 4 | s->pending << 8 | s->active << 9 | s->in_interrupt << 10 |
	       s->enable_count << 16 | (__u32)s->pause_count << 24;
}

/*
 * Bits beside these.  NEW_STRETCH, in recordings: the task was in user space, slept or ended a work
 * item since its last event, see logic/runs.h.
 */
#define BT_WHAT_NEW_STRETCH	(1u << 11)

/* PROBED: a probe saw the event; probes see no sections.  DERIVED: see shared/probe_points.h. */
#define BT_WHAT_PROBED		(1u << 12)
#define BT_WHAT_DERIVED		(1u << 13)

static inline __attribute__((always_inline))
__u32 bt_past_kind(__u32 what)
{
	return what & 15;
}

static inline __attribute__((always_inline))
__u32 bt_past_level(__u32 what)
{
	return what >> 4 & 7;
}

static inline __attribute__((always_inline))
struct bt_snapshot bt_past_snapshot(__u32 what)
{
	return (struct bt_snapshot){
		.pending = what >> 8 & 1, .active = what >> 9 & 1, .in_interrupt = what >> 10 & 1,
		.enable_count = what >> 16, .pause_count = what >> 24,
	};
}

/* Judgement and counts of the task whose slot has the same index */
struct bt_checked {
	struct bt_shadow shadow;
	__u32	events;		/* number of events seen: the write position of the history */
	__u32	skipped;	/* events that could not be judged, see logic/validate.h */
	__u64	calls[BT_NR_KINDS - BT_NR_COUNTERS];	/* enable, disable, pause, resume */
	__u64	first;		/* when PENDING was set, like bt_past::when; 0: PENDING is clear */
	__u64	longest;	/* longest window so far, ns */
	__u64	migrated;	/* flushes on another CPU than the deferral: legal */
	__u32	premature;	/* 1: an entry of the open batch was used before its barriers */
	__u32	effects;	/* events that follow from a mistake that was reported */
	/* Low half of the ip of the enable that led to a count, by the count's low bits, or 0 */
	__u32	opener[BT_NR_OPENERS];
};

enum bt_report_type {
	BT_REPORT_EVENT,	/* an event breaks an invariant */
	BT_REPORT_STATE,	/* a task's state breaks an invariant, where it has to be clean */
	BT_REPORT_FAULT,	/* the kernel took a fault on memory that is mapped */
	BT_REPORT_DEFERRER,	/* a site that defers, seen for the first time */
	BT_REPORT_FLUSHER,	/* a site that flushes, seen for the first time */
	BT_REPORT_TEXT,		/* user space's own: a kernel function's text breaks an invariant */
	BT_REPORT_PREMATURE,	/* a strict kernel: an entry was used before its barriers */
	BT_REPORT_UNASKED,	/* a strict kernel: an entry was stored, no barriers asked for */
	BT_REPORT_LATE,		/* the flush that the access of a _PREMATURE did not wait for */
	BT_REPORT_SETTLED,	/* the section of a _DEFERRER has ended: it was no leak */
	BT_REPORT_ENTRY,	/* a site in a section that no event has opened, first seen */
	BT_REPORT_HEIR,		/* a task that was born in a section; address: its parent's start */
	BT_REPORT_EFFECTS,	/* user space's own: events that follow from a task's mistake */
	BT_REPORT_NOW,		/* user space's own: a look at all tasks found one wrong; @kind: 1
				   after the check, 0 before */
	BT_REPORT_EMITTER,	/* a site that stores and emits at once, seen for the first time */
};

/* Kind of access of a BT_REPORT_PREMATURE: enum lazy_mmu_access of the strict series */
enum bt_access {
	BT_ACCESS_READ,
	BT_ACCESS_WRITE,
	BT_ACCESS_EXECUTE,
	BT_ACCESS_STACK,	/* use of the stack of a task that is switched to */
	BT_NR_ACCESSES,
};

#define BT_STORE_DEPTH	12u

/* The store of the entry, for a BT_REPORT_PREMATURE or _UNASKED */
struct bt_store {
	__u64	stack[BT_STORE_DEPTH];
	__u64	pending_ns;	/* time since the store */
	__u64	area;		/* start of the accessed vmalloc area; 0: none, or not known */
	__u64	area_size;	/* bytes */
	__u64	area_caller;	/* address of the code that asked for the area */
	__u64	late_ns;	/* user space's own: time_ns of the flush; 0: none was seen */
	__u64	late_ip;	/* user space's own: site of the flush */
	__u32	depth;		/* entries in use in stack[] */
	__u32	entries;	/* _PREMATURE: stored and not flushed; _UNASKED: not asked for */
	__u32	tid;		/* thread that stored; 0: in interrupt, or not known */
	__s32	cpu;		/* CPU that stored in interrupt, or -1 */
	char	comm[BT_COMM_LEN];	/* name of the task that stored */
	__u8	deferred;	/* stored in lazy MMU mode; else barriers were to come at once */
	__u8	fixup;		/* the access was ready to fail */
	__u8	in_interrupt;	/* in_interrupt() of the access */
	__u8	unused;
	__u32	user;		/* thread that accessed; for BT_ACCESS_STACK not the current task */
};

/* Kind of fault of a BT_REPORT_FAULT */
enum bt_fault {
	BT_FAULT_DATA,		/* a data access; the kernel has found the address mapped */
	BT_FAULT_INSTRUCTION,	/* an oops; the kernel has not asked whether it is mapped */
	BT_FAULT_UNMAPPED,	/* user space's own, in recordings: an oops, not mapped */
	BT_NR_FAULTS,
};

/* One report in the ring buffer */
struct bt_report {
	__u32	type;
	__u32	invariant;	/* enum bt_invariant */
	__u64	time_ns;
	__u64	ip;		/* site of the event, or 0 */
	__u64	address;	/* _FAULT, _PREMATURE: address of the access, 0: not known;
				   _UNASKED: address of the entry */
	__u32	tid, tgid, cpu;
	__u8	kind;		/* enum bt_kind, bt_input (_STATE), bt_fault or bt_access */
	__u8	level;
	__u8	kthread;
	__u8	in_cgroup;	/* below the followed cgroup */
	struct bt_snapshot after;
	__u8	unused[3];
	struct bt_shadow before;	/* state that the task's earlier events left */
	__u32	opener;		/* low half of the ip of the innermost section's enable, or 0 */
	__u32	parent;		/* _HEIR: thread id of the parent; _EFFECTS: number of events */
	char	comm[BT_COMM_LEN];
	__u64	start, leader_start;	/* task_struct::start_boottime */
	__s32	stack_size;	/* bytes, or a negative errno */
	__u32	events;		/* the task's events so far; past[] ends at events % BT_HISTORY */
	__u64	stack[BT_STACK_DEPTH];
	struct bt_store store;		/* only for types that have one */
	struct bt_past past[BT_HISTORY];
};

/* Bytes of the kernel's text that read_text copies at once */
#define BT_TEXT_SIZE	8192u

/* Places where a program looks at a task, because the task has to be clean there */
enum bt_look {
	BT_LOOK_TO_USER,
	BT_LOOK_WORK_END,
	BT_LOOK_TASK_END,
	BT_LOOK_FORK,
	BT_LOOK_SLEEP,
	BT_NR_LOOKS,
};

/*
 * An input beside those of the automata, for a BT_REPORT_STATE.  A sleep may be right in some
 * places: only the stack shows whether this is one.
 */
#define BT_INPUT_SLEEP	BT_NR_INPUTS

struct bt_looks {
	__u64	n[8];	/* by enum bt_look; a cache line for each CPU */
};

#endif /* BT_REPORT_H */
