// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace check`.  They judge every event where it happens, by bt_validate()
 * or a table of its answers, so that no event has to travel.  Only reports travel, through a ring
 * buffer.  The programs count all violations of each kind here.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/report.h"
#include "parts/slots.bpf.h"
#include "parts/seen.bpf.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 bt_generation = 3;
const volatile bool bt_probed = false;	/* the events come from parts/probes.bpf.h */
const volatile __u8 bt_protocol[BT_TABLE_SIZE];

#include "logic/validate.h"	/* behind bt_protocol, which its parts read */

const volatile __u8 bt_fast[BT_FAST_SIZE];
const volatile __u64 bt_max_window = ~0ull;	/* ns */
const volatile __u64 bt_switch_text, bt_switch_size;	/* finish_task_switch(); 0: not known */

struct bt_checked bt_checked[BT_NR_SLOTS];
struct bt_past bt_history[BT_NR_HISTORIES][BT_HISTORY];
__u64 bt_violations[32];	/* by enum bt_invariant; all, also those not reported */
__u64 bt_unreported;	/* reports for which the ring buffer had no room */
__u64 bt_derived[16];	/* by enum bt_kind: events that probes derived, and nobody judged */
__u64 bt_doubtful;	/* events that were not judged: their place in the order is in doubt */
__u64 bt_resumed;	/* sections of finish_task_switch(), known by their stack */
struct bt_looks bt_looks[BT_NR_IDLE];	/* by CPU */
__u64 bt_silent_entries;	/* sections that no event has opened */
__u32 bt_forked_inside;	/* forks of tasks that were in a section */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 22);
} bt_reports SEC(".maps");

#define BT_FRAMES	48

/* Per CPU: only one event's program writes here, and it does not run twice at a time on a CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[BT_FRAMES]);
} bt_frames SEC(".maps");

static __always_inline struct bt_checked *checked_at(__u32 index)
{
	return &bt_checked[masked(index)];
}

static __always_inline struct bt_past *history_at(__u32 index)
{
	return bt_history[masked(index) & (BT_NR_HISTORIES - 1)];
}

/*
 * A function that is not static (README.md) has to say that an argument is the program's context:
 * kernel/bpf/btf.c, btf_prepare_func_args(), since 6.8.
 */
#define context_argument	__attribute__((btf_decl_tag("arg:ctx")))

/* A report's content, in one struct because a BPF function takes at most five arguments */
struct found {
	__u64	ip, address;
	__u32	type, invariant, index, kind, level, parent;
	struct bt_snapshot after;
	struct bt_shadow before;
};

/* Return the low half of the ip of the enable that led to this count; 0: not known. */
static __always_inline __u32 opener_of(__u32 index, __u32 enable_count)
{
	return index ? checked_at(index)->opener[enable_count & (BT_NR_OPENERS - 1)] : 0;
}

/* Reserve a report, and fill in what all types have; NULL when there is no room. */
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
	r->opener = opener_of(f->index, f->kind < BT_NR_KINDS && f->type != BT_REPORT_STATE ?
			      f->after.enable_count : f->before.enable_count);
	r->parent = f->parent;
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
		/* A call: the verifier follows the instructions of a copy for each program. */
		bpf_probe_read_kernel(r->past, sizeof(r->past), history_at(f->index));
	}
	return r;
}

static __always_inline void count_violation(__u32 invariant)
{
	__sync_fetch_and_add(&bt_violations[invariant & 31], 1);
}

/* Not inlined, because all programs would have a copy. */
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

/* Parts of a task's shadow and of bt_past::what as bits, so that one comparison is enough */
#define PLAINLY_KNOWN(shadow)							\
	(((shadow) & (BT_SHADOW_KNOWN | BT_SHADOW_RETURNS)) == BT_SHADOW_KNOWN)
#define STATE(shadow)		((shadow) >> 8 & (BT_NR_STATES - 1))
#define COUNTS(shadow)		((shadow) >> 16 & 0xffffff)	/* and @ignored: has to be 0 */
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
 * A section begins.  Does the task open it, or finish_task_switch() in the task's name?  The latter
 * needs a task that was preempted, is just back from such a section, or is not known.
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

struct judgement {
	__u32	verdict;	/* of bt_validate() */
	struct bt_shadow before;
};

static __always_inline void inherits(struct task_struct *task, struct found *f)
{
	f->type = BT_REPORT_HEIR;
	f->parent = task->real_parent->pid;
	f->address = task->real_parent->start_boottime;
}

