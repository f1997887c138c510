// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace record`: every event goes to user space, in one ring
 * buffer, so that the order of a task's events is kept wherever it runs.  They are numbered
 * on each CPU, so that what has no room is known; slots hold what is said of a task once.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/record.h"
#include "parts/slots.bpf.h"
#include "parts/cgroups.bpf.h"
#include "parts/faults.bpf.h"
#include "parts/stack.bpf.h"
#include "parts/stretches.bpf.h"

/* include/linux/sched.h */
#define TASK_DEAD		0x80
#define TASK_RTLOCK_WAIT	0x1000

/* include/uapi/linux/bpf.h.  User space looks often enough, and a wakeup is an interrupt. */
#define BPF_RB_NO_WAKEUP	1

char LICENSE[] SEC("license") = "GPL";

const volatile bool bt_stacks = false;

struct bt_stream bt_stream[BT_NR_IDLE];	/* by CPU */
__u32 bt_last[BT_NR_SLOTS];		/* bt_event::what of the task's last event */
__u8 bt_born[BT_NR_SLOTS];		/* watched from its birth */
__u64 bt_enabled_at;			/* CLOCK_BOOTTIME */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);	/* user space has the say */
} bt_events SEC(".maps");

/* The mask is for the verifier, see check.bpf.c. */
static __always_inline __u32 *last_at(__u32 index)
{
	asm volatile("" : "+r"(index));
	return &bt_last[index & (BT_NR_SLOTS - 1)];
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
	e->context = task->thread_info.preempt.count;
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

/* As check.bpf.c has it: what of that holds for a part of a task is for user space to see. */
static __noinline int first_event(__u32 pending)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 cpu = bpf_get_smp_processor_id();
	__u32 at = hash_of(task->pid, BT_LEVEL_NONE, cpu), index;
	bool born = at < BT_NR_HASH && !bt.hash[at] && task->start_boottime > bt_enabled_at;

	index = slot_search(BT_LEVEL_NONE, cpu, 0, pending);
	if (!index) {
		__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1);
		return 0;
	}
	if (born)
		bt_born[index & (BT_NR_SLOTS - 1)] = 1;
	return index;
}

/* A macro for the reason that check_event() is one.  @flags: BT_WHAT_PROBED and so on */
#define record_flagged(ctx, which, level, from, ip, flags)			\
	do {									\
		struct task_struct *task = bpf_get_current_task_btf();		\
		struct bt_table *table = table_here();				\
		struct bt_slot *slot;						\
		__u32 index;							\
										\
		if (!table->enabled)						\
			break;							\
		slot = slot_of(task, table, &index);				\
		if (!slot || (bt_cgroups && slot->epoch != bt_epoch))		\
			index = first_event(pending_before(which, (from)->pending)); \
		if (index) {							\
			struct bt_snapshot s = SNAPSHOT_OF(from);		\
			__u64 kind = which;					\
			__u32 what = bt_past_pack(kind, level, &s) | (flags);	\
										\
			if (!is_known(kind)) {					\
				__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1); \
				break;						\
			}							\
			*last_at(index) = what;					\
			if (stretch_is_new(task, index))			\
				what |= BT_WHAT_NEW_STRETCH;			\
			if (bt_stacks)						\
				send_with_stack(ctx, BT_EVENT_LAZY_MMU, index, what, ip); \
			else							\
				send(task, index, what, ip);			\
		}								\
	} while (0)

#define on_event(ctx, which, level, from, ip)	record_flagged(ctx, which, level, from, ip, 0)
#define on_probe(ctx, which, level, from, ip)					\
	record_flagged(ctx, which, level, from, ip, BT_WHAT_PROBED |		\
		       (BT_POINT_DERIVES(p) ? BT_WHAT_DERIVED : 0))
#include "parts/events.bpf.h"

/*
 * Could a task be inside a section after its last event?  A flush comes before the event of
 * the end that it belongs to.
 */
static __always_inline bool may_be_inside(__u32 what)
{
	__u32 kind = what & 15;

	return what >> 16 || what & 1 << 8 || kind == BT_KIND_FLUSH || kind == BT_KIND_FLUSH_EMPTY;
}

