// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "logic/measure.h"
#include "recording/task_lanes.h"
#include "recording/task_states.h"

/* A lane, and the spans that are open in it. */
struct drawing {
	struct task_lane lane;	/* handed out by task_lanes_get() */
	struct bt_measure measure;
	bool open[LANE_NR_PARTS];	/* the beginning was seen, and the user has asked for it */
	uint64_t from_ns[LANE_NR_PARTS];	/* beginning, since the start */
};

/* Per task; only the chosen tasks have a drawing. */
struct state {
	uint64_t events;
	uint32_t id;		/* last number of the task */
	struct drawing *drawing;	/* owned, or NULL */
};

struct task_lanes {
	struct task_states *states;
	enum generation generation;
	uint64_t start_ns, total_ns;
	size_t n, max;		/* tasks in @chosen, room in @chosen */
	size_t tasks;		/* counted tasks: later look-ups add more to @states */
	struct state **chosen;	/* busiest first */
};

struct task_lanes *task_lanes_new(void)
{
	struct task_lanes *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->states = task_states_new(sizeof(struct state));
	if (l->states)
		return l;
	free(l);
	return NULL;
}

void task_lanes_free(struct task_lanes *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n; i++)
		free(l->chosen[i]->drawing);
	free(l->chosen);
	task_states_free(l->states, NULL);
	free(l);
}

int task_lanes_count(struct task_lanes *l, const struct bt_event *e, const struct rec_task *task)
{
	bool introduced, is_new;
	struct state *s;

	if (e->type != BT_EVENT_LAZY_MMU)
		return 0;
	s = task_state(l->states, task, &introduced, &is_new);
	if (!s)
		return -ENOMEM;
	s->events++;
	if (introduced)
		s->id = task->id;
	return 0;
}

/* Is a task busier?  Among equal ones the first in the file is, by number, so no two are equal. */
static bool is_before(const struct state *a, const struct state *b)
{
	return a->events != b->events ? a->events > b->events : a->id < b->id;
}

static int choose(void *state, void *arg)
{
	struct task_lanes *l = arg;
	size_t i = l->n;

	if (l->n < l->max)
		l->n++;
	else if (!l->n || !is_before(state, l->chosen[--i]))
		return 0;
	for (; i && is_before(state, l->chosen[i - 1]); i--)
		l->chosen[i] = l->chosen[i - 1];
	l->chosen[i] = state;
	return 0;
}

int task_lanes_choose(struct task_lanes *l, const struct recorded *r, size_t max, uint64_t total_ns)
{
	l->generation = r->generation;
	l->start_ns = r->start_ns;
	l->total_ns = total_ns;
	l->max = max;
	l->tasks = task_states_number(l->states);
	l->chosen = calloc(max, sizeof(*l->chosen));
	if (!l->chosen)
		return -ENOMEM;
	task_states_each(l->states, choose, l);
	for (size_t i = 0; i < l->n; i++) {
		const struct rec_task *task = &r->tasks[l->chosen[i]->id - 1];
		struct drawing *d = calloc(1, sizeof(*d));

		if (!d)
			return -ENOMEM;
		memcpy(d->lane.comm, task->comm, BT_COMM_LEN);
		d->lane.tid = task->tid;
		d->lane.events = l->chosen[i]->events;
		l->chosen[i]->drawing = d;
	}
	return 0;
}

static uint64_t since_start(const struct task_lanes *l, uint64_t time_ns)
{
	int64_t ns = time_ns - l->start_ns;

	return ns < 0 ? 0 : (uint64_t)ns < l->total_ns ? (uint64_t)ns : l->total_ns;
}

static void add_up(const struct task_lanes *l, struct lane_spans *spans, uint64_t from, uint64_t to)
{
	double bin_ns = (double)l->total_ns / LANE_BINS;
	size_t bin = from / bin_ns;

	bin = bin < LANE_BINS ? bin : LANE_BINS - 1;
	for (size_t first = bin; bin < LANE_BINS && (bin == first || bin * bin_ns < to); bin++) {
		double low = bin * bin_ns, high = low + bin_ns;

		low = from > low ? from : low;
		high = to < high ? to : high;
		/* A span that takes no time can be seen, too. */
		spans->bins[bin] += high - low < 1 ? 1 : (uint64_t)(high - low);
	}
}

static void add(const struct task_lanes *l, struct drawing *d, enum lane_part part, uint64_t to,
		uint64_t deferred, bool cut)
{
	struct lane_spans *spans = &d->lane.parts[part];
	uint64_t from = d->from_ns[part];

	if (!d->open[part])
		return;
	d->open[part] = false;
	/* The times of a file can be anything. */
	if (to < from)
		to = from;
	spans->n++;
	if (to - from > spans->longest_ns)
		spans->longest_ns = to - from;
	if ((double)(to - from) * LANE_BINS < (double)LANE_WIDE * l->total_ns ||
	    spans->nr_wide == LANE_MAX_WIDE)
		add_up(l, spans, from, to);
	else
		spans->wide[spans->nr_wide++] = (struct lane_span){ from, to, deferred, cut };
}

static struct drawing *drawing_of(struct task_lanes *l, const struct rec_task *task)
{
	bool introduced, is_new;
	struct state *s = task_state(l->states, task, &introduced, &is_new);

	return s ? s->drawing : NULL;
}

bool task_lanes_has(struct task_lanes *l, const struct rec_task *task)
{
	return drawing_of(l, task);
}

void task_lanes_event(struct task_lanes *l, const struct bt_event *e, const struct rec_task *task,
		      bool passes)
{
	static const struct { enum bt_span span; uint8_t seen; } of[LANE_NR_PARTS] = {
		[LANE_SECTION] = { BT_SPAN_SECTION, BT_MEASURE_SECTION_SEEN },
		[LANE_BATCH] = { BT_SPAN_BATCH, BT_MEASURE_BATCH_SEEN },
	};
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	const uint64_t now = since_start(l, e->time_ns);
	struct drawing *d = drawing_of(l, task);
	struct bt_step step = { 0 };

	if (e->type != BT_EVENT_LAZY_MMU || !d)
		return;
	bt_measure_event(&d->measure, l->generation, bt_past_kind(e->what), e->ip, &after,
			 e->time_ns, &step);
	for (int part = 0; part < LANE_NR_PARTS; part++) {
		int bit = 1 << of[part].span;

		if ((step.ended | step.partial) & bit)
			add(l, d, part, now, step.ended & bit ? step.value[of[part].span] : 0,
			    !(step.ended & bit));
		if (step.begun & bit && d->measure.flags & of[part].seen) {
			d->open[part] = passes;
			d->from_ns[part] = now;
		}
	}
}

void task_lanes_end(struct task_lanes *l)
{
	for (size_t i = 0; i < l->n; i++)
		for (int part = 0; part < LANE_NR_PARTS; part++)
			add(l, l->chosen[i]->drawing, part, l->total_ns, 0, true);
}

const struct task_lane *task_lanes_get(const struct task_lanes *l, size_t n)
{
	return n < l->n ? &l->chosen[n]->drawing->lane : NULL;
}

size_t task_lanes_number(const struct task_lanes *l)
{
	return l->tasks;
}

uint64_t task_lanes_total_ns(const struct task_lanes *l)
{
	return l->total_ns;
}
