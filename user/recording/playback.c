// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "base/array.h"
#include "base/name_value.h"
#include "base/log.h"
#include "recording/playback.h"

#define MAX_NAMES	(64u << 20)	/* bytes of text that are kept */

/* The state of recorded_read(). */
struct reading {
	struct recorded *r;	/* the result */
	recorded_event_fn fn;
	void *arg;		/* for @fn */
	size_t names_size, modules_size, cgroups_size;	/* bytes of text */
	bool described;		/* a first CHUNK_META has been read */
	char *end;		/* text of CHUNK_END, handed over to @r */
	uint64_t dropped;	/* events that a flight recorder dropped */
};

static int append_text(char **to, size_t *size, const char *text)
{
	size_t more = strlen(text);
	char *v;

	if (*size + more > MAX_NAMES)
		return -EFBIG;
	v = realloc(*to, *size + more + 1);
	if (!v)
		return -ENOMEM;
	memcpy(v + *size, text, more + 1);
	*to = v;
	*size += more;
	return 0;
}

/* Read a word.  Other code prints it as it is, so other bytes of a hostile file become '?'. */
static void read_word(const char *text, const char *name, char *word, size_t size)
{
	name_value_get(text, name, word, size);
	for (; *word; word++)
		if (*word < ' ' || *word > '~')
			*word = '?';
}

static void read_meta(struct recorded *r, const char *text)
{
	char address[32], generation[16] = "";

	read_word(text, "tool", r->tool, sizeof(r->tool));
	read_word(text, "kernel", r->kernel, sizeof(r->kernel));
	read_word(text, "attach", r->attach, sizeof(r->attach));
	read_word(text, "probes_scope", r->scope, sizeof(r->scope));
	r->coverage = (struct probe_coverage){
		.scope = r->scope,
		.places = name_value_number(text, "probes_places"),
		.calls = name_value_number(text, "probes_calls"),
		.out_of_scope = name_value_number(text, "probes_out_of_scope"),
		.uncovered = name_value_number(text, "probes_uncovered"),
	};
	name_value_get(text, "subject", r->subject, sizeof(r->subject));
	name_value_get(text, "scope", r->watched, sizeof(r->watched));
	read_word(text, "build_id", r->build_id, sizeof(r->build_id));
	if (name_value_get(text, "text", address, sizeof(address)))
		r->text = strtoull(address, NULL, 16);
	if (name_value_get(text, "at_once", address, sizeof(address))) {
		r->at_once.start = strtoull(address, NULL, 16);
		r->at_once.size = name_value_number(text, "at_once_size");
	}
	name_value_get(text, "generation", generation, sizeof(generation));
	r->generation = generation_parse(generation);
	r->cgroup_followed = name_value_number(text, "cgroup_followed");
	r->stacks = name_value_number(text, "stacks");
	r->stretches = name_value_number(text, "stretches");
	r->start_ns = name_value_number(text, "start_ns");
}

static int read_text(enum chunk_type type, const char *text, void *arg)
{
	struct reading *reading = arg;
	struct recorded *r = reading->r;

	switch (type) {
	case CHUNK_META:
		if (!reading->described)	/* a second chunk adds to the first */
			read_meta(r, text);
		reading->described = true;
		reading->dropped = loss_sum(reading->dropped,
					    name_value_number(text, "dropped"));
		return 0;
	case CHUNK_NAME:
		return append_text(&r->names, &reading->names_size, text);
	case CHUNK_MODULE:
		return append_text(&r->module_names, &reading->modules_size, text);
	case CHUNK_CGROUP:
		return append_text(&r->cgroups, &reading->cgroups_size, text);
	default:
		free(reading->end);
		reading->end = strdup(text);
		return reading->end ? 0 : -ENOMEM;
	}
}

static int read_task(const struct rec_task *task, void *arg)
{
	struct recorded *r = ((struct reading *)arg)->r;

	if (array_add(r->tasks, r->nr_tasks))
		return -ENOMEM;
	r->tasks[r->nr_tasks++] = *task;
	return 0;
}

static int read_stack(const struct rec_stack *stack, void *arg)
{
	struct recorded *r = ((struct reading *)arg)->r;

	if (array_add(r->call_stacks, r->nr_stacks))
		return -ENOMEM;
	r->call_stacks[r->nr_stacks++] = *stack;
	return 0;
}

/* Return the stream of a CPU, or NULL when out of memory. */
static struct stream *stream_of(struct recorded *r, size_t cpu)
{
	return array_reach(r->streams, r->nr_streams, cpu) ? NULL : &r->streams[cpu];
}

/*
 * Count an event of a CPU.  An interrupt's event may have the number after that of the event which
 * the interrupt delayed: a BPF program takes a number before it takes room in the ring buffer.
 */
static int count_on(struct recorded *r, const struct bt_event *e)
{
	struct stream *s = stream_of(r, e->cpu);

	if (!s)
		return -ENOMEM;
	s->n++;
	if (e->seq >= s->next)
		s->next = e->seq + 1;
	return 0;
}

static int read_event(const struct bt_event *e, void *arg)
{
	struct reading *reading = arg;
	struct recorded *r = reading->r;
	int ret = count_on(r, e);

	r->derived += bt_event_is_derived(e);
	if (ret || !reading->fn)
		return ret;
	return reading->fn(r, e, &r->tasks[e->task - 1],
			   e->stack ? &r->call_stacks[e->stack - 1] : NULL, reading->arg);
}

