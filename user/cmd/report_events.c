// SPDX-License-Identifier: GPL-2.0
/* The events themselves, one after the other: for people, for scripts, and for a timeline. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/escape.h"
#include "base/json.h"
#include "output/source_out.h"
#include "base/log.h"
#include "cmd/report_views.h"
#include "output/events_chrome.h"
#include "output/header.h"
#include "aggregate/violations.h"
#include "kernel/vmlinux.h"

#define INDENT	"                     "	/* of a stack's entries, in text */

/* Names come at the end of a recording, so that it is read twice: first for these. */
struct view {
	const struct report_opts *o;
	const struct ksyms *ksyms;
	struct lines *lines;
	FILE *f;
	struct timeline *timeline;
	/* Sites are few, and looking one up is dearer than all the rest. */
	struct { uint64_t ip; char name[128]; } sites[1024];
};

static const char *site_of(struct view *v, uint64_t ip)
{
	size_t at = ip / 4 % ARRAY_SIZE(v->sites);

	if (v->sites[at].ip != ip) {
		v->sites[at].ip = ip;
		ksyms_site(v->ksyms, v->sites[at].name, sizeof(v->sites[at].name), ip);
	}
	return v->sites[at].name;
}

static const char *name_of(const struct bt_event *e)
{
	struct bt_report look = {
		.type = e->type == BT_EVENT_LOOK ? BT_REPORT_STATE : BT_REPORT_FAULT,
		.kind = e->what & ~BT_LOOK_CHILD,
	};

	return e->type == BT_EVENT_LAZY_MMU ? event_name(bt_past_kind(e->what)) : violation_event(&look);
}

static const char *level_of(const struct bt_event *e)
{
	uint32_t level = bt_past_level(e->what);

	return e->type == BT_EVENT_LAZY_MMU && level < BT_LEVEL_NONE ? level_names[level] : "";
}

static double seconds(const struct recorded *r, const struct bt_event *e)
{
	return (int64_t)(e->time_ns - r->start_ns) / 1e9;
}

/* Where a stack has the event's site, too, that says what is there. */
static bool is_in(const struct rec_stack *stack, uint64_t ip)
{
	for (uint32_t i = 0; stack && i < stack->n; i++)
		if (stack->address[i] == ip)
			return true;
	return false;
}

static int text_event(const struct recorded *r, const struct bt_event *e,
		      const struct rec_task *task, const struct rec_stack *stack, void *arg)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	char safe[4 * BT_COMM_LEN + 1];
	struct view *v = arg;

	if (!recorded_passes(r, &v->o->o.filter, e, task))
		return 0;
	escape_terminal(safe, sizeof(safe), task->comm);
	fprintf(v->f, "%14.9f [%03u] %16s/%-7u %-15s", seconds(r, e), e->cpu, safe, task->tid, name_of(e));
	if (e->type == BT_EVENT_LAZY_MMU)
		fprintf(v->f, " %-4s pending=%d active=%d in_interrupt=%d enable_count=%d pause_count=%d",
			level_of(e), after.pending, after.active, after.in_interrupt,
			after.enable_count, after.pause_count);
	if (bt_event_is_derived(e))
		fputs(" derived", v->f);
	if (e->ip)
		fprintf(v->f, "  %s", site_of(v, e->ip));
	putc('\n', v->f);
	if (!is_in(stack, e->ip))
		lines_put_text(v->f, v->lines, e->ip, INDENT "  ");
	for (uint32_t i = 0; stack && i < stack->n; i++) {
		fprintf(v->f, INDENT "%s\n", site_of(v, stack->address[i]));
		lines_put_text(v->f, v->lines, stack->address[i], INDENT "  ");
	}
	return ferror(v->f) ? -EIO : 0;
}

static int json_event(const struct recorded *r, const struct bt_event *e,
		      const struct rec_task *task, const struct rec_stack *stack, void *arg)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	struct view *v = arg;
	struct json j = { .out = v->f };

	if (!recorded_passes(r, &v->o->o.filter, e, task))
		return 0;
	json_open(&j, NULL);
	json_string(&j, "type", "event");
	json_int(&j, "time_ns", e->time_ns - r->start_ns);
	json_uint(&j, "cpu", e->cpu);
	json_uint(&j, "seq", e->seq);
	json_uint(&j, "tid", task->tid);
	json_uint(&j, "pid", task->tgid);
	json_string(&j, "comm", task->comm);
	json_string(&j, "event", name_of(e));
	if (e->type == BT_EVENT_LAZY_MMU) {
		json_string(&j, "level", level_of(e));
		json_bool(&j, "pending", after.pending);
		json_bool(&j, "active", after.active);
		json_bool(&j, "in_interrupt", after.in_interrupt);
		json_uint(&j, "enable_count", after.enable_count);
		json_uint(&j, "pause_count", after.pause_count);
		if (*r->scope)
			json_bool(&j, "derived", bt_event_is_derived(e));
	}
	json_uint(&j, "preempt_count", e->context);
	if (e->ip) {
		json_string(&j, "site", site_of(v, e->ip));
		lines_put_json(&j, "source", v->lines, e->ip);
	}
	if (stack) {
		json_array(&j, "stack");
		for (uint32_t i = 0; i < stack->n; i++)
			json_string(&j, NULL, site_of(v, stack->address[i]));
		json_array_end(&j);
		lines_put_json_stack(&j, "stack_source", v->lines, stack->address, stack->n);
	}
	json_close(&j);
	return ferror(v->f) ? -EIO : 0;
}