/*
 * Where tasks have to be clean; see check.bpf.c for where these are and why.  Of the many
 * looks only those are told of that may find something; the others are counted.
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
		index = first_event(0);	/* the parent is current, and has to be named */
	if (index && (what & BT_LOOK_CHILD || may_be_inside(*last_at(index))))
		send_with_stack(ctx, BT_EVENT_LOOK, index, what, 0);
}

SEC("tp/raw_syscalls/sys_exit")
int tp_sys_exit(void *ctx)
{
	look(ctx, bpf_get_current_task_btf(), BT_LOOK_TO_USER, BT_INPUT_TO_USER);
	return 0;
}

SEC("tp/workqueue/workqueue_execute_end")
int tp_work_end(void *ctx)
{
	look(ctx, bpf_get_current_task_btf(), BT_LOOK_WORK_END, BT_INPUT_WORK_END);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(btf_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 what = BT_INPUT_FORK;

	if (bpf_core_field_exists(child->lazy_mmu_state) &&
	    (child->lazy_mmu_state.enable_count || child->lazy_mmu_state.pause_count))
		what |= BT_LOOK_CHILD;
	look(ctx, parent, BT_LOOK_FORK, what);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(btf_switch, bool preempt, struct task_struct *prev, struct task_struct *next,
	     unsigned int prev_state)
{
	if (!preempt && prev_state && !(prev_state & (TASK_RTLOCK_WAIT | TASK_DEAD)))
		look(ctx, prev, BT_LOOK_SLEEP, BT_INPUT_SLEEP);
	return 0;
}

/*
 * In order with the events of a task that renames itself.  Unlike where counts are kept, the
 * slot stays: what the task is in the middle of goes on under the new name.
 */
static __always_inline void renamed(__u32 index, const char *name)
{
	struct bt_event_with_stack *e;
	__u32 cpu = bpf_get_smp_processor_id();

	if (!bt.enabled || !index)
		return;
	e = bpf_ringbuf_reserve(&bt_events, sizeof(*e), 0);
	if (!e) {
		__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_NAME], 1);
		return;
	}
	fill(&e->event, bpf_get_current_task_btf(), BT_EVENT_RENAME, index, 0, 0, cpu, 0);
	e->event.stack = 2;
	bpf_probe_read_kernel(e->stack, BT_COMM_LEN, name);
	bpf_ringbuf_submit(e, BPF_RB_NO_WAKEUP);
}

static long tid_step(__u32 n, struct walk *w)
{
	struct bt_slot *slot = slot_at(w->index);

	if (!w->index || (slot->tid == w->tid && slot->key != BT_NO_KEY))
		return 1;
	w->index = slot->prev;
	return 0;
}

SEC("tp/task/task_rename")
int tp_rename_event(struct trace_event_raw_task_rename *ctx)
{
	struct walk w = { .tid = ctx->pid };

	if (!w.tid)
		return 0;
	w.index = bt.hash[w.tid & (BT_NR_HASH - 1)];
	bpf_loop(BT_CHAIN_MAX, tid_step, &w, 0);
	renamed(w.index & (BT_NR_SLOTS - 1), ctx->newcomm);
	return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(btf_rename_event, struct task_struct *task, const char *name)
{
	renamed(slot_find(task), name);
	return 0;
}

SEC("tp_btf/sched_process_free")
int BPF_PROG(on_free, struct task_struct *task)
{
	look(ctx, task, BT_LOOK_TASK_END, BT_INPUT_TASK_END);
	slots_close(task, true);
	return 0;
}

SEC("tp/printk/console")
int tp_console(struct trace_event_raw_console *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 address;
	__u32 index;
	int kind;

	if (!bt.enabled)
		return 0;
	kind = fault_told(ctx, task, &address);
	if (kind < 0)
		return 0;
	index = slot_find(task);
	if (!index)
		index = first_event(0);
	if (index)
		send_with_stack(ctx, BT_EVENT_FAULT, index, kind, address);
	return 0;
}
