// SPDX-License-Identifier: GPL-2.0
/* Write events as CSV, a line for each, without stacks. */
#include <errno.h>
#include <inttypes.h>

#include "base/array.h"
#include "base/escape.h"
#include "output/events_out.h"

static int csv_begin(struct events_out *out, const struct recorded *r)
{
	static const char *const columns[] = {
		"time_ns", "cpu", "tid", "pid", "comm", "event", "level", "pending", "active",
		"in_interrupt", "enable_count", "pause_count", "site",
	};

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		fprintf(out->f, "%s%s", i ? out->separator : "", columns[i]);
	if (*r->scope)
		fprintf(out->f, "%sderived", out->separator);
	putc('\n', out->f);
	return 0;
}

static int csv_event(struct events_out *out, const struct bt_event *e, const struct rec_task *task,
		     const struct rec_stack *stack)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	const char *s = out->separator;
	char clean[256];
	FILE *f = out->f;

	(void)stack;
	fprintf(f, "%" PRId64 "%s%u%s%u%s%u%s", (int64_t)(e->time_ns - out->r->start_ns), s, e->cpu, s,
		task->tid, s, task->tgid, s);
	fprintf(f, "%s%s", escape_csv(clean, sizeof(clean), task->comm, s), s);
	fprintf(f, "%s%s%s%s%d%s%d%s%d%s%d%s%d%s", events_name(e), s, events_level(e), s,
		after.pending, s, after.active, s, after.in_interrupt, s, after.enable_count, s,
		after.pause_count, s);
	fputs(escape_csv(clean, sizeof(clean),
			 e->ip ? events_site(out, e->ip, e->time_ns) : "", s), f);
	if (*out->r->scope)
		fprintf(f, "%s%d", s, bt_event_is_derived(e));
	putc('\n', f);
	return ferror(f) ? -EIO : 0;
}

/* Write a last line of events that are missing, if there are any. */
static void csv_end(struct events_out *out, bool complete)
{
	const char *s = out->separator;

	(void)complete;
	if (!out->r->lost)
		return;
	for (int i = 0; i < 5; i++)
		fputs(s, out->f);
	fputs("lost", out->f);
	for (int i = 0; i < 7; i++)
		fputs(s, out->f);
	fprintf(out->f, "%" PRIu64 " events%s%s\n", out->r->lost, *out->r->scope ? s : "",
		*out->r->scope ? "0" : "");
}

const struct events_ops events_csv = { false, csv_begin, csv_event, csv_end };
