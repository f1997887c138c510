// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace stat`.  Each of the four events has four, of which one
 * is loaded (session.c): on BTF tracepoints where the kernel keeps preemption off around
 * them, else on classic trace events; and with slots by task alone, or split further.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "barrier_trace.h"
#include "slots.bpf.h"
#include "cgroups.bpf.h"
#include "renames.bpf.h"

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