static void add_loss(struct recorded *r, struct loss_cause loss)
{
	loss.count = loss_sum(loss.count, 0);
	if (loss.event)
		r->lost = loss_sum(r->lost, loss.count);
	if (r->nr_losses < ARRAY_SIZE(r->losses))
		r->losses[r->nr_losses++] = loss;
}

/* Read the lines next_seq_CPU=NUMBER of CHUNK_END.  A CPU may have lost all of its events. */
static int read_streams(struct recorded *r, const char *end)
{
	static const char name[] = "next_seq_";

	for (const char *line = end; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		unsigned long long next;
		struct stream *s;
		unsigned long cpu;
		char *after;

		if (strncmp(line, name, sizeof(name) - 1))
			continue;
		cpu = strtoul(line + sizeof(name) - 1, &after, 10);
		next = *after == '=' ? strtoull(after + 1, NULL, 10) : 0;
		if (cpu >= BT_NR_IDLE || next > UINT32_MAX)
			continue;
		s = stream_of(r, cpu);
		if (!s)
			return -ENOMEM;
		if (next > s->next)
			s->next = next;
	}
	return 0;
}

/* Count the events that are missing, by the numbers of the others. */
static uint64_t count_gaps(const struct recorded *r)
{
	uint64_t gaps = 0;

	for (size_t cpu = 0; cpu < r->nr_streams; cpu++)
		if (r->streams[cpu].next > r->streams[cpu].n)
			gaps += r->streams[cpu].next - r->streams[cpu].n;
	return gaps;
}

/* Read the lines lost_NAME=COUNT of CHUNK_END.  The losses borrow their names from @end. */
static void read_losses(struct recorded *r, char *end)
{
	char *save = NULL;

	for (char *line = strtok_r(end, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *value = strchr(line, '=');

		if (!value || strncmp(line, "lost_", 5) || !strncmp(line, "lost_on_", 8))
			continue;
		*value = '\0';
		add_loss(r, (struct loss_cause){
			line + 5, strtoull(value + 1, NULL, 10), loss_is_event(line + 5),
		});
	}
}

static int finish(struct reading *reading, const char *path)
{
	struct recorded *r = reading->r;
	const struct rec_extent *x = &r->extent;
	uint64_t gaps, known;

	if (r->names && ksyms_parse(&r->ksyms, r->names) == -ENOMEM)
		return -ENOMEM;
	if (r->module_names && module_history_parse(&r->modules, r->module_names))
		return -ENOMEM;
	module_history_attach(&r->modules, r->ksyms);
	if (reading->end && read_streams(r, reading->end))
		return -ENOMEM;
	gaps = count_gaps(r);
	if (reading->end) {
		r->elapsed_ns = name_value_number(reading->end, "elapsed_ns");
		for (int i = 0; i < BT_NR_LOOKS; i++) {
			char name[32];

			snprintf(name, sizeof(name), "looks_%d", i);
			r->looks[i] = name_value_number(reading->end, name);
		}
		known = loss_sum(name_value_number(reading->end, "lost_no_room"), reading->dropped);
	} else {
		known = reading->dropped;
	}
	if (x->damage[0])
		warn("%s: %s, at byte %" PRIu64 ": read as far as that", path, x->damage,
		     x->offset);
	else if (!x->complete)
		warn("%s is incomplete: later events are not in the file", path);
	r->unknown_loss = !x->complete || x->damage[0];
	/* First the losses that the file names, then the gaps that these do not explain. */
	if (reading->end)
		read_losses(r, reading->end);
	if (gaps > known)
		add_loss(r, loss_of(BT_LOSS_GAPS, gaps - known));
	if (r->unknown_loss)
		add_loss(r, loss_of(BT_LOSS_INCOMPLETE, 1));
	return 0;
}

int recorded_read(struct recorded *r, const char *path, recorded_event_fn fn, void *arg)
{
	static const struct rec_visitor visitor = { read_text, read_task, read_stack, read_event };
	struct reading reading = { .r = r, .fn = fn, .arg = arg };
	int ret;

	*r = (struct recorded){ .generation = GENERATION_UNKNOWN };
	ret = rec_read(path, &visitor, &reading, &r->extent);
	if (!ret)
		ret = finish(&reading, path);
	if (ret == -ENOMEM)
		err("out of memory");
	if (ret == -EFBIG)
		err("cannot read %s: more names than any kernel has", path);
	r->end = reading.end;
	return ret;
}

struct bt_slot recorded_slot(const struct rec_task *task, uint32_t cpu)
{
	struct bt_slot slot = {
		.key = BT_NO_KEY, .tid = task->tid, .tgid = task->tgid, .start = task->start,
		.leader_start = task->leader_start, .cgroup = task->cgroup, .cpu = cpu,
		.level = BT_LEVEL_NONE, .kthread = !!(task->flags & REC_TASK_KTHREAD),
		.in_cgroup = !!(task->flags & REC_TASK_IN_CGROUP), .state = BT_SLOT_LIVE,
	};

	memcpy(slot.comm, task->comm, BT_COMM_LEN);
	return slot;
}

bool recorded_passes(const struct recorded *r, const struct filter *filter,
		     const struct bt_event *e, const struct rec_task *task)
{
	const struct bt_slot slot = recorded_slot(task, e->cpu);
	struct filter f = *filter;

	f.cgroup = r->cgroup_followed;
	return filter_passes(&f, &slot, task->comm);
}

void recorded_free(struct recorded *r)
{
	ksyms_free(r->ksyms);
	module_history_free(&r->modules);
	free(r->module_names);
	free(r->tasks);
	free(r->call_stacks);
	free(r->streams);
	free(r->names);
	free(r->cgroups);
	free(r->end);
}
