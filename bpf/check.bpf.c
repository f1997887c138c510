// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace check`: every event is judged by bt_validate(), or a table
 * of its answers, in the context where it happens, and so none has to travel.  What travels
 * is reports, through a ring buffer; how many there were of each kind is counted here.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/report.h"
#include "logic/validate.h"
#include "parts/slots.bpf.h"
#include "parts/faults.bpf.h"

/* include/linux/sched.h */
#define TASK_DEAD		0x80
#define TASK_RTLOCK_WAIT	0x1000

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 bt_generation = 3;
const volatile bool bt_probed = false;	/* the events come from probes.bpf.h */
const volatile __u8 bt_protocol[BT_TABLE_SIZE];
const volatile __u8 bt_fast[BT_FAST_SIZE];
const volatile __u64 bt_max_window = ~0ull;	/* ns */
const volatile __u64 bt_switch_text, bt_switch_size;	/* of finish_task_switch(); 0: not known */

struct bt_checked bt_checked[BT_NR_SLOTS];
struct bt_past bt_history[BT_NR_HISTORIES][BT_HISTORY];
__u64 bt_enabled_at;	/* CLOCK_BOOTTIME: tasks that start later are watched from birth */
__u64 bt_violations[32];	/* by invariant, each of them, also those not reported */
__u64 bt_unreported;	/* reports for which the ring buffer had no room */
__u64 bt_resumed;	/* sections of finish_task_switch() that were asked for, by their stack */
struct bt_looks bt_looks[BT_NR_IDLE];	/* by CPU */
__u64 bt_deferrers[BT_NR_SITES];
__u64 bt_flushers[BT_NR_SITES];

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 22);
} bt_reports SEC(".maps");

#define BT_FRAMES	48

/* By CPU: only the program of one event writes it, and BPF lets no program run twice on a CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[BT_FRAMES]);
} bt_frames SEC(".maps");

/*
 * The masks are for verifiers that lose a bound on its way through a copy of the index:
 * the compiler must not know that they do nothing.
 */
static __always_inline struct bt_checked *checked_at(__u32 index)
{
	asm volatile("" : "+r"(index));
	return &bt_checked[index & (BT_NR_SLOTS - 1)];
}

static __always_inline struct bt_past *history_at(__u32 index)
{
	asm volatile("" : "+r"(index));
	return bt_history[index & (BT_NR_HISTORIES - 1)];
}

/*
 * Functions that are not static are verified once, each for itself, and not along every way
 * that leads to them.  Such a one has to say that an argument is the program's context
 * (kernel/bpf/btf.c, btf_prepare_func_args(), since 6.8).
 */
#define context_argument	__attribute__((btf_decl_tag("arg:ctx")))

/* What was found.  A program may hand five arguments to a function. */
struct found {
	__u64	ip, address;
	__u32	type, invariant, index, kind, level;
	struct bt_snapshot after;
	struct bt_shadow before;
};

/* Room for a report, and all in it but what only some have; NULL: none. */
static __always_inline struct bt_report *new_report(void *ctx, struct task_struct *task,
						    struct found *f)
{
	struct bt_slot *slot = slot_at(f->index);
	struct bt_report *r = bpf_ringbuf_reserve(&bt_reports, sizeof(*r), 0);

	if (!r) {
		__sync_fetch_and_add(&bt_unreported, 1);
		return NULL;
	}
	r->type = f->type;
	r->invariant = f->invariant;
	r->kind = f->kind;
	r->level = f->level;
	r->ip = f->ip;
	r->address = f->address;
	r->after = f->after;
	r->before = f->before;
	r->time_ns = bpf_ktime_get_ns();
	r->cpu = bpf_get_smp_processor_id();
	r->tid = task->pid;
	r->tgid = task->tgid;
	r->kthread = !!(task->flags & PF_KTHREAD);
	r->start = task->start_boottime;
	r->leader_start = task->group_leader->start_boottime;
	r->in_cgroup = slot->in_cgroup;
	bpf_probe_read_kernel_str(r->comm, sizeof(r->comm), task->comm);
	r->stack_size = bpf_get_stack(ctx, r->stack, sizeof(r->stack), 0);
	r->events = 0;
	if (f->index && f->index < BT_NR_HISTORIES) {
		r->events = checked_at(f->index)->events;
		__builtin_memcpy(r->past, history_at(f->index), sizeof(r->past));
	}
	return r;
}

