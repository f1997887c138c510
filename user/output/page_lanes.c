// SPDX-License-Identifier: GPL-2.0
/*
 * Draw a lane for each task: its sections, and inside of them its batches.  A wide span is drawn by
 * itself, with its length.  Narrow spans are added up: the height at each pixel is the share of
 * the pixel's time that they cover.
 */
#include <inttypes.h>

#include "output/hist_out.h"
#include "recording/task_lanes.h"
#include "base/svg.h"
#include "base/parse.h"

#define LANE		40
#define LEGEND		24

/* Batches are drawn in front of sections, and lower, so that both are visible. */
static const struct { const char *name, *many, *class; int height, least; } looks[LANE_NR_PARTS] = {
	[LANE_SECTION] = { "section", "sections", "section", 24, 4 },
	[LANE_BATCH] = { "batch", "batches", "bar", 14, 2 },
};

static char *time_of(char *buf, size_t size, uint64_t ns)
{
	return hist_value(buf, size, BT_METRIC_WINDOW, ns, 4);
}

static void put_wide(const struct task_lanes *l, FILE *f, enum lane_part part,
		     const struct lane_span *span, int y)
{
	double x = time_axis_x(task_lanes_total_ns(l), span->from_ns);
	double width = time_axis_x(task_lanes_total_ns(l), span->to_ns) - x;
	char from[40], length[40], count[32];

	/* Leave a gap, so that two spans without time between them look like two. */
	fprintf(f, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>"
		"%s from %s, %s", looks[part].class, x, y - looks[part].height, width - 0.7,
		looks[part].height, looks[part].name, time_of(from, sizeof(from), span->from_ns),
		time_of(length, sizeof(length), span->to_ns - span->from_ns));
	if (span->deferred)
		fprintf(f, ", %s deferred", format_count(count, sizeof(count), span->deferred));
	fprintf(f, "%s</title></rect>\n", span->cut ? ", its end was not seen" : "");
}

/* Return the height at a pixel; a short span has at least a visible height. */
static int height_of(const struct task_lanes *l, const struct task_lane *lane, enum lane_part part,
		     size_t bin)
{
	uint64_t ns = lane->parts[part].bins[bin];
	double share = ns * (double)LANE_BINS / task_lanes_total_ns(l);
	int height = looks[part].height * (share < 1 ? share : 1) + 0.5;

	return ns && height < looks[part].least ? looks[part].least : height;
}

/* Draw all pixels of a part as one path; neighbours of one height are one rectangle. */
static void put_bins(const struct task_lanes *l, FILE *f, const struct task_lane *lane,
		     enum lane_part part, int y)
{
	bool any = false;

	for (size_t bin = 0, end; bin < LANE_BINS; bin = end) {
		int height = height_of(l, lane, part, bin);

		for (end = bin + 1; end < LANE_BINS; end++)
			if (height_of(l, lane, part, end) != height)
				break;
		if (!height)
			continue;
		if (!any)
			fprintf(f, "<path class=\"%s\" d=\"", looks[part].class);
		any = true;
		fprintf(f, "M%zu %dh%zuv-%dh-%zuz", TIME_LABEL + bin, y, end - bin, height, end - bin);
	}
	if (any)
		fputs("\"/>\n", f);
}

static void put_summary(FILE *f, const struct task_lane *lane)
{
	char count[32], longest[40];

	fprintf(f, "<title>%s events", format_count(count, sizeof(count), lane->events));
	for (int part = 0; part < LANE_NR_PARTS; part++) {
		const struct lane_spans *spans = &lane->parts[part];

		fprintf(f, "; %s %s", format_count(count, sizeof(count), spans->n),
			spans->n == 1 ? looks[part].name : looks[part].many);
		if (spans->n)
			fprintf(f, ", longest %s", time_of(longest, sizeof(longest), spans->longest_ns));
	}
	fputs("</title>", f);
}

static void put_lane(const struct task_lanes *l, FILE *f, const struct task_lane *lane, int y)
{
	fputs("<g>", f);
	put_summary(f, lane);
	fprintf(f, "<text x=\"0\" y=\"%d\">", y - 13);
	svg_short(f, lane->comm, 20);
	fprintf(f, "</text><text class=\"dim\" x=\"0\" y=\"%d\">tid %u</text>\n", y + 1, lane->tid);
	fprintf(f, "<path class=\"axis\" d=\"M%d %d.5h%d\"/>\n", TIME_LABEL, y, TIME_PLOT);
	for (int part = 0; part < LANE_NR_PARTS; part++) {
		put_bins(l, f, lane, part, y);
		for (size_t i = 0; i < lane->parts[part].nr_wide; i++)
			put_wide(l, f, part, &lane->parts[part].wide[i], y);
	}
	fputs("</g>\n", f);
}

static void put_legend(FILE *f)
{
	int x = TIME_LABEL;

	for (int part = 0; part < LANE_NR_PARTS; part++, x += 90)
		fprintf(f, "<rect class=\"%s\" x=\"%d\" y=\"4\" width=\"12\" height=\"12\"/>"
			"<text class=\"dim\" x=\"%d\" y=\"14\">%s</text>\n", looks[part].class, x, x + 18,
			looks[part].many);
}

void page_lanes(const struct task_lanes *l, FILE *f)
{
	const struct task_lane *lane;
	int height, n = 0;

	while (task_lanes_get(l, n))
		n++;
	height = LEGEND + n * LANE + TIME_AXIS;
	fprintf(f, "<svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
		"<title>Sections and batches of tasks over time</title>\n", TIME_WIDTH, height, TIME_WIDTH,
		height);
	put_legend(f);
	for (int i = 0; (lane = task_lanes_get(l, i)); i++)
		put_lane(l, f, lane, LEGEND + (i + 1) * LANE - 6);
	time_axis(f, task_lanes_total_ns(l), height - 8);
	fputs("</svg>\n", f);
}
