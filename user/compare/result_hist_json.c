// SPDX-License-Identifier: GPL-2.0
/*
 * Read the records of `hist --json`.  From a histogram the loader takes the buckets, and not the
 * average and the percentiles: they follow from buckets, and only buckets can be added up.
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/array.h"
#include "compare/json_reader.h"

#define MAX_STEP	(1ll << 50)	/* limit of --buckets */

/* Return: the metric, or -1 for a metric of a newer version. */
static int find_metric(const char *name)
{
	for (int m = 0; m < BT_NR_METRICS; m++)
		if (!strcmp(metric_infos[m].name, name))
			return m;
	return -1;
}

/* Add the buckets of one array to @h; *@count becomes the number of their samples. */
static int read_buckets(const struct json_reader *rd, const json_t *record, const char *member,
			uint64_t step, struct histogram *h, int64_t *count)
{
	const json_t *array = json_object_get(record, member), *bucket;
	size_t i;
	int ret;

	*count = 0;
	if (!json_is_array(array))
		return json_reader_wrong(rd, "no array '%s'", member);
	json_array_foreach(array, i, bucket) {
		int64_t low, n;
		uint32_t index;

		ret = json_reader_number(rd, bucket, "low", 0, &low);
		if (!ret)
			ret = json_reader_number(rd, bucket, "count", 1, &n);
		if (ret)
			return ret;
		index = step ? BT_HIST_BUCKETS + low / step : bt_hist_index(low);
		if (step ? low % step || low / step >= BT_HIST_LINEAR :
			   bt_hist_low(index) != (uint64_t)low)
			return json_reader_wrong(rd, "no bucket of '%s' begins at %lld", member,
						 (long long)low);
		*count += n;
		if (*count > RESULT_MAX_COUNT)
			return json_reader_wrong(rd, "the buckets of '%s' hold too much", member);
		ret = json_reader_added(rd, histogram_add_bucket(h, index, n));
		if (ret)
			return ret;
	}
	return 0;
}

static int read_all_buckets(const struct json_reader *rd, const json_t *record, uint64_t step,
			    struct histogram *h)
{
	int64_t in_buckets, in_linear = 0;
	int ret = read_buckets(rd, record, "buckets", 0, h, &in_buckets);

	if (!ret && step)
		ret = read_buckets(rd, record, "linear", step, h, &in_linear);
	if (ret)
		return ret;
	if (h->count != (uint64_t)in_buckets || in_linear > in_buckets)
		return json_reader_wrong(rd, "'count' is %lld, by the buckets it is %lld",
					 (long long)h->count,
					 (long long)(h->count != (uint64_t)in_buckets ? in_buckets :
						     in_linear));
	return 0;
}

/* All histograms of a metric must have one step, because linear buckets are added up. */
static int read_step(struct json_reader *rd, const json_t *record, int metric)
{
	struct result_hist *hist = rd->r->hist;
	int64_t step = 0;
	int ret = 0;

	if (json_object_get(record, "linear_step"))
		ret = json_reader_number(rd, record, "linear_step", 1, &step);
	if (ret)
		return ret;
	if (step > MAX_STEP)
		return json_reader_wrong(rd, "'linear_step' is out of range: %lld",
					 (long long)step);
	if (rd->steps & 1u << metric && hist->step[metric] != (uint64_t)step)
		return json_reader_wrong(rd, "'linear_step' is %lld, it was %lld", (long long)step,
					 (long long)hist->step[metric]);
	rd->steps |= 1u << metric;
	hist->step[metric] = step;
	return 0;
}

/* Read a histogram.  The caller frees @h in any case. */
static int read_histogram(struct json_reader *rd, const json_t *record, int metric,
			  struct histogram *h)
{
	const struct {
		const char *member;
		uint64_t *to;
	} numbers[] = {
		{ "count", &h->count }, { "sum", &h->sum }, { "min", &h->min }, { "max", &h->max },
		{ "partial", &h->partial },
	};
	int ret = read_step(rd, record, metric);

	for (size_t i = 0; !ret && i < ARRAY_SIZE(numbers); i++) {
		int64_t value;

		ret = json_reader_number(rd, record, numbers[i].member, 0, &value);
		*numbers[i].to = ret ? 0 : value;
	}
	/* Only results by probes have the member, since version 1.2. */
	if (!ret && json_object_get(record, "derived")) {
		int64_t derived;

		ret = json_reader_number(rd, record, "derived", 0, &derived);
		h->derived = ret ? 0 : derived;
	}
	if (ret)
		return ret;
	return read_all_buckets(rd, record, rd->r->hist->step[metric], h);
}