/* Count and report an event that is no plain one, and mark nothing any more. */
static __noinline int conclude(void *ctx, __u32 index, __u32 what, __u64 ip, struct judgement *j)
{
	struct bt_checked *checked = checked_at(index);
	struct bt_snapshot s = bt_past_snapshot(what);
	__u8 marks = checked->shadow.marks;
	struct found f = {
		.type = BT_REPORT_EVENT, .index = index, .ip = ip, .kind = bt_past_kind(what),
		.level = bt_past_level(what), .after = s, .before = j->before,
		.invariant = j->verdict,
	};

	if (marks & BT_MARK_EFFECT) {
		__u32 again = bt_again(&checked->shadow, f.kind, &s, ip);

		if (again)
			f.invariant = again;
		else
			checked->effects++;
	}
	if (marks & BT_MARK_ENTRY) {
		__sync_fetch_and_add(&bt_silent_entries, 1);
		checked->opener[s.enable_count & (BT_NR_OPENERS - 1)] = 0;
		if (seen_first(bt_entries, ip))
			f.type = BT_REPORT_ENTRY;
	} else if (marks & BT_MARK_WATCHED && f.kind == BT_KIND_DISABLE && !s.enable_count &&
		   !f.invariant) {
		f.type = BT_REPORT_SETTLED;
	} else if (j->before.flags & BT_SHADOW_BORN && checked->shadow.flags & BT_SHADOW_HEIR) {
		inherits(bpf_get_current_task_btf(), &f);
	}
	marks &= ~(BT_MARK_ENTRY | BT_MARK_EFFECT);
	if (f.kind == BT_KIND_DISABLE && !s.enable_count && !s.in_interrupt)
		marks = 0;
	checked->shadow.marks = marks;
	if (f.invariant == BT_VERDICT_SKIPPED) {
		__sync_fetch_and_add(&checked->skipped, 1);
		/* Else the task was not known before: it was caught in the middle. */
		if (j->before.flags & ~BT_SHADOW_TOLD)
			__sync_fetch_and_add(&bt_doubtful, 1);
	} else if (f.invariant) {
		checked->shadow.ip = ip;
	}
	if (f.type != BT_REPORT_EVENT || (f.invariant && f.invariant != BT_VERDICT_SKIPPED))
		report(ctx, bpf_get_current_task_btf(), &f);
	return 0;
}

/* Judge an event, and report a violation.  @what: as in the history */
__noinline int judge(void *ctx context_argument, __u32 index, __u32 what, __u64 ip)
{
	struct bt_checked *checked = checked_at(index);
	struct bt_snapshot s = bt_past_snapshot(what);
	struct judgement j = { .before = checked->shadow };
	__u32 kind = bt_past_kind(what);

	if (kind == BT_KIND_ENABLE && !s.in_interrupt) {
		section_begins(ctx, &checked->shadow);
		if (!s.pause_count)
			checked->opener[s.enable_count & (BT_NR_OPENERS - 1)] = ip;
	}
	j.verdict = bt_validate(&checked->shadow, bt_protocol, bt_generation, kind, &s);
	if (j.verdict || checked->shadow.marks)
		conclude(ctx, index, what, ip, &j);
	return 0;
}

/*
 * May a site that defers be judged by this event?  Not in interrupt, where deferring is a mistake
 * by itself; not as an effect of a mistake; and not if the section's opener is not known.
 */
static __always_inline bool shows_deferrer(struct bt_checked *checked, __u32 index, __u32 what)
{
	__u8 flags = checked->shadow.flags;
	return !IN_INTERRUPT(what) && flags & BT_SHADOW_KNOWN && !(flags & BT_SHADOW_TOLD) &&
	       opener_of(index, what >> 16 & 255);
}