static __always_inline void count_violation(__u32 invariant)
{
	__sync_fetch_and_add(&bt_violations[invariant & 31], 1);
}

/* Not inlined: the programs would all have it. */
static __noinline int report(void *ctx, struct task_struct *task, struct found *f)
{
	struct bt_report *r;

	if (f->type <= BT_REPORT_FAULT)
		count_violation(f->invariant);
	r = new_report(ctx, task, f);
	if (r)
		bpf_ringbuf_submit(r, 0);
	return 0;
}

/*
 * A slot for a task that has none.  One that began after the programs were enabled, and
 * whose chain is empty, has never had one: a slot can be lost from the middle of a chain,
 * but then the chain has others.  It begins outside of any section, unless its parent was
 * caught in one, which is reported where it was forked.
 */
__noinline int first_event(__u32 pending)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 cpu = bpf_get_smp_processor_id();
	__u32 at = hash_of(task->pid, BT_LEVEL_NONE, cpu), index;
	struct bt_checked *checked;
	bool born = at < BT_NR_HASH && !bt.hash[at] && task->start_boottime > bt_enabled_at &&
		    !bt_violations[14];

	index = slot_search(BT_LEVEL_NONE, cpu, 0, pending);
	if (!index) {
		__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1);
		return 0;
	}
	checked = checked_at(index);
	if (!slot_at(index)->in_cgroup)
		slot_at(index)->in_cgroup = bpf_current_task_under_cgroup(&bt_cgroup_map, 0) == 1;
	if (born)
		bt_shadow_born(&checked->shadow);
	return index;
}

static __always_inline bool seen_first(__u64 *sites, __u64 ip)
{
	__u64 *seen = &sites[(ip >> 2) & (BT_NR_SITES - 1)];

	if (*(volatile __u64 *)seen == ip)
		return false;
	*(volatile __u64 *)seen = ip;
	return true;
}

/* A task's shadow and what an event says of it, as bits: to be compared at once. */
#define PLAINLY_KNOWN(shadow)	(((shadow) & (BT_SHADOW_KNOWN | BT_SHADOW_RETURNS)) == BT_SHADOW_KNOWN)
#define STATE(shadow)		((shadow) >> 8 & (BT_NR_STATES - 1))
#define COUNTS(shadow)		((shadow) >> 16 & 0xffffff)	/* and what is ignored: 0 */
#define COUNTS_AFTER(what)	((what) >> 16)
#define IN_INTERRUPT(what)	((what) & 1 << 10)

/* Is the call that an event reports below finish_task_switch()? */
__noinline int in_task_switch(void *ctx context_argument)
{
	__u32 zero = 0;
	__u64 *frames = bpf_map_lookup_elem(&bt_frames, &zero);
	long size = frames ? bpf_get_stack(ctx, frames, sizeof(__u64[BT_FRAMES]), 0) : 0;

	for (int i = 0; frames && i < BT_FRAMES && i * (long)sizeof(*frames) < size; i++)
		if (frames[i] - bt_switch_text < bt_switch_size)
			return 1;
	return 0;
}

/*
 * A section begins: of the task, or of the scheduler in its name?  Only one that was preempted, is
 * just back from such a section, or of which nothing is known, can be in the latter.
 */
static __always_inline void section_begins(void *ctx, struct bt_shadow *shadow)
{
	__u8 flags = shadow->flags & (BT_SHADOW_KNOWN | BT_SHADOW_WITHIN | BT_SHADOW_RETURNS);
	bool asks = shadow->preempted ? !(flags & BT_SHADOW_WITHIN) :
		    !flags || flags & BT_SHADOW_RETURNS;

	shadow->preempted = 0;
	if (asks && bt_switch_size && in_task_switch(ctx)) {
		__sync_fetch_and_add(&bt_resumed, 1);
		bt_shadow_resumed(shadow);
	}
}

