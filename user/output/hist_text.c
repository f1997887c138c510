// SPDX-License-Identifier: GPL-2.0
/* Write histograms for people: one with bars, or several in columns, as rtla does. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/escape.h"
#include "base/parse.h"
#include "output/hist_out.h"
#include "output/losses_out.h"

#define COUNT_WIDTH	14
#define NAME_WIDTH	24	/* longest name of a column; longer names go into a legend */
#define BAR_WIDTH	50	/* longest bar */
#define PLAIN_WIDTH	80	/* width without a terminal */

/* Describes a column: the histogram of a row, or the sum. */
struct column {
	const struct histogram *h;
	uint64_t lines[HIST_MAX_LINES];	/* samples */
	char name[256];			/* escaped for the terminal */
};

/* Describes the table of a metric. */
struct table {
	struct hist_out *out;
	enum bt_metric metric;
	const struct hist_shape *shape;
	struct column *columns;
	size_t nr_columns;	/* the last of several is the sum */
	size_t hidden;		/* rows that are not shown */
	int label_width, width;	/* characters: labels, a column */
	bool legend;		/* columns have numbers, which the heading explains */
};

static int width_of(const struct hist_out *out)
{
	return out->width ? out->width : PLAIN_WIDTH;
}

/* Return whether to show a line: it has samples, or the user wants zeros up to @last. */
static bool line_shown(const struct table *t, size_t line, size_t last)
{
	for (size_t c = 0; c < t->nr_columns; c++)
		if (t->columns[c].lines[line])
			return true;
	return t->out->with_zeros && line < last;
}

static size_t last_line(const struct table *t)
{
	size_t last = HIST_MAX_LINES;

	while (last-- > 0)
		if (line_shown(t, last, 0))
			break;
	return last == SIZE_MAX ? 0 : last;
}

static void measure_labels(struct table *t, size_t last)
{
	char label[96];

	t->label_width = strlen("deferrals");
	for (size_t line = 0; line <= last; line++) {
		if (!line_shown(t, line, last))
			continue;
		int n = strlen(hist_label(label, sizeof(label), t->metric, t->shape, line));

		if (n > t->label_width)
			t->label_width = n;
	}
}

static void print_bar(const struct table *t, uint64_t count, uint64_t max)
{
	int left = width_of(t->out) - t->label_width - COUNT_WIDTH - 6, filled;

	left = left > BAR_WIDTH ? BAR_WIDTH : left;
	if (left < 4)
		return;
	filled = max ? (int)((double)count / max * left + 0.5) : 0;
	/* Draw at least one character, to show one sample among a million. */
	if (count && !filled)
		filled = 1;
	fprintf(t->out->f, "  |");
	for (int i = 0; i < left; i++)
		putc(i < filled ? '@' : ' ', t->out->f);
	putc('|', t->out->f);
}

static void print_cell(const struct table *t, const char *text)
{
	fprintf(t->out->f, "%*s", t->width, text);
}

static void print_lines(const struct table *t, size_t last)
{
	char label[96], count[32];
	uint64_t max = 0;

	for (size_t line = 0; t->nr_columns == 1 && line <= last; line++)
		if (t->columns[0].lines[line] > max)
			max = t->columns[0].lines[line];
	for (size_t line = 0; line <= last; line++) {
		if (!line_shown(t, line, last))
			continue;
		fprintf(t->out->f, "  %*s", t->label_width,
			hist_label(label, sizeof(label), t->metric, t->shape, line));
		for (size_t c = 0; c < t->nr_columns; c++)
			print_cell(t, format_count(count, sizeof(count),
						   t->columns[c].lines[line]));
		if (t->nr_columns == 1)
			print_bar(t, t->columns[0].lines[line], max);
		putc('\n', t->out->f);
	}
}

enum {
	SUMMARY_COUNT, SUMMARY_MIN, SUMMARY_AVG, SUMMARY_MAX, SUMMARY_PARTIAL, SUMMARY_DERIVED,
	SUMMARY_NR,
};

