// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "logic/measure.h"
#include "recording/playback.h"
#include "recording/replay_hist.h"
#include "recording/task_states.h"

/*
 * Per task: the measuring state, and for each open span the slot that the span is booked to.  The
 * key of a span is its number, plus 1.
 */
struct state {
	struct bt_measure measure;
	struct bt_slot who[BT_NR_SPANS];
};

struct replay_hist {
	enum generation generation;
	const struct hist_shape *shape;
	struct histograms *hs;
	struct task_states *states;
};

struct replay_hist *replay_hist_new(enum generation generation, const struct hist_shape *shape,
				    struct histograms *hs)
{
	struct replay_hist *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	*s = (struct replay_hist){
		.generation = generation, .shape = shape, .hs = hs,
		.states = task_states_new(sizeof(struct state)),
	};
	if (!s->states) {
		free(s);
		return NULL;
	}
	return s;
}

void replay_hist_free(struct replay_hist *s)
{
	if (!s)
		return;
	task_states_free(s->states, NULL);
	free(s);
}

/* Make a slot with all that the key of a row may need. */
static struct bt_slot who_is(const struct bt_event *e, const struct rec_task *task)
{
	struct bt_slot who = recorded_slot(task, e->cpu);

	who.level = bt_past_level(e->what);
	who.ip = e->ip;
	who.epoch = task->id;	/* the last name of a task counts */
	return who;
}

/*
 * Add a sample for each span that has ended.
 * @here: the slot of a span whose beginning was not seen
 */
static int take(struct replay_hist *s, struct state *t, const struct bt_step *step,
		const struct bt_slot *here)
{
	static const enum bt_metric metric_of[BT_NR_SPANS] = {
		[BT_SPAN_BATCH] = BT_METRIC_BATCH, [BT_SPAN_SECTION] = BT_METRIC_SECTION,
		[BT_SPAN_RUN] = BT_METRIC_RUN, [BT_SPAN_RUN_IRQ] = BT_METRIC_RUN,
	};
	int ret = 0;

	for (int span = 0; !ret && span < BT_NR_SPANS; span++) {
		bool ended = step->ended & 1 << span, partial = step->partial & 1 << span;
		struct hist_sample sample;

		if (!ended && !partial)
			continue;
		sample = (struct hist_sample){
			step->key[span] == BT_KEY_HERE ? *here : t->who[span], metric_of[span],
			!ended, step->derived & 1 << span, step->value[span],
			s->shape[metric_of[span]].step,
		};
		ret = histograms_add(s->hs, &sample);
		if (ret || span != BT_SPAN_BATCH)
			continue;
		sample.metric = BT_METRIC_WINDOW;
		sample.value = step->window;
		sample.step = s->shape[BT_METRIC_WINDOW].step;
		ret = histograms_add(s->hs, &sample);
	}
	return ret;
}

int replay_hist_event(struct replay_hist *s, const struct bt_event *e, const struct rec_task *task)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	bool introduced, is_new;
	struct bt_step step = { 0 };
	struct bt_slot here;
	struct state *t;
	int ret;

	if (e->type != BT_EVENT_LAZY_MMU)
		return 0;
	t = task_state(s->states, task, &introduced, &is_new);
	if (!t)
		return -ENOMEM;
	bt_measure_event(&t->measure, s->generation, bt_past_kind(e->what), e->ip, &after,
			 e->time_ns, &step);
	if (bt_event_is_derived(e))
		bt_measure_derived(&t->measure, bt_past_kind(e->what), after.in_interrupt, &step);
	if (!(step.ended | step.partial | step.begun))
		return 0;
	here = who_is(e, task);
	ret = take(s, t, &step, &here);
	for (int span = 0; span < BT_NR_SPANS; span++)
		if (step.begun & 1 << span) {
			t->who[span] = here;
			bt_measure_book(&t->measure, span, span + 1);
		}
	return ret;
}

static int end_task(void *state, void *arg)
{
	struct bt_step step = { 0 };
	struct state *t = state;

	bt_measure_end(&t->measure, &step);
	return take(arg, t, &step, &t->who[0]);
}

int replay_hist_end(struct replay_hist *s)
{
	return task_states_each(s->states, end_task, s);
}