/* @what: as in the history. */
__noinline int judge(void *ctx context_argument, __u32 index, __u32 what, __u64 ip)
{
	struct bt_checked *checked = checked_at(index);
	struct bt_snapshot s = bt_past_snapshot(what);
	struct found f = {
		.type = BT_REPORT_EVENT, .index = index, .ip = ip, .kind = bt_past_kind(what),
		.level = bt_past_level(what), .after = s, .before = checked->shadow,
	};
	__u32 verdict;

	if (f.kind == BT_KIND_ENABLE && !s.in_interrupt)
		section_begins(ctx, &checked->shadow);
	verdict = bt_validate(&checked->shadow, bt_protocol, bt_generation, f.kind, &s);
	f.invariant = verdict;
	if (verdict == BT_VERDICT_SKIPPED)
		__sync_fetch_and_add(&checked->skipped, 1);
	else if (verdict)
		report(ctx, bpf_get_current_task_btf(), &f);
	return 0;
}

/* A site that defers or flushes, seen for the first time. */
__noinline int new_site(void *ctx context_argument, __u32 index, __u32 what, __u64 ip)
{
	bool flush = (what & 15) == BT_KIND_FLUSH;
	struct found f = {
		.type = flush ? BT_REPORT_FLUSHER : BT_REPORT_DEFERRER, .invariant = flush ? 22 : 20,
		.index = index, .ip = ip, .kind = bt_past_kind(what), .level = bt_past_level(what),
		.after = bt_past_snapshot(what), .before = checked_at(index)->shadow,
	};

	return report(ctx, bpf_get_current_task_btf(), &f);
}

/* A batch was flushed: how long has it waited? */
__noinline int window_ends(void *ctx context_argument, __u32 index, __u32 what, __u64 ip,
			   __u64 when)
{
	struct bt_checked *checked = checked_at(index);
	__u64 first = checked->first, window = (when >> 16) - (first >> 16);

	checked->first = 0;
	if ((when ^ first) & 0xffff)
		checked->migrated++;
	if (window > checked->longest)
		checked->longest = window;
	if (checked->premature) {
		struct found f = { .type = BT_REPORT_LATE, .index = index, .ip = ip };

		checked->premature = 0;
		report(ctx, bpf_get_current_task_btf(), &f);
	}
	if (window > bt_max_window) {
		struct found f = {
			.type = BT_REPORT_EVENT, .invariant = 19, .index = index, .ip = ip,
			.kind = bt_past_kind(what), .level = bt_past_level(what), .after = bt_past_snapshot(what),
			.before = checked->shadow,
		};

		report(ctx, bpf_get_current_task_btf(), &f);
	}
	return 0;
}

/* Keep an event for the reports of those after it, and follow the batch's window. */
static __always_inline void remember(void *ctx, struct bt_checked *checked, __u32 index, __u32 at,
				     __u32 kind, __u32 what, __u64 ip)
{
	struct bt_past *past = &history_at(index)[at & (BT_HISTORY - 1)];

	past->ip = ip;
	past->what = what;
	past->when = bpf_ktime_get_ns() << 16 | bpf_get_smp_processor_id();
	if (kind == BT_KIND_FIRST)
		checked->first = past->when;
	else if (kind == BT_KIND_FLUSH && checked->first)
		window_ends(ctx, index, what, ip, past->when);
}

/*
 * The rest of an event, once its task's slot is known.  Where bt_fast has an answer, which
 * is bt_validate()'s, it is taken from there.
 */
static __always_inline void check_slot(void *ctx, __u32 index, __u32 kind, __u32 what, __u64 ip)
{
	struct bt_checked *checked = checked_at(index);
	__u64 shadow = *(volatile __u64 *)&checked->shadow;
	__u32 at = __sync_fetch_and_add(&checked->events, 1), next = BT_FAST_NOT;

	if (kind < BT_NR_COUNTERS)
		slot_add(slot_at(index), kind, what >> 8 & 1);
	else
		__sync_fetch_and_add(&checked->calls[kind - BT_NR_COUNTERS], 1);
	if (index < BT_NR_HISTORIES)
		remember(ctx, checked, index, at, kind, what, ip);
	if (kind < BT_NR_COUNTERS && PLAINLY_KNOWN(shadow) && !IN_INTERRUPT(what) &&
	    bt_fast_counts(bt_generation, kind, COUNTS(shadow), COUNTS_AFTER(what))) {
		__u32 i = bt_fast_index(STATE(shadow), kind, what >> 8 & 1);

		asm volatile("" : "+r"(i));
		next = bt_fast[i & (BT_FAST_SIZE - 1)];
	}
	if (next != BT_FAST_NOT)
		checked->shadow.state = next;
	else
		judge(ctx, index, what, ip);
	if ((kind == BT_KIND_FIRST || kind == BT_KIND_AGAIN) ? seen_first(bt_deferrers, ip) :
	    kind == BT_KIND_FLUSH && seen_first(bt_flushers, ip))
		new_site(ctx, index, what, ip);
}

