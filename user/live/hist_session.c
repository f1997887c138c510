// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "logic/measure.h"	/* types that the skeleton names */
#include "live/hist_session.h"
#include "hist.skel.h"
#include "base/log.h"

/* Extremes of all values of a histogram since its set got its key, as in struct bt_hist */
struct range {
	__u64 inverse_min, max;
};

struct hist_session {
	struct live_object object;
	struct hist_bpf *skel;
	struct bt_set *sets;	/* mmap-ed */
	size_t nr_sets, mapped;		/* mapped: bytes */
	struct range (*ranges)[BT_NR_METRICS];	/* by set */
	uint64_t step[BT_NR_METRICS];
	bool by_task;
	struct bt_set taken;		/* samples on their way to @fn */
	set_fn fn;
	void *arg;
};

static int configure(struct hist_session *s, const struct hist_session_opts *opts)
{
	struct hist_bpf__rodata *ro = s->skel->rodata;
	bool keys = opts->by_task || opts->by_comm || opts->by_cgroup || opts->by_cpu ||
		    opts->by_level || opts->by_site;

	s->nr_sets = keys ? BT_NR_SETS : 2;
	s->by_task = opts->by_task;
	ro->bt_nr_sets = s->nr_sets;
	ro->bt_generation = backend_generation(&s->object.backend);
	ro->bt_key_task = opts->by_task;
	ro->bt_key_comm = opts->by_comm;
	ro->bt_key_cgroup = opts->by_cgroup;
	ro->bt_key_cpu = opts->by_cpu;
	ro->bt_key_level = opts->by_level;
	ro->bt_key_site = opts->by_site;
	BPF_FILTER_SET(ro, &opts->wanted);
	for (int i = 0; i < BT_NR_METRICS; i++)
		s->step[i] = ((volatile __u64 *)ro->bt_step)[i] = opts->step[i];
	return backend_resize(&s->object.backend, s->skel->maps.bt_sets, s->nr_sets);
}

static int map_sets(struct live_object *o)
{
	struct hist_session *s = (struct hist_session *)o;
	size_t page = sysconf(_SC_PAGESIZE);
	int ret;

	s->ranges = calloc(s->nr_sets, sizeof(*s->ranges));
	if (!s->ranges)
		return -ENOMEM;
	s->mapped = (s->nr_sets * sizeof(struct bt_set) + page - 1) / page * page;
	s->sets = mmap(NULL, s->mapped, PROT_READ | PROT_WRITE, MAP_SHARED,
		       bpf_map__fd(s->skel->maps.bt_sets), 0);
	if (s->sets != MAP_FAILED)
		return 0;
	ret = -errno;
	s->sets = NULL;
	err("cannot map the histograms: %s", strerror(-ret));
	return ret;
}

static int open_programs(struct live_object *o, const struct live_opts *opts)
{
	struct hist_session *s = (struct hist_session *)o;
	int ret;

	s->skel = hist_bpf__open();
	ret = BPF_OBJECT_OPENED(o, s->skel);
	if (ret)
		return ret;
	bpf_object_choose_events(o, EVENTS_ALL, false);
	bpf_object_add_program(o, BT_LOSS_MISSED_TASK_END, s->skel->progs.btf_free);
	bpf_object_add_counter(o, BT_LOSS_NO_SLOT, &s->skel->bss->bt_loss[BT_LOSS_NO_SLOT]);
	bpf_object_add_counter(o, BT_LOSS_NO_HISTOGRAM,
			       &s->skel->bss->bt_loss[BT_LOSS_NO_HISTOGRAM]);
	bpf_object_add_counter(o, BT_LOSS_NO_EXTREME, &s->skel->bss->bt_loss[BT_LOSS_NO_EXTREME]);
	return configure(s, (const struct hist_session_opts *)opts);
}

static void free_session(struct live_object *o)
{
	struct hist_session *s = (struct hist_session *)o;

	if (s->sets)
		munmap(s->sets, s->mapped);
	hist_bpf__destroy(s->skel);
	free(s->ranges);
}

/* Find the set that a sample is booked to; NULL when the sample counts nowhere. */
static struct bt_set *set_of(struct hist_session *s, uint32_t key)
{
	if (key == BT_KEY_NONE)
		__sync_fetch_and_add(&s->skel->bss->bt_loss[BT_LOSS_NO_HISTOGRAM], 1);
	return key && key < s->nr_sets ? &s->sets[key] : NULL;
}

/* End the spans that a task has open, when the task or the measurement ends. */
static void end_task(struct hist_session *s, uint32_t index)
{
	__u64 *loss = s->skel->bss->bt_loss;
	struct bt_step step;
	struct bt_set *set;

	bt_measure_end(&s->skel->bss->bt_measures[index], &step);
	for (int span = 0; span < BT_NR_SPANS; span++) {
		if (!((step.ended | step.partial) & 1 << span))
			continue;
		set = set_of(s, step.key[span]);
		if (!set)
			continue;
		if (span == BT_SPAN_BATCH) {
			__sync_fetch_and_add(&set->partial[BT_METRIC_BATCH], 1);
			__sync_fetch_and_add(&set->partial[BT_METRIC_WINDOW], 1);
		} else if (span == BT_SPAN_SECTION) {
			__sync_fetch_and_add(&set->partial[BT_METRIC_SECTION], 1);
		} else {
			if (!bt_hist_add(&set->hist[BT_METRIC_RUN], step.value[span],
					 s->step[BT_METRIC_RUN]))
				__sync_fetch_and_add(&loss[BT_LOSS_NO_EXTREME], 1);
			__sync_fetch_and_add(&set->derived[BT_METRIC_RUN],
					     step.derived >> span & 1);
		}
	}
}

