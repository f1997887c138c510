// SPDX-License-Identifier: GPL-2.0
/*
 * Draw a picture: a panel for each metric, and for each row another panel below.  The SVG is
 * static.  Its style sheet has colours for light and dark.  Each bar has a <title>, which viewers
 * show when the user points at the bar.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output/hist_out.h"
#include "base/svg.h"
#include "base/parse.h"

#define MARGIN		24
#define TOP		64	/* room for the title of the picture */
#define BOTTOM		36	/* room for losses */
#define PANEL_WIDTH	440
#define PANEL_HEIGHT	310
#define GAP		28
/* Inside of a panel, around the bars */
#define PLOT_LEFT	64
#define PLOT_TOP	72
#define PLOT_BOTTOM	56
#define PLOT_WIDTH	(PANEL_WIDTH - PLOT_LEFT - 8)
#define PLOT_HEIGHT	(PANEL_HEIGHT - PLOT_TOP - PLOT_BOTTOM)
#define MAX_ROWS	4	/* without --rows */
#define MAX_MARKS	6	/* labels on an axis that do not touch */

/* Describes one panel; x and y are its upper left corner, pixels. */
struct panel {
	struct hist_out *out;
	enum bt_metric metric;
	const struct hist_shape *shape;
	const struct histogram *h;
	const char *name;	/* name of the row, or NULL */
	int x, y;
	uint64_t lines[HIST_MAX_LINES];	/* samples */
	size_t first, last;	/* lines that have samples */
	uint64_t top;		/* highest count on the axis */
};

static void put_head(const struct panel *p)
{
	const struct histogram *h = p->h;
	char a[40], b[40], c[40], d[40], e[40], count[32], partial[32], derived[32];
	FILE *f = p->out->f;

	fprintf(f, "<text class=\"name\" x=\"%d\" y=\"%d\">%s", p->x, p->y + 14,
		metric_infos[p->metric].name);
	if (p->name) {
		fputs(": ", f);
		svg_short(f, p->name, 40);
	}
	fputs("</text>\n", f);
	fprintf(f, "<text class=\"dim\" x=\"%d\" y=\"%d\">%s samples, ", p->x, p->y + 32,
		format_count(count, sizeof(count), h->count));
	if (p->out->header->about.by_probes)
		fprintf(f, "%s of them derived, ", format_count(derived, sizeof(derived), h->derived));
	fprintf(f, "%s partial</text>\n", format_count(partial, sizeof(partial), h->partial));
	if (!h->count)
		return;
	fprintf(f, "<text class=\"dim\" x=\"%d\" y=\"%d\">min %s, avg %s, p50 %s, p99 %s, max %s</text>\n",
		p->x, p->y + 49, hist_value(a, sizeof(a), p->metric, h->min, 4),
		hist_mean(b, sizeof(b), p->metric, histogram_average(h)),
		hist_value(c, sizeof(c), p->metric,
			   histogram_percentile(h, 500, p->shape->step), 4),
		hist_value(d, sizeof(d), p->metric,
			   histogram_percentile(h, 990, p->shape->step), 4),
		hist_value(e, sizeof(e), p->metric, h->max, 4));
}

/* Return a round number not below @max: 1, 2 or 5 and zeros. */
static uint64_t round_up(uint64_t max)
{
	static const uint64_t steps[] = { 1, 2, 5 };

	for (uint64_t ten = 1; ten < UINT64_MAX / 10; ten *= 10)
		for (int i = 0; i < 3; i++)
			if (steps[i] * ten >= max)
				return steps[i] * ten;
	return max;
}

