// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace hist`: every event goes through bt_measure_event(), and the
 * samples that come of it are added to histograms, here, each of them.
 *
 * A task's state is kept beside its slot, and slots are kept by task alone.  What a sample is
 * booked to, a set of histograms, is found when its span begins, and just the set's number is
 * remembered until it ends.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/hist.h"
#include "logic/measure.h"
#include "parts/slots.bpf.h"
#include "parts/hist_sets.bpf.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 bt_generation = 3;

struct bt_measure bt_measures[BT_NR_SLOTS];

/* The mask is for the verifier: see checked_at() of check.bpf.c. */
static __always_inline struct bt_measure *measure_at(__u32 index)
{
	asm volatile("" : "+r"(index));
	return &bt_measures[index & (BT_NR_SLOTS - 1)];
}

/* A program may hand five arguments to a function. */
struct event {
	__u64	ip;
	__u32	index, kind, level;
	struct bt_snapshot after;
	bool	derived;
};

/*
 * Its own function, so that the verifier, which keeps track of a function's own variables,
 * knows nothing of *step: it would follow each combination of bits through what comes after.
 */
__noinline int take_event(struct event *e, struct bt_step *step)
{
	__u64 now;

	if (!e || !step)	/* never; the verifier does not know */
		return 0;
	now = bt_measure_timed(e->kind) ? bpf_ktime_get_ns() : 0;
	bt_measure_event(measure_at(e->index), bt_generation, e->kind, e->ip, &e->after, now, step);
	if (e->derived)
		bt_measure_derived(measure_at(e->index), e->kind, e->after.in_interrupt, step);
	return 0;
}

__noinline int measure(struct event *e)
{
	struct bt_step step = { 0 };
	__u32 key = BT_KEY_HERE;

	if (!e)
		return 0;
	take_event(e, &step);
	if (!(step.ended | step.partial | step.begun))
		return 0;
	if (step.ended & 1 << BT_SPAN_BATCH) {
		__u32 derived = step.derived >> BT_SPAN_BATCH & 1;

		add_sample(step.key[BT_SPAN_BATCH], BT_METRIC_BATCH, step.value[BT_SPAN_BATCH], derived);
		add_sample(step.key[BT_SPAN_BATCH], BT_METRIC_WINDOW, step.window, derived);
	}
	if (step.ended & 1 << BT_SPAN_SECTION)
		add_sample(step.key[BT_SPAN_SECTION], BT_METRIC_SECTION, step.value[BT_SPAN_SECTION],
			   0);
	for (int span = BT_SPAN_RUN; span <= BT_SPAN_RUN_IRQ; span++)
		if (step.ended & 1 << span)
			add_sample(step.key[span], BT_METRIC_RUN, step.value[span],
				   step.derived >> span & 1);
	if (step.begun || (step.partial & 1 && step.key[0] == BT_KEY_HERE) ||
	    (step.partial & 2 && step.key[1] == BT_KEY_HERE))
		key = find_set(e->index, e->level, e->ip);
	if (step.partial & 1 << BT_SPAN_BATCH) {
		__u32 to = step.key[BT_SPAN_BATCH] == BT_KEY_HERE ? key : step.key[BT_SPAN_BATCH];

		add_partial(to, BT_METRIC_BATCH);
		add_partial(to, BT_METRIC_WINDOW);
	}
	if (step.partial & 1 << BT_SPAN_SECTION)
		add_partial(step.key[BT_SPAN_SECTION] == BT_KEY_HERE ? key :
			    step.key[BT_SPAN_SECTION], BT_METRIC_SECTION);
	for (int span = 0; span < BT_NR_SPANS; span++)
		if (step.begun & 1 << span)
			bt_measure_book(measure_at(e->index), span, key);
	return 0;
}

__noinline int first_event(void)
{
	__u32 index = slot_search(BT_LEVEL_NONE, bpf_get_smp_processor_id(), 0, 0);

	if (!index)
		__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1);
	return index;
}

/* See check_event() of check.bpf.c. */
#define measure_event(which, lvl, from, address, is_derived)			\
	do {									\
		struct task_struct *task = bpf_get_current_task_btf();		\
		struct bt_table *table = table_here();				\
		__u32 index;							\
										\
		if (!table->enabled)						\
			break;							\
		if (!slot_of(task, table, &index))				\
			index = first_event();					\
		if (index && is_known(which)) {					\
			struct event e = {					\
				.ip = address, .index = index, .kind = which,	\
				.level = lvl, .after = SNAPSHOT_OF(from),	\
				.derived = is_derived,				\
			};							\
										\
			measure(&e);						\
		} else if (index) {						\
			__sync_fetch_and_add(&bt_loss[BT_LOSS_NO_SLOT], 1);	\
		}								\
	} while (0)

#define on_event(ctx, which, level, from, ip)	measure_event(which, level, from, ip, false)
#define on_probe(ctx, which, level, from, ip)					\
	measure_event(which, level, from, ip, BT_POINT_DERIVES(p))
#include "parts/events.bpf.h"

/* After the task has left its CPU for good, see barrier_trace.bpf.c. */
SEC("tp_btf/sched_process_free")
int BPF_PROG(btf_free, struct task_struct *task)
{
	slots_close(task, true);
	return 0;
}
