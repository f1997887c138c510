/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Barriers that a section would have avoided, and why a barrier was emitted.  The code is compiled
 * twice: into the BPF programs of `sites`, and into user space for recordings and tests.
 *
 * An emitted barrier is avoidable when the same task emitted another one before, at any site and
 * level, and one section could hold both.  That is so if the task has no other queue or flush event
 * in between, not even an empty flush, and is still in the same stretch of the kernel's code.  A
 * stretch ends with a return from a system call, a page fault of user memory, a sleep of the task's
 * own will and the end of a work item: no section goes across these.  A section around a run of n
 * pays one barrier instead of n, so n - 1 are avoidable: all but the run's first, each at its own
 * site.
 *
 * A section of one store pays as much as a store without a section.  If the task opens another
 * section right after it, in the same stretch, one section around both would avoid a barrier.
 *
 * In interrupt, which is the kernel's in_interrupt() and so also with BH disabled, there is no lazy
 * mode.  So nothing is avoidable there, and events there neither extend nor end the task's own run.
 * While the mode is paused, nothing is avoidable either, and the pause ends the run: a section
 * would have to flush before it.  An entry that is used at once needs its barrier at once, which
 * would cover the stores before it; so it ends the run, too.
 */
#ifndef BT_RUNS_H
#define BT_RUNS_H

#include "shared/event.h"
#include "shared/sites.h"

/* The run of a task, and its sections of one store.  All zero: the task is in no run. */
struct bt_run {
	__u64	n;	/* barriers emitted in a row, in this stretch */
	__u32	stores;	/* deferrals of the open section; 2: two or more, or not all were seen */
	__u32	one;	/* 1: the task's last event ended a section that held one store */
};

/* Numbers that show when a stretch of a task ends, see parts/stretches.bpf.h */
struct bt_stretch {
	__u64	last;	/* sum of numbers that do not go back, at the task's last event */
	__u64	ends;	/* the number among these that the programs count */
};

/* Bits that bt_run_event() returns */
#define BT_RUN_AVOIDABLE	1u	/* a section would avoid the event's barrier */
#define BT_RUN_SECOND		2u	/* the event is the first avoidable one of its run */
#define BT_RUN_AFTER_ONE	4u	/* a first deferral, right after a section of one store */

/*
 * preempt_count (include/linux/preempt.h): BH off adds 0x200, serving a softirq 0x100.  The bits
 * above have hard interrupts and NMIs, at places that depend on the kernel.
 */
#define BT_CONTEXT_BH_OFF	0x0000fe00u
#define BT_CONTEXT_INTERRUPT	0xffff0100u

/**
 * bt_emit_reason() - tell why a barrier was emitted.
 * @after: state after the event
 * @context: preempt_count, with the softirq count of PREEMPT_RT in its place
 * @at_once: the site's function maps what its caller uses at once
 */
static inline __attribute__((always_inline))
enum bt_reason bt_emit_reason(struct bt_snapshot after, __u32 context, bool at_once)
{
	if (after.in_interrupt && context & BT_CONTEXT_BH_OFF && !(context & BT_CONTEXT_INTERRUPT))
		return BT_REASON_BH;
	if (after.in_interrupt)
		return BT_REASON_INTERRUPT;
	if (after.pause_count)
		return BT_REASON_PAUSED;
	return at_once ? BT_REASON_AT_ONCE : BT_REASON_NO_SECTION;
}

/**
 * bt_run_event() - take an event of a task.
 * @r: run of the task that the event belongs to: in interrupt, the interrupted task
 * @kind: enum bt_kind; the caller may leave out kinds that neither queue nor flush
 * @after: state after the event
 * @counts: the kernel counts sections, and a flush at a section's end comes after its count (G3);
 *	else each flush ends a section
 * @new_stretch: a stretch has ended since the task's previous event of any kind
 * @at_once: see bt_emit_reason()
 *
 * Return: bits; 0 when no section would avoid a barrier.
 */
static inline __attribute__((always_inline))
__u32 bt_run_event(struct bt_run *r, __u32 kind, struct bt_snapshot after, bool counts,
		   bool new_stretch, bool at_once)
{
	bool after_one, ends;

	if (new_stretch) {
		r->n = 0;
		r->one = 0;
	}
	if (after.in_interrupt || kind > BT_KIND_FLUSH_EMPTY)
		return 0;
	after_one = r->one;
	r->one = 0;
	if (kind == BT_KIND_EMITTED && !after.pause_count && !at_once) {
		r->n++;
		if (r->n == 1)
			return 0;
		return r->n == 2 ? BT_RUN_AVOIDABLE | BT_RUN_SECOND : BT_RUN_AVOIDABLE;
	}
	r->n = 0;
	switch (kind) {
	case BT_KIND_FIRST:
		r->stores = r->stores ? 2 : 1;
		return after_one ? BT_RUN_AFTER_ONE : 0;
	case BT_KIND_AGAIN:
		r->stores = 2;
		return 0;
	case BT_KIND_FLUSH:
	case BT_KIND_FLUSH_EMPTY:
		/* The end of a nested section and a pause flush, too, and leave a count. */
		ends = !counts || (!after.enable_count && !after.pause_count);
		r->one = ends && kind == BT_KIND_FLUSH && r->stores == 1;
		if (ends)
			r->stores = 0;
		return 0;
	default:
		return 0;
	}
}

#endif /* BT_RUNS_H */
