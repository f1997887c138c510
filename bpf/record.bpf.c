// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace record`.  They send every event to user space in one ring buffer,
 * which keeps the order of a task's events wherever the task runs.  Events are numbered on each
 * CPU, so that user space knows how many had no room.  Slots hold what user space reads once for a
 * task.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/record.h"
#include "parts/slots.bpf.h"
#include "parts/cgroups.bpf.h"
#include "parts/context.bpf.h"
#include "parts/stack.bpf.h"
#include "parts/stretches.bpf.h"

/* include/uapi/linux/bpf.h.  User space polls often enough, and a wakeup is an interrupt. */
#define BPF_RB_NO_WAKEUP	1

char LICENSE[] SEC("license") = "GPL";

const volatile bool bt_stacks = false;

struct bt_stream bt_stream[BT_NR_IDLE];	/* by CPU */
__u32 bt_last[BT_NR_SLOTS];		/* by slot: bt_event::what of the task's last event */
__u8 bt_born[BT_NR_SLOTS];		/* by slot: the task was watched from its birth */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);	/* user space sets the size: --buffer-size */
} bt_events SEC(".maps");

static __always_inline __u32 *last_at(__u32 index)
{
	return &bt_last[masked(index)];
}

static __always_inline struct bt_stream *stream_of(__u32 cpu)
{
	return &bt_stream[cpu & (BT_NR_IDLE - 1)];
}

static __always_inline void fill(struct bt_event *e, struct task_struct *task, __u32 type,
				 __u32 index, __u32 what, __u64 ip, __u32 cpu, __u32 seq)
{
	e->time_ns = bpf_ktime_get_ns();
	e->ip = ip;
	e->what = what;
	e->seq = seq;
	e->task = index;
	e->context = context_of(task);
	e->cpu = cpu;
	e->type = type;
	e->stack = 0;
}

static __noinline int send_with_stack(void *ctx, __u32 type, __u32 index, __u32 what, __u64 ip)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 cpu = bpf_get_smp_processor_id();
	struct bt_stream *stream = stream_of(cpu);
	__u32 seq = __sync_fetch_and_add(&stream->seq, 1);
	struct bt_event_with_stack *e = bpf_ringbuf_reserve(&bt_events, sizeof(*e), 0);
	long size = 0;

	if (!e) {
		__sync_fetch_and_add(&stream->lost, 1);
		stretch_unknown(index);
		return 0;
	}
	fill(&e->event, task, type, index, what, ip, cpu, seq);
	if (type == BT_EVENT_LAZY_MMU)
		size = stack_from(ctx, e->stack, ip);
	if (size <= 0)
		size = bpf_get_stack(ctx, e->stack, sizeof(e->stack), 0);
	if (size > 0)
		e->event.stack = size / sizeof(*e->stack);
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
	return 0;
}

static __always_inline void send(struct task_struct *task, __u32 index, __u32 what, __u64 ip)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct bt_stream *stream = stream_of(cpu);
	__u32 seq = __sync_fetch_and_add(&stream->seq, 1);
	struct bt_event *e = bpf_ringbuf_reserve(&bt_events, sizeof(*e), 0);

	if (!e) {
		__sync_fetch_and_add(&stream->lost, 1);
		stretch_unknown(index);
		return;
	}
	fill(e, task, BT_EVENT_LAZY_MMU, index, what, ip, cpu, seq);
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
}

/* A macro, like on_event() and for the same reason: parts/events.bpf.h */
#define take_event(ctx, task, index, kind, level, from, ip, flags)		\
	do {									\
		struct bt_snapshot after = SNAPSHOT_OF(from);			\
		__u32 what = bt_past_pack(kind, level, &after) | (flags);	\
										\
		*last_at(index) = what;						\
		if (stretch_is_new(task, index))				\
			what |= BT_WHAT_NEW_STRETCH;				\
		if (bt_stacks)							\
			send_with_stack(ctx, BT_EVENT_LAZY_MMU, index, what, ip); \
		else								\
			send(task, index, what, ip);				\
	} while (0)

#define slot_is_stale(slot)	(bt_cgroups && (slot)->epoch != bt_epoch)

/* Only note the birth: user space concludes from it. */
#define on_first_event(index, born)						\
	do {									\
		if (born)							\
			bt_born[masked(index)] = 1;				\
	} while (0)

#include "parts/task_events.bpf.h"

/*
 * Could a task be inside a section after its last event?  The flush at a section's end comes before
 * the event of that end.
 */
static __always_inline bool may_be_inside(__u32 what)
{
	__u32 kind = what & 15;

	return what >> 16 || what & 1 << 8 || kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY;
}

/*
 * Look at a task where it has to be clean; lifecycle.bpf.h has the places.  Looks are many: the
 * program counts them all, and sends only those that may find something.
 */
static __always_inline void look(void *ctx, struct task_struct *task, __u32 where, __u32 what)
{
	__u32 index;

	if (!bt.enabled)
		return;
	__sync_fetch_and_add(&stream_of(bpf_get_smp_processor_id())->looks[where], 1);
	index = slot_find(task);
	if (where == BT_LOOK_TO_USER || where == BT_LOOK_WORK_END)
		stretch_ends(index);
	if (!index && what & BT_LOOK_CHILD)
		index = first_event(0);	/* the current task is the parent, which has to be named */
	if (index && (what & BT_LOOK_CHILD || may_be_inside(*last_at(index))))
		send_with_stack(ctx, BT_EVENT_LOOK, index, what, 0);
}

/*
 * Send a new name, in order with the events of a task that renames itself.  The slot stays, unlike
 * in stat: an open section or batch goes on under the new name.
 */
static __always_inline void renamed(__u32 index, const char *name)
{
	struct bt_event_with_stack *e;
	__u32 cpu = bpf_get_smp_processor_id();

	if (!bt.enabled || !index)
		return;
	e = bpf_ringbuf_reserve(&bt_events, sizeof(*e), 0);
	if (!e) {
		count_loss(BT_LOSS_NO_NAME);
		return;
	}
	fill(&e->event, bpf_get_current_task_btf(), BT_EVENT_RENAME, index, 0, 0, cpu, 0);
	e->event.stack = 2;
	bpf_probe_read_kernel(e->stack, BT_COMM_LEN, name);
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
}

static __always_inline void send_fault(void *ctx, struct task_struct *task, int kind, __u64 address)
{
	__u32 index = slot_find(task);

	if (!index)
		index = first_event(0);
	if (index)
		send_with_stack(ctx, BT_EVENT_FAULT, index, kind, address);
}

#define on_fault		send_fault
#define on_boundary		look
#define on_task_end(ctx, task)	look(ctx, task, BT_LOOK_TASK_END, BT_INPUT_TASK_END)
#define on_rename(task, name)	renamed(slot_find(task), name)
#define on_rename_of(tid, name)	renamed(slot_of_tid(tid), name)
#define on_fork(ctx, parent, inside)						\
	look(ctx, parent, BT_LOOK_FORK, BT_INPUT_FORK | ((inside) ? BT_LOOK_CHILD : 0))
#define on_switch(ctx, prev, preempt, sleeps)					\
	do {									\
		if (sleeps)							\
			look(ctx, prev, BT_LOOK_SLEEP, BT_INPUT_SLEEP);		\
	} while (0)

#include "parts/faults.bpf.h"
#include "parts/lifecycle.bpf.h"
#include "parts/modules.bpf.h"
