/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sets of histograms: from the current task's event to the set where its sample is booked.  Chains
 * lead to the sets, as they lead to slots in slots.bpf.h.  A race may lose a link of a chain.  Then
 * a key has one set more, and user space adds its sets up.
 */
#ifndef SETS_BPF_H
#define SETS_BPF_H

#include "parts/filter.bpf.h"

const volatile __u64 bt_step[BT_NR_METRICS];	/* widths of the linear buckets */

/* Parts of a set's key: those that rows or filters are made of */
const volatile bool bt_key_task = false;
const volatile bool bt_key_comm = false;
const volatile bool bt_key_cgroup = false;
const volatile bool bt_key_cpu = false;
const volatile bool bt_key_level = false;
const volatile bool bt_key_site = false;

/* User space sets the number before it loads the map: without a key one set is enough. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, BT_NR_SETS);
	__type(key, __u32);
	__type(value, struct bt_set);
} bt_sets SEC(".maps");

const volatile __u32 bt_nr_sets = BT_NR_SETS;

/*
 * Heads of chains of sets, which bt_slot::prev links.  With bt_key_task the index is that of the
 * task's slot, and user space takes the chain when the task is dead.  Else the index is a hash.
 */
__u32 bt_set_heads[BT_NR_SLOTS];
__u32 bt_set_used;
__u32 bt_set_births;	/* sets that were made */
__u32 bt_set_free[BT_NR_SETS];	/* a ring like bt_free */
__u32 bt_set_free_head;
__u32 bt_set_free_tail;

static __always_inline __u32 *head_at(__u32 index)
{
	return &bt_set_heads[masked(index)];
}

DEFINE_ALLOC(set_alloc, bt_set_free, BT_NR_SETS, bt_set_free_head, bt_set_free_tail, bt_set_used,
	     bt_nr_sets)

/* A walk along a chain of sets: the key to find, and the place */
struct set_walk {
	struct bt_slot who;
	__u32	index;
	bool	found;
};

static long set_step(__u32 n, struct set_walk *w)
{
	struct bt_set *set = bpf_map_lookup_elem(&bt_sets, &w->index);

	if (!w->index || !set)
		return 1;
	if ((!bt_key_comm || (*(__u64 *)set->who.comm == *(__u64 *)w->who.comm &&
			      *(__u64 *)(set->who.comm + 8) == *(__u64 *)(w->who.comm + 8))) &&
	    set->who.cgroup == w->who.cgroup && set->who.cpu == w->who.cpu &&
	    set->who.level == w->who.level && set->who.ip == w->who.ip) {
		w->found = true;
		return 1;
	}
	w->index = set->who.prev;
	return 0;
}

static __always_inline __u32 hash_of_key(const struct bt_slot *who)
{
	__u64 hash = who->ip >> 2 ^ who->cgroup ^ who->cpu * 0x9e3779b9ull ^
		     (__u64)who->level << 20 ^ *(__u64 *)who->comm ^ *(__u64 *)(who->comm + 8);

	hash ^= hash >> 32;
	hash *= 0x9e3779b97f4a7c15ull;
	return hash >> 40;
}

/* Put a new set at the head of its chain; 0 when there is no room. */
static __always_inline __u32 set_new(const struct bt_slot *who, __u32 at, __u32 head)
{
	__u32 index = set_alloc();
	struct bt_set *set;

	set = index ? bpf_map_lookup_elem(&bt_sets, &index) : NULL;
	if (!set)
		return 0;
	set->who = *who;
	/* A row takes its name from the youngest of its sets. */
	set->who.epoch = __sync_fetch_and_add(&bt_set_births, 1);
	set->who.state = BT_SLOT_LIVE;
	chain_push(head_at(at), head, index, &set->who.prev);
	return index;
}

/*
 * Find or make the set for a span that begins with this event of the current task.  Return its
 * number, BT_KEY_NONE when there is no room, or BT_KEY_UNWANTED.
 */
__noinline int find_set(__u32 slot, __u32 level, __u64 ip)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct set_walk w = {
		.who.key = BT_NO_KEY, .who.level = BT_LEVEL_NONE, .who.cpu = BT_CPU_ANY,
	};
	__u32 at = slot, head;

	if (!is_wanted(task))
		return BT_KEY_UNWANTED;
	if (bt_key_comm)
		bpf_get_current_comm(w.who.comm, sizeof(w.who.comm));
	if (bt_key_cgroup)
		w.who.cgroup = bpf_get_current_cgroup_id();
	if (bt_key_cpu || (bt_key_task && !task->pid))
		w.who.cpu = bpf_get_smp_processor_id();
	if (bt_key_level)
		w.who.level = level;
	if (bt_key_site)
		w.who.ip = ip;
	if (bt_key_task) {
		w.who.tid = task->pid;
		w.who.tgid = task->tgid;
		w.who.start = task->start_boottime;
		w.who.leader_start = task->group_leader->start_boottime;
		w.who.kthread = !!(task->flags & PF_KTHREAD);
	} else {
		at = hash_of_key(&w.who);
	}
	w.who.in_cgroup = bt_only_cgroup;
	head = *(volatile __u32 *)head_at(at);
	w.index = head;
	bpf_loop(BT_NR_SETS, set_step, &w, 0);
	return w.found ? w.index : set_new(&w.who, at, head);
}

static __always_inline struct bt_set *set_of(__u32 key)
{
	struct bt_set *set = NULL;

	if (key == BT_KEY_NONE)
		count_loss(BT_LOSS_NO_HISTOGRAM);
	else if (key != BT_KEY_UNWANTED)
		set = bpf_map_lookup_elem(&bt_sets, &key);
	return set;
}

/* Book a sample to the set @key.  @derived: 1 if one of its events was derived, else 0 */
__noinline int add_sample(__u32 key, __u32 metric, __u64 value, __u32 derived)
{
	struct bt_set *set = set_of(key);

	asm volatile("" : "+r"(metric));
	metric &= BT_NR_METRICS - 1;
	if (set && !bt_hist_add(&set->hist[metric], value, bt_step[metric]))
		count_loss(BT_LOSS_NO_EXTREME);
	if (set && derived)
		__sync_fetch_and_add(&set->derived[metric], 1);
	return 0;
}

__noinline int add_partial(__u32 key, __u32 metric)
{
	struct bt_set *set = set_of(key);

	asm volatile("" : "+r"(metric));
	metric &= BT_NR_METRICS - 1;
	if (set)
		__sync_fetch_and_add(&set->partial[metric], 1);
	return 0;
}

#endif /* SETS_BPF_H */
