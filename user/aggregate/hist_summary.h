/* SPDX-License-Identifier: GPL-2.0 */
/* Sum up a histogram, or the histograms of several runs, in a few numbers. */
#ifndef BT_HIST_SUMMARY_H
#define BT_HIST_SUMMARY_H

#include "aggregate/histogram.h"
#include "aggregate/spread.h"

/* A percentile that outputs show. */
struct hist_percentile {
	unsigned int permille;
	const char *name;	/* name for people */
	const char *key;	/* name in JSON and CSV */
};

#define HIST_NR_PERCENTILES 4
extern const struct hist_percentile hist_percentiles[HIST_NR_PERCENTILES];

/* The numbers that sum up a histogram. */
enum hist_number {
	HIST_COUNT,
	HIST_AVG,
	HIST_PERCENTILE,	/* first of HIST_NR_PERCENTILES percentiles */
	HIST_MAX = HIST_PERCENTILE + HIST_NR_PERCENTILES,
	HIST_NR_NUMBERS,
};

/** hist_number_name() - return the name for people: "count", "p99.9". */
const char *hist_number_name(enum hist_number number);

/** hist_number_key() - return the name in JSON, CSV and options: "count", "p99_9". */
const char *hist_number_key(enum hist_number number);

/** hist_number_find() - return the number whose key is the first @length bytes of @key, or -1. */
int hist_number_find(const char *key, size_t length);

/**
 * hist_numbers() - compute all numbers of a histogram.
 * @step: width of the linear buckets of @h, 0 for none
 * @v: result, HIST_NR_NUMBERS values; without samples all but the count are NaN
 */
void hist_numbers(const struct histogram *h, uint64_t step, long double *v);

/*
 * Spread of each number over the runs of -r.  A zeroed struct has no run yet.  A run without
 * samples adds only its count.
 */
struct hist_repeat {
	int runs;
	struct spread v[BT_NR_METRICS][HIST_NR_NUMBERS];
};

/** hist_repeat_add() - add the histograms of one more run; @shape: by metric. */
void hist_repeat_add(struct hist_repeat *r, const struct histograms *hs,
		     const struct hist_shape *shape);

/**
 * hist_value() - write a value of a metric with its unit: "12", "4.096us".
 * @digits: number of significant digits of a time
 *
 * Return: @buf.
 */
char *hist_value(char *buf, size_t size, enum bt_metric metric, uint64_t value, int digits);

/** hist_mean() - write a mean of values with its unit, "12.50", "4.096us", and return @buf. */
char *hist_mean(char *buf, size_t size, enum bt_metric metric, double value);

#endif /* BT_HIST_SUMMARY_H */
