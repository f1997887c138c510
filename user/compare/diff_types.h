/* SPDX-License-Identifier: GPL-2.0 */
/* Describe the comparison of two results: its numbers, rows and verdicts. */
#ifndef BT_DIFF_TYPES_H
#define BT_DIFF_TYPES_H

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
	bool other_scope;	/* results are of different kinds of tasks: refused */
	bool other_backend;	/* one result has tracepoints, the other probes */
	bool other_coverage;	/* probes of one result saw places that the other did not see */
	bool levels_unknown;	/* probes do not see levels: @rows is empty */
	bool by_function;	/* sites of other kernels or backends: compared without offsets */
	bool incomplete;	/* events were lost in one of the results */
	/* Private: arrays of rows, with cut names if @by_function. */
	struct result_row *cut[2];
};

/** metric_of_hist() - return the metric, M_HIST or above, for a number of a histogram. */
static inline int metric_of_hist(enum bt_metric metric, enum hist_number number)
{
	return M_HIST + (int)metric * HIST_NR_NUMBERS + (int)number;
}

#endif /* BT_DIFF_TYPES_H */
