/* SPDX-License-Identifier: GPL-2.0 */
/* What the programs of `sites` count.  Fixed-width types, no pointers. */
#ifndef BT_SITES_H
#define BT_SITES_H

#include "shared/report.h"

/* Of each stack.  The first three are counters and enum lazy_mmu_queue_action. */
enum bt_site_counter {
	BT_SITE_EMITTED		= BT_EMITTED,
	BT_SITE_FIRST		= BT_FIRST,
	BT_SITE_AGAIN		= BT_AGAIN,
	BT_SITE_AVOIDABLE	= 3,	/* of those emitted, see runs.h */
	BT_SITE_RUNS		= 4,	/* of them, those that are the first of their run */
	BT_SITE_DERIVED		= 5,	/* of all queued, those that were not observed: probe_points.h */
	BT_NR_SITE_COUNTERS	= 6,
};

struct bt_site_counts {
	__u64	n[BT_NR_SITE_COUNTERS];
};

/*
 * The whole stack is the key, so that two that are not equal are never one.  Beside it those parts
 * of the task that filters look at, and else 0.
 */
struct bt_site_key {
	__u64	stack[BT_STACK_DEPTH];	/* innermost first: [0] is the event's ip; behind the last one 0 */
	__u64	start, leader_start;
	__u32	tid, tgid;
	__u32	cpu;
	__u32	unused;
	char	comm[BT_COMM_LEN];
};

#define BT_MAX_STACKS	16384u	/* that are kept, unless user space says otherwise */

#endif /* BT_SITES_H */
