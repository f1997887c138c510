/* SPDX-License-Identifier: GPL-2.0 */
/* Counts that the programs of `sites` keep.  Fixed-width types, no pointers. */
#ifndef BT_SITES_H
#define BT_SITES_H

#include "shared/report.h"

/* Why a barrier was emitted and not deferred.  The first one that holds is the reason. */
enum bt_reason {
	BT_REASON_INTERRUPT,	/* hard or soft interrupt, or NMI */
	BT_REASON_BH,		/* the task has BH disabled, which counts as in interrupt */
	BT_REASON_PAUSED,	/* lazy MMU mode is paused */
	BT_REASON_AT_ONCE,	/* the entry is used at once: no section may hold the store */
	BT_REASON_NO_SECTION,	/* the task is in no section */
	BT_NR_REASONS,
};

/* Counters of each stack.  The first three equal enum bt_counter and enum lazy_mmu_queue_action. */
enum bt_site_counter {
	BT_SITE_EMITTED		= BT_EMITTED,
	BT_SITE_FIRST		= BT_FIRST,
	BT_SITE_AGAIN		= BT_AGAIN,
	BT_SITE_AVOIDABLE	= 3,	/* emitted that a section would avoid: logic/runs.h */
	BT_SITE_RUNS		= 4,	/* runs with avoidable events */
	BT_SITE_DERIVED		= 5,	/* queued events that were derived: shared/probe_points.h */
	BT_SITE_AFTER_ONE	= 6,	/* first, right after a section of one: logic/runs.h */
	BT_SITE_REASON		= 7,	/* emitted by reason: add an enum bt_reason but the last */
	BT_NR_SITE_COUNTERS	= BT_SITE_REASON + BT_REASON_NO_SECTION,
};

/* Counts of one stack, by enum bt_site_counter */
struct bt_site_counts {
	__u64	n[BT_NR_SITE_COUNTERS];
};

/* A function's text: an address and bytes; all 0: no function */
struct bt_text_range {
	__u64	start, size;
};

/** bt_range_has() - return whether a call that returns to @ip is in the range. */
static inline __attribute__((always_inline))
bool bt_range_has(struct bt_text_range range, __u64 ip)
{
	return ip - 4 - range.start < range.size;
}

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
