/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A program for each of the eight events, twice: on BTF tracepoints, and on classic trace
 * events.  Which are loaded is user space's to say.  Who includes this has defined
 *
 *	on_event(ctx, which, level, from, ip)
 *
 * a macro for the reason that check_event() of check.bpf.c is one; @which is an enum bt_kind or
 * the event's action, @from has the members of struct lazy_mmu_snapshot.
 */
#ifndef EVENTS_BPF_H
#define EVENTS_BPF_H

#define SNAPSHOT_OF(from)							\
	{ (from)->pending, (from)->active, (from)->in_interrupt,		\
	  (from)->enable_count, (from)->pause_count }

/* The values of a queue event's action are ABI; one that this build does not know is lost. */
#define is_known(kind)	(__builtin_constant_p(kind) || (__u64)(kind) <= BT_AGAIN)

/* The arguments are those of TP_PROTO() in include/trace/events/lazy_mmu.h. */
#define SNAPSHOT(arg)	((struct lazy_mmu_snapshot *)(arg))

SEC("tp_btf/lazy_mmu_queue")	/* action, level, snapshot, ip */
int btf_queue(__u64 *args)
{
	on_event(args, args[0], args[1] & 7, SNAPSHOT(args[2]), args[3]);
	return 0;
}

SEC("tp_btf/lazy_mmu_emit")	/* level, snapshot, ip */
int btf_emit(__u64 *args)
{
	on_event(args, BT_KIND_DIRECT, args[0] & 7, SNAPSHOT(args[1]), args[2]);
	return 0;
}

#define BTF_STATE_EVENT(event, kind)						\
	SEC("tp_btf/lazy_mmu_" #event)						\
	int btf_##event(__u64 *args)						\
	{									\
		on_event(args, kind, BT_LEVEL_NONE, SNAPSHOT(args[0]), args[1]); \
		return 0;							\
	}

BTF_STATE_EVENT(flush, BT_KIND_FLUSH)
BTF_STATE_EVENT(flush_empty, BT_KIND_FLUSH_EMPTY)
BTF_STATE_EVENT(enable, BT_KIND_ENABLE)
BTF_STATE_EVENT(disable, BT_KIND_DISABLE)
BTF_STATE_EVENT(pause, BT_KIND_PAUSE)
BTF_STATE_EVENT(resume, BT_KIND_RESUME)

SEC("tp/lazy_mmu/lazy_mmu_queue")
int tp_queue(struct trace_event_raw_lazy_mmu_queue *ctx)
{
	on_event(ctx, ctx->action, ctx->level & 7, ctx, ctx->ip);
	return 0;
}

SEC("tp/lazy_mmu/lazy_mmu_emit")
int tp_emit(struct trace_event_raw_lazy_mmu_emit *ctx)
{
	on_event(ctx, BT_KIND_DIRECT, ctx->level & 7, ctx, ctx->ip);
	return 0;
}

#define TP_STATE_EVENT(event, kind)						\
	SEC("tp/lazy_mmu/lazy_mmu_" #event)					\
	int tp_##event(struct trace_event_raw_lazy_mmu_state *ctx)		\
	{									\
		on_event(ctx, kind, BT_LEVEL_NONE, ctx, ctx->ip);		\
		return 0;							\
	}

TP_STATE_EVENT(flush, BT_KIND_FLUSH)
TP_STATE_EVENT(flush_empty, BT_KIND_FLUSH_EMPTY)
TP_STATE_EVENT(enable, BT_KIND_ENABLE)
TP_STATE_EVENT(disable, BT_KIND_DISABLE)
TP_STATE_EVENT(pause, BT_KIND_PAUSE)
TP_STATE_EVENT(resume, BT_KIND_RESUME)

#ifndef on_probe
#define on_probe	on_event
#endif
#include "parts/probes.bpf.h"

#endif /* EVENTS_BPF_H */
