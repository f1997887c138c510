// SPDX-License-Identifier: GPL-2.0
/* Test what diff makes of two results: the rank test, verdicts and conditions. */
#include <check.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/diff.h"
#include "compare/fail_if.h"
#include "base/rank_test.h"
#include "runner.h"

/* Compute the probability by its definition: count all ways to choose na of all values. */
static double by_definition(const long double *a, size_t na, const long double *b, size_t nb)
{
	long double v[16], rank[16], observed = 0, mean;
	size_t n = na + nb, far = 0, all = 0;

	memcpy(v, a, na * sizeof(*v));
	memcpy(v + na, b, nb * sizeof(*v));
	for (size_t i = 0; i < n; i++) {
		rank[i] = 0.5;
		for (size_t k = 0; k < n; k++)
			rank[i] += v[k] < v[i] ? 1 : v[k] == v[i] ? 0.5L : 0;
	}
	for (size_t i = 0; i < na; i++)
		observed += rank[i];
	mean = na * (n + 1) / 2.0L;
	for (unsigned int set = 0; set < 1u << n; set++) {
		long double sum = 0;

		if ((size_t)__builtin_popcount(set) != na)
			continue;
		for (size_t i = 0; i < n; i++)
			sum += set >> i & 1 ? rank[i] : 0;
		all++;
		far += fabsl(sum - mean) >= fabsl(observed - mean);
	}
	return (double)far / all;
}

START_TEST(rank_test_gives_published_values)
{
	/*
	 * Permeability of the human chorioamnion, Hollander and Wolfe, Nonparametric
	 * Statistical Methods (1973), p. 69: one-sided 0.1272.
	 */
	static const long double term[] = { 0.80L, 0.83L, 1.89L, 1.04L, 1.45L, 1.38L, 1.91L, 1.64L,
					    0.73L, 1.46L };
	static const long double early[] = { 1.15L, 0.88L, 0.90L, 0.74L, 1.21L };
	/* Mann and Whitney (1947), table I, n = m = 5: P(U <= u) for u = 0 to 4, one-sided. */
	static const double table[] = { .004, .008, .016, .028, .048 };
	long double a[5], b[5] = { 10, 20, 30, 40, 50 };

	ck_assert_double_eq_tol(rank_test(term, 10, early, 5), 2 * 0.1272, 1e-4);
	for (int u = 0; u < 5; u++) {
		/* Only the largest of a is above the u smallest of b, so U = u. */
		for (int i = 0; i < 5; i++)
			a[i] = i;
		a[4] = 10 * u + 5;
		ck_assert_double_eq_tol(rank_test(a, 5, b, 5), 2 * table[u], 1.1e-3);
	}
}
END_TEST

START_TEST(rank_test_equals_its_definition)
{
	long double a[6], b[6];
	unsigned int seed = 7;

	/* Use few different values, so that many are equal. */
	for (int round = 0; round < 60; round++) {
		size_t na = 1 + round % 6, nb = 1 + round / 6 % 6;

		for (int i = 0; i < 6; i++) {
			seed = seed * 1103515245 + 12345;
			a[i] = seed >> 16 & 3;
			b[i] = (seed >> 20 & 3) + round % 3;
		}
		ck_assert_double_eq_tol(rank_test(a, na, b, nb),
					by_definition(a, na, b, nb), 1e-12);
	}
}
END_TEST

START_TEST(rank_test_takes_any_number_of_values)
{
	static long double a[3000], b[3000];

	ck_assert_double_eq_tol(rank_least(5, 5), 2 / 252.0, 1e-12);
	ck_assert_double_eq_tol(rank_least(3, 3), 0.1, 1e-12);
	ck_assert_double_eq_tol(rank_least(4, 4), 2 / 70.0, 1e-12);
	ck_assert_double_eq(rank_least(0, 3), 1);
	ck_assert_double_eq(rank_least(1, 1), 1);
	ck_assert(rank_test(a, 0, b, 3) < 0);
	/* The exact distribution ends at 59 and 59 values; the approximation must continue it. */
	for (int i = 0; i < 3000; i++) {
		a[i] = i * 7 % 11;
		b[i] = a[i] + (i % 2 ? 0 : 1);
	}
	ck_assert(rank_test(a, 59, b, 59) > 0.1 && rank_test(a, 59, b, 59) < 0.5);
	a[59] = b[59] = 5;
	ck_assert_double_eq_tol(rank_test(a, 59, b, 59), rank_test(a, 60, b, 60), 0.01);
	ck_assert(rank_test(a, 3000, b, 3000) < 1e-6);
	for (int i = 0; i < 3000; i++)
		a[i] = b[i] = 1;
	ck_assert_double_eq(rank_test(a, 3000, b, 3000), 1);
}
END_TEST

