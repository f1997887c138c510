// SPDX-License-Identifier: GPL-2.0
/* NDJSON: a header; a record for each row and metric, and one for the sum; the total last. */
#include <stdlib.h>

#include "output/hist_out.h"
#include "base/array.h"
#include "base/json.h"
#include "base/json_schema.h"

#define JSON_VERSION "1.2"	/* major: a field changed its meaning; minor: new ones */

static void json_begin(struct hist_out *out)
{
	const struct hist_header *h = out->header;
	struct json j = { .out = out->f };

	header_json(&j, "hist", JSON_VERSION, &h->about);
	json_string(&j, "per", per_names[h->per]);
	json_int(&j, "runs", h->runs);
	header_json_end(&j, &h->about);
}

static void put_bucket(struct json *j, uint64_t low, uint64_t high, uint64_t count)
{
	json_open(j, NULL);
	json_uint(j, "low", low);
	json_uint(j, "high", high);
	json_uint(j, "count", count);
	json_close(j);
}

static void put_buckets(struct json *j, const struct histogram *h, uint64_t step)
{
	size_t i = 0;
	uint64_t low;

	json_array(j, "buckets");
	for (; i < h->nr_buckets && h->buckets[i].index < BT_HIST_BUCKETS; i++) {
		low = bt_hist_last(h->buckets[i].index);
		put_bucket(j, bt_hist_low(h->buckets[i].index), low + (low < UINT64_MAX),
			   h->buckets[i].count);
	}
	json_array_end(j);
	if (!step)
		return;
	json_uint(j, "linear_step", step);
	json_array(j, "linear");
	for (; i < h->nr_buckets; i++) {
		low = (h->buckets[i].index - BT_HIST_BUCKETS) * step;
		put_bucket(j, low, low + step, h->buckets[i].count);
	}
	json_array_end(j);
}

static void put_time(struct json *j, const struct hist_frame *frame)
{
	json_uint(j, "elapsed_ns", frame->elapsed_ns);
	if (frame->kind == FRAME_INTERVAL) {
		json_int(j, "interval", frame->number);
		json_uint(j, "time_ns", frame->time_ns);
	}
	if (frame->kind == FRAME_RUN)
		json_int(j, "run", frame->number);
}

/* @row: NULL for the sum */
static void put_histogram(struct hist_out *out, const struct hist_frame *frame,
			  enum bt_metric metric, const struct hist_row *row)
{
	const struct histogram *h = row ? &row->h[metric] : histograms_total(frame->hs, metric);
	uint64_t step = out->header->shape[metric].step;
	struct json j = { .out = out->f };

	json_open(&j, NULL);
	json_string(&j, "type", row ? "row" : "all");
	if (row)
		row_json(&j, out->header->per, out->ksyms, &row->key);
	json_string(&j, "metric", metric_infos[metric].name);
	json_string(&j, "unit", metric_infos[metric].unit);
	json_uint(&j, "count", h->count);
	json_uint(&j, "sum", h->sum);
	json_uint(&j, "min", h->count ? h->min : 0);
	json_double(&j, "avg", histogram_average(h));
	json_uint(&j, "max", h->max);
	for (int i = 0; i < HIST_NR_PERCENTILES; i++)
		json_uint(&j, hist_percentiles[i].key,
			  histogram_percentile(h, hist_percentiles[i].permille, step));
	json_uint(&j, "partial", h->partial);
	if (out->header->about.by_probes)
		json_uint(&j, "derived", h->derived);
	json_uint(&j, "lost", frame->losses.total);
	put_time(&j, frame);
	put_buckets(&j, h, step);
	json_close(&j);
}

