// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/stats.h"
#include "base/array.h"
#include "base/escape.h"
#include "base/parse.h"
#include "top/view.h"

#define NAME_WIDTH	20	/* at least, with the space before the name */
#define MIN_COLUMN	10	/* room for growing numbers, so that columns seldom move */
#define MAX_COLUMNS	16

/* Columns that stay on a narrow terminal, in this order, after the one that rows are sorted by. */
static const int priority[] = {
	F_QUEUED, F_BARRIERS, F_EMITTED, F_DEFERRED, TOP_SAVING, F_FLUSH, F_AVOIDED,
	F_FLUSH_EMPTY, F_DIRECT, F_FIRST, F_AGAIN,
};

#define NR_PRIORITIES	((int)ARRAY_SIZE(priority))

/* Keeps the state of top_view(). */
struct view {
	struct styled_lines *lines;
	const struct top_state *state;
	const struct top_frame *frame;
	int width;
	const struct row **rows;	/* sorted */
	size_t nr_rows, shown;
	/* columns that are shown, from left to right; width in characters */
	int column[MAX_COLUMNS], column_width[MAX_COLUMNS], nr_columns;
};

/* Holds a row for qsort(). */
struct sorted {
	const struct row *row;
	int64_t value;
	size_t before;		/* index before sorting, which keeps the order of equal rows */
};

static int by_value(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? 1 : -1;
	return x->before < y->before ? -1 : 1;
}

static int sort_rows(struct view *v)
{
	struct sorted *s;
	int sort = v->state->sort;

	v->rows = stats_rows(v->frame->stats, &v->nr_rows);
	s = v->rows ? calloc(v->nr_rows + 1, sizeof(*s)) : NULL;
	if (!s)
		return -ENOMEM;
	for (size_t i = 0; i < v->nr_rows; i++) {
		s[i].row = v->rows[i];
		s[i].value = sort == TOP_SAVING ? llround(1e9 * counts_saving(&v->rows[i]->n)) :
			counts_get(&v->rows[i]->n, sort);
		s[i].before = i;
	}
	qsort(s, v->nr_rows, sizeof(*s), by_value);
	for (size_t i = 0; i < v->nr_rows; i++)
		v->rows[i] = s[i].row;
	free(s);
	return 0;
}

static char *cell(char *buf, size_t size, const struct counts *n, int column)
{
	if (column != TOP_SAVING)
		return format_count(buf, size, counts_get(n, column));
	snprintf(buf, size, "%.1f %%", 100 * counts_saving(n));
	return buf;
}

/* Return the width that the heading, the sum and the rows on the screen need. */
static int width_of_column(const struct view *v, int column)
{
	int heading = strlen(top_sort_name(column)) + 2;	/* a mark, a space */
	int width = heading > MIN_COLUMN ? heading : MIN_COLUMN;
	char text[64];

	if (column == TOP_SAVING)
		width = 9;
	for (size_t i = 0; i <= v->shown; i++) {
		const struct counts *n = i < v->shown ? &v->rows[i]->n :
			stats_total(v->frame->stats);
		int len = strlen(cell(text, sizeof(text), n, column)) + 1;

		width = len > width ? len : width;
	}
	return width;
}

static void choose_columns(struct view *v)
{
	int left = v->width ? v->width - NAME_WIDTH : INT32_MAX, width;
	unsigned int chosen = 1u << v->state->sort;

	left -= width_of_column(v, v->state->sort);
	for (int i = 0; i < NR_PRIORITIES; i++) {
		if (chosen & 1u << priority[i])
			continue;
		width = width_of_column(v, priority[i]);
		if (width > left)
			break;
		chosen |= 1u << priority[i];
		left -= width;
	}
	for (const int *c = top_columns; *c >= 0; c++) {
		if (!(chosen & 1u << *c))
			continue;
		v->column[v->nr_columns] = *c;
		v->column_width[v->nr_columns++] = width_of_column(v, *c);
	}
}

static void add_heading(struct view *v)
{
	char line[512] = "";
	size_t n = 0;

	for (int i = 0; i < v->nr_columns; i++) {
		bool sorted = v->column[i] == v->state->sort;

		n += snprintf(line + n, sizeof(line) - n, "%*s%s",
			      v->column_width[i] - (int)strlen(top_sort_name(v->column[i])),
			      sorted ? ">" : "", top_sort_name(v->column[i]));
	}
	styled_lines_add(v->lines, LINE_HEADING, v->width, "%s  %s", line,
			 per_names[v->state->per]);
}

