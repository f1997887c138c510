// SPDX-License-Identifier: GPL-2.0
/*
 * Write Chrome's trace event format, which Perfetto opens: sections and batches as slices of their
 * task, all else as instants.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "aggregate/row_key.h"
#include "recording/task_states.h"
#include "output/events_out.h"
#include "aggregate/violations.h"

/* Holds the open slices of a task, whatever its name.  A batch lies inside of its section. */
struct track {
	bool section, batch;	/* an open slice */
	uint32_t deferred;	/* by the open batch */
	struct rec_task task;	/* with its present name */
};

/* Keeps the state of an output. */
struct timeline {
	FILE *f;			/* borrowed */
	const struct ksyms *ksyms;	/* borrowed; NULL: addresses */
	uint64_t start_ns, last_ns;	/* CLOCK_MONOTONIC */
	bool comma;			/* before the next element */
	struct task_states *tracks;	/* states are struct track; owned */
};

static int chrome_begin(struct events_out *out, const struct recorded *r)
{
	struct timeline *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->f = out->f;
	t->ksyms = r->ksyms;
	t->start_ns = r->start_ns;
	t->tracks = task_states_new(sizeof(struct track));
	if (!t->tracks) {
		free(t);
		return -ENOMEM;
	}
	out->timeline = t;
	fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", t->f);
	return 0;
}

/* Begin an element with the members that all have.  The caller adds the rest and the end. */
static void open_event(struct timeline *t, struct json *j, const char *phase, const char *name,
		       const struct rec_task *task)
{
	*j = (struct json){ .out = t->f };
	if (t->comma)
		putc(',', t->f);
	t->comma = true;
	json_open(j, NULL);
	json_string(j, "ph", phase);
	json_string(j, "name", name);
	/* All idle tasks have tid 0: show a process with a thread for each CPU. */
	json_uint(j, "pid", task->tgid);
	json_uint(j, "tid", task->tid ? task->tid : task->flags >> REC_TASK_CPU_SHIFT);
}

/* Write microseconds by hand: json_double() has too few digits for days of nanoseconds. */
static void put_time(struct timeline *t, uint64_t time_ns)
{
	int64_t ns = time_ns - t->start_ns;

	fprintf(t->f, ",\"ts\":%s%" PRIu64 ".%03u", ns < 0 ? "-" : "", (uint64_t)llabs(ns) / 1000,
		(unsigned int)(llabs(ns) % 1000));
}

static void put_name(struct timeline *t, const struct rec_task *task)
{
	struct json j;

	open_event(t, &j, "M", "thread_name", task);
	json_open(&j, "args");
	json_string(&j, "name", task->comm);
	json_close(&j);
	json_close(&j);
}

static void slice(struct timeline *t, const struct rec_task *task, const char *phase,
		  const char *name, uint64_t time_ns, const char *arg, uint64_t value)
{
	struct json j;

	open_event(t, &j, phase, name, task);
	put_time(t, time_ns);
	if (arg) {
		json_open(&j, "args");
		json_uint(&j, arg, value);
		json_close(&j);
	}
	json_close(&j);
}

static void instant(struct timeline *t, const struct bt_event *e, const struct rec_task *task)
{
	uint32_t level = bt_past_level(e->what);
	char site[256];
	struct json j;

	open_event(t, &j, "i", e->type == BT_EVENT_LAZY_MMU ? event_name(bt_past_kind(e->what)) :
		   e->type == BT_EVENT_FAULT ? "translation fault" : "left inside a section", task);
	put_time(t, e->time_ns);
	json_string(&j, "s", "t");
	json_open(&j, "args");
	json_uint(&j, "cpu", e->cpu);
	if (e->type == BT_EVENT_LAZY_MMU) {
		if (level < BT_LEVEL_NONE)
			json_string(&j, "level", level_names[level]);
		json_bool(&j, "pending", bt_past_snapshot(e->what).pending);
		json_bool(&j, "in_interrupt", bt_past_snapshot(e->what).in_interrupt);
		json_string(&j, "site", ksyms_site_at(t->ksyms, site, sizeof(site), e->ip,
						      e->time_ns));
		if (bt_event_is_derived(e))
			json_bool(&j, "derived", true);
	}
	json_close(&j);
	json_close(&j);
}

