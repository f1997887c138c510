/* SPDX-License-Identifier: GPL-2.0 */
/* A distribution in a few numbers: of one histogram, and over several runs. */
#ifndef BT_HIST_SUMMARY_H
#define BT_HIST_SUMMARY_H

#include "aggregate/histogram.h"
#include "aggregate/spread.h"

struct hist_percentile {
	unsigned int permille;
	const char *name;	/* for people */
	const char *key;	/* in JSON and CSV */
};

#define HIST_NR_PERCENTILES 4
extern const struct hist_percentile hist_percentiles[HIST_NR_PERCENTILES];

enum hist_number {
	HIST_COUNT,
	HIST_AVG,
	HIST_PERCENTILE,	/* the first of them */
	HIST_MAX = HIST_PERCENTILE + HIST_NR_PERCENTILES,
	HIST_NR_NUMBERS,
};

/** hist_number_name() - for people: "count", "p99.9". */
const char *hist_number_name(enum hist_number number);

/** hist_number_key() - as JSON, CSV and options have it: "count", "p99_9". */
const char *hist_number_key(enum hist_number number);

/** hist_number_find() - the number of this key, or -1. */
int hist_number_find(const char *key, size_t length);

/**
 * hist_numbers() - all of them.
 * @step: width of the linear buckets of @h, 0 for none
 * @v: HIST_NR_NUMBERS of them; without samples NaN but for the count
 */
void hist_numbers(const struct histogram *h, uint64_t step, long double *v);

/* Over the runs of -r; of a run without samples only the count.  Zero-initialise. */
struct hist_repeat {
	int runs;
	struct spread v[BT_NR_METRICS][HIST_NR_NUMBERS];
};

/** hist_repeat_add() - one more run. */
void hist_repeat_add(struct hist_repeat *r, const struct histograms *hs,
		     const struct hist_shape *shape);

/**
 * hist_value() - a value of a metric with its unit: "12", "4.096us".
 * @digits: significant ones, of a time
 *
 * Return: @buf.
 */
char *hist_value(char *buf, size_t size, enum bt_metric metric, uint64_t value, int digits);

/** hist_mean() - the same for what lies between values: "12.50", "4.096us". */
char *hist_mean(char *buf, size_t size, enum bt_metric metric, double value);

#endif /* BT_HIST_SUMMARY_H */
