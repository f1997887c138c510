/* SPDX-License-Identifier: GPL-2.0 */
/* Test whether two small samples differ by more than chance, without assuming a distribution. */
#ifndef BT_RANK_TEST_H
#define BT_RANK_TEST_H

#include <stddef.h>

/**
 * rank_test() - make the two-sided test of Mann and Whitney, exact also with equal values.
 * @a, @b: the samples, of @na and @nb values, none of them NaN
 *
 * Above some hundred values the function takes the normal approximation.
 *
 * Return: the probability that two samples from one distribution are at least as far apart;
 * negative without memory, or when a sample has no value.
 */
double rank_test(const long double *a, size_t na, const long double *b, size_t nb);

/** rank_least() - return the least probability that rank_test() can give for these sizes. */
double rank_least(size_t na, size_t nb);

#endif /* BT_RANK_TEST_H */
