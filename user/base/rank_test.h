/* SPDX-License-Identifier: GPL-2.0 */
/* Do two small samples differ by more than chance?  No distribution is assumed. */
#ifndef BT_RANK_TEST_H
#define BT_RANK_TEST_H

#include <stddef.h>

/**
 * rank_test() - two-sided test of Mann and Whitney, exact also with equal values.
 * @a, @b: the samples, of @na and @nb values, none of them NaN
 *
 * Above some hundred values the normal approximation is taken.
 *
 * Return: the probability that samples of one and the same thing are at least as far
 * apart; negative without memory or without a value in one of them.
 */
double rank_test(const long double *a, size_t na, const long double *b, size_t nb);

/** rank_least() - the least that rank_test() can return for samples of this size. */
double rank_least(size_t na, size_t nb);

#endif /* BT_RANK_TEST_H */
