/* SPDX-License-Identifier: GPL-2.0 */
/* What the programs of `check` tell user space.  Fixed-width types, no pointers. */
#ifndef BT_REPORT_H
#define BT_REPORT_H

#include "protocol/tables.h"
#include "shared/event.h"

#define BT_HISTORY	64u	/* events kept of a task */
#define BT_NR_HISTORIES	8192u	/* tasks that have one: the first so many slots */
#define BT_STACK_DEPTH	32u
#define BT_NR_SITES	4096u	/* addresses that are remembered as seen */

/* An event, as it is remembered. */
struct bt_past {
	__u64	when;	/* CLOCK_MONOTONIC in ns << 16 | CPU: 3 days until it wraps */
	__u32	ip;	/* low half: kernel text and modules lie within 4 GiB */
	__u32	what;	/* see bt_past_pack() */
};

static inline __attribute__((always_inline))
__u32 bt_past_pack(__u32 kind, __u32 level, const struct bt_snapshot *s)
{
	return kind | (level & 7) << 4 | s->pending << 8 | s->active << 9 | s->in_interrupt << 10 |
	       s->enable_count << 16 | (__u32)s->pause_count << 24;
}

/*
 * In recordings, beside that: since the task's last event it has been to user space, slept or ended
 * a work item.  See runs.h.
 */
#define BT_WHAT_NEW_STRETCH	(1u << 11)

/* Seen by a probe, which sees no sections; and derived there, not observed: probe_points.h. */
#define BT_WHAT_PROBED		(1u << 12)
#define BT_WHAT_DERIVED		(1u << 13)

/* And back. */
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

/* Beside the slot of the same index. */
struct bt_checked {
	struct bt_shadow shadow;
	__u32	events;		/* seen; the history's write position */
	__u32	skipped;	/* events that could not be judged, see validate.h */
	__u64	calls[BT_NR_KINDS - BT_NR_COUNTERS];	/* enable, disable, pause, resume */
	__u64	first;		/* when PENDING was set, as bt_past::when; 0: it is not */
	__u64	longest;	/* ns between that and its flush, at most */
	__u64	migrated;	/* flushes on another CPU than that: legal, the task has moved */
	__u64	premature;	/* an entry of the batch was used already */
};

enum bt_report_type {
	BT_REPORT_EVENT,	/* an event breaks an invariant */
	BT_REPORT_STATE,	/* a task's state does, where it has to be clean */
	BT_REPORT_FAULT,	/* the kernel took a fault on memory that is mapped */
	BT_REPORT_DEFERRER,	/* a site that defers, seen for the first time */
	BT_REPORT_FLUSHER,	/* a site that flushes, seen for the first time */
	BT_REPORT_TEXT,		/* user space's own: a function of the kernel, no task's event */
	BT_REPORT_PREMATURE,	/* a strict kernel: an entry was used before its barriers */
	BT_REPORT_UNASKED,	/* a strict kernel: an entry was stored, and no barriers asked for */
	BT_REPORT_LATE,		/* the flush that a _PREMATURE did not wait for */
};

/* Which access, of a BT_REPORT_PREMATURE: enum lazy_mmu_access of the strict series. */
enum bt_access {
	BT_ACCESS_READ,
	BT_ACCESS_WRITE,
	BT_ACCESS_EXECUTE,
	BT_ACCESS_STACK,	/* of a task that is switched to */
	BT_NR_ACCESSES,
};

#define BT_STORE_DEPTH	12u

/* The store of the entry, of a BT_REPORT_PREMATURE or _UNASKED. */
struct bt_store {
	__u64	stack[BT_STORE_DEPTH];
	__u64	pending_ns;	/* since then */
	__u64	area;		/* start of the vmalloc area that was accessed; 0: none, or not known */
	__u64	area_size;	/* of that */
	__u64	area_caller;	/* who has asked for it */
	__u64	late_ns;	/* user space's own: time of the flush, 0: none was seen */
	__u64	late_ip;	/* where that was */
	__u32	depth;		/* of the stack */
	__u32	entries;	/* that its task had stored and not flushed; or those not asked for */
	__u32	tid;		/* who; 0: in interrupt, or not known */
	__s32	cpu;		/* where, if in interrupt; or -1 */
	char	comm[BT_COMM_LEN];
	__u8	deferred;	/* in lazy MMU mode; else barriers were to come at once */
	__u8	fixup;		/* the access was ready to fail */
	__u8	in_interrupt;	/* in_interrupt() of the access */
	__u8	unused;
	__u32	user;		/* thread id of who accessed: of _STACK not the current task */
};

/* What faulted, of a BT_REPORT_FAULT. */
enum bt_fault {
	BT_FAULT_DATA,		/* a data access; the kernel has found that it is mapped */
	BT_FAULT_INSTRUCTION,	/* an oops; the kernel has not asked whether it is mapped */
	BT_FAULT_UNMAPPED,	/* user space's own, in recordings: that, and it has asked */
	BT_NR_FAULTS,
};

/* One report, through the ring buffer. */
struct bt_report {
	__u32	type;
	__u32	invariant;	/* enum bt_invariant */
	__u64	time_ns;
	__u64	ip;		/* of the event, else 0 */
	__u64	address;	/* of a _FAULT or _PREMATURE: where, 0 when it was not said;
				   of an _UNASKED: of the entry */
	__u32	tid, tgid, cpu;
	__u8	kind;		/* enum bt_kind; of others bt_input (_STATE), bt_fault, bt_access */
	__u8	level;
	__u8	kthread;
	__u8	in_cgroup;	/* below the cgroup that is followed */
	struct bt_snapshot after;
	__u8	unused[3];
	struct bt_shadow before;	/* as the task's earlier events left it */
	char	comm[BT_COMM_LEN];
	__u64	start, leader_start;	/* task_struct::start_boottime */
	__s32	stack_size;	/* bytes, or a negative errno */
	__u32	events;		/* of the task so far; past[] ends with events % BT_HISTORY */
	__u64	stack[BT_STACK_DEPTH];
	struct bt_store store;		/* meaningful for the types that have one */
	struct bt_past past[BT_HISTORY];
};

/* For read_text: how much of the kernel's text is read at once. */
#define BT_TEXT_SIZE	8192u

/* What was looked at where tasks have to be clean. */
enum bt_look {
	BT_LOOK_TO_USER,
	BT_LOOK_WORK_END,
	BT_LOOK_TASK_END,
	BT_LOOK_FORK,
	BT_LOOK_SLEEP,
	BT_NR_LOOKS,
};

/* Beside the inputs of the automata, for a BT_REPORT_STATE: where it may be right, only the
 * stack tells.
 */
#define BT_INPUT_SLEEP	BT_NR_INPUTS

struct bt_looks {
	__u64	n[8];	/* a cache line of each CPU's own */
};

#endif /* BT_REPORT_H */
