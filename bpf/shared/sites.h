/* SPDX-License-Identifier: GPL-2.0 */
/* Counts that the programs of `sites` keep.  Fixed-width types, no pointers. */
#ifndef BT_SITES_H
#define BT_SITES_H

#include "shared/report.h"

/* Counters of each stack.  The first three equal enum bt_counter and enum lazy_mmu_queue_action. */
enum bt_site_counter {
	BT_SITE_EMITTED		= BT_EMITTED,
	BT_SITE_FIRST		= BT_FIRST,
	BT_SITE_AGAIN		= BT_AGAIN,
	BT_SITE_AVOIDABLE	= 3,	/* emitted that a section would avoid: logic/runs.h */
	BT_SITE_RUNS		= 4,	/* runs with avoidable events */
	BT_SITE_DERIVED		= 5,	/* queued events that were derived: shared/probe_points.h */
	BT_NR_SITE_COUNTERS	= 6,
};

/* Counts of one stack, by enum bt_site_counter */
struct bt_site_counts {
	__u64	n[BT_NR_SITE_COUNTERS];
};

/*
 * The whole stack is in the key, so that different stacks never share counts.  Beside the stack the
 * key has the parts of the task that filters look at; the others are 0.
 */
struct bt_site_key {
	__u64	stack[BT_STACK_DEPTH];	/* innermost first: [0] is the event's ip; 0: no entry */
	__u64	start, leader_start;
	__u32	tid, tgid;
	__u32	cpu;
	__u32	unused;
	char	comm[BT_COMM_LEN];
};

#define BT_MAX_STACKS	16384u	/* stacks that are kept, unless user space sets another number */

#endif /* BT_SITES_H */
