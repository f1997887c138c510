// SPDX-License-Identifier: GPL-2.0
/*
 * The programs of `barrier-trace hist`.  They hand every event to bt_measure_event(), and add each
 * sample that comes of it to a histogram.
 *
 * A task's open spans are kept beside its slot, and slots are kept by task alone.  When a span
 * begins, the program finds the set of histograms for its sample.  It keeps only the set's number
 * until the span ends.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"
#include "shared/hist.h"
#include "shared/report.h"
#include "logic/measure.h"
#include "parts/slots.bpf.h"
#include "parts/hist_sets.bpf.h"

char LICENSE[] SEC("license") = "GPL";

const volatile __u32 bt_generation = 3;

struct bt_measure bt_measures[BT_NR_SLOTS];

static __always_inline struct bt_measure *measure_at(__u32 index)
{
	return &bt_measures[masked(index)];
}

/*
 * A function of its own, so that the verifier knows nothing of *step (README.md).  @what: as in a
 * history, bt_past_pack() and the bits beside it
 */
__noinline int step_of(__u32 index, __u32 what, __u64 ip, struct bt_step *step)
{
	struct bt_snapshot after = bt_past_snapshot(what);
	__u32 kind = bt_past_kind(what);
	__u64 now;

	if (!step)	/* never; the verifier does not know */
		return 0;
	now = bt_measure_timed(kind) ? bpf_ktime_get_ns() : 0;
	bt_measure_event(measure_at(index), bt_generation, kind, ip, &after, now, step);
	if (what & BT_WHAT_DERIVED)
		bt_measure_derived(measure_at(index), kind, after.in_interrupt, step);
	return 0;
}

/*
 * Add the samples that end with an event, and find sets for spans that begin with it.  The event
 * comes in words: the verifier follows a pointer to the stack through each function, for each
 * program, and that was a third of its work.
 */
__noinline int measure(__u32 index, __u32 what, __u64 ip)
{
	struct bt_step step = { 0 };
	__u32 key = BT_KEY_HERE;

	step_of(index, what, ip, &step);
	if (!(step.ended | step.partial | step.begun))
		return 0;
	if (step.ended & 1 << BT_SPAN_BATCH) {
		__u32 derived = step.derived >> BT_SPAN_BATCH & 1;

		add_sample(step.key[BT_SPAN_BATCH], BT_METRIC_BATCH, step.value[BT_SPAN_BATCH],
			   derived);
		add_sample(step.key[BT_SPAN_BATCH], BT_METRIC_WINDOW, step.window, derived);
	}
	if (step.ended & 1 << BT_SPAN_SECTION)
		add_sample(step.key[BT_SPAN_SECTION], BT_METRIC_SECTION,
			   step.value[BT_SPAN_SECTION], 0);
	for (int span = BT_SPAN_RUN; span <= BT_SPAN_RUN_IRQ; span++)
		if (step.ended & 1 << span)
			add_sample(step.key[span], BT_METRIC_RUN, step.value[span],
				   step.derived >> span & 1);
	if (step.begun || (step.partial & 1 && step.key[0] == BT_KEY_HERE) ||
	    (step.partial & 2 && step.key[1] == BT_KEY_HERE))
		key = find_set(index, bt_past_level(what), ip);
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
			bt_measure_book(measure_at(index), span, key);
	return 0;
}

/* A macro, like on_event() and for the same reason: parts/events.bpf.h */
#define take_event(ctx, task, index, kind, level, from, ip, flags)		\
	do {									\
		struct bt_snapshot after = SNAPSHOT_OF(from);			\
										\
		measure(index, bt_past_pack(kind, level, &after) |		\
			((flags) & BT_WHAT_DERIVED), ip);			\
	} while (0)

#include "parts/task_events.bpf.h"
#include "parts/lifecycle.bpf.h"
#include "parts/modules.bpf.h"