static void add_row(struct view *v, enum line_style style, const struct counts *counts,
		    const char *name)
{
	char line[512] = "", clean[1024], text[64];
	size_t n = 0;

	for (int i = 0; i < v->nr_columns; i++)
		n += snprintf(line + n, sizeof(line) - n, "%*s", v->column_width[i],
			      cell(text, sizeof(text), counts, v->column[i]));
	styled_lines_add(v->lines, style, v->width, "%s  %s", line,
		  escape_terminal(clean, sizeof(clean), name));
}

static void add_total(struct view *v)
{
	add_row(v, LINE_TOTAL, stats_total(v->frame->stats), "(all)");
}

static void add_title(struct view *v)
{
	const struct about *about = &v->frame->about;
	char subject[1024], kernel[256];

	styled_lines_add(v->lines, LINE_TITLE, v->width, "barrier-trace top: %s; Linux %s (%s)",
		  escape_terminal(subject, sizeof(subject), about->subject),
		  escape_terminal(kernel, sizeof(kernel), about->kernel),
		  about->generation);
}

static void add_status(struct view *v)
{
	const struct top_state *s = v->state;
	char span[64];

	if (s->totals)
		snprintf(span, sizeof(span), "since the start, %.1f s", v->frame->elapsed_ns / 1e9);
	else
		snprintf(span, sizeof(span), "the last %.3f of %.1f s", v->frame->interval_ns / 1e9,
			 v->frame->elapsed_ns / 1e9);
	styled_lines_add(v->lines, s->paused ? LINE_PAUSED : LINE_PLAIN, v->width,
		  "%s%s; by %s, most %s first", s->paused ? "PAUSED: " : "", span,
		  per_names[s->per], top_sort_name(s->sort));
}

/* Heights, in lines, from which on there is room for more than the table. */
#define STATUS_FROM	6
#define DERIVED_FROM	7
#define TITLE_FROM	8
#define HINT_FROM	10

/* Add a line about derived events, in as many words as fit, so that no number is cut. */
static void add_derived(struct view *v)
{
	const struct counts *n = stats_total(v->frame->stats);
	char derived[32], events[32], deferred[32], flush[32], unseen[64] = "", lines[5][256];
	uint64_t nr_derived, nr_events = counts_events(n, &nr_derived);
	size_t i = 0;

	format_count(derived, sizeof(derived), nr_derived);
	format_count(events, sizeof(events), nr_events);
	if (v->frame->about.coverage.uncovered)
		snprintf(unseen, sizeof(unseen), "; places not seen: %zu", v->frame->about.coverage.uncovered);
	snprintf(lines[0], sizeof(lines[0]), "by kprobes: %s of %s events derived, the rest observed "
		 "(of deferred %s, of flush %s)%s", derived, events,
		 format_count(deferred, sizeof(deferred), counts_derived(n, F_DEFERRED)),
		 format_count(flush, sizeof(flush), counts_derived(n, F_FLUSH)), unseen);
	snprintf(lines[1], sizeof(lines[1]), "by kprobes: %s of %s events derived, the rest observed",
		 derived, events);
	snprintf(lines[2], sizeof(lines[2]), "%s of %s events derived", derived, events);
	snprintf(lines[3], sizeof(lines[3]), "%s derived", derived);
	snprintf(lines[4], sizeof(lines[4]), "some derived");
	while (i < 4 && v->width && strlen(lines[i]) > (size_t)v->width)
		i++;
	styled_lines_add(v->lines, LINE_PLAIN, v->width, "%s", lines[i]);
}

/*
 * Write a short remark about derived events for the line about losses, on a terminal too low for
 * add_derived(); "" without room.  @taken: characters of the line before it.  Return: @buf.
 */
static const char *short_derived(const struct view *v, int height, int taken, char *buf,
				 size_t size)
{
	char count[32];
	uint64_t n;

	buf[0] = '\0';
	if (!v->frame->about.by_probes || !height || height >= DERIVED_FROM)
		return buf;
	counts_events(stats_total(v->frame->stats), &n);
	snprintf(buf, size, ", %s derived", format_count(count, sizeof(count), n));
	if (v->width && taken + strlen(buf) > (size_t)v->width)
		buf[0] = '\0';
	return buf;
}