/* Make a result of runs that emitted @emitted barriers. */
static struct result result_of(const uint64_t *emitted, size_t n)
{
	struct result r = { .elapsed_ns = 1000, .subject = (char *)"x", .kernel = (char *)"k" };

	for (size_t i = 0; i < n; i++) {
		struct counts c = { .c = { [BT_EMITTED] = emitted[i] } };

		ck_assert_int_eq(result_add_run(&r, &c, 10), 0);
		counts_add(&r.total, &c, 1);
	}
	return r;
}

START_TEST(verdict_follows_from_the_runs)
{
	static const uint64_t low[] = { 10, 11, 12, 13, 14 }, high[] = { 20, 21, 22, 23, 24 };
	static const uint64_t mixed[] = { 9, 12, 15, 11, 13 }, same[] = { 7, 7, 7, 7, 7 };
	static const struct {
		const uint64_t *a, *b;
		size_t na, nb;
		uint64_t lost;
		enum diff_verdict verdict;
	} cases[] = {
		{ low, high, 5, 5, 0, DIFF_CHANGED },
		{ low, mixed, 5, 5, 0, DIFF_NOT_SEEN },
		{ same, same, 5, 5, 0, DIFF_EQUAL },
		{ same, same, 2, 3, 0, DIFF_EQUAL },
		{ low, low, 5, 5, 0, DIFF_NOT_SEEN },
		{ low, high, 3, 3, 0, DIFF_TOO_FEW },
		{ low, high, 4, 4, 0, DIFF_CHANGED },
		{ low, high, 1, 5, 0, DIFF_TOO_FEW },
		{ low, high, 1, 1, 0, DIFF_SINGLE },
		{ same, same, 1, 1, 0, DIFF_SINGLE },
		{ low, high, 5, 5, 1, DIFF_INCOMPLETE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct result a = result_of(cases[i].a, cases[i].na),
			      b = result_of(cases[i].b, cases[i].nb);
		struct diff d = { 0 };

		b.lost = cases[i].lost;
		ck_assert_int_eq(diff_make(&d, &a, &b), 0);
		ck_assert_msg(d.total[F_QUEUED].verdict == cases[i].verdict, "case %zu: %s", i,
			      diff_verdicts[d.total[F_QUEUED].verdict]);
		ck_assert_int_eq(d.incomplete, !!cases[i].lost);
		diff_free(&d);
		free(a.runs);
		free(b.runs);
	}
}
END_TEST

/* Make a result of hist whose runs had one batch each, of these @sizes, or none if 0. */
static void hist_of(struct result *r, const uint64_t *sizes, size_t n)
{
	*r = (struct result){ .subject = (char *)"x", .kernel = (char *)"k" };
	ck_assert_int_eq(result_hist_new(r), 0);
	r->hist->step[BT_METRIC_BATCH] = 1;
	for (size_t i = 0; i < n; i++) {
		long double numbers[BT_NR_METRICS][HIST_NR_NUMBERS];
		struct histogram h[BT_NR_METRICS] = { 0 };

		if (sizes[i])
			ck_assert_int_eq(histogram_add(&h[BT_METRIC_BATCH], sizes[i], 1), 0);
		for (int m = 0; m < BT_NR_METRICS; m++)
			hist_numbers(&h[m], 1, numbers[m]);
		ck_assert_int_eq(result_hist_total(r, BT_METRIC_BATCH, &h[BT_METRIC_BATCH]), 0);
		ck_assert_int_eq(
			result_hist_run(r, (const long double (*)[HIST_NR_NUMBERS])numbers, 10), 0);
		histogram_free(&h[BT_METRIC_BATCH]);
	}
}

static void free_hist(struct result *r)
{
	r->subject = r->kernel = NULL;
	result_free(r);
}

START_TEST(hist_verdict_follows_from_the_runs)
{
	static const uint64_t low[] = { 10, 11, 12, 13, 14 }, high[] = { 20, 21, 22, 23, 24 };
	static const uint64_t mixed[] = { 9, 12, 15, 11, 13 }, same[] = { 7, 7, 7, 7, 7 };
	static const uint64_t few[] = { 10, 11, 0, 0, 0 };
	static const struct {
		const uint64_t *a, *b;
		size_t na, nb;
		uint64_t lost;
		enum diff_verdict avg, count;
	} cases[] = {
		{ low, high, 5, 5, 0, DIFF_CHANGED, DIFF_EQUAL },
		{ low, mixed, 5, 5, 0, DIFF_NOT_SEEN, DIFF_EQUAL },
		{ same, same, 3, 3, 0, DIFF_EQUAL, DIFF_EQUAL },
		{ low, high, 3, 3, 0, DIFF_TOO_FEW, DIFF_EQUAL },
		{ low, high, 4, 4, 0, DIFF_CHANGED, DIFF_EQUAL },
		{ low, high, 2, 5, 0, DIFF_NO_VERDICT, DIFF_NO_VERDICT },
		{ same, same, 2, 2, 0, DIFF_NO_VERDICT, DIFF_NO_VERDICT },
		{ low, high, 1, 1, 0, DIFF_NO_VERDICT, DIFF_NO_VERDICT },
		/* Three runs had no samples: they have no average. */
		{ few, high, 5, 5, 0, DIFF_NO_VERDICT, DIFF_NOT_SEEN },
		{ low, high, 5, 5, 1, DIFF_INCOMPLETE, DIFF_INCOMPLETE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct result a, b;
		struct diff d = { 0 };

		hist_of(&a, cases[i].a, cases[i].na);
		hist_of(&b, cases[i].b, cases[i].nb);
		b.lost = cases[i].lost;
		ck_assert_int_eq(diff_make(&d, &a, &b), 0);
		ck_assert_uint_eq(d.hist->metrics, 1 << BT_METRIC_BATCH);
		ck_assert_msg(d.hist->v[BT_METRIC_BATCH][HIST_AVG].verdict == cases[i].avg, "case %zu: %s", i,
			      diff_verdicts[d.hist->v[BT_METRIC_BATCH][HIST_AVG].verdict]);
		ck_assert_msg(d.hist->v[BT_METRIC_BATCH][HIST_COUNT].verdict == cases[i].count, "case %zu: %s",
			      i, diff_verdicts[d.hist->v[BT_METRIC_BATCH][HIST_COUNT].verdict]);
		diff_free(&d);
		free_hist(&a);
		free_hist(&b);
	}
}
END_TEST

/* A difference is coarse if the values are in adjacent buckets, unless a bucket holds one value. */
START_TEST(difference_within_a_bucket_is_coarse)
{
	static const struct { long double a, b; uint64_t step; bool coarse; } cases[] = {
		{ 143, 143, 0, false }, { 143, 159, 0, true }, { 159, 143, 0, true },
		{ 143, 175, 0, false }, { 143, 144, 0, true }, { 143, 159, 1, false },
		{ 12, 13, 0, false }, { 15, 17, 0, true }, { 14, 17, 0, false },
		{ 1023, 1151, 1, true }, { 900, 1151, 1, false }, { 1022, 1023, 1, false },
		{ 127, 143, 0, true }, { 0, 1, 0, false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_msg(diff_hist_coarse(cases[i].a, cases[i].step, cases[i].b,
					       cases[i].step) == cases[i].coarse, "case %zu", i);
}
END_TEST

static const struct {
	const char *text;
	int ret;
	bool holds;	/* A has batches of 10 and 20, B of 20 and 40 */
} hist_conditions[] = {
	{ "batch.avg == 30", 0, true },
	{ "batch.avg >= 200%", 0, true },
	{ "batch.avg > +100%", 0, false },
	{ "batch.avg == +15", 0, true },
	{ "batch.p50 == 20", 0, true },
	{ "batch.p99_9 > 40", 0, false },
	{ "batch.max != 40", 0, false },
	{ "batch.count > +0", 0, false },
	{ "batch.count/pages == 0.01", 0, true },
	{ "batch.avg/pages > 1", -ENOENT, false },
	{ "batch.p99.9 > 1", -ENOENT, false },
	{ "batch > 1", -ENOENT, false },
	{ "batch. > 1", -ENOENT, false },
	{ "batches.avg > 1", -ENOENT, false },
	/* Metrics that are not compared */
	{ "window.avg == 0", 0, false },
	{ "queued == 0", 0, false },
};

START_TEST(hist_condition_is_parsed_and_judged)
{
	static const uint64_t a_sizes[] = { 10, 20 }, b_sizes[] = { 20, 40 };
	struct diff d = { .unit = { "pages", 100, 100 } };
	struct fail_if c;
	struct result a, b;

	hist_of(&a, a_sizes, 2);
	hist_of(&b, b_sizes, 2);
	ck_assert_int_eq(diff_make(&d, &a, &b), 0);
	ck_assert_int_eq(fail_if_parse(&c, hist_conditions[_i].text, "pages"),
			 hist_conditions[_i].ret);
	if (!hist_conditions[_i].ret)
		ck_assert_int_eq(fail_if_holds(&c, &d), hist_conditions[_i].holds);
	diff_free(&d);
	free_hist(&a);
	free_hist(&b);
}
END_TEST

static const struct {
	const char *text;
	int ret;
	bool holds;	/* queued is 100 in A and 110 in B, saving 0.5 and 0.4, direct 0 in A */
} conditions[] = {
	{ "queued > 109", 0, true },
	{ "queued > 110", 0, false },
	{ "queued >= 110", 0, true },
	{ "queued<111", 0, true },
	{ " queued <= 109 ", 0, false },
	{ "queued == 110", 0, true },
	{ "queued != 110", 0, false },
	{ "queued > +9", 0, true },
	{ "queued > +10", 0, false },
	{ "queued < +11", 0, true },
	{ "queued < -1", 0, false },
	{ "queued > +9.99%", 0, true },
	{ "queued > + 10 %", 0, false },
	{ "queued >= 110%", 0, true },
	{ "queued > 110%", 0, false },
	{ "saving < 0.5", 0, true },
	{ "saving < -0.05", 0, true },
	{ "saving < -0.15", 0, false },
	{ "saving < -19%", 0, true },
	{ "saving < -21%", 0, false },
	{ "saving < 81%", 0, true },
	/* The value in A is 0. */
	{ "direct > +1000000%", 0, true },
	{ "direct < +5%", 0, false },
	{ "direct > 5%", 0, true },
	{ "flush_empty > +0%", 0, false },
	{ "flush_empty == 100%", 0, true },
	{ "lost > 0", 0, false },
	{ "elapsed_ns > +5%", 0, false },
	{ "queued/pages > 1.05", 0, true },
	{ "queued / pages > +0.2", 0, false },
	{ "queued / pages > +0.05", 0, true },
	{ "", -EINVAL, false },
	{ ">", -EINVAL, false },
	{ "queued", -EINVAL, false },
	{ "queued >", -EINVAL, false },
	{ "queued > x", -EINVAL, false },
	{ "queued > nan", -EINVAL, false },
	{ "queued > inf", -EINVAL, false },
	{ "queued > 0x10", -EINVAL, false },
	{ "queued > 1e999999", -EINVAL, false },
	{ "queued > 5%%", -EINVAL, false },
	{ "queued > 5 5", -EINVAL, false },
	{ "queued > --5", -EINVAL, false },
	{ "queued = 5", -EINVAL, false },
	{ "queued ! 5", -EINVAL, false },
	{ "queued > 5; true", -EINVAL, false },
	{ "Queued > 5", -EINVAL, false },
	{ "queue > 5", -ENOENT, false },
	{ "queuedx > 5", -ENOENT, false },
	{ "type > 5", -ENOENT, false },
	{ "queued/forks > 5", -ENOENT, false },
	{ "queued/ > 5", -ENOENT, false },
	{ "saving/pages > 5", -ENOENT, false },
};

START_TEST(condition_is_parsed_and_judged)
{
	struct counts ca = { .c = { [BT_EMITTED] = 40, [BT_FIRST] = 10, [BT_AGAIN] = 50,
				    [BT_FLUSH] = 10 } };
	struct counts cb = { .c = { [BT_EMITTED] = 46, [BT_FIRST] = 20, [BT_AGAIN] = 44,
				    [BT_FLUSH] = 20, [BT_DIRECT] = 3 } };
	struct result a = result_of(NULL, 0), b = a;
	struct diff d = { .unit = { "pages", 100, 100 } };
	struct fail_if c;

	a.total = ca;
	b.total = cb;
	ck_assert_int_eq(result_add_run(&a, &ca, 10) | result_add_run(&b, &cb, 10), 0);
	ck_assert_int_eq(diff_make(&d, &a, &b), 0);
	ck_assert_int_eq(fail_if_parse(&c, conditions[_i].text, "pages"), conditions[_i].ret);
	if (!conditions[_i].ret)
		ck_assert_int_eq(fail_if_holds(&c, &d), conditions[_i].holds);
	diff_free(&d);
	free(a.runs);
	free(b.runs);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_test(c, rank_test_gives_published_values);
	tcase_add_test(c, rank_test_equals_its_definition);
	tcase_add_test(c, rank_test_takes_any_number_of_values);
	tcase_add_test(c, verdict_follows_from_the_runs);
	tcase_add_test(c, hist_verdict_follows_from_the_runs);
	tcase_add_test(c, difference_within_a_bucket_is_coarse);
	tcase_add_loop_test(c, hist_condition_is_parsed_and_judged, 0,
			    sizeof(hist_conditions) / sizeof(*hist_conditions));
	tcase_add_loop_test(c, condition_is_parsed_and_judged, 0,
			    sizeof(conditions) / sizeof(*conditions));
	return run_tests("diff", c, argc > 1);
}