static int read_row(struct json_reader *rd, const json_t *record, int metric,
		    const struct histogram *h)
{
	const char *name;
	char buf[32];
	int ret = json_reader_row_name(rd, record, buf, sizeof(buf), &name);

	/*
	 * Skip rows of a run, because rows over all runs follow.  Rows of intervals are added up,
	 * because no rows over all intervals follow.
	 */
	if (ret || json_object_get(record, "run"))
		return ret;
	return json_reader_added(rd, result_hist_row(rd->r, name, metric, h));
}

static int add_to_run(struct json_reader *rd, int metric, const struct histogram *h)
{
	if (!rd->runs_in_header)
		return json_reader_wrong(rd, "a run in a result without -r");
	if (rd->run_metrics & 1u << metric)
		return json_reader_wrong(rd, "a second '%s' in this run",
					 metric_infos[metric].name);
	if (!rd->run_metrics)
		for (int m = 0; m < BT_NR_METRICS; m++)
			hist_numbers(&(struct histogram){ 0 }, 0, rd->run[m]);
	rd->run_metrics |= 1u << metric;
	rd->run_count[metric] += h->count;
	rd->run_sum[metric] += h->sum;
	if (rd->run_count[metric] > RESULT_MAX_COUNT || rd->run_sum[metric] > RESULT_MAX_COUNT)
		return json_reader_added(rd, -ERANGE);
	hist_numbers(h, rd->r->hist->step[metric], rd->run[metric]);
	return 0;
}

static int read_all(struct json_reader *rd, const json_t *record, int metric,
		    const struct histogram *h)
{
	/* The sum has the samples of all intervals. */
	if (json_object_get(record, "interval"))
		return 0;
	if (json_object_get(record, "run"))
		return add_to_run(rd, metric, h);
	if (rd->r->hist->metrics & 1u << metric)
		return json_reader_wrong(rd, "a second sum of '%s'", metric_infos[metric].name);
	return json_reader_added(rd, result_hist_total(rd->r, metric, h));
}

static int read_run(struct json_reader *rd, const json_t *record)
{
	int64_t elapsed;
	int ret = json_reader_number(rd, record, "elapsed_ns", 0, &elapsed);
	const long double (*run)[HIST_NR_NUMBERS] = (const long double (*)[HIST_NR_NUMBERS])rd->run;

	if (ret)
		return ret;
	if (!rd->run_metrics)
		return json_reader_wrong(rd, "a run without histograms");
	rd->run_metrics = 0;
	return json_reader_added(rd, result_hist_run(rd->r, run, elapsed));
}

static int read_total(struct json_reader *rd, const json_t *record)
{
	struct result *r = rd->r;
	int64_t elapsed, lost;
	int ret = json_reader_number(rd, record, "elapsed_ns", 0, &elapsed);

	if (!ret)
		ret = json_reader_number(rd, record, "lost", 0, &lost);
	if (ret)
		return ret;
	if (!r->hist->metrics)
		return json_reader_wrong(rd, "no histograms before the total");
	if (rd->run_metrics)
		return json_reader_wrong(rd, "the last run has no end");
	for (int m = 0; r->nr_runs && m < BT_NR_METRICS; m++)
		if (rd->run_count[m] != r->hist->total[m].count ||
		    rd->run_sum[m] != r->hist->total[m].sum)
			return json_reader_wrong(rd, "'%s' is not the sum of the runs",
						 metric_infos[m].name);
	r->elapsed_ns = elapsed;
	r->lost = lost;
	rd->total = true;
	return 0;
}

int result_hist_record(struct json_reader *rd, const json_t *record, const char *type)
{
	bool row = !strcmp(type, "row");
	struct histogram h = { 0 };
	const char *name;
	int ret, metric;

	if (!strcmp(type, "run"))
		return read_run(rd, record);
	if (!strcmp(type, "total"))
		return read_total(rd, record);
	/*
	 * Skip other types: intervals are in the total, mean and deviation follow from the runs,
	 * and any other type is of a newer version.
	 */
	if (!row && strcmp(type, "all"))
		return 0;
	ret = json_reader_text(rd, record, "metric", &name);
	if (ret)
		return ret;
	metric = find_metric(name);
	if (metric < 0)
		return 0;
	ret = read_histogram(rd, record, metric, &h);
	if (!ret)
		ret = row ? read_row(rd, record, metric, &h) : read_all(rd, record, metric, &h);
	histogram_free(&h);
	return ret;
}
