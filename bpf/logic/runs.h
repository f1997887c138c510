/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Barriers that a section would have avoided.  Compiled twice: into the BPF programs of `sites`,
 * and into user space, where recordings and tests go through it.
 *
 * An emitted barrier is avoidable when it follows another one that the same task emitted at the
 * same site, and the two could be in one section: no other queue or flush event of the task
 * between them, an empty flush neither, and the task still in the same stretch of the kernel's
 * code.  A stretch ends with a return from a system call, a page fault of user memory, a sleep of
 * the task's own will and the end of a work item: no section goes across these.  A section around
 * a run of n would pay one barrier and not n: n - 1 are avoidable.
 *
 * In interrupt, which is the kernel's in_interrupt() and so also with BH disabled, nothing is
 * avoidable, for there is no lazy mode; and what happens there neither extends nor ends the task's
 * own run.
 */
#ifndef BT_RUNS_H
#define BT_RUNS_H

#include "shared/event.h"

/* Of a task.  All zero: it is in no run. */
struct bt_run {
	__u64	ip;
	__u64	n;	/* emitted in a row there, in this stretch */
};

/* What the programs keep of a task to know its stretches by, see stretches.bpf.h. */
struct bt_stretch {
	__u64	last;	/* a sum of numbers that do not go back, at the task's last event */
	__u64	ends;	/* of them the one that is counted there */
};

/* What an event is, as bits. */
#define BT_RUN_AVOIDABLE	1u	/* its barrier */
#define BT_RUN_SECOND		2u	/* the first of its run that is */

/**
 * bt_run_event() - take an event of a task.
 * @r: of the task that it belongs to: in interrupt, the interrupted one
 * @kind: enum bt_kind; those that are no queue and no flush may be left out
 * @new_stretch: a stretch has ended since the task's event before this one, whatever that was
 * @ip: of the event
 *
 * Return: bits, 0 for what no section would avoid.
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
