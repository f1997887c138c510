/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The events of parts/events.bpf.h by kprobes, for a kernel without the tracepoints.  A program
 * concludes the event from the place of the probe, from a register, and from the task's state at
 * that instruction.
 *
 * A function that the compiler put out of line takes no probe if it is inline, because inline
 * functions of the kernel are notrace.  Then the probe is at the call.  The program derives the
 * event from the state that the function is going to test.
 *
 * A file that includes this one has defined on_probe(ctx, which, level, from, ip), with the
 * arguments of on_event() in events.bpf.h.  The macro may use @task, the current task, and @p, the
 * struct bt_point.
 */
#ifndef PROBES_BPF_H
#define PROBES_BPF_H

#include "shared/probe_points.h"
#include "parts/context.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, BT_NR_POINTS);
	__type(key, __u32);
	__type(value, struct bt_point);
} bt_points SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct bt_probing);
} bt_probing SEC(".maps");

/* The task's state, with the names of struct lazy_mmu_snapshot for SNAPSHOT_OF() */
struct probed_state {
	bool	pending, active, in_interrupt;
	__u8	enable_count, pause_count;
};

static __always_inline const struct bt_point *point_of(void *ctx)
{
	__u32 index = bpf_get_attach_cookie(ctx);

	return bpf_map_lookup_elem(&bt_points, &index);
}

static __always_inline struct bt_probing *probing(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&bt_probing, &zero);
}

/* struct user_pt_regs begins with regs[31] (uapi/asm/ptrace.h). */
static __always_inline __u64 register_of(void *ctx, const struct bt_point *p)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), ctx + (p->reg & 31) * sizeof(value));
	return value;
}

/* Read the task's state just before the instruction. */
static __always_inline void look_at(struct task_struct *task, const struct bt_probing *g,
				    struct probed_state *s)
{
	__u64 flags = task->thread_info.flags;
	__u32 count = task->thread_info.preempt.count & g->interrupt_mask;

	/* PREEMPT_RT counts softirqs in the task (softirq_count()). */
	if (bpf_core_field_exists(task->softirq_disable_cnt))
		count = (count & ~SOFTIRQ_MASK) | (task->softirq_disable_cnt & SOFTIRQ_MASK);
	s->pending = flags & g->pending_mask;
	s->in_interrupt = count;
	if (bpf_core_field_exists(task->lazy_mmu_state)) {
		s->enable_count = task->lazy_mmu_state.enable_count;
		s->pause_count = task->lazy_mmu_state.pause_count;
	} else {
		s->enable_count = !!(flags & g->lazy_mask);
		s->pause_count = 0;
	}
	s->active = !count && s->enable_count && !s->pause_count;
}

/* While the control runs, count its thread's events for it, and hide all events from the rest. */
static __always_inline bool controls(struct task_struct *task, struct bt_probing *g, __u32 which)
{
	if (!g->control_tid)
		return false;
	if (g->control_tid == (__u32)task->pid && which < BT_NR_COUNTERS)
		__sync_fetch_and_add(&g->control[which], 1);
	return true;
}

/* Does the function behind a call neither queue nor flush?  It tests this state before. */
static __always_inline bool does_nothing(const struct bt_point *p, const struct probed_state *s)
{
	return ((p->when & BT_UNLESS_INTERRUPT) && s->in_interrupt) ||
	       ((p->when & BT_UNLESS_PAUSED) && s->pause_count) ||
	       ((p->when & BT_IF_ENABLED) && !s->enable_count);
}

SEC("kprobe")
int probe_queue(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct bt_point *p = point_of(ctx);
	struct bt_probing *g = probing();
	struct probed_state s;
	__u64 which = BT_EMITTED;
	bool bits;

	if (!p || !g)
		return 0;
	look_at(task, g, &s);
	switch (p->kind) {
	case BT_POINT_QUEUE_TEST:
		/* No register has the old PENDING where the code sets the bit in any case. */
		if (p->mask)
			s.pending = register_of(ctx, p) & p->mask;
		which = s.pending ? BT_AGAIN : BT_FIRST;
		s.pending = true;
		break;
	case BT_POINT_CALL_QUEUE:
		bits = !p->mask || (register_of(ctx, p) & p->mask) == p->value;
		if (!bits || does_nothing(p, &s))
			return 0;
		if (s.active) {
			which = s.pending ? BT_AGAIN : BT_FIRST;
			s.pending = true;
		}
		break;
	default:
		break;
	}
	if (!controls(task, g, which))
		on_probe(ctx, which, BT_LEVEL_NONE, &s, p->address);
	return 0;
}

SEC("kprobe")
int probe_flush(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct bt_point *p = point_of(ctx);
	struct bt_probing *g = probing();
	struct probed_state s;
	bool pending;

	if (!p || !g)
		return 0;
	look_at(task, g, &s);
	pending = s.pending;
	if (p->kind == BT_POINT_FLUSH_TEST) {
		pending = register_of(ctx, p) & p->mask;
	} else {
		if (does_nothing(p, &s))
			return 0;
		s.pending = false;
	}
	if (controls(task, g, pending ? BT_FLUSH : BT_FLUSH_EMPTY))
		return 0;
	if (pending)
		on_probe(ctx, BT_FLUSH, BT_LEVEL_NONE, &s, p->address);
	else
		on_probe(ctx, BT_FLUSH_EMPTY, BT_LEVEL_NONE, &s, p->address);
	return 0;
}

SEC("kprobe")
int probe_direct(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct bt_point *p = point_of(ctx);
	struct bt_probing *g = probing();
	struct probed_state s;

	if (!p || !g)
		return 0;
	look_at(task, g, &s);
	if (!controls(task, g, BT_DIRECT))
		on_probe(ctx, BT_DIRECT, BT_LEVEL_NONE, &s, p->address);
	return 0;
}

#endif /* PROBES_BPF_H */