static void put_count_axis(const struct panel *p)
{
	int marks = p->top % 5 == 0 ? 5 : p->top % 4 == 0 ? 4 : p->top < 4 ? (int)p->top : 2;
	FILE *f = p->out->f;
	char count[32];

	for (int i = 0; i <= marks; i++) {
		int y = p->y + PLOT_TOP + PLOT_HEIGHT - PLOT_HEIGHT * i / marks;

		fprintf(f, "<path class=\"grid\" d=\"M%d %d.5h%d\"/>", p->x + PLOT_LEFT, y,
			PLOT_WIDTH);
		fprintf(f, "<text class=\"dim\" text-anchor=\"end\" x=\"%d\" y=\"%d\">%s</text>\n",
			p->x + PLOT_LEFT - 6, y + 4,
			format_count(count, sizeof(count), p->top / marks * i));
	}
	fprintf(f, "<text class=\"dim\" text-anchor=\"middle\" transform=\"translate(%d %d) rotate(-90)\">"
		"samples</text>\n", p->x + 4, p->y + PLOT_TOP + PLOT_HEIGHT / 2);
}

static double x_of(const struct panel *p, size_t line)
{
	return p->x + PLOT_LEFT + (double)PLOT_WIDTH * (line - p->first) / (p->last - p->first + 1);
}

/* Write the bounds between bars, as many as there is room for. */
static void put_value_axis(const struct panel *p)
{
	size_t n = p->last - p->first + 1, every = (n + MAX_MARKS - 1) / MAX_MARKS;
	int y = p->y + PLOT_TOP + PLOT_HEIGHT;
	FILE *f = p->out->f;
	uint64_t low, high;
	char value[40];

	for (size_t line = p->first; line <= p->last; line += every) {
		double x = x_of(p, line);

		/* Label a bar of one value below its middle, other bars below their start. */
		if (histogram_line_bounds(p->shape, line, &low, &high) && high - low == 1)
			x = (x + x_of(p, line + 1)) / 2;
		fprintf(f, "<text class=\"dim\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n",
			x, y + 16, hist_value(value, sizeof(value), p->metric, low, 3));
	}
	fprintf(f, "<path class=\"axis\" d=\"M%d %d.5h%d\"/>\n", p->x + PLOT_LEFT, y, PLOT_WIDTH);
	fprintf(f, "<text class=\"dim\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s%s</text>\n",
		p->x + PLOT_LEFT + PLOT_WIDTH / 2, y + 36, metric_infos[p->metric].help,
		p->shape->linear ? "" : ", by powers of two");
}

static void put_bars(const struct panel *p)
{
	char label[96], count[32];
	FILE *f = p->out->f;

	for (size_t line = p->first; line <= p->last; line++) {
		double x = x_of(p, line), width = x_of(p, line + 1) - x;
		double height = (double)p->lines[line] / p->top * PLOT_HEIGHT;

		if (!p->lines[line])
			continue;
		/* Give a bar at least this height, to show one sample among a million. */
		height = height < 1.5 ? 1.5 : height;
		width = width > 4 ? width - 1.5 : width;
		fprintf(f, "<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
			"<title>", x, p->y + PLOT_TOP + PLOT_HEIGHT - height, width, height);
		svg_text(f, hist_label(label, sizeof(label), p->metric, p->shape, line));
		fprintf(f, ": %s</title></rect>\n",
			format_count(count, sizeof(count), p->lines[line]));
	}
}

static void put_panel(struct panel *p)
{
	uint64_t max = 0;

	memset(p->lines, 0, sizeof(p->lines));
	histogram_lines(p->h, p->shape, p->lines);
	p->first = HIST_MAX_LINES;
	for (size_t line = 0; line < HIST_MAX_LINES; line++) {
		if (!p->lines[line])
			continue;
		if (p->first == HIST_MAX_LINES)
			p->first = line;
		p->last = line;
		max = p->lines[line] > max ? p->lines[line] : max;
	}
	put_head(p);
	if (!max)
		return;
	p->top = round_up(max);
	put_count_axis(p);
	put_bars(p);
	put_value_axis(p);
}

