/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs for the lazy_mmu events.  Each event has two: one on a BTF tracepoint and one on a
 * classic trace event.  User space chooses which ones are loaded.
 *
 *	STORE_EVENTS(prefix, on_event)	queue, emit, flush, flush_empty
 *	CALL_EVENTS(prefix, on_event)	enable, disable, pause, resume
 *
 * define btf_PREFIXqueue(), tp_PREFIXqueue() and so on.  Each program does
 *
 *	on_event(ctx, which, level, from, ip)
 *
 * where @which is an enum bt_kind or the event's action, and @from has the members of struct
 * lazy_mmu_snapshot.  on_event() is a macro, so that a program loads each argument where it is
 * used.  A value that is loaded before a helper's call takes a register, which the program has to
 * save first.
 */
#ifndef EVENTS_BPF_H
#define EVENTS_BPF_H

#include "shared/event.h"

#define SNAPSHOT_OF(from)							\
	{ (from)->pending, (from)->active, (from)->in_interrupt,		\
	  (from)->enable_count, (from)->pause_count }

/* A queue event's actions are ABI.  A later kernel may have an action that is no index here. */
#define is_known(kind)	(__builtin_constant_p(kind) || (__u64)(kind) <= BT_AGAIN)

#define BTF_EVENT(name, event, on_event, which, level, snapshot, ip)		\
	SEC("tp_btf/lazy_mmu_" #event)						\
	int btf_##name(__u64 *args)						\
	{									\
		on_event(args, which, level, (struct lazy_mmu_snapshot *)(snapshot), ip); \
		return 0;							\
	}

#define CLASSIC_EVENT(name, event, layout, on_event, which, level)		\
	SEC("tp/lazy_mmu/lazy_mmu_" #event)					\
	int tp_##name(struct trace_event_raw_lazy_mmu_##layout *ctx)		\
	{									\
		on_event(ctx, which, level, ctx, ctx->ip);			\
		return 0;							\
	}

/* The arguments of each event are those of its TP_PROTO() in include/trace/events/lazy_mmu.h. */
#define STATE_EVENT(prefix, event, kind, on_event)				\
	BTF_EVENT(prefix##event, event, on_event, kind, BT_LEVEL_NONE, args[0], args[1]) \
	CLASSIC_EVENT(prefix##event, event, state, on_event, kind, BT_LEVEL_NONE)

#define STORE_EVENTS(prefix, on_event)						\
	BTF_EVENT(prefix##queue, queue, on_event, args[0], args[1], args[2], args[3]) \
	CLASSIC_EVENT(prefix##queue, queue, queue, on_event, ctx->action, ctx->level) \
	BTF_EVENT(prefix##emit, emit, on_event, BT_KIND_DIRECT, args[0], args[1], args[2]) \
	CLASSIC_EVENT(prefix##emit, emit, emit, on_event, BT_KIND_DIRECT, ctx->level) \
	STATE_EVENT(prefix, flush, BT_KIND_FLUSH, on_event)			\
	STATE_EVENT(prefix, flush_empty, BT_KIND_FLUSH_EMPTY, on_event)

#define CALL_EVENTS(prefix, on_event)						\
	STATE_EVENT(prefix, enable, BT_KIND_ENABLE, on_event)			\
	STATE_EVENT(prefix, disable, BT_KIND_DISABLE, on_event)			\
	STATE_EVENT(prefix, pause, BT_KIND_PAUSE, on_event)			\
	STATE_EVENT(prefix, resume, BT_KIND_RESUME, on_event)

#endif /* EVENTS_BPF_H */