/* Add a line about lost events and hidden rows. */
static void add_missing(struct view *v, int height)
{
	const struct out_losses *l = &v->frame->losses;
	size_t hidden = v->nr_rows - v->shown;
	char causes[512] = "", rows[64] = "", lost[64] = "0 events lost", derived[64], count[32];
	bool any = l->total;

	for (size_t i = 0, n = 0; i < l->n && n < sizeof(causes); i++) {
		if (!l->v[i].count)
			continue;
		any = true;
		n += snprintf(causes + n, sizeof(causes) - n, "%s%s %" PRIu64, n ? ", " : "; ",
			      l->v[i].name, l->v[i].count);
	}
	if (hidden)
		snprintf(rows, sizeof(rows), "; %zu row%s not shown", hidden, hidden > 1 ? "s" : "");
	if (l->total)
		snprintf(lost, sizeof(lost), "%s event%s LOST",
			 format_count(count, sizeof(count), l->total), l->total > 1 ? "s" : "");
	styled_lines_add(v->lines, any ? LINE_LOSS : LINE_PLAIN, v->width, "%s%s%s%s", lost,
			 short_derived(v, height, strlen(lost), derived, sizeof(derived)), rows,
			 causes);
}

static void add_help(struct view *v, int height)
{
	static const char *const text[] = {
		"q            quit; the counts since the start are printed",
		"space, p     pause: the picture stands, counting goes on",
		"> < or s S   sort by the column to the right, to the left",
		"t            counts since the start, or of the last interval",
		"g            group by the next of task, process, comm, or what --per asked for",
		"+ -          longer, shorter intervals",
		"h, ?         this; any key leaves it",
		"",
		"queued = emitted + deferred; barriers executed = emitted + flush + direct;",
		"avoided = deferred - flush; saving = avoided / queued",
		"A loss means that the counts are short by as many.  More: barrier-trace-top(1)",
	};

	if (v->frame->losses.total)
		add_missing(v, height);
	if (height != 1 || !v->lines->n)
		styled_lines_add(v->lines, LINE_TITLE, v->width, "keys of barrier-trace top");
	for (size_t i = 0; i < ARRAY_SIZE(text); i++)
		if (!height || v->lines->n < (size_t)height)
			styled_lines_add(v->lines, LINE_PLAIN, v->width, "%s", text[i]);
}

static void choose_rows(struct view *v, int height)
{
	size_t room = SIZE_MAX;
	int taken = 3 + (height >= STATUS_FROM) + (height >= TITLE_FROM) + (height >= HINT_FROM) +
		    (v->frame->about.by_probes && height >= DERIVED_FROM);

	if (height)
		room = height > taken ? height - taken : 0;
	if (v->frame->rows && v->frame->rows < room)
		room = v->frame->rows;
	v->shown = v->nr_rows < room ? v->nr_rows : room;
}

static void add_table(struct view *v, int height)
{
	char name[256];

	choose_rows(v, height);
	choose_columns(v);
	if (!height || height >= TITLE_FROM)
		add_title(v);
	if (!height || height >= STATUS_FROM)
		add_status(v);
	if (v->frame->about.by_probes && (!height || height >= DERIVED_FROM))
		add_derived(v);
	if (height != 1 || v->frame->losses.total)
		add_missing(v, height);
	if (height == 1 && v->frame->losses.total)
		return;
	if (!height || height >= 3)
		add_heading(v);
	for (size_t i = 0; i < v->shown; i++)
		add_row(v, LINE_PLAIN, &v->rows[i]->n,
			v->frame->name(v->frame->arg, name, sizeof(name), v->rows[i]));
	add_total(v);
	if (height < HINT_FROM)
		return;
	while (v->lines->n + 1 < (size_t)height && !v->lines->failed)
		styled_lines_add(v->lines, LINE_PLAIN, v->width, "%s", "");
	styled_lines_add(v->lines, LINE_HINT, v->width,
		  "q quit  space pause  < > sort  t totals  g group  + - interval  h help");
}

int top_view(struct styled_lines *lines, const struct top_state *state,
	     const struct top_frame *frame, int width, int height)
{
	struct view v = { .lines = lines, .state = state, .frame = frame, .width = width };
	int ret = 0;

	if (state->help) {
		add_help(&v, height);
	} else {
		ret = sort_rows(&v);
		if (!ret)
			add_table(&v, height);
	}
	free(v.rows);
	return ret ? ret : lines->failed;
}
