// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/hist_summary.h"
#include "recording/activity.h"
#include "base/svg.h"
#include "base/time_axis.h"
#include "base/parse.h"

#define BINS		200
#define MAX_NAMES	256	/* a recording can have any number: the rest are (others) */
#define FIRST_WIDTH	1000u	/* ns */

#define HALF		22	/* pixels of a lane, above and below its line */
#define LANE		(2 * HALF + 10)

struct bin {
	uint64_t queued, barriers;
};

struct lane {
	char comm[BT_COMM_LEN + 1];
	struct bin sum, bins[BINS];
};

struct activity {
	uint64_t width;		/* ns of a bin: doubled when the time does not fit any more */
	size_t n;
	struct lane *others;	/* owned */
	struct lane *v[MAX_NAMES];	/* owned */
};

struct activity *activity_new(void)
{
	struct activity *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->width = FIRST_WIDTH;
	a->others = calloc(1, sizeof(*a->others));
	if (!a->others) {
		free(a);
		return NULL;
	}
	strcpy(a->others->comm, "(others)");
	return a;
}

void activity_free(struct activity *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++)
		free(a->v[i]);
	free(a->others);
	free(a);
}

static void add(struct bin *to, const struct bin *from)
{
	to->queued += from->queued;
	to->barriers += from->barriers;
}

static void halve(struct lane *lane)
{
	for (size_t i = 0; i < BINS; i++) {
		struct bin both = lane->bins[i];

		lane->bins[i] = (struct bin){ 0 };
		add(&lane->bins[i / 2], &both);
	}
}

static void widen(struct activity *a)
{
	for (size_t i = 0; i < a->n; i++)
		halve(a->v[i]);
	halve(a->others);
	a->width *= 2;
}

/* Find the lane of a name.  Events of one task follow each other, so the lane goes to the front. */
static struct lane *lane_of(struct activity *a, const char *comm)
{
	struct lane *lane;
	size_t i = 0;

	while (i < a->n && strncmp(a->v[i]->comm, comm, BT_COMM_LEN))
		i++;
	if (i == a->n) {
		lane = i < MAX_NAMES ? calloc(1, sizeof(*lane)) : NULL;
		if (!lane)
			return a->others;
		memcpy(lane->comm, comm, BT_COMM_LEN);
		a->v[a->n++] = lane;
	}
	lane = a->v[i];
	a->v[i] = a->v[0];
	a->v[0] = lane;
	return lane;
}

void activity_event(struct activity *a, const struct bt_event *e, const struct rec_task *task,
		    int64_t since_ns)
{
	uint32_t kind = bt_past_kind(e->what);
	struct bin one = {
		.queued = kind <= BT_KIND_AGAIN,
		.barriers = kind == BT_KIND_EMITTED || kind == BT_KIND_FLUSH,
	};
	struct lane *lane;
	uint64_t since = since_ns < 0 ? 0 : since_ns;

	if (e->type != BT_EVENT_LAZY_MMU || (!one.queued && !one.barriers))
		return;
	while (since / a->width >= BINS)
		widen(a);
	lane = lane_of(a, task->comm);
	add(&lane->sum, &one);
	add(&lane->bins[since / a->width], &one);
}

static int by_queued(const void *a, const void *b)
{
	const struct lane *x = *(struct lane *const *)a, *y = *(struct lane *const *)b;

	if (x->sum.queued != y->sum.queued)
		return x->sum.queued < y->sum.queued ? 1 : -1;
	return strcmp(x->comm, y->comm);
}

static void put_bar(FILE *f, const char *class, double x, int y, double width, double height)
{
	if (height)
		fprintf(f, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
			class, x, height < 0 ? y + height : y, width,
			height < 0 ? -height : height);
}

/* Return the pixels of a bar: at least 1, so that one barrier among many can be seen. */
static double height_of(uint64_t n, uint64_t max)
{
	double height = (double)n / max * HALF;

	return n && height < 1 ? 1 : height;
}

static void put_lane(const struct activity *a, FILE *f, const struct lane *lane, uint64_t total_ns,
		     int y)
{
	char from[40], count[32], paid[32];
	uint64_t max = 1;

	for (size_t i = 0; i < BINS; i++) {
		max = lane->bins[i].queued > max ? lane->bins[i].queued : max;
		max = lane->bins[i].barriers > max ? lane->bins[i].barriers : max;
	}
	fprintf(f, "<text x=\"0\" y=\"%d\">", y - 2);
	svg_short(f, lane->comm, 20);
	fprintf(f, "</text><text class=\"dim\" x=\"0\" y=\"%d\">%s / %s</text>", y + 13,
		format_count(count, sizeof(count), lane->sum.queued),
		format_count(paid, sizeof(paid), lane->sum.barriers));
	for (size_t i = 0; i < BINS; i++) {
		const struct bin *bin = &lane->bins[i];
		double x = time_axis_x(total_ns, i * a->width);
		double width = (time_axis_x(total_ns, (i + 1) * a->width) - x) * 0.9;

		if (!bin->queued && !bin->barriers)
			continue;
		fprintf(f, "<g><title>from %s: %s queued, %s executed</title>",
			hist_value(from, sizeof(from), BT_METRIC_WINDOW, i * a->width, 4),
			format_count(count, sizeof(count), bin->queued),
			format_count(paid, sizeof(paid), bin->barriers));
		put_bar(f, "bar", x, y, width, -height_of(bin->queued, max));
		put_bar(f, "paid", x, y + 1, width, height_of(bin->barriers, max));
		fputs("</g>\n", f);
	}
	fprintf(f, "<path class=\"axis\" d=\"M%d %d.5h%d\"/>\n", TIME_LABEL, y, TIME_PLOT);
}

void activity_svg(const struct activity *a, FILE *f, size_t max, uint64_t total_ns)
{
	size_t n = a->n < max ? a->n : max;
	struct lane *rest = calloc(1, sizeof(*rest)), *sorted[MAX_NAMES];
	int height, y = LANE / 2;

	if (!rest)
		return;
	memcpy(sorted, a->v, a->n * sizeof(*sorted));
	qsort(sorted, a->n, sizeof(*sorted), by_queued);
	*rest = *a->others;
	for (size_t i = n; i < a->n; i++) {
		add(&rest->sum, &sorted[i]->sum);
		for (size_t k = 0; k < BINS; k++)
			add(&rest->bins[k], &sorted[i]->bins[k]);
	}
	height = LANE * (n + (rest->sum.queued || rest->sum.barriers)) + TIME_AXIS;
	fprintf(f, "<svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
		"<title>Queued and executed barriers over time</title>\n", TIME_WIDTH, height,
		TIME_WIDTH, height);
	for (size_t i = 0; i < n; i++, y += LANE)
		put_lane(a, f, sorted[i], total_ns, y);
	if (rest->sum.queued || rest->sum.barriers)
		put_lane(a, f, rest, total_ns, y);
	time_axis(f, total_ns, height - 8);
	fputs("</svg>\n", f);
	free(rest);
}
