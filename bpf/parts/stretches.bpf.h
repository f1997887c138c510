/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Has a task been to user space, slept or ended a work item since its last event?  Then no
 * section could hold both events, see logic/runs.h.
 *
 * The kernel counts a task's page faults, and its sleeps (by its own will: no preemptions).  The
 * programs count returns from system calls and ends of work items.  No such number goes back, so
 * their sum changes if and only if one of them does.
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
 * Does this event of the current task, whose slot is @index, begin a stretch?  To be asked once for
 * each event.  If an interrupt's event asks in the middle, both events begin the stretch.  If it
 * asks before or after, only the first one does.
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

/* Let the task's next event begin a stretch, because the last event was lost. */
static __always_inline void stretch_unknown(__u32 index)
{
	stretch_at(index)->last = ~0ull;
}

/* Only the task's own programs call this, so no two at a time. */
static __always_inline void stretch_ends(__u32 index)
{
	if (index)
		stretch_at(index)->ends++;
}

#endif /* STRETCH_BPF_H */