static void summary_value(const struct table *t, const struct histogram *h, int what, char *buf,
			  size_t size)
{
	if (what == SUMMARY_COUNT || what == SUMMARY_PARTIAL || what == SUMMARY_DERIVED) {
		format_count(buf, size, what == SUMMARY_COUNT ? h->count :
			     what == SUMMARY_PARTIAL ? h->partial : h->derived);
		return;
	}
	if (!h->count)
		snprintf(buf, size, "-");
	else if (what == SUMMARY_AVG)
		hist_mean(buf, size, t->metric, histogram_average(h));
	else if (what == SUMMARY_MIN || what == SUMMARY_MAX)
		hist_value(buf, size, t->metric, what == SUMMARY_MIN ? h->min : h->max, 4);
	else
		hist_value(buf, size, t->metric,
			   histogram_percentile(h, hist_percentiles[what - SUMMARY_NR].permille,
						t->shape->step), 4);
}

static void print_summary(const struct table *t)
{
	static const char *const names[SUMMARY_NR] = {
		"count", "min", "avg", "max", "partial", "derived",
	};
	static const int order[] = {
		SUMMARY_COUNT, SUMMARY_MIN, SUMMARY_AVG, SUMMARY_MAX, SUMMARY_NR, SUMMARY_NR + 1,
		SUMMARY_NR + 2, SUMMARY_NR + 3, SUMMARY_PARTIAL, SUMMARY_DERIVED,
	};
	char value[40];

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		int what = order[i];

		/* Tracepoints observe all events: nothing is derived. */
		if (what == SUMMARY_DERIVED && !t->out->header->about.by_probes)
			continue;
		fprintf(t->out->f, "  %*s:", t->label_width - 1, what < SUMMARY_NR ? names[what] :
			hist_percentiles[what - SUMMARY_NR].name);
		for (size_t c = 0; c < t->nr_columns; c++) {
			summary_value(t, t->columns[c].h, what, value, sizeof(value));
			print_cell(t, value);
		}
		putc('\n', t->out->f);
	}
}

/* Print means over the runs, in the form of `stat`. */
static void print_repeat(const struct table *t, const struct hist_repeat *repeat)
{
	char value[40];

	fprintf(t->out->f, "  mean of %d runs%s:\n", repeat->runs,
		t->nr_columns > 1 ? ", (all)" : "");
	for (int i = 0; i < HIST_NR_NUMBERS; i++) {
		const struct spread *s = &repeat->v[t->metric][i];

		fprintf(t->out->f, "  %*s:", t->label_width - 1, hist_number_name(i));
		print_cell(t, s->n ? i == HIST_COUNT ?
			   format_count(value, sizeof(value), (int64_t)(s->mean + 0.5)) :
			   hist_mean(value, sizeof(value), t->metric, s->mean) : "-");
		if (s->mean > 0)
			fprintf(t->out->f, "  ( +- %.2f%% )", 100 * s->stddev / s->mean);
		putc('\n', t->out->f);
	}
}

static void print_heading(const struct table *t)
{
	const struct metric_info *info = &metric_infos[t->metric];
	char name[24];

	if (t->out->no_header)
		return;
	fprintf(t->out->f, "# %s: %s; %s\n", info->name, info->help,
		hist_error(t->metric, t->shape));
	for (size_t c = 0; t->legend && c + 1 < t->nr_columns; c++)
		fprintf(t->out->f, "# %zu = %s\n", c + 1, t->columns[c].name);
	if (t->hidden)
		fprintf(t->out->f, "# (%zu more; --rows shows them)\n", t->hidden);
	fprintf(t->out->f, "  %*s", t->label_width, info->time ? "time" : info->unit);
	for (size_t c = 0; c < t->nr_columns; c++) {
		snprintf(name, sizeof(name), "%zu", c + 1);
		print_cell(t, t->nr_columns == 1 ? "count" :
			   t->legend && c + 1 < t->nr_columns ? name : t->columns[c].name);
	}
	putc('\n', t->out->f);
}

static void fill_column(struct table *t, const struct histogram *h, const char *name)
{
	struct column *c = &t->columns[t->nr_columns++];

	c->h = h;
	escape_terminal(c->name, sizeof(c->name), name);
	histogram_lines(h, t->shape, c->lines);
}

