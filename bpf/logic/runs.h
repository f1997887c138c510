/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Barriers that a section would have avoided.  The code is compiled twice: into the BPF programs of
 * `sites`, and into user space for recordings and tests.
 *
 * An emitted barrier is avoidable when the same task emitted another one before at the same site,
 * and one section could hold both.  That is so if the task has no other queue or flush event in
 * between, not even an empty flush, and is still in the same stretch of the kernel's code.  A
 * stretch ends with a return from a system call, a page fault of user memory, a sleep of the task's
 * own will and the end of a work item: no section goes across these.  A section around a run of n
 * pays one barrier instead of n, so n - 1 are avoidable.
 *
 * In interrupt, which is the kernel's in_interrupt() and so also with BH disabled, there is no lazy
 * mode.  So nothing is avoidable there, and events there neither extend nor end the task's own run.
 */
#ifndef BT_RUNS_H
#define BT_RUNS_H

#include "shared/event.h"

/* The run of a task.  All zero: the task is in no run. */
struct bt_run {
	__u64	ip;	/* site */
	__u64	n;	/* events emitted in a row at the site, in this stretch */
};

/* Numbers that show when a stretch of a task ends, see parts/stretches.bpf.h */
struct bt_stretch {
	__u64	last;	/* sum of numbers that do not go back, at the task's last event */
	__u64	ends;	/* the number among these that the programs count */
};

/* Bits that bt_run_event() returns */
#define BT_RUN_AVOIDABLE	1u	/* a section would avoid the event's barrier */
#define BT_RUN_SECOND		2u	/* the event is the first avoidable one of its run */

/**
 * bt_run_event() - take an event of a task.
 * @r: run of the task that the event belongs to: in interrupt, the interrupted task
 * @kind: enum bt_kind; the caller may leave out kinds that neither queue nor flush
 * @new_stretch: a stretch has ended since the task's previous event of any kind
 * @ip: site of the event
 *
 * Return: bits; 0 when no section would avoid the barrier.
 */
static inline __attribute__((always_inline))
__u32 bt_run_event(struct bt_run *r, __u32 kind, bool in_interrupt, bool new_stretch, __u64 ip)
{
	if (new_stretch)
		r->n = 0;
	if (in_interrupt || kind > BT_KIND_FLUSH_EMPTY)
		return 0;
	if (kind != BT_KIND_EMITTED) {
		r->n = 0;
		return 0;
	}
	if (r->ip != ip)
		r->n = 0;
	r->ip = ip;
	r->n++;
	if (r->n == 1)
		return 0;
	return r->n == 2 ? BT_RUN_AVOIDABLE | BT_RUN_SECOND : BT_RUN_AVOIDABLE;
}

#endif /* BT_RUNS_H */
