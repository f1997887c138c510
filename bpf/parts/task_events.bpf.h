/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From an event to the slot of its task, for objects that keep slots by task alone.  This file
 * defines the programs of all events, by tracepoints and by probes.  A file that includes it has
 * defined
 *
 *	take_event(ctx, task, index, kind, level, from, ip, flags)
 *
 * where @index is the slot's index, @flags has BT_WHAT_PROBED and BT_WHAT_DERIVED, and the other
 * arguments are those of events.bpf.h.  It may have defined, too:
 *
 *	slot_is_stale(slot)		the task must not use the slot any more
 *	on_first_event(index, born)	the task has a slot now; @born: watched from its birth
 */
#ifndef TASK_EVENTS_BPF_H
#define TASK_EVENTS_BPF_H

#include "shared/report.h"
#include "parts/slots.bpf.h"
#include "parts/events.bpf.h"

#ifndef slot_is_stale
#define slot_is_stale(slot)	false
#endif

#ifdef on_first_event
__u64 bt_enabled_at;	/* CLOCK_BOOTTIME: tasks that start later are watched from birth */
#endif

/*
 * Get a slot for the current task, which has none.  A task has never had a slot if it began after
 * the programs were enabled and its chain is empty.  A chain can lose a slot from its middle, but
 * then the chain has others.
 */
__noinline int first_event(__u32 pending)
{
	__u32 cpu = bpf_get_smp_processor_id();
#ifdef on_first_event
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 at = hash_of(task->pid, BT_LEVEL_NONE, cpu);
	bool born = at < BT_NR_HASH && !bt.hash[at] && task->start_boottime > bt_enabled_at;
	__u32 index = slot_search(BT_LEVEL_NONE, cpu, 0, pending);

	if (index)
		on_first_event(index, born);
	return index;
#else
	return slot_search(BT_LEVEL_NONE, cpu, 0, pending);
#endif
}

/* Take one event of the current task. */
#define task_event(ctx, which, level, from, ip, flags)				\
	do {									\
		struct task_struct *task = bpf_get_current_task_btf();		\
		struct bt_table *table = table_here();				\
		struct bt_slot *slot;						\
		__u64 kind = which;						\
		__u32 index;							\
										\
		if (!table->enabled)						\
			break;							\
		slot = slot_of(task, table, &index);				\
		if (!slot || slot_is_stale(slot))				\
			index = first_event(pending_before(kind, (from)->pending)); \
		if (index && is_known(kind))					\
			take_event(ctx, task, index, kind, level, from, ip, flags); \
		else if (index)							\
			no_slot();						\
	} while (0)

#define on_event(ctx, which, level, from, ip)	task_event(ctx, which, level, from, ip, 0)
#define on_probe(ctx, which, level, from, ip)					\
	task_event(ctx, which, level, from, ip,					\
		   BT_WHAT_PROBED | (BT_POINT_DERIVES(p) ? BT_WHAT_DERIVED : 0))

STORE_EVENTS(, on_event)
CALL_EVENTS(, on_event)
#include "parts/probes.bpf.h"

#endif /* TASK_EVENTS_BPF_H */