static __u64 take_out(__u64 *from)
{
	return *(volatile __u64 *)from ? __atomic_exchange_n(from, 0, __ATOMIC_ACQ_REL) : 0;
}

/* Move the counts from index @first to @last.  Return whether there are any. */
static bool take_counts(__u64 *to, __u64 *from, __u64 first, __u64 last)
{
	__u64 any = 0;

	for (__u64 i = first; i <= last; i++)
		any |= to[i] = take_out(&from[i]);
	return any;
}

/*
 * Move what is in a histogram.  Programs may add to the histogram meanwhile, and raise its extremes
 * before they count.  So each counted value lies between the extremes that were taken so far, if
 * not between those taken now.  Most buckets lie outside, and are not read.
 */
static bool take_hist(struct bt_hist *to, struct bt_hist *from, struct range *range, __u64 step)
{
	__u64 min, max;
	bool any;

	to->inverse_min = take_out(&from->inverse_min);
	to->max = take_out(&from->max);
	if (to->inverse_min > range->inverse_min)
		range->inverse_min = to->inverse_min;
	if (to->max > range->max)
		range->max = to->max;
	min = ~range->inverse_min;
	max = range->max;
	if (min > max)
		return false;
	to->sum = take_out(&from->sum);
	any = take_counts(to->n, from->n, bt_hist_index(min), bt_hist_index(max));
	if (step && min / step < BT_HIST_LINEAR)
		any |= take_counts(to->linear, from->linear, min / step,
				   max / step < BT_HIST_LINEAR ? max / step : BT_HIST_LINEAR - 1);
	return any;
}

static int hand_over(struct hist_session *s, size_t index)
{
	struct bt_set *from = &s->sets[index], *to = &s->taken;
	bool any = false;

	memset(to, 0, sizeof(*to));
	to->who = from->who;
	for (int m = 0; m < BT_NR_METRICS; m++) {
		to->partial[m] = take_out(&from->partial[m]);
		to->derived[m] = take_out(&from->derived[m]);
		any |= to->partial[m] | to->derived[m];
		any |= take_hist(&to->hist[m], &from->hist[m], &s->ranges[index][m], s->step[m]);
	}
	return any ? s->fn(to, s->arg) : 0;
}

/* Take and free a dead task's own sets, newest first; no program uses them any more. */
static int free_sets(struct hist_session *s, uint32_t slot)
{
	struct hist_bpf__bss *bss = s->skel->bss;
	uint32_t index = bss->bt_set_heads[slot], next;
	int ret = 0;

	bss->bt_set_heads[slot] = 0;
	for (; index && index < s->nr_sets && !ret; index = next) {
		struct bt_set *set = &s->sets[index];

		ret = hand_over(s, index);
		memset(s->ranges[index], 0, sizeof(s->ranges[index]));
		next = set->who.prev;
		memset(&set->who, 0, sizeof(set->who));
		bss->bt_set_free[bss->bt_set_free_tail & (BT_NR_SETS - 1)] = index;
		__atomic_store_n(&bss->bt_set_free_tail, bss->bt_set_free_tail + 1,
				 __ATOMIC_RELEASE);
	}
	return ret;
}

static int take_dead(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct hist_session *s = arg;

	(void)slot;
	end_task(s, index);
	return s->by_task ? free_sets(s, index) : 0;
}

int hist_session_take_dead(struct live_object *o, set_fn fn, void *arg)
{
	struct hist_session *s = (struct hist_session *)o;

	s->fn = fn;
	s->arg = arg;
	return slots_take_closed(&o->slots, take_dead, s);
}

int hist_session_take(struct live_object *o, set_fn fn, void *arg)
{
	struct hist_session *s = (struct hist_session *)o;
	int ret = hist_session_take_dead(o, fn, arg);
	size_t used = __atomic_load_n(&s->skel->bss->bt_set_used, __ATOMIC_ACQUIRE);

	for (size_t i = 1; i <= used && i < s->nr_sets && !ret; i++)
		if (s->sets[i].who.state == BT_SLOT_LIVE)
			ret = hand_over(s, i);
	return ret;
}

static int end_live(const struct bt_slot *slot, uint32_t index, void *arg)
{
	(void)slot;
	end_task(arg, index);
	return 0;
}

/* End all open spans, also those of closed slots.  To end a task twice does nothing. */
static void end_all(struct live_object *o)
{
	slots_each_live(&o->slots, end_live, o);
}

const struct live_object_ops hist_session = {
	.size = sizeof(struct hist_session), .open = open_programs, .loaded = map_sets,
	.disabled = end_all, .free = free_session,
};
