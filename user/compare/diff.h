/* SPDX-License-Identifier: GPL-2.0 */
/* What changed between two results.  Prints nothing. */
#ifndef BT_DIFF_H
#define BT_DIFF_H

#include "compare/result.h"

/* Beyond enum field, what the total has. */
enum metric {
	M_SAVING = F_NR,
	M_LOST,
	M_ELAPSED,
	M_NR,
	M_HIST = M_NR,		/* and above: numbers of histograms, see metric_of_hist() */
};

/* A difference is called one when chance would make it in fewer than one of 20 cases. */
#define DIFF_ALPHA	0.05

enum diff_verdict {
	DIFF_SINGLE,		/* one run on each side: nothing can be said */
	DIFF_EQUAL,		/* in all runs of both */
	DIFF_CHANGED,
	DIFF_NOT_SEEN,		/* what there is may be chance */
	DIFF_TOO_FEW,		/* so few runs that it would always be called chance */
	DIFF_INCOMPLETE,	/* events were lost: it may be the loss */
	DIFF_NO_VERDICT,	/* histograms of fewer than DIFF_LEAST_RUNS on a side */
};

#define DIFF_LEAST_RUNS	3

extern const char *const diff_verdicts[];

/* What a workload did in a run, for rates: "1000 pages". */
struct diff_unit {
	const char *name;	/* NULL: no rates */
	long double a, b;
};

struct diff_value {
	long double a, b;	/* means over the runs; M_LOST: sums */
	enum diff_verdict verdict;
	double p;		/* of rank_test(), negative where it was not asked */
	bool coarse;		/* percentiles at most one bucket apart, see diff_hist_coarse() */
};

struct diff_row {
	const char *name;
	const struct counts *a, *b;	/* sums over the runs; NULL: not in this result */
	const struct histogram *ha, *hb;	/* of each metric, NULL: none */
};

struct diff_hist_row {
	const char *name;
	const struct histogram *a, *b;	/* NULL: no samples in this result */
};

/* Histograms compared. */
struct diff_hist {
	unsigned int metrics;	/* bits: those that both have, and that are asked for */
	struct diff_value v[BT_NR_METRICS][HIST_NR_NUMBERS];	/* 0 where there are no samples */
	/* Ordered as those of struct diff, by diff.number. */
	struct diff_hist_row *rows[BT_NR_METRICS];
	size_t nr_rows[BT_NR_METRICS];
};

struct diff {
	const struct result *a, *b;
	struct diff_unit unit;
	struct diff_value total[M_NR];
	struct diff_hist *hist;	/* NULL: counts are compared; else the rows to show are there */
	enum field field;	/* that rows are ordered by */
	enum hist_number number;	/* the same, of histograms */
	unsigned int metrics;	/* of histograms: bits, 0 for all */
	/* In both, the largest change first; then those of A only, then of B only. */
	struct diff_row *rows;
	size_t nr_rows;
	bool other_per;		/* rows of other keys: there are none here */
	bool other_subject;
	bool by_function;	/* sites of other kernels: without their offsets */
	bool incomplete;	/* events were lost in one of them */
	/* Private: rows whose names were cut. */
	struct result_row *cut[2];
};

/** metric_name() - as JSON has it; below M_HIST. */
const char *metric_name(int metric);

/** metric_of_hist() - a number of a histogram as a metric, above M_HIST. */
static inline int metric_of_hist(enum bt_metric metric, enum hist_number number)
{
	return M_HIST + (int)metric * HIST_NR_NUMBERS + (int)number;
}

/** metric_find() - the metric of this name, or -1; those of histograms are "batch.avg". */
int metric_find(const char *name, size_t length);

/**
 * diff_make() - compare.
 * @d: zero but for unit, field, number and metrics; to be freed with diff_free() in any case
 * @a, @b: borrowed; of both or of neither there are histograms
 *
 * Return: 0 or -ENOMEM.
 */
int diff_make(struct diff *d, const struct result *a, const struct result *b);

/** diff_free() - what diff_make() allocated. */
void diff_free(struct diff *d);

/** diff_value_of() - a metric as it was compared; NULL if it was not. */
const struct diff_value *diff_value_of(const struct diff *d, int metric);

/* Where a row is shown. */
struct diff_order {
	const struct diff_row *row;
	int group;		/* 0 in both, 1 in A only, 2 in B only */
	long double change;	/* without its sign */
};

/** diff_compare_order() - for qsort(): by group, then what changed most, then by name. */
int diff_compare_order(const void *a, const void *b);

/**
 * diff_judge() - the rank test on the values of runs.
 * @p: its result, negative if it was not made
 */
enum diff_verdict diff_judge(const long double *a, size_t na, const long double *b, size_t nb,
			     double *p);

/** diff_hist_make() - of diff_make(): when all but the histograms is there. */
int diff_hist_make(struct diff *d);

/** diff_hist_free() - NULL is fine. */
void diff_hist_free(struct diff_hist *h);

/**
 * diff_hist_coarse() - may two percentiles differ by the width of their buckets only?
 * @step_a, @step_b: width of the linear buckets
 *
 * They are the upper ends of buckets: a change no larger than one bucket can come of values
 * that are next to each other.
 */
bool diff_hist_coarse(long double a, uint64_t step_a, long double b, uint64_t step_b);

/** diff_hist_number() - one of a row's, per run as the total's; 0 without samples. */
long double diff_hist_number(const struct result *r, enum bt_metric metric,
			     const struct histogram *h, enum hist_number number);

/** diff_hist_row_equal() - is no number of it different? */
bool diff_hist_row_equal(const struct diff *d, enum bt_metric metric,
			 const struct diff_hist_row *row);

/** diff_row_value() - one field of one side of a row, the mean over its runs. */
long double diff_row_value(const struct result *r, const struct counts *n, int metric);

/**
 * diff_percent() - (b - a) in percent of a, negative where b is below.
 *
 * Return: 0 where both are 0, plus or minus infinity where only a is.
 */
long double diff_percent(long double a, long double b);

/** diff_row_equal() - is no field of it different? */
bool diff_row_equal(const struct diff *d, const struct diff_row *row);

#endif /* BT_DIFF_H */
