// SPDX-License-Identifier: GPL-2.0
/* Judge the difference of two values, or of the values of two series of runs. */
#include <math.h>
#include <string.h>

#include "base/rank_test.h"
#include "compare/judge.h"

long double diff_percent(long double a, long double b)
{
	if (a == b)
		return 0;
	return a ? 100 * (b - a) / fabsl(a) : copysignl(INFINITY, b);
}

static bool all_equal(const long double *a, size_t na, const long double *b, size_t nb)
{
	for (size_t i = 0; i < na; i++)
		if (a[i] != b[0])
			return false;
	for (size_t i = 0; i < nb; i++)
		if (b[i] != a[0])
			return false;
	return true;
}

enum diff_verdict diff_judge(const long double *a, size_t na, const long double *b, size_t nb,
			     double *p)
{
	*p = -1;
	if (na < 2 || nb < 2)
		return DIFF_TOO_FEW;
	*p = rank_test(a, na, b, nb);
	if (all_equal(a, na, b, nb))
		return DIFF_EQUAL;
	if (rank_least(na, nb) > DIFF_ALPHA)
		return DIFF_TOO_FEW;
	return *p <= DIFF_ALPHA ? DIFF_CHANGED : DIFF_NOT_SEEN;
}

int diff_compare_order(const void *a, const void *b)
{
	const struct diff_order *x = a, *y = b;

	if (x->group != y->group)
		return x->group - y->group;
	if (x->change != y->change)
		return x->change < y->change ? 1 : -1;
	return strcmp(x->row->name, y->row->name);
}