static void end_batch(struct timeline *t, struct track *track, uint64_t time_ns)
{
	if (track->batch)
		slice(t, &track->task, "E", "batch", time_ns, "deferred", track->deferred);
	track->batch = false;
}

static void end_section(struct timeline *t, struct track *track, uint64_t time_ns)
{
	end_batch(t, track, time_ns);
	if (track->section)
		slice(t, &track->task, "E", "section", time_ns, NULL, 0);
	track->section = false;
}

/* Open and close slices.  A span that began before the recording has no known start: skip it. */
static void draw(struct timeline *t, struct track *track, const struct bt_event *e)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);

	switch (bt_past_kind(e->what)) {
	case BT_KIND_ENABLE:
		if (!after.in_interrupt && after.enable_count && !track->section) {
			slice(t, &track->task, "B", "section", e->time_ns, "cpu", e->cpu);
			track->section = true;
		}
		break;
	case BT_KIND_DISABLE:
		if (!after.in_interrupt && !after.enable_count)
			end_section(t, track, e->time_ns);
		break;
	case BT_KIND_FIRST:
		end_batch(t, track, e->time_ns);
		slice(t, &track->task, "B", "batch", e->time_ns, "cpu", e->cpu);
		track->batch = true;
		track->deferred = 1;
		break;
	case BT_KIND_AGAIN:
		track->deferred += track->batch;
		break;
	case BT_KIND_FLUSH:
		end_batch(t, track, e->time_ns);
		break;
	}
}

static int chrome_event(struct events_out *out, const struct bt_event *e,
			const struct rec_task *task, const struct rec_stack *stack)
{
	struct timeline *t = out->timeline;
	uint32_t kind = bt_past_kind(e->what);
	bool introduced, is_new;
	struct track *track = task_state(t->tracks, task, &introduced, &is_new);

	(void)stack;
	if (!track)
		return -ENOMEM;
	if (introduced) {
		track->task = *task;
		/* The task was outside of the recorded cgroup, where its section may have ended. */
		if (task->flags & REC_TASK_CUT)
			end_section(t, track, e->time_ns);
		put_name(t, task);
	}
	if (e->time_ns > t->last_ns)
		t->last_ns = e->time_ns;
	if (e->type == BT_EVENT_LAZY_MMU)
		draw(t, track, e);
	/* Deferrals and sections are in slices already; all other events are instants. */
	if (e->type != BT_EVENT_LAZY_MMU || (kind != BT_KIND_FIRST && kind != BT_KIND_AGAIN &&
					     kind != BT_KIND_ENABLE && kind != BT_KIND_DISABLE))
		instant(t, e, task);
	return ferror(t->f) ? -EIO : 0;
}

static int end_track(void *track, void *arg)
{
	struct timeline *t = arg;

	end_section(t, track, t->last_ns);
	return 0;
}

/* Complete the file even after an error: Perfetto opens a part of a timeline, too. */
static void chrome_end(struct events_out *out, bool complete)
{
	const struct recorded *r = out->r;
	struct timeline *t = out->timeline;
	struct json j = { 0 };

	(void)complete;
	if (!t)
		return;
	task_states_each(t->tracks, end_track, t);
	fputs("],\n\"otherData\":", t->f);
	j.out = t->f;
	json_open(&j, NULL);
	json_string(&j, "tool", r->tool);
	json_string(&j, "kernel", r->kernel);
	json_string(&j, "generation", generation_name(r->generation));
	json_string(&j, "subject", r->subject);
	if (*r->scope)
		json_uint(&j, "events_derived", r->derived);
	json_uint(&j, "events_lost", r->lost);
	json_bool(&j, "incomplete", r->unknown_loss);
	json_close(&j);
	fputs("}\n", t->f);
	task_states_free(t->tracks, NULL);
	free(t);
}

const struct events_ops events_chrome = { false, chrome_begin, chrome_event, chrome_end };
