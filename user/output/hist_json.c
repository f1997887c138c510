// SPDX-License-Identifier: GPL-2.0
/* Write NDJSON: a header; a record for each row and metric, and one for the sum; the total last. */
#include <stdlib.h>

#include "base/json_schema.h"
#include "output/hist_out.h"
#include "output/losses_out.h"
#include "output/row_json.h"

#define JSON_VERSION "1.3"	/* major: a field changed its meaning; minor: new ones */

#define MEMBERS(M) \
	M(metric, string, "batch, window, section or run") \
	M(unit, string, "of the values: deferrals, barriers or ns") \
	M(count, uint, "samples") \
	M(sum, uint, "of their values") \
	M(min, uint, "smallest value; 0 without samples") \
	M(avg, double, "sum / count") \
	M(max, uint, "largest value") \
	M(p50, uint, \
	  "not exceeded by half of the samples; at most 1/8 above the true value, exact " \
	  "below 16, and below 1024 where linear_step is 1") \
	M(p90, uint, "by 90 %") \
	M(p99, uint, "by 99 %") \
	M(p99_9, uint, "by 99.9 %") \
	M(partial, uint, "spans that are no samples: open when measuring began or ended") \
	M(derived, uint, \
	  "with probes: samples with an event that was derived from the state at a call") \
	M(buckets, array, \
	  "samples from low to below high, 8 for each power of two; empty ones are left out; " \
	  "the highest includes its high") \
	M(linear_step, uint, "width of the linear buckets") \
	M(linear, array, "the same samples, those below 1024 steps") \
	M(lost, uint, \
	  "events and samples that are missing, of the whole measurement; with run of that " \
	  "run") \
	M(losses, object, "lost by cause, and lapses that cost no sample") \
	M(elapsed_ns, uint, "covered by this record")

#define SUMMARY(M) \
	M(runs, int, "how many there were") \
	M(mean, object, "of each number over the runs that have it") \
	M(stddev, object, "sample standard deviation of the same") \
	M(per, string, "header: key of the rows") \
	M(level, string, "of the table written first; none for sections (--per level)") \
	M(site, string, "who deferred first, emitted or began the section (--per site)")

JSON_MEMBERS(m, MEMBERS);
JSON_MEMBERS(of_all, SUMMARY);

static void json_begin(struct hist_out *out)
{
	const struct hist_header *h = out->header;
	struct json j = { .out = out->f };

	header_json(&j, "hist", JSON_VERSION, &h->about);
	json_put(&j, of_all.per, per_names[h->per]);
	json_put(&j, of_all.runs, h->runs);
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

	json_put_open(j, m.buckets);
	for (; i < h->nr_buckets && h->buckets[i].index < BT_HIST_BUCKETS; i++) {
		low = bt_hist_last(h->buckets[i].index);
		put_bucket(j, bt_hist_low(h->buckets[i].index), low + (low < UINT64_MAX),
			   h->buckets[i].count);
	}
	json_array_end(j);
	if (!step)
		return;
	json_put(j, m.linear_step, step);
	json_put_open(j, m.linear);
	for (; i < h->nr_buckets; i++) {
		low = (h->buckets[i].index - BT_HIST_BUCKETS) * step;
		put_bucket(j, low, low + step, h->buckets[i].count);
	}
	json_array_end(j);
}

static void put_time(struct json *j, const struct hist_frame *frame)
{
	json_put(j, m.elapsed_ns, frame->elapsed_ns);
	frame_json(j, frame->kind, frame->number, frame->time_ns);
}

/* @row: NULL for the sum */
static void put_histogram(struct hist_out *out, const struct hist_frame *frame,
			  enum bt_metric metric, const struct hist_row *row)
{
	const struct histogram *h = row ? &row->h[metric] : histograms_total(frame->hs, metric);
	const struct member_uint percentiles[HIST_NR_PERCENTILES] = {
		m.p50, m.p90, m.p99, m.p99_9,
	};
	uint64_t step = out->header->shape[metric].step;
	struct json j = { .out = out->f };

	json_open(&j, NULL);
	json_string(&j, "type", row ? "row" : "all");
	if (row)
		row_json(&j, of_all.level, of_all.site, out->header->per, out->ksyms, &row->key);
	json_put(&j, m.metric, metric_infos[metric].name);
	json_put(&j, m.unit, metric_infos[metric].unit);
	json_put(&j, m.count, h->count);
	json_put(&j, m.sum, h->sum);
	json_put(&j, m.min, h->count ? h->min : 0);
	json_put(&j, m.avg, histogram_average(h));
	json_put(&j, m.max, h->max);
	for (int i = 0; i < HIST_NR_PERCENTILES; i++)
		json_put(&j, percentiles[i],
			 histogram_percentile(h, hist_percentiles[i].permille, step));
	json_put(&j, m.partial, h->partial);
	if (out->header->about.by_probes)
		json_put(&j, m.derived, h->derived);
	json_put(&j, m.lost, frame->losses.total);
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
	json_put(&j, m.metric, metric_infos[metric].name);
	json_put(&j, of_all.runs, repeat->runs);
	json_put_open(&j, of_all.mean);
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		if (v[i].n)
			json_double(&j, hist_number_key(i), v[i].mean);
	json_close(&j);
	json_put_open(&j, of_all.stddev);
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		if (v[i].n)
			json_double(&j, hist_number_key(i), v[i].stddev);
	json_close(&j);
	json_close(&j);
}

static void json_frame(struct hist_out *out, const struct hist_frame *frame)
{
	struct json j = { .out = out->f };

	for (int metric = 0; metric < BT_NR_METRICS; metric++) {
		const struct hist_row **rows = NULL;
		size_t n;

		if (!(out->header->metrics & 1 << metric))
			continue;
		if (out->header->per != PER_NONE &&
		    (frame->kind != FRAME_TOTAL || !out->header->intervals))
			rows = histograms_rows(frame->hs, metric, &n);
		for (size_t i = 0; rows && i < n; i++)
			put_histogram(out, frame, metric, rows[i]);
		free(rows);
		put_histogram(out, frame, metric, NULL);
		if (frame->repeat)
			put_repeat(out, frame->repeat, metric);
	}
	json_open(&j, NULL);
	json_string(&j, "type", frame_type(frame->kind));
	json_put(&j, m.lost, frame->losses.total);
	put_time(&j, frame);
	losses_json(&j, m.losses, &frame->losses);
	json_close(&j);
}

const struct hist_ops hist_json = { json_begin, json_frame };

void hist_schema(FILE *f)
{
	static const char *const types[] = {
		"header", "row", "all", "interval", "run", "repeat", "total", NULL
	};
	struct json j = json_schema_begin(f, "hist", JSON_VERSION, types);

	header_schema(&j);
	json_schema_members(&j, m);
	frame_schema(&j);
	json_schema_members(&j, of_all);
	row_schema(&j);
	json_schema_end(&j);
}
