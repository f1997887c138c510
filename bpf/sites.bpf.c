// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace sites`.  They count each queue event by the kernel's stack.  They
 * also count, by bt_run_event(), the barriers that a section would have avoided.
 *
 * A task's run is kept beside its slot, and slots are kept by task alone.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/sites.h"
#include "logic/runs.h"
#include "parts/slots.bpf.h"
#include "parts/context.bpf.h"
#include "parts/stack.bpf.h"
#include "parts/stretches.bpf.h"
#include "parts/filter.bpf.h"

char LICENSE[] SEC("license") = "GPL";

/* Parts of the key beside the stack: those that filters look at */
const volatile bool bt_key_task = false;
const volatile bool bt_key_comm = false;
const volatile bool bt_key_cpu = false;

const volatile bool bt_counts_sections = true;	/* see bt_run_event() */
const volatile struct bt_text_range bt_at_once;	/* the function whose entries are used at once */

struct bt_run bt_runs[BT_NR_SLOTS];

/* All elements are allocated when the map is made, because an event must not cause others. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BT_MAX_STACKS);	/* user space sets it: --max-stacks */
	__type(key, struct bt_site_key);
	__type(value, struct bt_site_counts);
} bt_sites SEC(".maps");

/*
 * Room to put a key together, because a program's stack is too small.  Only the program of queue
 * events uses it, and a CPU runs one such program at a time.  Meanwhile the kernel skips the
 * program for the event of an interrupt or of a task that preempts this one, and counts the miss.
 */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bt_site_key);
} bt_key SEC(".maps");

static __always_inline struct bt_run *run_at(__u32 index)
{
	return &bt_runs[masked(index)];
}

static __always_inline void fill_key(struct bt_site_key *key, struct task_struct *task)
{
	if (bt_key_task) {
		key->tid = task->pid;
		key->tgid = task->tgid;
		key->start = task->start_boottime;
		key->leader_start = task->group_leader->start_boottime;
	}
	if (bt_key_comm)
		bpf_get_current_comm(key->comm, sizeof(key->comm));
	if (bt_key_cpu)
		key->cpu = bpf_get_smp_processor_id();
}

static __always_inline struct bt_site_counts *counts_of(const struct bt_site_key *key)
{
	struct bt_site_counts *n = bpf_map_lookup_elem(&bt_sites, key), none = {};

	if (n)
		return n;
	/* If another CPU was faster, this fails, and the lookup finds its element. */
	bpf_map_update_elem(&bt_sites, key, &none, BPF_NOEXIST);
	return bpf_map_lookup_elem(&bt_sites, key);
}

#define REASON_SHIFT	8	/* above the bits of bt_run_event() */

/* Count a queue event by its stack.  @run: bits of bt_run_event(), and the reason if emitted */
static __noinline int count_site(void *ctx, __u32 action, __u64 ip, __u32 run, bool derived)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct bt_site_counts *n;
	struct bt_site_key *key;
	__u32 zero = 0;

	if (!is_wanted(task))
		return 0;
	key = bpf_map_lookup_elem(&bt_key, &zero);
	if (!key)	/* never; the verifier does not know */
		return 0;
	__builtin_memset(key, 0, sizeof(*key));
	if (stack_from(ctx, key->stack, ip) <= 0) {
		count_loss(BT_LOSS_NO_STACK);
		__builtin_memset(key->stack, 0, sizeof(key->stack));
		key->stack[0] = ip;
	}
	fill_key(key, task);
	n = counts_of(key);
	if (!n) {
		count_loss(BT_LOSS_NO_SITE);
		return 0;
	}
	if (action == BT_SITE_EMITTED) {
		__u32 reason = run >> REASON_SHIFT;

		__sync_fetch_and_add(&n->n[BT_SITE_EMITTED], 1);
		if (reason < BT_REASON_NO_SECTION)
			__sync_fetch_and_add(&n->n[BT_SITE_REASON + reason], 1);
	}
	if (action == BT_SITE_FIRST)
		__sync_fetch_and_add(&n->n[BT_SITE_FIRST], 1);
	if (action == BT_SITE_AGAIN)
		__sync_fetch_and_add(&n->n[BT_SITE_AGAIN], 1);
	if (run & BT_RUN_AVOIDABLE)
		__sync_fetch_and_add(&n->n[BT_SITE_AVOIDABLE], 1);
	if (run & BT_RUN_SECOND)
		__sync_fetch_and_add(&n->n[BT_SITE_RUNS], 1);
	if (run & BT_RUN_AFTER_ONE)
		__sync_fetch_and_add(&n->n[BT_SITE_AFTER_ONE], 1);
	if (derived)
		__sync_fetch_and_add(&n->n[BT_SITE_DERIVED], 1);
	return 0;
}

static __always_inline void count_event(void *ctx, struct task_struct *task, __u32 index,
					__u32 kind, struct bt_snapshot after, __u64 ip,
					bool derived)
{
	/* Load each member: the compiler takes a volatile struct for what it is here, 0. */
	struct bt_text_range fixmap = { bt_at_once.start, bt_at_once.size };
	bool at_once = kind == BT_EMITTED && bt_range_has(fixmap, ip);
	__u32 run = bt_run_event(run_at(index), kind, after, bt_counts_sections,
				 stretch_is_new(task, index), at_once);

	if (kind == BT_EMITTED)
		run |= bt_emit_reason(after, after.in_interrupt ? context_of(task) : 0, at_once) <<
		       REASON_SHIFT;
	if (kind <= BT_AGAIN)
		count_site(ctx, kind, ip, run, derived);
}

#define take_event(ctx, task, index, kind, level, from, ip, flags)		\
	do {									\
		struct bt_snapshot after = SNAPSHOT_OF(from);			\
										\
		count_event(ctx, task, index, kind, after, ip, (flags) & BT_WHAT_DERIVED); \
	} while (0)

static __always_inline void stretch_ends_of(struct task_struct *task)
{
	if (bt.enabled)
		stretch_ends(slot_find(task));
}

#define on_boundary(ctx, task, where, input)	stretch_ends_of(task)

#include "parts/task_events.bpf.h"
#include "parts/lifecycle.bpf.h"
#include "parts/modules.bpf.h"
