/* SPDX-License-Identifier: GPL-2.0 */
/* Judge whether a difference is more than chance, and order rows by their change. */
#ifndef BT_JUDGE_H
#define BT_JUDGE_H

#include "compare/diff_types.h"

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
 * diff_percent() - return (b - a) in percent of a, negative where b is below a.
 *
 * Return: 0 where both are 0, plus or minus infinity where only a is 0.
 */
long double diff_percent(long double a, long double b);

#endif /* BT_JUDGE_H */
