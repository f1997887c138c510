/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Slots, the counts of tasks, which the BPF programs and user space share.  Both sides include this
 * file, so that nothing is kept in step by hand.  Only fixed-width types, no pointers.
 */
#ifndef BARRIER_TRACE_H
#define BARRIER_TRACE_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

/*
 * Counters of one slot, in the order of the barrier's life.  Values of the
 * kernel's enum lazy_mmu_queue_action index the first three directly.
 */
enum bt_counter {
	BT_EMITTED	= 0,
	BT_FIRST	= 1,
	BT_AGAIN	= 2,
	BT_FLUSH	= 3,
	BT_FLUSH_EMPTY	= 4,
	BT_DIRECT	= 5,
	BT_NR_COUNTERS	= 6,
};

/* enum pgtable_level of include/linux/pgtable_level.h; flushes have none. */
enum bt_level {
	BT_LEVEL_PTE	= 0,
	BT_LEVEL_PMD	= 1,
	BT_LEVEL_PUD	= 2,
	BT_LEVEL_P4D	= 3,
	BT_LEVEL_PGD	= 4,
	BT_LEVEL_NONE	= 5,
	BT_NR_LEVELS	= 6,
};

enum bt_slot_state {
	BT_SLOT_FREE	= 0,
	BT_SLOT_LIVE	= 1,	/* its task may still count here */
	BT_SLOT_CLOSED	= 2,	/* nobody can count here any more: user space takes and frees it */
};

#define BT_COMM_LEN	16
#define BT_NR_SLOTS	131072u	/* tasks with events, alive at the same time */
#define BT_NR_HASH	65536u	/* heads of chains, by thread id */
#define BT_NR_IDLE	1024u	/* heads for the idle tasks, by CPU: all are pid 0 */
#define BT_CPU_ANY	0xffffu
#define BT_NO_KEY	(~0ull)
#define BT_NR_IDS	16u	/* ids of -p and -t; if there are more, user space filters */

/*
 * The counts of one task, or of the part of its life with one comm and one cgroup.  User space can
 * ask to keep slots apart also by CPU, level or site.
 * Only the task itself adds to its slot.  128 bytes: two cache lines, one of them hot.
 */
struct bt_slot {
	__u64	key;		/* @start while the task may count here, else BT_NO_KEY */
	__u32	tid;
	__u32	epoch;		/* bt_epoch of the last look at the task's cgroup */
	__u64	count[BT_NR_COUNTERS];
	/* ---- 64 bytes ---- */
	__u64	leader_start;	/* start_boottime of the thread group's leader */
	__u64	cgroup;		/* id in the default hierarchy */
	__u32	tgid;
	__u32	prev;		/* next older slot of the same chain, 0 = none */
	__u16	cpu;		/* BT_CPU_ANY unless slots are kept by CPU */
	__u8	level;		/* BT_LEVEL_NONE unless slots are kept by level */
	__u8	state;		/* enum bt_slot_state */
	__u8	pending;	/* PENDING after the last event */
	__u8	pending_start;	/* PENDING before the first event */
	__u8	in_cgroup;	/* the task was below the followed cgroup */
	__u8	kthread;
	char	comm[BT_COMM_LEN];
	__u64	start;		/* task_struct::start_boottime, ns; unique together with tid */
	__u64	ip;		/* 0 unless slots are kept by site */
};

/*
 * Data that every event touches, in one object, so that an event loads one address.  hash[thread
 * id] leads to a task's slot.  All idle tasks have thread id 0, and so they have heads by CPU.
 */
struct bt_table {
	__u32	enabled;	/* one store opens the window for all programs at once */
	__u32	hash[BT_NR_HASH + BT_NR_IDLE];
	__u32	unused[131072 - 1 - BT_NR_HASH - BT_NR_IDLE];
	struct bt_slot slots[BT_NR_SLOTS];	/* [0] is never handed out: its key is BT_NO_KEY */
};

/* Result of preempt_probe.bpf.c, which looks at the running kernel before a measurement */
struct bt_probe_result {
	__u64	events;		/* seen while probing */
	__u64	preemptible;	/* events with preemption enabled */
};

_Static_assert(sizeof(struct bt_slot) == 128, "mmap-ed by user space");
_Static_assert(__builtin_offsetof(struct bt_table, slots) == 1 << 19, "fits an add");
_Static_assert((BT_NR_SLOTS & (BT_NR_SLOTS - 1)) == 0, "used as a mask");
_Static_assert((BT_NR_HASH & (BT_NR_HASH - 1)) == 0, "used as a mask");

#endif /* BARRIER_TRACE_H */
