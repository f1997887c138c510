/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Per-task counters: from the current task to the slot where its events count.
 *
 * hash[thread id] leads to a task's slot, and (start time, thread id) identifies the task.  No two
 * tasks share both, so a reused pid can never count into its predecessor's slot.
 *
 * All data lives in .bss, which user space reads by mmap.  A map system call would cause events of
 * its own.  While it runs, the kernel skips classic programs on its CPU (bpf_prog_active).
 *
 * User space takes the slots of dead tasks while counting goes on.  So only the number of tasks
 * that live at once is limited.  A program hands a slot over only when nobody can be counting in
 * it.  This is so when its task renames itself, because the task runs that very program.  It is
 * also so after the RCU grace period that precedes sched_process_free.
 *
 * The chains are only an index.  A race may lose a link; then a task gets one slot more.  User
 * space reads all slots and adds them up.
 */
#ifndef SLOTS_BPF_H
#define SLOTS_BPF_H

#include "shared/loss_causes.h"

#define BT_CHAIN_MAX	128	/* longest walk; a longer chain gives a new slot, no wrong count */
#define PF_KTHREAD	0x00200000	/* include/linux/sched.h */

/* Set before loading.  The verifier removes a branch that is off, but not the constant's load. */
const volatile bool bt_by_cpu = false;
const volatile bool bt_by_level = false;
const volatile bool bt_by_site = false;
const volatile bool bt_cgroups = false;

struct bt_table bt;
__u32 bt_epoch;		/* grows when any task changes its cgroup */
__u32 bt_used;		/* slots 1 to this one have been used */

/* Rings: closed slots to user space, and free slots back.  A slot is in each at most once. */
__u32 bt_closed[BT_NR_SLOTS];
__u32 bt_closed_head;
__u32 bt_free[BT_NR_SLOTS];
__u32 bt_free_head;	/* taken by programs */
__u32 bt_free_tail;	/* filled by user space */

__u64 bt_loss[BT_NR_LOSSES];	/* by cause; only causes that programs count */

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} bt_cgroup_map SEC(".maps");

static __always_inline struct bt_slot *slot_at(__u32 index)
{
	return &bt.slots[index & (BT_NR_SLOTS - 1)];
}

/* Return the index of the head of a task's chain. */
static __always_inline __u32 hash_of(__u32 tid, __u32 level, __u32 cpu)
{
	if (!tid)
		return BT_NR_HASH + (cpu & (BT_NR_IDLE - 1));
	if (bt_by_level)
		tid = tid * 8 + level;
	return tid & (BT_NR_HASH - 1);
}

/* Bound an index of an array beside the slots, for the verifier (README.md). */
static __always_inline __u32 masked(__u32 index)
{
	asm volatile("" : "+r"(index));
	return index & (BT_NR_SLOTS - 1);
}

/*
 * NAME() takes an index that nobody uses, and returns 0 when all of @limit are in use.  It prefers
 * an index that user space gave back, for which others may race, to one that was never used.
 */