static int csv_event(const struct recorded *r, const struct bt_event *e,
		     const struct rec_task *task, const struct rec_stack *stack, void *arg)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	struct view *v = arg;
	const char *s = v->o->o.separator;
	char clean[256];

	(void)stack;
	if (!recorded_passes(r, &v->o->o.filter, e, task))
		return 0;
	fprintf(v->f, "%" PRId64 "%s%u%s%u%s%u%s", (int64_t)(e->time_ns - r->start_ns), s, e->cpu, s,
		task->tid, s, task->tgid, s);
	fprintf(v->f, "%s%s", escape_csv(clean, sizeof(clean), task->comm, s), s);
	fprintf(v->f, "%s%s%s%s%d%s%d%s%d%s%d%s%d%s", name_of(e), s, level_of(e), s, after.pending, s,
		after.active, s, after.in_interrupt, s, after.enable_count, s, after.pause_count, s);
	fputs(escape_csv(clean, sizeof(clean), e->ip ? site_of(v, e->ip) : "", s), v->f);
	if (*r->scope)
		fprintf(v->f, "%s%d", s, bt_event_is_derived(e));
	putc('\n', v->f);
	return ferror(v->f) ? -EIO : 0;
}

static int chrome_event(const struct recorded *r, const struct bt_event *e,
			const struct rec_task *task, const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;

	(void)stack;
	return recorded_passes(r, &v->o->o.filter, e, task) ? timeline_event(v->timeline, e, task) : 0;
}

static const struct event_format {
	const char *name;
	recorded_event_fn fn;
	bool stacks;	/* it has them */
} formats[] = {
	{ "text", text_event, true }, { "json", json_event, true }, { "csv", csv_event, false },
	{ "chrome", chrome_event, false },
};

static const struct event_format *find_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static bool events_has(const char *format)
{
	return find_format(format);
}

static void put_header(struct view *v, const struct recorded *r, const char *format)
{
	const struct about about = recorded_about(r);
	const char *s = v->o->o.separator;
	struct json j = { .out = v->f };

	if (!strcmp(format, "csv"))
		fprintf(v->f, "time_ns%scpu%stid%spid%scomm%sevent%slevel%spending%sactive%s"
			"in_interrupt%senable_count%spause_count%ssite%s%s\n", s, s, s, s, s, s, s, s, s,
			s, s, s, *r->scope ? s : "", *r->scope ? "derived" : "");
	if (strcmp(format, "json"))
		return;
	json_open(&j, NULL);
	json_string(&j, "type", "header");
	json_string(&j, "version", "1.1");
	json_string(&j, "command", "report");
	json_string(&j, "tool", r->tool);
	json_string(&j, "kernel", about.kernel);
	json_string(&j, "generation", about.generation);
	json_string(&j, "subject", about.subject);
	header_json_end(&j, &about);
}

static void put_end(struct view *v, const struct recorded *r, const char *format)
{
	struct json j = { .out = v->f };
	char derived[64] = "";

	if (*r->scope)
		snprintf(derived, sizeof(derived), " (%" PRIu64 " derived, the rest observed)", r->derived);
	if (!strcmp(format, "text"))
		fprintf(v->f, "# %" PRIu64 " events%s, %" PRIu64 " lost%s\n", r->extent.events, derived,
			r->lost, r->unknown_loss ? ", and the recording is incomplete" : "");
	if (strcmp(format, "json"))
		return;
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_uint(&j, "events", r->extent.events);
	if (*r->scope)
		json_uint(&j, "derived", r->derived);
	json_uint(&j, "lost", r->lost);
	json_bool(&j, "incomplete", r->unknown_loss);
	json_close(&j);
}

static int events_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	const struct event_format *format = find_format(o->o.format ? o->o.format : "text");
	static struct view v;	/* too large for some stacks */
	struct recorded names = { 0 }, r = { 0 };
	int level, ret;

	v = (struct view){ .o = o, .f = f };
	if (!strcmp(o->path, "-")) {
		err("this view reads a recording twice: not from standard input");
		return EXIT_USAGE;
	}
	ret = recorded_read(&names, o->path, NULL, NULL);
	v.ksyms = names.ksyms;
	if (!ret && format->stacks)
		ret = report_lines(o, &names, &v.lines);
	if (!ret && !strcmp(format->name, "chrome")) {
		v.timeline = timeline_begin(f, &names);
		ret = v.timeline ? 0 : -ENOMEM;
	}
	if (!ret)
		put_header(&v, &names, format->name);
	/* It has said what is wrong with it. */
	level = log_level();
	log_set_level(LOG_QUIET);
	if (!ret)
		ret = recorded_read(&r, o->path, format->fn, &v);
	log_set_level(level);
	if (!ret)
		put_end(&v, &r, format->name);
	if (!ret && format->stacks && r.nr_stacks && !o->vmlinux)
		vmlinux_missing(names.build_id);
	lines_close(v.lines);
	timeline_end(v.timeline, &names);
	*lost = names.lost + names.unknown_loss;
	recorded_free(&r);
	recorded_free(&names);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_events = {
	"events", "text, json, csv or chrome", events_has, events_run,
};