/*
 * Judge one event of the current task.  A macro, so that what it is given is loaded where it
 * is used: across the helper's call each value would have to be saved.
 */
#define check_event(ctx, which, level, from, ip)				\
	do {									\
		struct task_struct *task = bpf_get_current_task_btf();		\
		struct bt_table *table = table_here();				\
		__u32 index;							\
										\
		if (!table->enabled)						\
			break;							\
		if (!slot_of(task, table, &index))				\
			index = first_event(pending_before(which, (from)->pending)); \
		if (index) {							\
			struct bt_snapshot s = SNAPSHOT_OF(from);		\
			__u64 kind = which;					\
										\
			if (is_known(kind))					\
				check_slot(ctx, index, kind, bt_past_pack(kind, level, &s), ip); \
			else							\
				__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1); \
		}								\
	} while (0)

/*
 * The same by probes.  They do not see the mode entered and left: there is no shadow, and what is
 * judged is what an event shows by itself, the place of the instruction against the task's state.
 * One that is derived from that state has nothing to be held against.
 */
static __always_inline void check_probed(void *ctx, __u32 index, __u32 what, __u64 ip, bool derived)
{
	struct bt_checked *checked = checked_at(index);
	__u32 at = __sync_fetch_and_add(&checked->events, 1), kind = bt_past_kind(what);
	struct bt_snapshot s = bt_past_snapshot(what);
	__u32 verdict = bt_check_snapshot(bt_generation, kind, &s);

	if (kind < BT_NR_COUNTERS)
		slot_add(slot_at(index), kind, s.pending);
	if (index < BT_NR_HISTORIES)
		remember(ctx, checked, index, at, kind, what, ip);
	if (derived) {
		__sync_fetch_and_add(&checked->skipped, 1);
	} else if (verdict) {
		struct found f = {
			.type = BT_REPORT_EVENT, .invariant = verdict, .index = index, .ip = ip,
			.kind = kind, .level = BT_LEVEL_NONE, .after = s,
		};

		report(ctx, bpf_get_current_task_btf(), &f);
	}
}

#define probe_event(ctx, which, level, from, address)				\
	do {									\
		struct bt_snapshot now = SNAPSHOT_OF(from);			\
		__u32 slot;							\
										\
		if (!bt.enabled)						\
			break;							\
		if (!slot_of(task, table_here(), &slot))			\
			slot = first_event(pending_before(which, now.pending));	\
		if (slot)							\
			check_probed(ctx, slot, bt_past_pack(which, level, &now), address, \
				     BT_POINT_DERIVES(p));		\
	} while (0)

#define on_event	check_event
#define on_probe	probe_event
#include "parts/events.bpf.h"

/* What the task is in, of itself, for who has no events to follow it by. */
static __always_inline void seed_from_task(struct task_struct *task, struct bt_shadow *shadow)
{
	const struct bt_probing *g = probing();
	struct probed_state state;

	if (!g)
		return;
	look_at(task, g, &state);
	struct bt_snapshot s = SNAPSHOT_OF(&state);

	*shadow = (struct bt_shadow){
		.flags = BT_SHADOW_KNOWN | (shadow->flags & BT_SHADOW_TOLD), .state = bt_state_of(&s),
		.enable_count = s.enable_count, .pause_count = s.pause_count,
	};
}

static __always_inline void count_look(__u32 what)
{
	__sync_fetch_and_add(&bt_looks[bpf_get_smp_processor_id() & (BT_NR_IDLE - 1)].n[what], 1);
}

