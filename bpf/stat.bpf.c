// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace stat`.  Each of the four events has four programs, of which user
 * space loads one.  It is on a BTF tracepoint where the kernel keeps preemption off, else on a
 * classic trace event; and it keeps slots by task alone, or splits them further.  Without the
 * events user space loads the programs of parts/probes.bpf.h.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "parts/slots.bpf.h"
#include "parts/cgroups.bpf.h"
#include "shared/probe_points.h"
#include "parts/events.bpf.h"
#include "parts/batches.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Count an event of a task whose slot is not the head of its chain. */
__noinline int count_slowly(__u32 counter, __u32 level, __u64 ip, __u32 pending)
{
	__u32 index = slot_search(level, bpf_get_smp_processor_id(), ip,
				  pending_before(counter, pending));

	if (index && counter < BT_NR_COUNTERS)
		slot_add(slot_at(index), counter, pending);
	return 0;
}

/*
 * Count one event of the current task, where slots are kept by task alone.  The cost of stat is the
 * cost of this code: it does little more than load an address and an index, and compare.
 */
#define count_by_task(ctx, which, level, from, ip)				\
	do {									\
		struct task_struct *task = bpf_get_current_task_btf();		\
		struct bt_table *table = table_here();				\
		__u64 counter = which;						\
		struct bt_slot *slot;						\
		__u32 index;							\
										\
		if (!table->enabled)						\
			break;							\
		if (!is_known(counter)) {					\
			no_slot();						\
			break;							\
		}								\
		slot = slot_of(task, table, &index);				\
		if (slot)							\
			slot_add(slot, counter, (from)->pending);		\
		else								\
			count_slowly(counter, BT_LEVEL_NONE, 0, (from)->pending); \
	} while (0)

/* Count one event of the current task, where slots are split by CPU, level, site or cgroup. */
static __always_inline void count_split(__u32 counter, __u32 level, __u64 ip, bool pending)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 tid, cpu = 0;
	struct bt_slot *slot;

	if (!bt.enabled)
		return;
	if (!is_known(counter)) {
		no_slot();
		return;
	}
	tid = task->pid;
	if (bt_by_cpu || !tid)
		cpu = bpf_get_smp_processor_id();
	if (books_batches()) {
		book_event(task, counter, level, ip, cpu);
		return;
	}
	slot = slot_at(bt.hash[hash_of(tid, level, cpu)]);
	if (is_own(slot, task, level, ip, cpu))
		slot_add(slot, counter, pending);
	else
		count_slowly(counter, level, ip, pending);
}

#define count_by_part(ctx, which, level, from, ip)				\
	count_split(which, level, ip, (from)->pending)

STORE_EVENTS(, count_by_task)
STORE_EVENTS(split_, count_by_part)

/* Counts of each slot that were derived, not observed: see shared/probe_points.h */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BT_NR_SLOTS);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct bt_derived);
} bt_derived SEC(".maps");

static __always_inline void count_derived(__u32 index, __u32 counter)
{
	struct bt_derived *derived = bpf_map_lookup_elem(&bt_derived, &index);

	if (derived && counter < BT_NR_COUNTERS)
		__sync_fetch_and_add(&derived->count[counter], 1);
}

/* Count one event that a probe saw, where slots may be split; @derived: as such, too. */
static __always_inline void count_probe(__u32 counter, __u64 ip, bool pending, bool derived)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 index, cpu = bpf_get_smp_processor_id();

	if (!bt.enabled || counter >= BT_NR_COUNTERS)
		return;
	if (books_batches()) {
		index = book_event(task, counter, BT_LEVEL_NONE, ip, cpu);
	} else {
		index = bt.hash[hash_of(task->pid, BT_LEVEL_NONE, cpu)];
		if (!is_own(slot_at(index), task, BT_LEVEL_NONE, ip, cpu))
			index = slot_search(BT_LEVEL_NONE, cpu, ip,
					    pending_before(counter, pending));
		if (index)
			slot_add(slot_at(index), counter, pending);
	}
	if (index && derived)
		count_derived(index, counter);
}

#define on_probe(ctx, which, level, from, ip)					\
	count_probe(which, ip, (from)->pending, BT_POINT_DERIVES(p))
#include "parts/probes.bpf.h"

/*
 * Close a renamed task's slots: its events so far belong to the old name.  Usually a task renames
 * itself (exec, prctl).  A rename from outside may find the task counting on another CPU.
 */
static __always_inline void renamed(struct task_struct *task)
{
	slots_close(task, task == bpf_get_current_task_btf());
}

static __always_inline void tid_renamed(__u32 tid)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (tid == (__u32)task->pid)
		slots_close(task, true);
	else
		slots_forget(tid);
}

#define on_rename(task, name)		renamed(task)
#define on_rename_of(tid, name)		tid_renamed(tid)

#include "parts/lifecycle.bpf.h"
#include "parts/modules.bpf.h"
