// SPDX-License-Identifier: GPL-2.0
/*
 * Compare two samples by ranks.  Repeated runs give few counts, and the counts are not distributed
 * normally: most runs are equal to the last digit, a few are disturbed by a kernel thread.  Ranks
 * assume no distribution, and one disturbed run moves them little (Mann and Whitney, Ann. Math.
 * Statist. 18, 1947).
 *
 * Equal values get the mean of their ranks.  Tables and the normal approximation are not exact
 * then.  The shift algorithm (Streitberg and Roehmel, 1986) still is: it counts the rank sums over
 * all ways to deal out the values.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/rank_test.h"

#define MAX_STEPS	100000000.0	/* limit for the exact algorithm: a fraction of a second */

/* A value with its rank. */
struct ranked {
	long double v;
	bool first;	/* value is of the smaller sample */
	size_t rank2;	/* twice the rank, which keeps half ranks whole */
};

static int compare_values(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->v > y->v) - (x->v < y->v);
}

/* Return: the sum of t^3 - t over all groups of t equal values, for the normal approximation. */
static double give_ranks(struct ranked *v, size_t n)
{
	double ties = 0;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && v[end].v == v[i].v; end++)
			;
		for (size_t k = i; k < end; k++)
			v[k].rank2 = i + 1 + end;
		ties += pow(end - i, 3) - (end - i);
	}
	return ties;
}

static double normal(double distance, size_t k, size_t n, double ties)
{
	double all = n, variance = k * (all - k) / 12 * (all + 1 - ties / (all * (all - 1)));

	/* @distance is doubled, so the continuity correction of one half is 1. */
	distance = distance > 1 ? (distance - 1) / 2 : 0;
	return variance > 0 ? erfc(distance / sqrt(2 * variance)) : 1;
}

/* ways[j][s] is the number of choices of j values that have the doubled rank sum s. */
static double exact(const struct ranked *v, size_t n, size_t k, size_t distance)
{
	size_t max = 2 * n * k, mean = k * (n + 1);
	double *ways = calloc((k + 1) * (max + 1), sizeof(*ways)), far = 0, all = 0;

	if (!ways)
		return -1;
	ways[0] = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1 < k ? i + 1 : k; j > 0; j--) {
			double *to = ways + j * (max + 1), *from = to - (max + 1);

			for (size_t s = v[i].rank2; s <= max; s++)
				to[s] += from[s - v[i].rank2];
		}
	for (size_t s = 0; s <= max; s++) {
		double w = ways[k * (max + 1) + s];

		all += w;
		if ((s > mean ? s - mean : mean - s) >= distance)
			far += w;
	}
	free(ways);
	return far / all;
}

double rank_test(const long double *a, size_t na, const long double *b, size_t nb)
{
	size_t n = na + nb, k = na < nb ? na : nb, sum = 0, mean, distance;
	struct ranked *v;
	double ties, p;

	if (!k)
		return -1;
	v = calloc(n, sizeof(*v));
	if (!v)
		return -1;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct ranked){
			.v = i < na ? a[i] : b[i - na],
			.first = (i < na) == (na <= nb),
		};
	qsort(v, n, sizeof(*v), compare_values);
	ties = give_ranks(v, n);
	for (size_t i = 0; i < n; i++)
		if (v[i].first)
			sum += v[i].rank2;
	mean = k * (n + 1);
	distance = sum > mean ? sum - mean : mean - sum;
	if (2.0 * n * n * k * k <= MAX_STEPS)
		p = exact(v, n, k, distance);
	else
		p = normal(distance, k, n, ties);
	free(v);
	return p;
}

double rank_least(size_t na, size_t nb)
{
	size_t k = na < nb ? na : nb;
	double choices = 1;

	for (size_t i = 1; i <= k; i++)
		choices *= (double)(na + nb - k + i) / i;
	return k ? fmin(1, 2 / choices) : 1;
}
