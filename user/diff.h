/* SPDX-License-Identifier: GPL-2.0 */
/* What changed between two results.  Prints nothing. */
#ifndef BT_DIFF_H
#define BT_DIFF_H

#include "result.h"

/* Beyond enum field, what the total has. */
enum metric {
	M_SAVING = F_NR,
	M_LOST,
	M_ELAPSED,
	M_NR,
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
};

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
};

struct diff_row {
	const char *name;
	const struct counts *a, *b;	/* sums over the runs; NULL: not in this result */
};

struct diff {
	const struct result *a, *b;
	struct diff_unit unit;
	struct diff_value total[M_NR];
	enum field field;	/* that rows are ordered by */
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

/** metric_name() - as JSON has it. */
const char *metric_name(int metric);

/** metric_find() - the metric of this name, or -1. */
int metric_find(const char *name, size_t length);

/**
 * diff_make() - compare.
 * @d: zero but for unit and field; to be freed with diff_free() in any case
 * @a, @b: borrowed
 *
 * Return: 0 or -ENOMEM.
 */
int diff_make(struct diff *d, const struct result *a, const struct result *b);

/** diff_free() - what diff_make() allocated. */
void diff_free(struct diff *d);

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