static void put_titles(struct hist_out *out, const struct hist_frame *frame, int height)
{
	const struct hist_header *h = out->header;
	char count[32];
	FILE *f = out->f;

	fprintf(f, "<text class=\"title\" x=\"%d\" y=\"%d\">Lazy MMU histograms: ", MARGIN, 34);
	svg_short(f, h->about.subject, 60);
	fprintf(f, "</text>\n<text class=\"dim\" x=\"%d\" y=\"%d\">kernel ", MARGIN, 52);
	svg_text(f, h->about.kernel);
	fprintf(f, ", logic %s, %.3f s; percentiles at most 1/8 too high</text>\n", h->about.generation,
		frame->elapsed_ns / 1e9);
	fprintf(f, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s events or samples lost</text>\n",
		frame->losses.total ? "lost" : "dim", MARGIN, height - 16,
		format_count(count, sizeof(count), frame->losses.total));
}

/* Draw the panels of one metric from @y downwards: a panel for each row, then one for the sum. */
static void put_column(struct hist_out *out, const struct hist_frame *frame, struct panel *p,
		       size_t max)
{
	const struct hist_row **rows = NULL;
	size_t n = 0;
	char name[256];

	if (out->header->per != PER_NONE)
		rows = histograms_rows(frame->hs, p->metric, &n);
	for (size_t i = 0; rows && i < n && i < max; i++) {
		p->h = &rows[i]->h[p->metric];
		p->name = row_name(out->header->per, out->ksyms, name, sizeof(name), &rows[i]->key);
		put_panel(p);
		p->y += PANEL_HEIGHT + GAP;
	}
	p->h = histograms_total(frame->hs, p->metric);
	p->name = out->header->per != PER_NONE ? "(all)" : NULL;
	put_panel(p);
	free(rows);
}

/* Return the number of rows of the metric that has most. */
static size_t most_rows(struct hist_out *out, const struct hist_frame *frame)
{
	size_t max = out->rows ? out->rows : MAX_ROWS, most = 0, n;

	for (int m = 0; m < BT_NR_METRICS && out->header->per != PER_NONE; m++) {
		const struct hist_row **rows;

		if (!(out->header->metrics & 1 << m))
			continue;
		rows = histograms_rows(frame->hs, m, &n);
		if (rows && n > most)
			most = n;
		free(rows);
	}
	return most < max ? most : max;
}

static void svg_begin(struct hist_out *out)
{
	(void)out;
}

static void svg_frame(struct hist_out *out, const struct hist_frame *frame)
{
	bool grid = out->header->per == PER_NONE;	/* two by two; else a column a metric */
	int metrics = __builtin_popcount(out->header->metrics), columns, rows, width, height;
	size_t max = most_rows(out, frame);
	struct panel *p = calloc(1, sizeof(*p));
	int n = 0;

	if (!p)
		return;
	columns = grid && metrics > 2 ? 2 : metrics;
	rows = grid ? (metrics + columns - 1) / columns : (int)max + 1;
	width = 2 * MARGIN + columns * PANEL_WIDTH + (columns - 1) * GAP;
	height = TOP + rows * (PANEL_HEIGHT + GAP) + BOTTOM;
	/* The title needs more room than one panel has. */
	width = width < 640 ? 640 : width;
	fprintf(out->f, "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\">\n<title>", width, height, width, height);
	svg_text(out->f, out->header->about.subject);
	fprintf(out->f, "</title>\n<style>%s</style>\n<rect class=\"back\" width=\"100%%\" height=\"100%%\"/>\n",
		svg_style);
	put_titles(out, frame, height);
	for (int m = 0; m < BT_NR_METRICS; m++) {
		if (!(out->header->metrics & 1 << m))
			continue;
		*p = (struct panel){
			.out = out, .metric = m, .shape = &out->header->shape[m],
			.x = MARGIN + n % columns * (PANEL_WIDTH + GAP),
			.y = TOP + GAP / 2 + n / columns * (PANEL_HEIGHT + GAP),
		};
		put_column(out, frame, p, max);
		n++;
	}
	fputs("</svg>\n", out->f);
	free(p);
}

const struct hist_ops hist_svg = { svg_begin, svg_frame };
