/* SPDX-License-Identifier: GPL-2.0 */
/* Find the changes between two results.  The code prints nothing. */
#ifndef BT_DIFF_H
#define BT_DIFF_H

#include "compare/result.h"

/* Numbers that are compared: every enum field, and these of the total. */
enum metric {
	M_SAVING = F_NR,
	M_LOST,
	M_ELAPSED,
	M_NR,
	M_HIST = M_NR,		/* first number of histograms, see metric_of_hist() */
};

/* Largest probability of chance at which a difference counts as a change: 1 in 20. */
#define DIFF_ALPHA	0.05

/* Verdict on the difference of two values. */
enum diff_verdict {
	DIFF_SINGLE,		/* one run on each side, so no test is possible */
	DIFF_EQUAL,		/* all runs of both sides are equal */
	DIFF_CHANGED,
	DIFF_NOT_SEEN,		/* difference may be chance */
	DIFF_TOO_FEW,		/* with so few runs any difference may be chance */
	DIFF_INCOMPLETE,	/* events were lost: the difference may be the loss */
	DIFF_NO_VERDICT,	/* histograms of fewer than DIFF_LEAST_RUNS runs on a side */
};

#define DIFF_LEAST_RUNS	3

extern const char *const diff_verdicts[];

/* Amount of work that a workload did in a run, for rates: "1000 pages". */
struct diff_unit {
	const char *name;	/* borrowed; NULL: no rates */
	long double a, b;	/* amount in each result */
};

/* A number in both results. */
struct diff_value {
	long double a, b;	/* means over the runs; M_LOST: sums */
	enum diff_verdict verdict;
	double p;		/* result of rank_test(), negative where no test was made */
	bool coarse;		/* percentiles at most one bucket apart, see diff_hist_coarse() */
};

/* A row in both results. */
struct diff_row {
	const char *name;	/* borrowed, as all pointers here */
	const struct counts *a, *b;	/* sums over the runs; NULL: result lacks the row */
	const struct histogram *ha, *hb;	/* one for each metric; NULL: none */
};

/* A row of one metric in both results. */
struct diff_hist_row {
	const char *name;	/* borrowed, as all pointers here */
	const struct histogram *a, *b;	/* NULL: no samples in this result */
};

/* The histograms of both results. */
struct diff_hist {
	unsigned int metrics;	/* bits: metrics that both results have, and the user asked for */
	struct diff_value v[BT_NR_METRICS][HIST_NR_NUMBERS];	/* 0 without samples */
	/* Rows by metric, in the order of diff.rows, by diff.number; owned. */
	struct diff_hist_row *rows[BT_NR_METRICS];
	size_t nr_rows[BT_NR_METRICS];
};

/* A comparison of two results. */
struct diff {
	const struct result *a, *b;	/* borrowed */
	struct diff_unit unit;
	struct diff_value total[M_NR];
	struct diff_hist *hist;	/* NULL: counts are compared; else outputs show the rows in it */
	enum field field;	/* field to order rows by */
	enum hist_number number;	/* number to order the rows of histograms by */
	unsigned int metrics;	/* metrics of histograms that the user asked for: bits, 0: all */
	/* Rows of both results, largest change first; then rows of A only, then of B only. */
	struct diff_row *rows;	/* owned */
	size_t nr_rows;
	bool other_per;		/* results have different keys: @rows is empty */
	bool other_subject;	/* results have different subjects */
	bool by_function;	/* sites of different kernels: compared without offsets */
	bool incomplete;	/* events were lost in one of the results */
	/* Private: arrays of rows, with cut names if @by_function. */
	struct result_row *cut[2];
};

/** metric_name() - return the name in JSON of a metric below M_HIST. */
const char *metric_name(int metric);

/** metric_of_hist() - return the metric, M_HIST or above, for a number of a histogram. */
static inline int metric_of_hist(enum bt_metric metric, enum hist_number number)
{
	return M_HIST + (int)metric * HIST_NR_NUMBERS + (int)number;
}

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

/* Key for the order in which rows are shown. */
struct diff_order {
	const struct diff_row *row;
	int group;		/* 0: row is in both results, 1: in A only, 2: in B only */
	long double change;	/* absolute difference */
};

/** diff_compare_order() - compare for qsort(): by group, then largest change, then name. */
int diff_compare_order(const void *a, const void *b);

/**
 * diff_judge() - return the verdict on the values of two series of runs.
 * @a, @b: the values, @na and @nb of them
 * @p: result of the rank test, negative if the test was not made
 */
enum diff_verdict diff_judge(const long double *a, size_t na, const long double *b, size_t nb,
			     double *p);

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

/**
 * diff_percent() - return (b - a) in percent of a, negative where b is below a.
 *
 * Return: 0 where both are 0, plus or minus infinity where only a is 0.
 */
long double diff_percent(long double a, long double b);

/** diff_row_equal() - return whether all fields of a row are equal in both results. */
bool diff_row_equal(const struct diff *d, const struct diff_row *row);

#endif /* BT_DIFF_H */