#define DEFINE_ALLOC(name, free, size, head, tail, used, limit)			\
	static long name##_step(__u32 n, __u32 *index)				\
	{									\
		__u32 at = *(volatile __u32 *)&head;				\
										\
		if (at == *(volatile __u32 *)&tail)				\
			return 1;						\
		*index = *(volatile __u32 *)&free[at & ((size) - 1)];		\
		if (__sync_val_compare_and_swap(&head, at, at + 1) == at)	\
			return 1;						\
		*index = 0;							\
		return 0;							\
	}									\
										\
	static __always_inline __u32 name(void)					\
	{									\
		__u32 index = 0;						\
										\
		bpf_loop(16, name##_step, &index, 0);				\
		if (index)							\
			return index;						\
		if (*(volatile __u32 *)&used >= (limit) - 1)			\
			return 0;						\
		index = __sync_fetch_and_add(&used, 1) + 1;			\
		return index < (limit) ? index : 0;				\
	}

DEFINE_ALLOC(slot_alloc, bt_free, BT_NR_SLOTS, bt_free_head, bt_free_tail, bt_used, BT_NR_SLOTS)

/*
 * Make @index the head of a chain whose head was @seen.  If an interrupt or another CPU has put
 * another slot there meanwhile, that slot comes behind @index.
 */
static __always_inline void chain_push(__u32 *head, __u32 seen, __u32 index, __u32 *prev)
{
	__u32 now;

	*prev = seen;
	now = __sync_val_compare_and_swap(head, seen, index);
	if (now != seen) {
		*prev = now;
		*head = index;
	}
}

static __always_inline void count_loss(enum bt_loss cause)
{
	__sync_fetch_and_add(&bt_loss[cause], 1);
}

static __always_inline __u32 no_slot(void)
{
	count_loss(BT_LOSS_NO_SLOT);
	return 0;
}

static __always_inline void slot_close(__u32 index)
{
	__u32 at = __sync_fetch_and_add(&bt_closed_head, 1);

	slot_at(index)->key = BT_NO_KEY;
	slot_at(index)->state = BT_SLOT_CLOSED;
	*(volatile __u32 *)&bt_closed[at & (BT_NR_SLOTS - 1)] = index;
}

/* A walk along a chain of slots: the task to find, and the place */
struct walk {
	__u64	start, cgroup, ip;
	__u32	tid, level, cpu;
	__u32	index;		/* where the walk is; 0 at its end */
	__u32	at;		/* index of the chain's head, for close_step() */
	bool	found;
	bool	safe;		/* see slots_close_chain() */
};

static long search_step(__u32 n, struct walk *w)
{
	struct bt_slot *slot = slot_at(w->index);

	if (!w->index)
		return 1;
	if (slot->key == w->start && slot->tid == w->tid &&
	    (!bt_by_cpu || slot->cpu == w->cpu) &&
	    (!bt_by_level || slot->level == w->level) &&
	    (!bt_by_site || slot->ip == w->ip) &&
	    (!bt_cgroups || slot->cgroup == w->cgroup)) {
		w->found = true;
		return 1;
	}
	w->index = slot->prev;
	return 0;
}

/*
 * Find the current task's slot when the head of its chain is another slot: an older slot of the
 * chain, or a new one.  Return 0 and count a loss when there is no room.
 */
static __always_inline __u32 slot_search(__u32 level, __u32 cpu, __u64 ip, __u32 pending_start)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct walk w = {
		.start = task->start_boottime, .tid = task->pid, .level = level, .cpu = cpu,
		.ip = ip,
	};
	__u32 at = hash_of(w.tid, level, cpu), index;
	__u32 head;
	struct bt_slot *slot;

	if (at >= BT_NR_HASH + BT_NR_IDLE)
		return no_slot();
	if (bt_cgroups)
		w.cgroup = bpf_get_current_cgroup_id();

	head = bt.hash[at];
	w.index = head;
	bpf_loop(BT_CHAIN_MAX, search_step, &w, 0);
	if (w.found) {
		slot_at(w.index)->epoch = bt_epoch;
		return w.index;
	}

	index = slot_alloc();
	if (!index)
		return no_slot();
	slot = slot_at(index);
	slot->tid = w.tid;
	slot->tgid = task->tgid;
	slot->leader_start = task->group_leader->start_boottime;
	slot->kthread = !!(task->flags & PF_KTHREAD);
	slot->epoch = bt_epoch;
	slot->cpu = bt_by_cpu || !w.tid ? cpu : BT_CPU_ANY;
	slot->level = bt_by_level ? level : BT_LEVEL_NONE;
	slot->ip = bt_by_site ? ip : 0;
	slot->pending_start = pending_start;
	slot->cgroup = w.cgroup;
	if (bt_cgroups)
		slot->in_cgroup = bpf_current_task_under_cgroup(&bt_cgroup_map, 0) == 1;
	bpf_get_current_comm(slot->comm, sizeof(slot->comm));
	slot->start = w.start;
	slot->state = BT_SLOT_LIVE;
	slot->key = w.start;
	chain_push(&bt.hash[at], head, index, &slot->prev);
	return index;
}

/* Conclude PENDING before an event from its counter and from PENDING after it. */
static __always_inline bool pending_before(__u32 counter, bool pending)
{
	switch (counter) {
	case BT_FIRST:
	case BT_FLUSH_EMPTY:
		return false;
	case BT_AGAIN:
	case BT_FLUSH:
		return true;
	default:
		return pending;
	}
}

/* Count an event, atomically: an interrupt's event may come in the middle. */
static __always_inline void slot_add(struct bt_slot *slot, __u64 counter, bool pending)
{
	__sync_fetch_and_add(&slot->count[counter], 1);
	slot->pending = pending;
}

/*
 * Load &bt here, once.  The compiler would load each member's address for itself, by four
 * instructions.  It would do so before the helper's call, and so need registers that the program
 * has to save.
 */