/* Make a column of each row, up to --rows or as many as fit.  Return: 0, or -1 without memory. */
static int fill_columns(struct table *t, const struct hist_frame *frame)
{
	const struct hist_header *header = t->out->header;
	const struct hist_row **rows = NULL;
	size_t n = 0, shown;
	char name[256];

	if (header->per != PER_NONE) {
		rows = histograms_rows(frame->hs, t->metric, &n);
		if (!rows)
			return -1;
	}
	shown = t->out->rows ? (size_t)t->out->rows :
		(size_t)(width_of(t->out) / (COUNT_WIDTH + 2)) - 2;
	shown = shown < n ? shown : n;
	t->hidden = n - shown;
	t->columns = calloc(shown + 1, sizeof(*t->columns));
	if (t->columns) {
		for (size_t i = 0; i < shown; i++)
			fill_column(t, &rows[i]->h[t->metric],
				    row_name(header->per, t->out->ksyms, name, sizeof(name),
					     &rows[i]->key));
		fill_column(t, histograms_total(frame->hs, t->metric), "(all)");
	}
	free(rows);
	return t->columns ? 0 : -1;
}

/* Choose between names and numbers above the columns, and the width of a column. */
static void choose_names(struct table *t)
{
	size_t width = t->width;

	for (size_t c = 0; t->nr_columns > 1 && c < t->nr_columns; c++) {
		size_t n = strlen(t->columns[c].name) + 2;

		width = n > width ? n : width;
	}
	t->legend = width > NAME_WIDTH ||
		    (width > COUNT_WIDTH &&
		     2 + t->label_width + t->nr_columns * width > (size_t)width_of(t->out));
	if (!t->legend)
		t->width = width;
}

static void print_metric(struct hist_out *out, const struct hist_frame *frame,
			 enum bt_metric metric)
{
	struct table t = {
		.out = out, .metric = metric, .shape = &out->header->shape[metric],
		.width = COUNT_WIDTH,
	};
	size_t last;

	if (fill_columns(&t, frame))
		return;
	last = last_line(&t);
	measure_labels(&t, last);
	choose_names(&t);
	print_heading(&t);
	print_lines(&t, last);
	if (!out->no_summary) {
		print_summary(&t);
		if (frame->repeat)
			print_repeat(&t, frame->repeat);
	}
	putc('\n', out->f);
	free(t.columns);
}

static void print_losses(FILE *f, const struct out_losses *losses)
{
	losses_text(f, losses, "events or samples", "the histograms are short");
}

static void text_begin(struct hist_out *out)
{
	const struct about *about = &out->header->about;

	if (out->no_header)
		return;
	header_text(out->f, "# barrier-trace hist:", about, out->header->runs);
	fprintf(out->f, ", kernel %s, logic %s\n\n", about->kernel, about->generation);
}

static void text_frame(struct hist_out *out, const struct hist_frame *frame)
{
	int runs = frame->repeat ? frame->repeat->runs : 1;

	if (frame->kind == FRAME_RUN)
		return;
	if (frame->kind == FRAME_TOTAL && out->header->intervals) {
		if (frame->losses.total)
			print_losses(out->f, &frame->losses);
		return;
	}
	if (frame->kind == FRAME_INTERVAL && !out->no_header)
		fprintf(out->f, "# interval %d, until %.6f s\n", frame->number,
			frame->time_ns / 1e9);
	for (int m = 0; m < BT_NR_METRICS; m++)
		if (out->header->metrics & 1 << m)
			print_metric(out, frame, m);
	if (frame->kind == FRAME_TOTAL)
		fprintf(out->f, "%18.9f      seconds elapsed\n\n",
			frame->elapsed_ns / 1e9 / runs);
	if (frame->kind == FRAME_TOTAL && out->header->about.by_probes) {
		coverage_text(out->f, &out->header->about);
		fputs(" Each probe is an exception: windows contain those that they cover.\n", out->f);
		putc('\n', out->f);
	}
	if (frame->kind == FRAME_TOTAL || frame->losses.total)
		print_losses(out->f, &frame->losses);
	putc('\n', out->f);
}

const struct hist_ops hist_text = { text_begin, text_frame };
