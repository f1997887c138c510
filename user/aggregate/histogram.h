/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model of `hist`: sets of buckets go in, histograms by row come out.  The model prints
 * nothing and knows no BPF beyond the layout of a set.
 */
#ifndef BT_HISTOGRAM_H
#define BT_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/hist.h"
#include "aggregate/row_key.h"

struct filter;

/* Description of a metric. */
struct metric_info {
	const char *name;	/* name in options, JSON, CSV and the docs */
	const char *unit;	/* "ns" for a time */
	const char *help;	/* one line */
	bool time;		/* metric is a time */
};

extern const struct metric_info metric_infos[BT_NR_METRICS];

/* A bucket that is not empty. */
struct hist_bucket {
	uint32_t index;		/* index in bt_hist::n, or BT_HIST_BUCKETS + index in ::linear */
	uint64_t count;
};

/* Samples of one metric.  A zeroed struct is an empty histogram. */
struct histogram {
	struct hist_bucket *buckets;	/* buckets that are not empty, by index; owned */
	size_t nr_buckets;
	uint64_t count, sum, min, max;	/* @min, @max: of samples, so not used if @count is 0 */
	uint64_t partial;	/* spans that the measurement has cut, which are no samples */
	uint64_t derived;	/* samples with an event that was derived, see logic/measure.h */
};

/** histogram_take() - add a set's samples of one metric, and @partial.  Return: 0 or -ENOMEM. */
int histogram_take(struct histogram *h, const struct bt_hist *from, uint64_t partial);

/**
 * histogram_add() - add one sample, as bt_hist_add() does.
 * @step: width of the linear buckets, 0 for none
 *
 * Return: 0 or -ENOMEM.
 */
int histogram_add(struct histogram *h, uint64_t value, uint64_t step);

/**
 * histogram_add_bucket() - add @count to one bucket, and leave count, sum, min and max as they are.
 * @index: see struct hist_bucket
 *
 * Return: 0 or -ENOMEM.
 */
int histogram_add_bucket(struct histogram *h, uint32_t index, uint64_t count);

/** histogram_merge() - add all of @from to @to.  Return: 0 or -ENOMEM. */
int histogram_merge(struct histogram *to, const struct histogram *from);

/** histogram_free() - free what @h holds, and make it an empty histogram. */
void histogram_free(struct histogram *h);

/**
 * histogram_percentile() - find the value that @permille of 1000 samples do not exceed.
 * @step: width of the linear buckets of @h, 0 for none
 *
 * The result is the largest value of the bucket that holds the percentile, but never above the
 * maximum.  So the result is not below the true value, and at most an eighth above.  The result is
 * exact where the bucket holds one value.
 *
 * Return: the value, 0 without samples.
 */
uint64_t histogram_percentile(const struct histogram *h, unsigned int permille, uint64_t step);

/** histogram_average() - return the average of the samples, 0 without samples. */
double histogram_average(const struct histogram *h);

/* Form in which a histogram is shown. */
struct hist_shape {
	bool linear;		/* show the linear buckets; else powers of two */
	uint64_t step;		/* width of the linear buckets, even if not shown; 0: none */
};

/* A histogram has 65 lines of powers of two, or a line a linear bucket and a line for the rest. */
#define HIST_MAX_LINES	(BT_HIST_LINEAR + 1)

/**
 * histogram_lines() - add up the samples by line.
 * @counts: HIST_MAX_LINES sums, to which the samples are added
 */
void histogram_lines(const struct histogram *h, const struct hist_shape *shape, uint64_t *counts);

/**
 * histogram_line_bounds() - find the values of a line: from @low to below @high.
 *
 * Return: false where the line has no upper bound; @high is UINT64_MAX then.
 */
bool histogram_line_bounds(const struct hist_shape *shape, size_t line, uint64_t *low,
			   uint64_t *high);

/* A row and its histograms. */
struct hist_row {
	struct row key;		/* without counts */
	uint64_t named;		/* rank of the name: the latest, for a process its leader's */
	struct histogram h[BT_NR_METRICS];
};

struct histograms;

/**
 * histograms_new() - make an empty table.
 * @per: the key of its rows
 * @filter: borrowed, must outlive the table
 *
 * Return: the table, to be freed with histograms_free(), or NULL without memory.
 */
struct histograms *histograms_new(enum per per, const struct filter *filter);

/** histograms_free() - free the table and its rows; NULL is fine. */
void histograms_free(struct histograms *hs);

/**
 * histograms_take() - add a set's samples to the total and to a row, if the filter passes the set.
 *
 * Return: 0 or -ENOMEM.
 */
int histograms_take(struct histograms *hs, const struct bt_set *set);

/* One sample, or one partial span. */
struct hist_sample {
	struct bt_slot who;	/* task, as bt_set::who */
	enum bt_metric metric;
	bool partial;		/* span that the measurement has cut: no sample */
	bool derived;		/* one of the sample's events was derived */
	uint64_t value;		/* in the metric's unit */
	uint64_t step;		/* width of the linear buckets, 0 for none */
};

/**
 * histograms_add() - add a sample to the total and to a row, if the filter passes the sample.
 *
 * Return: 0 or -ENOMEM.
 */
int histograms_add(struct histograms *hs, const struct hist_sample *sample);

/** histograms_merge() - add all of @from to @to.  Return: 0 or -ENOMEM. */
int histograms_merge(struct histograms *to, const struct histograms *from);

/** histograms_total() - return the histogram over all rows, borrowed from @hs. */
const struct histogram *histograms_total(const struct histograms *hs, enum bt_metric metric);

/**
 * histograms_rows() - list the rows with samples or partial spans of @metric, most samples first.
 * @n: result, number of rows
 *
 * Return: an array of pointers into @hs, to be freed by the caller, or NULL without memory.
 */
const struct hist_row **histograms_rows(const struct histograms *hs, enum bt_metric metric,
					size_t *n);

/**
 * histogram_default_shape() - set powers of two for all metrics, and exact percentiles for numbers.
 * @shape: result, BT_NR_METRICS of them
 */
void histogram_default_shape(struct hist_shape *shape);

#endif /* BT_HISTOGRAM_H */
