/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Book each flush to the slot of its batch's first deferral, where a task has a slot for each level
 * or site.  A flush has no level, and its site is the code that ends a section.  Counted there, a
 * flush would leave the deferrals without a cost.
 *
 * A batch that began before the measurement has its first deferral in a slot that nobody knows.  It
 * counts from the next deferral on.  If there is none, the flush stays in a slot of its own.
 */
#ifndef BATCHES_BPF_H
#define BATCHES_BPF_H

#include "parts/slots.bpf.h"

/* Slot of the first deferral of the task's open batch, by thread id like bt_table::hash */
__u32 bt_open[BT_NR_HASH + BT_NR_IDLE];
/* Flushes that were executed at the slot's own site, wherever they are booked */
__u64 bt_flush_here[BT_NR_SLOTS];

/* A choice of user space before loading: the verifier removes the other branch. */
static __always_inline bool books_batches(void)
{
	return bt_by_level || bt_by_site;
}

static __always_inline bool is_own(const struct bt_slot *slot, struct task_struct *task,
				   __u32 level, __u64 ip, __u32 cpu)
{
	return slot->key == task->start_boottime && slot->tid == (__u32)task->pid &&
	       (!bt_by_cpu || slot->cpu == cpu) &&
	       (!bt_by_level || slot->level == level) &&
	       (!bt_by_site || slot->ip == ip) &&
	       (!bt_cgroups || slot->epoch == bt_epoch);
}

static __always_inline __u32 *open_at(__u32 tid, __u32 cpu)
{
	return &bt_open[tid ? tid & (BT_NR_HASH - 1) : BT_NR_HASH + (cpu & (BT_NR_IDLE - 1))];
}

/*
 * Return the slot of the first deferral of the current task's open batch, or 0.  Two tasks whose
 * thread ids share an entry, both with an open batch, lose one of them: its flush stays in a slot
 * of its own.
 */
static __always_inline __u32 open_batch(struct task_struct *task, const __u32 *open)
{
	__u32 index = *open;
	struct bt_slot *slot = slot_at(index);

	return slot->key == task->start_boottime && slot->tid == (__u32)task->pid ? index : 0;
}

/* Find or make the slot for an event, if it is not the head of its chain. */
__noinline int slot_slowly(__u32 counter, __u32 level, __u64 ip)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 cpu = bpf_get_smp_processor_id();
	bool pending = counter == BT_AGAIN || counter == BT_FLUSH;

	if (pending && open_batch(task, open_at(task->pid, cpu)))
		pending = false;	/* the batch is counted from its beginning */
	return slot_search(level, cpu, ip, pending);
}

static __always_inline __u32 slot_for(struct task_struct *task, __u32 counter, __u32 level,
				      __u64 ip, __u32 cpu)
{
	__u32 index = bt.hash[hash_of(task->pid, level, cpu)];

	if (is_own(slot_at(index), task, level, ip, cpu))
		return index;
	return slot_slowly(counter, level, ip);
}

/*
 * Count an event of the current task.  PENDING is set in the slot of the first deferral alone, so
 * that a sum over slots has each task once.  @cpu: needed for idle tasks, and where slots are kept
 * by CPU.  Return the slot that has counted, or 0.
 */
static __always_inline __u32 book_event(struct task_struct *task, __u32 counter, __u32 level,
					__u64 ip, __u32 cpu)
{
	__u32 *open = open_at(task->pid, cpu), index, here;

	if (counter != BT_FLUSH) {
		index = slot_for(task, counter, level, ip, cpu);
		if (!index)
			return 0;
		if (counter == BT_FIRST || (counter == BT_AGAIN && !*open)) {
			slot_at(index)->pending = 1;
			*open = index;
		}
	} else {
		index = open_batch(task, open);
		here = index && !bt_by_site ? index : slot_for(task, counter, level, ip, cpu);
		if (here)
			__sync_fetch_and_add(&bt_flush_here[masked(here)], 1);
		if (!index)
			index = here;
		if (!index)
			return 0;
		slot_at(index)->pending = 0;
		*open = 0;
	}
	if (counter < BT_NR_COUNTERS)
		__sync_fetch_and_add(&slot_at(index)->count[counter], 1);
	return index;
}

#endif /* BATCHES_BPF_H */
