// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace stat`.  Each of the four events has four, of which one
 * is loaded (session.c): on BTF tracepoints where the kernel keeps preemption off around
 * them, else on classic trace events; and with slots by task alone, or split further.  Or none,
 * but those of probes.bpf.h.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "parts/slots.bpf.h"
#include "parts/cgroups.bpf.h"
#include "shared/probe_points.h"
#include "parts/renames.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * Not BPF_PROG(), which loads all arguments first: these are loaded where they are used.
 * The arguments are those of TP_PROTO() in include/trace/events/lazy_mmu.h.
 */
#define pending_of(snapshot)	(((struct lazy_mmu_snapshot *)(snapshot))->pending)

SEC("tp_btf/lazy_mmu_queue")	/* action, level, snapshot, ip */
int btf_queue(__u64 *args)
{
	count_by_task(args[0], pending_of(args[2]));
	return 0;
}

SEC("tp_btf/lazy_mmu_flush")	/* snapshot, ip */
int btf_flush(__u64 *args)
{
	count_by_task(BT_FLUSH, pending_of(args[0]));
	return 0;
}

SEC("tp_btf/lazy_mmu_flush_empty")	/* snapshot, ip */
int btf_flush_empty(__u64 *args)
{
	count_by_task(BT_FLUSH_EMPTY, pending_of(args[0]));
	return 0;
}

SEC("tp_btf/lazy_mmu_emit")	/* level, snapshot, ip */
int btf_emit(__u64 *args)
{
	count_by_task(BT_DIRECT, pending_of(args[1]));
	return 0;
}

SEC("tp_btf/lazy_mmu_queue")
int BPF_PROG(btf_split_queue, __u32 action, __u32 level, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_split(action, level, ip, snap->pending);
	return 0;
}

SEC("tp_btf/lazy_mmu_flush")
int BPF_PROG(btf_split_flush, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_split(BT_FLUSH, BT_LEVEL_NONE, ip, snap->pending);
	return 0;
}

SEC("tp_btf/lazy_mmu_flush_empty")
int BPF_PROG(btf_split_flush_empty, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_split(BT_FLUSH_EMPTY, BT_LEVEL_NONE, ip, snap->pending);
	return 0;
}

SEC("tp_btf/lazy_mmu_emit")
int BPF_PROG(btf_split_emit, __u32 level, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_split(BT_DIRECT, level, ip, snap->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_queue")
int tp_queue(struct trace_event_raw_lazy_mmu_queue *ctx)
{
	count_by_task(ctx->action, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_flush")
int tp_flush(struct trace_event_raw_lazy_mmu_state *ctx)
{
	count_by_task(BT_FLUSH, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_flush_empty")
int tp_flush_empty(struct trace_event_raw_lazy_mmu_state *ctx)
{
	count_by_task(BT_FLUSH_EMPTY, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_emit")
int tp_emit(struct trace_event_raw_lazy_mmu_emit *ctx)
{
	count_by_task(BT_DIRECT, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_queue")
int tp_split_queue(struct trace_event_raw_lazy_mmu_queue *ctx)
{
	count_split(ctx->action, ctx->level, ctx->ip, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_flush")
int tp_split_flush(struct trace_event_raw_lazy_mmu_state *ctx)
{
	count_split(BT_FLUSH, BT_LEVEL_NONE, ctx->ip, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_flush_empty")
int tp_split_flush_empty(struct trace_event_raw_lazy_mmu_state *ctx)
{
	count_split(BT_FLUSH_EMPTY, BT_LEVEL_NONE, ctx->ip, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_emit")
int tp_split_emit(struct trace_event_raw_lazy_mmu_emit *ctx)
{
	count_split(BT_DIRECT, ctx->level, ctx->ip, ctx->pending);
	return 0;
}

/* Of a slot's counts those that were not observed, but derived: see probes.h. */
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

/* count_split(), and what of it is derived. */
static __always_inline void count_probe(__u32 counter, __u64 ip, bool pending, bool derived)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 index, cpu = bpf_get_smp_processor_id();
	struct bt_slot *slot;

	if (!bt.enabled || counter >= BT_NR_COUNTERS)
		return;
	index = bt.hash[hash_of(task->pid, BT_LEVEL_NONE, cpu)];
	slot = slot_at(index);
	if (slot->key != task->start_boottime || slot->tid != (__u32)task->pid ||
	    (bt_by_cpu && slot->cpu != cpu) || (bt_by_site && slot->ip != ip) ||
	    (bt_cgroups && slot->epoch != bt_epoch))
		index = slot_search(BT_LEVEL_NONE, cpu, ip, pending_before(counter, pending));
	if (!index) {
		__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1);
		return;
	}
	slot_add(slot_at(index), counter, pending);
	if (derived)
		count_derived(index, counter);
}

#define on_probe(ctx, which, level, from, ip)					\
	count_probe(which, ip, (from)->pending, BT_POINT_DERIVES(p))
#include "parts/probes.bpf.h"

/*
 * Comes from an RCU callback after the task has left the CPU for good
 * (kernel/exit.c, delayed_put_task_struct()).
 */
SEC("tp_btf/sched_process_free")
int BPF_PROG(on_free, struct task_struct *task)
{
	slots_close(task, true);
	return 0;
}
