// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace stat`.  Each of the four events has two, of
 * which one is loaded: on BTF tracepoints where the kernel keeps preemption off
 * around them, else on classic trace events (see session.c, choose_attach()).
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "barrier_trace.h"
#include "slots.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * action is enum lazy_mmu_queue_action; its values are ABI of the event.  A value
 * that this build does not know must not become an index.
 */
static __always_inline void count_queue(__u32 action, __u32 level, __u64 ip, bool pending)
{
	if (!bt_enabled)
		return;
	if (action == BT_EMITTED)
		slot_count(BT_EMITTED, level, ip, pending, pending);
	else if (action == BT_FIRST)
		slot_count(BT_FIRST, level, ip, pending, false);
	else if (action == BT_AGAIN)
		slot_count(BT_AGAIN, level, ip, pending, true);
}

static __always_inline void count_flush(__u64 ip, bool pending)
{
	if (bt_enabled)
		slot_count(BT_FLUSH, BT_LEVEL_NONE, ip, pending, true);
}

static __always_inline void count_flush_empty(__u64 ip, bool pending)
{
	if (bt_enabled)
		slot_count(BT_FLUSH_EMPTY, BT_LEVEL_NONE, ip, pending, false);
}

static __always_inline void count_direct(__u32 level, __u64 ip, bool pending)
{
	if (bt_enabled)
		slot_count(BT_DIRECT, level, ip, pending, pending);
}

SEC("tp_btf/lazy_mmu_queue")
int BPF_PROG(btf_queue, __u32 action, __u32 level, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_queue(action, level, ip, snap->pending);
	return 0;
}

SEC("tp_btf/lazy_mmu_flush")
int BPF_PROG(btf_flush, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_flush(ip, snap->pending);
	return 0;
}

SEC("tp_btf/lazy_mmu_flush_empty")
int BPF_PROG(btf_flush_empty, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_flush_empty(ip, snap->pending);
	return 0;
}

SEC("tp_btf/lazy_mmu_emit")
int BPF_PROG(btf_emit, __u32 level, struct lazy_mmu_snapshot *snap, __u64 ip)
{
	count_direct(level, ip, snap->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_queue")
int tp_queue(struct trace_event_raw_lazy_mmu_queue *ctx)
{
	count_queue(ctx->action, ctx->level, ctx->ip, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_flush")
int tp_flush(struct trace_event_raw_lazy_mmu_state *ctx)
{
	count_flush(ctx->ip, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_flush_empty")
int tp_flush_empty(struct trace_event_raw_lazy_mmu_state *ctx)
{
	count_flush_empty(ctx->ip, ctx->pending);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_emit")
int tp_emit(struct trace_event_raw_lazy_mmu_emit *ctx)
{
	count_direct(ctx->level, ctx->ip, ctx->pending);
	return 0;
}

/*
 * A task's events belong to the name it had.  Renaming oneself (exec, prctl) is
 * the usual case; a rename from outside may find the task counting elsewhere.
 * The classic program is preferred: it runs with preemption off, so none is missed.
 */
SEC("tp/task/task_rename")
int tp_rename(struct trace_event_raw_task_rename *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (ctx->pid == task->pid)
		slots_close(task, true);
	else
		slots_forget(ctx->pid);
	return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(btf_rename, struct task_struct *task)
{
	slots_close(task, task == bpf_get_current_task_btf());
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

/* Every task looks its cgroup up again at its next event. */
static __always_inline int cgroups_changed(void)
{
	__sync_fetch_and_add(&bt_epoch, 1);
	return 0;
}

SEC("tp/cgroup/cgroup_attach_task")
int tp_attach(void *ctx)
{
	return cgroups_changed();
}

SEC("tp/cgroup/cgroup_transfer_tasks")
int tp_transfer(void *ctx)
{
	return cgroups_changed();
}

SEC("tp_btf/cgroup_attach_task")
int btf_attach(void *ctx)
{
	return cgroups_changed();
}

SEC("tp_btf/cgroup_transfer_tasks")
int btf_transfer(void *ctx)
{
	return cgroups_changed();
}
