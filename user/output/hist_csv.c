// SPDX-License-Identifier: GPL-2.0
/* Write histograms as CSV: a line for each bucket with samples and each number of the summary. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "output/hist_out.h"

static void csv_begin(struct hist_out *out)
{
	const char *s = out->separator;

	if (out->no_header)
		return;
	if (out->header->intervals)
		fprintf(out->f, "time%s", s);
	if (out->header->runs > 1)
		fprintf(out->f, "run%s", s);
	if (out->header->per != PER_NONE)
		fprintf(out->f, "%s%s", per_names[out->header->per], s);
	fprintf(out->f, "metric%sunit%sstat%slow%shigh%svalue\n", s, s, s, s, s);
}

/* Holds what a line begins with. */
struct place {
	struct hist_out *out;
	const struct hist_frame *frame;
	const char *name;	/* name of the row, not escaped */
	const char *metric, *unit;
};

static void put_prefix(const struct place *p)
{
	const char *s = p->out->separator;
	char clean[1024];

	if (p->out->header->intervals)
		fprintf(p->out->f, "%.9f%s", p->frame->time_ns / 1e9, s);
	if (p->out->header->runs > 1) {
		if (p->frame->kind == FRAME_RUN)
			fprintf(p->out->f, "%d%s", p->frame->number, s);
		else
			fprintf(p->out->f, "all%s", s);
	}
	if (p->out->header->per != PER_NONE)
		fprintf(p->out->f, "%s%s", escape_csv(clean, sizeof(clean), p->name, s), s);
	fprintf(p->out->f, "%s%s%s%s", p->metric, s, p->unit, s);
}

static void put_bucket(const struct place *p, const char *stat, uint64_t low, uint64_t high,
		       uint64_t value)
{
	const char *s = p->out->separator;

	put_prefix(p);
	fprintf(p->out->f, "%s%s%" PRIu64 "%s%" PRIu64 "%s%" PRIu64 "\n", stat, s, low, s, high, s,
		value);
}

static void put_value(const struct place *p, const char *stat, uint64_t value)
{
	const char *s = p->out->separator;

	put_prefix(p);
	fprintf(p->out->f, "%s%s%s%s%" PRIu64 "\n", stat, s, s, s, value);
}

static void put_histogram(struct place *p, enum bt_metric metric, const struct histogram *h)
{
	uint64_t step = p->out->header->shape[metric].step, low;

	p->metric = metric_infos[metric].name;
	p->unit = metric_infos[metric].unit;
	for (size_t i = 0; i < h->nr_buckets; i++) {
		uint32_t index = h->buckets[i].index;

		if (index < BT_HIST_BUCKETS) {
			low = bt_hist_last(index);
			put_bucket(p, "bucket", bt_hist_low(index), low + (low < UINT64_MAX),
				   h->buckets[i].count);
		} else {
			low = (index - BT_HIST_BUCKETS) * step;
			put_bucket(p, "linear", low, low + step, h->buckets[i].count);
		}
	}
	if (p->out->no_summary)
		return;
	put_value(p, "count", h->count);
	put_value(p, "sum", h->sum);
	if (h->count) {
		put_value(p, "min", h->min);
		put_prefix(p);
		fprintf(p->out->f, "avg%s%s%s%.6f\n", p->out->separator, p->out->separator,
			p->out->separator, histogram_average(h));
		put_value(p, "max", h->max);
		for (int i = 0; i < HIST_NR_PERCENTILES; i++)
			put_value(p, hist_percentiles[i].key,
				  histogram_percentile(h, hist_percentiles[i].permille, step));
	}
	put_value(p, "partial", h->partial);
	if (p->out->header->about.by_probes)
		put_value(p, "derived", h->derived);
}

static void csv_frame(struct hist_out *out, const struct hist_frame *frame)
{
	struct place p = { .out = out, .frame = frame };
	const struct hist_row **rows;
	char name[512];
	size_t n;

	for (int m = 0; m < BT_NR_METRICS &&
	     !(frame->kind == FRAME_TOTAL && out->header->intervals); m++) {
		if (!(out->header->metrics & 1 << m))
			continue;
		if (out->header->per != PER_NONE) {
			rows = histograms_rows(frame->hs, m, &n);
			for (size_t i = 0; rows && i < n; i++) {
				p.name = row_name(out->header->per, out->ksyms, name, sizeof(name),
						  &rows[i]->key);
				put_histogram(&p, m, &rows[i]->h[m]);
			}
			free(rows);
		}
		p.name = "(all)";
		put_histogram(&p, m, histograms_total(frame->hs, m));
	}
	p.name = p.metric = "(all)";
	p.unit = "";
	put_value(&p, "lost", frame->losses.total);
	for (size_t i = 0; i < frame->losses.n; i++)
		if (frame->losses.v[i].count)
			put_value(&p, frame->losses.v[i].name, frame->losses.v[i].count);
	put_value(&p, "elapsed_ns", frame->elapsed_ns);
}

const struct hist_ops hist_csv = { csv_begin, csv_frame };
