/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Has a task been to user space, slept or ended a work item since its last event?  Then no
 * section could hold both events, see runs.h.
 *
 * Of the task the kernel counts its sleeps (of its own will: a preemption is none) and its page
 * faults; returns from system calls and ends of work items are counted here.  None of these
 * numbers goes back: their sum is another one if and only if one of them is.
 */
#ifndef STRETCH_BPF_H
#define STRETCH_BPF_H

#include "logic/runs.h"
#include "parts/slots.bpf.h"

struct bt_stretch bt_stretches[BT_NR_SLOTS];

static __always_inline struct bt_stretch *stretch_at(__u32 index)
{
	return &bt_stretches[masked(index)];
}

/*
 * To be asked once for each event of the current task, whose slot is @index.  An interrupt that
 * asks in the middle gets the same answer, or is before or behind: both events begin a stretch,
 * or the first one does.
 */
static __always_inline bool stretch_is_new(struct task_struct *task, __u32 index)
{
	struct bt_stretch *s = stretch_at(index);
	__u64 now = s->ends + task->nvcsw + task->min_flt + task->maj_flt;

	if (s->last == now)
		return false;
	s->last = now;
	return true;
}

/* The task's last event is not known to anybody: the next one begins a stretch. */
static __always_inline void stretch_unknown(__u32 index)
{
	stretch_at(index)->last = ~0ull;
}

/* Of the task's own program, so no two at a time. */
static __always_inline void stretch_ends(__u32 index)
{
	if (index)
		stretch_at(index)->ends++;
}

#endif /* STRETCH_BPF_H */
