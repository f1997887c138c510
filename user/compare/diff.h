/* SPDX-License-Identifier: GPL-2.0 */
/* Find the changes between two results.  The code prints nothing. */
#ifndef BT_DIFF_H
#define BT_DIFF_H

#include "compare/diff_types.h"

/** metric_name() - return the name in JSON of a metric below M_HIST. */
const char *metric_name(int metric);

/**
 * metric_find() - find a metric by its name, which is "batch.avg" and the like for histograms.
 *
 * Return: the metric whose name is the first @length bytes of @name, or -1.
 */
int metric_find(const char *name, size_t length);

/**
 * diff_make() - compare two results.
 * @d: zero but for unit, field, number and metrics; to be freed with diff_free() in any case
 * @a, @b: results, borrowed; both have histograms, or none has
 *
 * Return: 0 or -ENOMEM.
 */
int diff_make(struct diff *d, const struct result *a, const struct result *b);

/** diff_free() - free what diff_make() allocated. */
void diff_free(struct diff *d);

/** diff_value_of() - return both values of a metric, NULL if the metric was not compared. */
const struct diff_value *diff_value_of(const struct diff *d, int metric);

/**
 * diff_hist_make() - compare the histograms; diff_make() calls it last.
 *
 * Return: 0 or -ENOMEM.
 */
int diff_hist_make(struct diff *d);

/** diff_hist_free() - free the comparison of histograms; NULL is fine. */
void diff_hist_free(struct diff_hist *h);

/**
 * diff_hist_coarse() - return whether the width of a bucket can explain how two percentiles differ.
 * @a, @b: the percentiles
 * @step_a, @step_b: width of the linear buckets, 0 for none
 *
 * A percentile is the upper end of a bucket.  So values that are next to each other can cause a
 * change of one bucket.
 */
bool diff_hist_coarse(long double a, uint64_t step_a, long double b, uint64_t step_b);

/** diff_hist_number() - return a number of a histogram, the count per run; 0 without samples. */
long double diff_hist_number(const struct result *r, enum bt_metric metric,
			     const struct histogram *h, enum hist_number number);

/** diff_hist_row_equal() - return whether all numbers of a row are equal in both results. */
bool diff_hist_row_equal(const struct diff *d, enum bt_metric metric,
			 const struct diff_hist_row *row);

/** diff_row_value() - return one field of a row of @r: the mean over the runs, or the saving. */
long double diff_row_value(const struct result *r, const struct counts *n, int metric);

/** diff_row_equal() - return whether all fields of a row are equal in both results. */
bool diff_row_equal(const struct diff *d, const struct diff_row *row);

#endif /* BT_DIFF_H */