static void put_repeat(struct hist_out *out, const struct hist_repeat *repeat, int metric)
{
	const struct spread *v = repeat->v[metric];
	struct json j = { .out = out->f };

	json_open(&j, NULL);
	json_string(&j, "type", "repeat");
	json_string(&j, "metric", metric_infos[metric].name);
	json_int(&j, "runs", repeat->runs);
	json_open(&j, "mean");
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		if (v[i].n)
			json_double(&j, hist_number_key(i), v[i].mean);
	json_close(&j);
	json_open(&j, "stddev");
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		if (v[i].n)
			json_double(&j, hist_number_key(i), v[i].stddev);
	json_close(&j);
	json_close(&j);
}

static void json_frame(struct hist_out *out, const struct hist_frame *frame)
{
	static const char *const types[] = { "interval", "run", "total" };
	struct json j = { .out = out->f };

	for (int m = 0; m < BT_NR_METRICS; m++) {
		const struct hist_row **rows = NULL;
		size_t n;

		if (!(out->header->metrics & 1 << m))
			continue;
		if (out->header->per != PER_NONE &&
		    (frame->kind != FRAME_TOTAL || !out->header->intervals))
			rows = histograms_rows(frame->hs, m, &n);
		for (size_t i = 0; rows && i < n; i++)
			put_histogram(out, frame, m, rows[i]);
		free(rows);
		put_histogram(out, frame, m, NULL);
		if (frame->repeat)
			put_repeat(out, frame->repeat, m);
	}
	json_open(&j, NULL);
	json_string(&j, "type", types[frame->kind]);
	json_uint(&j, "lost", frame->losses.total);
	put_time(&j, frame);
	json_open(&j, "losses");
	for (size_t i = 0; i < frame->losses.n; i++)
		json_uint(&j, frame->losses.v[i].name, frame->losses.v[i].count);
	json_close(&j);
	json_close(&j);
}

const struct hist_ops hist_json = { json_begin, json_frame };

static const struct schema_member members[] = {
	{ "metric", "string", "batch, window, section or run" },
	{ "unit", "string", "of the values: deferrals, barriers or ns" },
	{ "count", "integer", "samples" },
	{ "sum", "integer", "of their values" },
	{ "min", "integer", "smallest value; 0 without samples" },
	{ "avg", "number", "sum / count" },
	{ "max", "integer", "largest value" },
	{ "p50", "integer", "not exceeded by half of the samples; at most 1/8 above the true value, "
			    "exact below 16, and below 1024 where linear_step is 1" },
	{ "p90", "integer", "by 90 %" },
	{ "p99", "integer", "by 99 %" },
	{ "p99_9", "integer", "by 99.9 %" },
	{ "partial", "integer", "spans that are no samples: open when measuring began or ended" },
	{ "derived", "integer", "with probes: samples with an event that was derived from the state at a call" },
	{ "buckets", "array", "samples from low to below high, 8 for each power of two; empty ones "
			      "are left out; the highest includes its high" },
	{ "linear_step", "integer", "width of the linear buckets" },
	{ "linear", "array", "the same samples, those below 1024 steps" },
	{ "lost", "integer", "events and samples that are missing, of the whole measurement; with run "
			     "of that run" },
	{ "losses", "object", "lost by cause, and lapses that cost no sample" },
	{ "elapsed_ns", "integer", "covered by this record" },
	{ "interval", "integer", "number of the interval (-I), from 1" },
	{ "time_ns", "integer", "from the start to the end of the interval" },
	{ "run", "integer", "number of the run (-r), from 1" },
	{ "runs", "integer", "how many there were" },
	{ "mean", "object", "of each number over the runs that have it" },
	{ "stddev", "object", "sample standard deviation of the same" },
	{ "per", "string", "header: key of the rows" },
	{ "level", "string", "of the table written first; none for sections (--per level)" },
	{ "site", "string", "who deferred first, emitted or began the section (--per site)" },
};

void hist_schema(FILE *f)
{
	static const char *const types[] = {
		"header", "row", "all", "interval", "run", "repeat", "total", NULL
	};
	struct json j = schema_begin(f, "hist", JSON_VERSION, types);

	schema_header(&j);
	schema_members(&j, members, ARRAY_SIZE(members));
	schema_row(&j);
	schema_end(&j);
}
