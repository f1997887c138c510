/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model of `hist`: sets of buckets go in, histograms by row come out.  Prints
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

struct metric_info {
	const char *name;	/* in options, JSON, CSV and the docs */
	const char *unit;	/* "ns" where it is a time */
	const char *help;	/* one line */
	bool time;
};

extern const struct metric_info metric_infos[BT_NR_METRICS];

/* Those that are not empty, by index: of struct bt_hist n[], behind them linear[]. */
struct hist_bucket {
	uint32_t index;
	uint64_t count;
};

struct histogram {
	struct hist_bucket *buckets;	/* sorted */
	size_t nr_buckets;
	uint64_t count, sum, min, max;	/* min above max: no sample */
	uint64_t partial;	/* spans that are no sample: cut by the measurement */
	uint64_t derived;	/* samples with an event that was derived, see measure.h */
};

/** histogram_take() - add the samples that a set has of one metric.  Return: 0 or -ENOMEM. */
int histogram_take(struct histogram *h, const struct bt_hist *from, uint64_t partial);

/**
 * histogram_add() - add one sample, as bt_hist_add() does.
 * @step: width of the linear buckets, 0 for none
 *
 * Return: 0 or -ENOMEM.
 */
int histogram_add(struct histogram *h, uint64_t value, uint64_t step);

/**
 * histogram_add_bucket() - add to one bucket, and to nothing else.
 * @index: as in struct hist_bucket
 *
 * Return: 0 or -ENOMEM.
 */
int histogram_add_bucket(struct histogram *h, uint32_t index, uint64_t count);

/** histogram_merge() - add all of @from to @to.  Return: 0 or -ENOMEM. */
int histogram_merge(struct histogram *to, const struct histogram *from);

/** histogram_free() - free and empty. */
void histogram_free(struct histogram *h);

/**
 * histogram_percentile() - the value that @permille of 1000 samples do not exceed.
 * @step: width of the linear buckets of @h, 0 for none
 *
 * The largest value of the bucket where it lies, but never above the maximum: not below the
 * true one, and at most an eighth above it.  Exact where the bucket holds one value.
 *
 * Return: the value, 0 without samples.
 */
uint64_t histogram_percentile(const struct histogram *h, unsigned int permille, uint64_t step);

/** histogram_average() - 0 without samples. */
double histogram_average(const struct histogram *h);

/* How a histogram is shown. */
struct hist_shape {
	bool linear;
	uint64_t step;		/* width of the linear buckets, 0 for none, also where not shown */
};

/* Lines of either shape: 65 powers of two, or the linear buckets and what is above them. */
#define HIST_MAX_LINES	(BT_HIST_LINEAR + 1)

/**
 * histogram_lines() - counts by line.
 * @counts: HIST_MAX_LINES of them, added to
 */
void histogram_lines(const struct histogram *h, const struct hist_shape *shape, uint64_t *counts);

/**
 * histogram_line_bounds() - the values of a line: from @low to below @high.
 *
 * Return: false where there is no upper bound, and @high is the largest value.
 */
bool histogram_line_bounds(const struct hist_shape *shape, size_t line, uint64_t *low,
			   uint64_t *high);

/* A row and its histograms. */
struct hist_row {
	struct row key;		/* of row_key.h; no counts */
	uint64_t named;		/* how good its name is: the last one, of a process its leader's */
	struct histogram h[BT_NR_METRICS];
};

struct histograms;

/**
 * histograms_new() - an empty table.
 * @per: what its rows stand for
 * @filter: borrowed, must outlive the table
 *
 * Return: the table, to be freed with histograms_free(), or NULL without memory.
 */
struct histograms *histograms_new(enum per per, const struct filter *filter);

/** histograms_free() - NULL is fine. */
void histograms_free(struct histograms *hs);

/**
 * histograms_take() - add a set's samples to total and row, if the filter lets it.
 *
 * Return: 0 or -ENOMEM.
 */
int histograms_take(struct histograms *hs, const struct bt_set *set);

/* One sample, or a span that is none. */
struct hist_sample {
	struct bt_slot who;	/* as bt_set::who */
	enum bt_metric metric;
	bool partial;
	bool derived;		/* one of its events was */
	uint64_t value;
	uint64_t step;		/* width of the linear buckets, 0 for none */
};

/**
 * histograms_add() - add it to total and row, if the filter lets it.
 *
 * Return: 0 or -ENOMEM.
 */
int histograms_add(struct histograms *hs, const struct hist_sample *sample);

/** histograms_merge() - add all of @from to @to.  Return: 0 or -ENOMEM. */
int histograms_merge(struct histograms *to, const struct histograms *from);

/** histograms_total() - of all rows. */
const struct histogram *histograms_total(const struct histograms *hs, enum bt_metric metric);

/**
 * histograms_rows() - the rows that have samples of @metric, most samples first.
 * @n: how many
 *
 * Return: array of pointers into @hs, to be freed, or NULL without memory.
 */
const struct hist_row **histograms_rows(const struct histograms *hs, enum bt_metric metric,
					size_t *n);

/** histogram_default_shape() - log2, and what numbers need to have exact percentiles. */
void histogram_default_shape(struct hist_shape *shape);

#endif /* BT_HISTOGRAM_H */