static __always_inline struct bt_table *table_here(void)
{
	struct bt_table *table;

	asm volatile("%0 = bt ll" : "=r"(table));
	return table;
}

/*
 * Return the task's slot if it is the head of its chain, else NULL; @index is that head.  An idle
 * task gets NULL: no slot in the chain of thread id 0 has that thread id.
 */
static __always_inline struct bt_slot *slot_of(struct task_struct *task, struct bt_table *table,
					       __u32 *index)
{
	__u32 tid = task->pid;
	struct bt_slot *slot;

	*index = table->hash[tid & (BT_NR_HASH - 1)];
	slot = &table->slots[*index & (BT_NR_SLOTS - 1)];

	asm volatile("" : "+r"(slot));
	return slot->key == task->start_boottime && slot->tid == tid ? slot : NULL;
}

/* Find the slot of any task, current or not; 0 when it has none. */
static __always_inline __u32 slot_find(struct task_struct *task)
{
	struct walk w = { .start = task->start_boottime, .tid = task->pid };
	__u32 at = w.tid & (BT_NR_HASH - 1);
	struct bt_slot *slot;

	if (!w.tid)
		return 0;
	w.index = bt.hash[at];
	slot = slot_at(w.index);
	if (!w.index || (slot->key == w.start && slot->tid == w.tid))
		return w.index & (BT_NR_SLOTS - 1);
	bpf_loop(BT_CHAIN_MAX, search_step, &w, 0);
	return w.found ? w.index : 0;
}

static long tid_step(__u32 n, struct walk *w)
{
	struct bt_slot *slot = slot_at(w->index);

	if (!w->index)
		return 1;
	if (slot->tid == w->tid && slot->key != BT_NO_KEY) {
		w->found = true;
		return 1;
	}
	w->index = slot->prev;
	return 0;
}

/* Find the slot of a task of which only the thread id is known; 0 when it has none. */
static __always_inline __u32 slot_of_tid(__u32 tid)
{
	struct walk w = { .tid = tid };

	if (!tid)
		return 0;
	w.index = bt.hash[tid & (BT_NR_HASH - 1)];
	bpf_loop(BT_CHAIN_MAX, tid_step, &w, 0);
	return w.found ? w.index & (BT_NR_SLOTS - 1) : 0;
}

static long close_step(__u32 n, struct walk *w)
{
	struct bt_slot *slot = slot_at(w->index);
	__u32 index = w->index, at = w->at;

	if (!index || at >= BT_NR_HASH + BT_NR_IDLE)
		return 1;
	w->index = slot->prev;
	if (slot->start == w->start && slot->tid == w->tid && slot->state == BT_SLOT_LIVE) {
		slot->key = BT_NO_KEY;
		if (w->safe) {
			__sync_val_compare_and_swap(&bt.hash[at], index, w->index);
			slot_close(index);
		}
	}
	return 0;
}

/*
 * Close a task's slots of one chain, so that the task uses them no more.  @safe: the task cannot be
 * counting at this moment, and user space may take the slots.  Otherwise the slots stay in the
 * chain until the task is dead.
 */
static __always_inline void slots_close_chain(struct task_struct *task, __u32 at, bool safe)
{
	struct walk w = {
		.start = task->start_boottime, .tid = task->pid, .at = at, .safe = safe,
	};

	if (at >= BT_NR_HASH + BT_NR_IDLE)
		return;
	w.index = bt.hash[at];
	bpf_loop(BT_CHAIN_MAX, close_step, &w, 0);
}

static __always_inline void slots_close(struct task_struct *task, bool safe)
{
	if (!task->pid)
		return;
	if (!bt_by_level) {
		slots_close_chain(task, hash_of(task->pid, 0, 0), safe);
		return;
	}
	for (int level = 0; level < BT_NR_LEVELS; level++)
		slots_close_chain(task, hash_of(task->pid, level, 0), safe);
}

/*
 * Empty the chains of another task that was renamed, and of which only the tid is known.  So the
 * task takes a new slot under the new name.  User space reads the old slot at the end.
 */
static __always_inline void slots_forget(__u32 tid)
{
	for (int level = 0; level < BT_NR_LEVELS; level++) {
		__u32 at = hash_of(tid, level, 0);

		if (at < BT_NR_HASH + BT_NR_IDLE)
			bt.hash[at] = 0;
	}
}

#endif /* SLOTS_BPF_H */