/* A task is where it has to be outside of any section: is it not? */
static __always_inline bool look(void *ctx, struct task_struct *task, __u32 what, __u32 input)
{
	__u32 index, broken;
	struct bt_shadow before;

	if (!bt.enabled)
		return false;
	count_look(what);
	index = slot_find(task);
	if (!index)
		return false;
	if (bt_probed)
		seed_from_task(task, &checked_at(index)->shadow);
	before = checked_at(index)->shadow;
	broken = bt_validate_end(&checked_at(index)->shadow, bt_protocol, input);
	if (broken) {
		struct found f = {
			.type = BT_REPORT_STATE, .invariant = broken, .index = index,
			.kind = input, .level = BT_LEVEL_NONE, .before = before,
		};

		report(ctx, task, &f);
	}
	return broken;
}

/*
 * Classic, for they run with preemption off: on a BTF tracepoint a task that is preempted
 * inside the program makes others on its CPU miss theirs.
 */
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

/*
 * The child's state is a copy of its parent's.  Since 7.0 it can be looked at, which also
 * tells of leaks from before the programs were there; PENDING, a bit without a name in
 * BTF, and all of it before 7.0 follow from the parent's events.
 */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(btf_fork, struct task_struct *parent, struct task_struct *child)
{
	struct found f = {
		.type = BT_REPORT_STATE, .invariant = 14, .kind = BT_INPUT_FORK,
		.level = BT_LEVEL_NONE,
	};

	if (look(ctx, parent, BT_LOOK_FORK, BT_INPUT_FORK) ||
	    !bt.enabled || !bpf_core_field_exists(child->lazy_mmu_state))
		return 0;
	if (child->lazy_mmu_state.enable_count || child->lazy_mmu_state.pause_count) {
		f.index = slot_find(parent);
		report(ctx, parent, &f);
	}
	return 0;
}

/*
 * A task that sleeps of its own will, and not only for a lock that is a spinlock elsewhere
 * (PREEMPT_RT).  One that leaks a section has been told of.  And one that is preempted: see
 * bt_shadow_resumed().
 */
SEC("tp_btf/sched_switch")
int BPF_PROG(btf_switch, bool preempt, struct task_struct *prev, struct task_struct *next,
	     unsigned int prev_state)
{
	struct found f = {
		.type = BT_REPORT_STATE, .invariant = 17, .kind = BT_INPUT_SLEEP,
		.level = BT_LEVEL_NONE,
	};

	if (!bt.enabled || (!preempt && (!prev_state || prev_state & (TASK_RTLOCK_WAIT | TASK_DEAD))))
		return 0;
	if (!preempt)
		count_look(BT_LOOK_SLEEP);
	f.index = slot_find(prev);
	if (!f.index)
		return 0;
	if (preempt) {
		checked_at(f.index)->shadow.preempted = 1;
		return 0;
	}
	if (bt_probed)
		seed_from_task(prev, &checked_at(f.index)->shadow);
	bt_shadow_outside(&checked_at(f.index)->shadow);
	f.before = checked_at(f.index)->shadow;
	if ((f.before.flags & (BT_SHADOW_KNOWN | BT_SHADOW_TOLD)) == BT_SHADOW_KNOWN &&
	    (f.before.state == BT_STATE_LAZY || f.before.state == BT_STATE_PENDING))
		report(ctx, prev, &f);
	return 0;
}

/* After the task has left its CPU for good, see barrier_trace.bpf.c. */
SEC("tp_btf/sched_process_free")
int BPF_PROG(btf_free, struct task_struct *task)
{
	look(ctx, task, BT_LOOK_TASK_END, BT_INPUT_TASK_END);
	slots_close(task, true);
	return 0;
}

SEC("tp/printk/console")
int tp_console(struct trace_event_raw_console *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct found f = {
		.type = BT_REPORT_FAULT, .invariant = 21, .level = BT_LEVEL_NONE,
	};
	int kind;

	if (!bt.enabled)
		return 0;
	kind = fault_told(ctx, task, &f.address);
	if (kind < 0)
		return 0;
	f.kind = kind;
	f.index = slot_find(task);
	f.before = checked_at(f.index)->shadow;
	report(ctx, task, &f);
	return 0;
}

#include "parts/strict.bpf.h"