/* Report a site that defers, or that executes barriers, for the first time. */
__noinline int new_site(void *ctx context_argument, __u32 index, __u32 what, __u64 ip)
{
	__u32 kind = bt_past_kind(what);
	bool emits = kind == BT_KIND_EMITTED || kind == BT_KIND_DIRECT;
	bool flush = kind == BT_KIND_FLUSH;
	struct bt_checked *checked = checked_at(index);
	struct found f = {
		.type = flush ? BT_REPORT_FLUSHER : emits ? BT_REPORT_EMITTER : BT_REPORT_DEFERRER,
		.invariant = flush ? BT_I22_FLUSH_WITHOUT_BARRIERS :
			     emits ? BT_I23_STORE_WITHOUT_BARRIERS : BT_I20_UNEXPECTED_DEFERRER,
		.index = index, .ip = ip, .kind = bt_past_kind(what), .level = bt_past_level(what),
		.after = bt_past_snapshot(what), .before = checked->shadow,
	};

	if (!flush && !emits) {
		/* The site is looked at again when it is seen next. */
		if (!bt_probed && !shows_deferrer(checked, index, what)) {
			*entry_of(bt_sites, ip + SEEN_DEFERS) = 0;
			return 0;
		}
		if (!bt_probed)
			checked->shadow.marks |= BT_MARK_WATCHED;
	}
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
			.type = BT_REPORT_EVENT, .invariant = BT_I19_FLUSHED_LATE, .index = index,
			.ip = ip, .kind = bt_past_kind(what), .level = bt_past_level(what),
			.after = bt_past_snapshot(what), .before = checked->shadow,
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

/* Follow the batch's window of a task for which there is no history. */
__noinline int window_only(void *ctx context_argument, __u32 index, __u32 what, __u64 ip)
{
	__u64 when = bpf_ktime_get_ns() << 16 | bpf_get_smp_processor_id();
	struct bt_checked *checked = checked_at(index);

	if (bt_past_kind(what) == BT_KIND_FIRST)
		checked->first = when;
	else if (bt_past_kind(what) == BT_KIND_FLUSH && checked->first)
		window_ends(ctx, index, what, ip, when);
	return 0;
}

/*
 * Count, keep and judge an event, once its task's slot is known.  bt_fast has the answers of
 * bt_validate() for most events.
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
	else
		window_only(ctx, index, what, ip);
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
	if (passed_first(ip, kind))
		new_site(ctx, index, what, ip);
}

/*
 * Count, keep and judge an event that a probe saw.  Probes do not see a task enter and leave the
 * mode, so there is no shadow.  An event is judged by itself: the place of the instruction against
 * the task's state.  A derived event cannot be judged, because it follows from that state.
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
	else
		window_only(ctx, index, what, ip);
	if (derived) {
		__sync_fetch_and_add(&checked->skipped, 1);
		__sync_fetch_and_add(&bt_derived[kind & 15], 1);
	} else if (verdict) {
		struct found f = {
			.type = BT_REPORT_EVENT, .invariant = verdict, .index = index, .ip = ip,
			.kind = kind, .level = BT_LEVEL_NONE, .after = s,
		};

		report(ctx, bpf_get_current_task_btf(), &f);
	}
	if (passed_first(ip, kind))
		new_site(ctx, index, what, ip);
}

/* A macro, like on_event() and for the same reason: parts/events.bpf.h */
#define take_event(ctx, task, index, kind, level, from, ip, flags)		\
	do {									\
		struct bt_snapshot after = SNAPSHOT_OF(from);			\
										\
		if ((flags) & BT_WHAT_PROBED)					\
			check_probed(ctx, index, bt_past_pack(kind, level, &after), ip, \
				     (flags) & BT_WHAT_DERIVED);		\
		else								\
			check_slot(ctx, index, kind, bt_past_pack(kind, level, &after), ip); \
	} while (0)

/*
 * A new task begins outside of any section.  Once a fork inside a section was found, a new task's
 * first event has to show whether it has inherited the section.
 */
#define on_first_event(index, born)						\
	do {									\
		struct bt_slot *slot = slot_at(index);				\
										\
		if (!slot->in_cgroup)						\
			slot->in_cgroup = bpf_current_task_under_cgroup(&bt_cgroup_map, 0) == 1; \
		if (born && bt_forked_inside)					\
			bt_shadow_born_inside(&checked_at(index)->shadow);	\
		else if (born)							\
			bt_shadow_born(&checked_at(index)->shadow);		\
	} while (0)

#include "parts/task_events.bpf.h"

#include "parts/outside.bpf.h"

static __always_inline void report_fault(void *ctx, struct task_struct *task, int kind,
					 __u64 address)
{
	struct found f = {
		.type = BT_REPORT_FAULT, .invariant = BT_I21_FAULT_ON_MAPPED,
		.level = BT_LEVEL_NONE, .kind = kind, .address = address, .index = slot_find(task),
	};

	f.before = checked_at(f.index)->shadow;
	report(ctx, task, &f);
}

#define on_fault		report_fault
#define on_boundary		look
#define on_task_end(ctx, task)	look(ctx, task, BT_LOOK_TASK_END, BT_INPUT_TASK_END)
#define on_fork			forks
#define on_switch		leaves_cpu

#include "parts/faults.bpf.h"
#include "parts/lifecycle.bpf.h"
#include "parts/now.bpf.h"
#include "parts/strict.bpf.h"
#include "parts/modules.bpf.h"
