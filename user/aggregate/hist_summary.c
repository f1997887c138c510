// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <math.h>
#include <string.h>

#include "base/format.h"
#include "aggregate/hist_summary.h"

const struct hist_percentile hist_percentiles[HIST_NR_PERCENTILES] = {
	{ 500, "p50", "p50" },
	{ 900, "p90", "p90" },
	{ 990, "p99", "p99" },
	{ 999, "p99.9", "p99_9" },
};

const char *hist_number_name(enum hist_number number)
{
	switch (number) {
	case HIST_COUNT:	return "count";
	case HIST_AVG:		return "avg";
	case HIST_MAX:		return "max";
	default:		return hist_percentiles[number - HIST_PERCENTILE].name;
	}
}

const char *hist_number_key(enum hist_number number)
{
	return number < HIST_PERCENTILE || number == HIST_MAX ? hist_number_name(number) :
	       hist_percentiles[number - HIST_PERCENTILE].key;
}

int hist_number_find(const char *key, size_t length)
{
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		if (strlen(hist_number_key(i)) == length &&
		    !memcmp(hist_number_key(i), key, length))
			return i;
	return -1;
}

void hist_numbers(const struct histogram *h, uint64_t step, long double *v)
{
	v[HIST_COUNT] = h->count;
	for (int i = HIST_COUNT + 1; i < HIST_NR_NUMBERS; i++)
		v[i] = NAN;
	if (!h->count)
		return;
	v[HIST_AVG] = (long double)h->sum / h->count;
	v[HIST_MAX] = h->max;
	for (int i = 0; i < HIST_NR_PERCENTILES; i++)
		v[HIST_PERCENTILE + i] =
			histogram_percentile(h, hist_percentiles[i].permille, step);
}

void hist_repeat_add(struct hist_repeat *r, const struct histograms *hs,
		     const struct hist_shape *shape)
{
	long double v[HIST_NR_NUMBERS];

	r->runs++;
	for (int m = 0; m < BT_NR_METRICS; m++) {
		hist_numbers(histograms_total(hs, m), shape[m].step, v);
		for (int i = 0; i < HIST_NR_NUMBERS; i++)
			if (!isnan(v[i]))
				spread_add(&r->v[m][i], v[i]);
	}
}

char *hist_value(char *buf, size_t size, enum bt_metric metric, uint64_t value, int digits)
{
	if (metric_infos[metric].time)
		return format_ns(buf, size, value, digits);
	snprintf(buf, size, "%" PRIu64, value);
	return buf;
}

char *hist_mean(char *buf, size_t size, enum bt_metric metric, double value)
{
	if (metric_infos[metric].time)
		return format_ns(buf, size, value, 4);
	snprintf(buf, size, "%.2f", value);
	return buf;
}
