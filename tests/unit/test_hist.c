// SPDX-License-Identifier: GPL-2.0
/* Test the data model of histograms, and print each output for the golden tests. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "compare/load.h"
#include "output/hist_out.h"
#include "output/formats.h"
#include "compare/result.h"
#include "runner.h"

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Return samples of all sizes: most are small, some anywhere in 64 bits. */
static uint64_t random_value(void)
{
	uint64_t value = (uint64_t)rand() << 42 ^ (uint64_t)rand() << 21 ^ rand();

	return value >> rand() % 64;
}

/* Compare with the sorted samples; half of them reach the histogram by a merge. */
START_TEST(percentiles_are_near_those_of_the_samples)
{
	static const unsigned int permilles[] = { 0, 1, 250, 500, 900, 990, 999, 1000 };
	struct bt_hist *parts = calloc(2, sizeof(*parts));
	uint64_t steps[] = { 0, 1, 7, 1000 }, step = steps[_i % 4];
	size_t n = 1 + (size_t)_i * _i * 3;
	uint64_t *v = calloc(n, sizeof(*v)), sum = 0;
	struct histogram h = { 0 }, other = { 0 };

	srand(_i);
	for (size_t i = 0; i < n; i++) {
		v[i] = random_value() & (_i % 3 ? UINT64_MAX : 2047);
		sum += v[i];
		loop_assert(bt_hist_add(&parts[i % 2], v[i], step));
	}
	ck_assert_int_eq(histogram_take(&h, &parts[0], 3), 0);
	ck_assert_int_eq(histogram_take(&other, &parts[1], 4), 0);
	ck_assert_int_eq(histogram_merge(&h, &other), 0);
	qsort(v, n, sizeof(*v), compare);
	ck_assert_uint_eq(h.count, n);
	ck_assert_uint_eq(h.sum, sum);
	ck_assert_uint_eq(h.min, v[0]);
	ck_assert_uint_eq(h.max, v[n - 1]);
	ck_assert_uint_eq(h.partial, 7);
	for (size_t p = 0; p < sizeof(permilles) / sizeof(*permilles); p++) {
		size_t rank = (n * permilles[p] + 999) / 1000;
		uint64_t is = v[rank ? rank - 1 : 0];
		uint64_t got = histogram_percentile(&h, permilles[p], step);

		ck_assert_msg(got >= is && got - is <= is / 8, "%u of %zu: %lu, is %lu",
			      permilles[p], n, got, is);
		ck_assert_uint_le(got, h.max);
		if (is < 16 || (step == 1 && is < 1024))
			ck_assert_uint_eq(got, is);
	}
	histogram_free(&h);
	histogram_free(&other);
	free(parts);
	free(v);
}
END_TEST

/* Try both shapes, log2 and linear. */
START_TEST(each_sample_is_in_the_line_that_holds_it)
{
	struct hist_shape shape = { _i & 1, _i & 2 ? 1 : 12345 };
	uint64_t counts[HIST_MAX_LINES] = { 0 }, slow[HIST_MAX_LINES] = { 0 }, low, high;
	struct bt_hist *from = calloc(1, sizeof(*from));
	struct histogram h = { 0 };

	srand(_i);
	for (int i = 0; i < 2000; i++) {
		uint64_t value = i ? random_value() : UINT64_MAX;
		size_t line = 0;

		bt_hist_add(from, value, shape.step);
		while (histogram_line_bounds(&shape, line, &low, &high) && value >= high)
			line++;
		ck_assert_uint_ge(value, low);
		slow[line]++;
	}
	ck_assert_int_eq(histogram_take(&h, from, 0), 0);
	histogram_lines(&h, &shape, counts);
	ck_assert_mem_eq(counts, slow, sizeof(counts));
	histogram_free(&h);
	free(from);
}
END_TEST

START_TEST(empty_histogram_has_only_zeros)
{
	struct histogram h = { 0 };
	uint64_t counts[HIST_MAX_LINES] = { 0 };
	struct hist_shape linear = { true, 1 };

	ck_assert_uint_eq(histogram_percentile(&h, 500, 1), 0);
	ck_assert_double_eq(histogram_average(&h), 0);
	histogram_lines(&h, &linear, counts);
	ck_assert_uint_eq(counts[BT_HIST_LINEAR], 0);
}
END_TEST

static const struct {
	enum bt_metric metric;
	struct hist_shape shape;
	size_t line;
	const char *label;
} labels[] = {
	{ BT_METRIC_BATCH, { false, 1 }, 0, "0" },
	{ BT_METRIC_BATCH, { false, 1 }, 1, "1" },
	{ BT_METRIC_BATCH, { false, 1 }, 2, "[2, 4)" },
	{ BT_METRIC_BATCH, { false, 1 }, 64, ">= 9223372036854775808" },
	{ BT_METRIC_RUN, { true, 1 }, 7, "7" },
	{ BT_METRIC_RUN, { true, 4 }, 7, "[28, 32)" },
	{ BT_METRIC_RUN, { true, 4 }, 1024, ">= 4096" },
	{ BT_METRIC_WINDOW, { false, 0 }, 0, "[0ns, 1ns)" },
	{ BT_METRIC_WINDOW, { false, 0 }, 10, "[512ns, 1.024us)" },
	{ BT_METRIC_WINDOW, { false, 0 }, 17, "[65.54us, 131.1us)" },
	{ BT_METRIC_WINDOW, { false, 0 }, 31, "[1.074s, 2.147s)" },
	{ BT_METRIC_WINDOW, { true, 1234 }, 101, "[124.634us, 125.868us)" },
	{ BT_METRIC_WINDOW, { true, 10000 }, 1023, "[10.23ms, 10.24ms)" },
	{ BT_METRIC_WINDOW, { true, 10000 }, 1024, ">= 10.24ms" },
	{ BT_METRIC_WINDOW, { true, 1000000 }, 999, "[999ms, 1s)" },
};

START_TEST(label_shows_the_bounds_of_its_line)
{
	char buf[96];

	ck_assert_str_eq(hist_label(buf, sizeof(buf), labels[_i].metric, &labels[_i].shape,
				    labels[_i].line), labels[_i].label);
}
END_TEST

static struct bt_set *set(const char *comm, uint32_t tid, uint32_t tgid, uint32_t epoch)
{
	struct bt_set *s = calloc(1, sizeof(*s));

	s->who = (struct bt_slot){
		.tid = tid, .tgid = tgid, .start = 1000 + tid, .leader_start = 1000, .epoch = epoch,
		.cpu = 1, .level = BT_LEVEL_PTE, .ip = 0xffff800080012344 + tid,
	};
	memcpy(s->who.comm, comm, strlen(comm));	/* 16 bytes have no NUL, as in the kernel */
	return s;
}

static void take(struct histograms *hs, struct bt_set *s)
{
	int ret = histograms_take(hs, s);

	free(s);
	if (ret)
		abort();
}

START_TEST(rows_have_the_newest_name)
{
	char *globs[] = { "s*" };
	struct filter all = { .ticks_per_s = 100 }, some = { .comms = globs, .nr_comms = 1 };
	struct histograms *hs = histograms_new(PER_TASK, &all), *more;
	const struct hist_row **v;
	struct bt_set *s;
	size_t n;

	/* One task has two names, and the older one comes last; another task follows. */
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "new", "old", "other" };
		static const uint32_t epochs[] = { 9, 3, 5 };

		s = set(names[i], i < 2 ? 7 : 8, 7, epochs[i]);
		bt_hist_add(&s->hist[BT_METRIC_RUN], i + 1, 1);
		take(hs, s);
	}
	v = histograms_rows(hs, BT_METRIC_RUN, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(v[0]->key.comm, "new");
	ck_assert_uint_eq(v[0]->h[BT_METRIC_RUN].count, 2);
	ck_assert_uint_eq(v[1]->h[BT_METRIC_RUN].sum, 3);
	free(v);
	free(histograms_rows(hs, BT_METRIC_BATCH, &n));
	ck_assert_uint_eq(n, 0);
	/* The next interval has a newer name. */
	more = histograms_new(PER_TASK, &all);
	s = set("newest", 7, 7, 10);
	s->partial[BT_METRIC_RUN] = 2;
	take(more, s);
	ck_assert_int_eq(histograms_merge(hs, more), 0);
	v = histograms_rows(hs, BT_METRIC_RUN, &n);
	ck_assert_str_eq(v[0]->key.comm, "newest");
	ck_assert_uint_eq(v[0]->h[BT_METRIC_RUN].partial, 2);
	ck_assert_uint_eq(histograms_total(hs, BT_METRIC_RUN)->count, 3);
	free(v);
	histograms_free(more);
	histograms_free(hs);
	/* A process has the name of its leader, in any order; the filter drops other names. */
	hs = histograms_new(PER_PROCESS, &some);
	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "sh", "sthread", "true" };

		s = set(names[i], i == 1 ? 8 : 7, 7, i);
		bt_hist_add(&s->hist[BT_METRIC_BATCH], 1, 1);
		take(hs, s);
	}
	v = histograms_rows(hs, BT_METRIC_BATCH, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(v[0]->key.comm, "sh");
	ck_assert_uint_eq(v[0]->h[BT_METRIC_BATCH].count, 2);
	free(v);
	histograms_free(hs);
}
END_TEST

START_TEST(numbers_of_runs_have_mean_and_deviation)
{
	struct filter all = { .ticks_per_s = 100 };
	struct hist_shape shape[BT_NR_METRICS] = { { false, 1 }, { 0 }, { 0 }, { false, 1 } };
	struct hist_repeat repeat = { 0 };
	long double v[HIST_NR_NUMBERS];

	/* Batches of 18 and 28 in one run, 30 in another, and no batch in a third. */
	for (int run = 0; run < 3; run++) {
		struct histograms *hs = histograms_new(PER_NONE, &all);
		struct bt_set *s = set("x", 7, 7, 1);

		for (int i = 0; i < 2 - run; i++)
			bt_hist_add(&s->hist[BT_METRIC_BATCH], run ? 30 : 18 + 10 * i, 1);
		take(hs, s);
		hist_repeat_add(&repeat, hs, shape);
		hist_numbers(histograms_total(hs, BT_METRIC_BATCH), 1, v);
		ck_assert_ldouble_eq(v[HIST_COUNT], 2 - run);
		ck_assert_int_eq(isnan(v[HIST_AVG]) || isnan(v[HIST_MAX]), run == 2);
		if (!run) {
			ck_assert_ldouble_eq(v[HIST_AVG], 23);
			ck_assert_ldouble_eq(v[HIST_PERCENTILE], 18);
			ck_assert_ldouble_eq(v[HIST_PERCENTILE + 2], 28);
			ck_assert_ldouble_eq(v[HIST_MAX], 28);
		}
		histograms_free(hs);
	}
	ck_assert_int_eq(repeat.runs, 3);
	ck_assert_double_eq(repeat.v[BT_METRIC_BATCH][HIST_COUNT].mean, 1);
	ck_assert_double_eq(repeat.v[BT_METRIC_BATCH][HIST_COUNT].stddev, 1);
	/* The average is that of the two runs with samples. */
	ck_assert_int_eq(repeat.v[BT_METRIC_BATCH][HIST_AVG].n, 2);
	ck_assert_double_eq(repeat.v[BT_METRIC_BATCH][HIST_AVG].mean, 26.5);
	ck_assert_double_eq_tol(repeat.v[BT_METRIC_BATCH][HIST_AVG].stddev,
				4.949747468305833, 1e-12);
	ck_assert_int_eq(repeat.v[BT_METRIC_RUN][HIST_AVG].n, 0);
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		ck_assert_int_eq(hist_number_find(hist_number_key(i),
						  strlen(hist_number_key(i))), i);
	ck_assert_int_eq(hist_number_find("p99.9", 5), -1);
}
END_TEST

/* Make histograms that never change: the generator is written out here. */
static struct histograms *example(enum per per, const struct filter *f, const struct hist_header *h,
				  int run)
{
	static const char *const names[] = { "plain", "e\033\",\\<&", "kworker/u8:1+ev" };
	struct histograms *hs = histograms_new(per, f);
	uint64_t seed = 88172645463325252ull + run;

	for (int i = 0; i < 3; i++) {
		struct bt_set *s = set(names[i], 10 + i, 10 + i, i);

		s->who.leader_start += i;
		for (int k = 0; k < 60 >> i; k++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			bt_hist_add(&s->hist[BT_METRIC_BATCH], seed % 8 ? 1 + seed % 5 : seed % 600,
				    h->shape[BT_METRIC_BATCH].step);
			bt_hist_add(&s->hist[BT_METRIC_WINDOW], 500 + (seed >> 40 >> seed % 20),
				    h->shape[BT_METRIC_WINDOW].step);
			bt_hist_add(&s->hist[BT_METRIC_SECTION], 900 + (seed >> 38 >> seed % 20),
				    h->shape[BT_METRIC_SECTION].step);
		}
		s->partial[BT_METRIC_BATCH] = i;
		s->derived[BT_METRIC_BATCH] = s->derived[BT_METRIC_WINDOW] = 12 >> i;
		take(hs, s);
	}
	return hs;
}

static const struct probe_coverage some_probes = { "kernel", 79, 12, 201, 2 };

/* Print for the golden tests: FORMAT[-probes|-interval] PER SHAPE LOST [RUNS] */
static int print(char **argv, int runs)
{
	struct filter f = { .ticks_per_s = 100 };
	struct hist_header h = { .about = { "'x <&\"\033'", "7.3.4", "G3", "btf", false, some_probes },
				 .runs = runs, .metrics = (1 << BT_NR_METRICS) - 1 };
	char *probes = strstr(argv[1], "-probes");
	uint64_t lost = atoi(argv[4]);
	struct loss_cause l[] = { { "missed_queue", 0, true }, { "no_histogram", lost, true } };
	struct hist_frame frame = { .kind = FRAME_TOTAL, .elapsed_ns = 1500000000,
				    .time_ns = 1500000000, .losses = { l, 2, lost } };
	struct hist_out out = { .header = &h, .f = stdout, .separator = "," };
	bool linear = !strcmp(argv[3], "linear");
	struct histograms *hs, *one;
	struct hist_repeat repeat = { 0 };

	h.about.by_probes = probes;
	h.intervals = strstr(argv[1], "-interval");
	if (h.intervals)
		frame.kind = FRAME_INTERVAL;
	argv[1][strcspn(argv[1], "-")] = '\0';
	out.ops = format_of_view("hist", argv[1]).hist;
	if (!out.ops)
		return 1;
	while (h.per < PER_NR && strcmp(per_names[h.per], argv[2]))
		h.per++;
	for (int m = 0; m < BT_NR_METRICS; m++)
		h.shape[m] = (struct hist_shape){
			linear, metric_infos[m].time ? (linear ? 1000000 : 0) : (linear ? 50 : 1),
		};
	out.with_zeros = linear;
	frame.hs = hs = example(h.per, &f, &h, 0);
	out.ops->begin(&out);
	for (int i = 0; runs > 1 && i < runs; i++) {
		struct hist_frame run = { .kind = FRAME_RUN, .number = i + 1,
					  .elapsed_ns = 500000000, .time_ns = 500000000 * (i + 1),
					  .losses = { l, 2, lost } };

		run.hs = one = example(h.per, &f, &h, i);
		hist_repeat_add(&repeat, one, h.shape);
		out.ops->frame(&out, &run);
		if (i && histograms_merge(hs, one))
			abort();
		histograms_free(one);
		frame.repeat = &repeat;
	}
	out.ops->frame(&out, &frame);
	histograms_free(hs);
	return 0;
}

/* Compare each number of the total and of each run. */
START_TEST(diff_reads_what_hist_writes)
{
	struct filter f = { .ticks_per_s = 100 };
	struct hist_header h = { .about = { "x", "k", "G3", "btf", _i, some_probes },
				 .per = PER_COMM, .runs = 2, .metrics = (1 << BT_NR_METRICS) - 1,
				 .shape = { { true, 50 }, { false, 0 }, { true, 1000000 },
					    { false, 1 } } };
	struct hist_out out = { .header = &h, .ops = &hist_json };
	struct histograms *all = histograms_new(h.per, &f), *runs[2];
	struct hist_frame total = { .kind = FRAME_TOTAL, .hs = all, .elapsed_ns = 7,
				    .losses.total = 5 };
	long double is[HIST_NR_NUMBERS], got[HIST_NR_NUMBERS];
	struct result r = { 0 };
	const struct hist_row **rows;
	char *text;
	size_t size, n;

	out.f = open_memstream(&text, &size);
	out.ops->begin(&out);
	for (int i = 0; i < 2; i++) {
		struct hist_frame run = { .kind = FRAME_RUN, .number = i + 1, .elapsed_ns = 3 };

		run.hs = runs[i] = example(h.per, &f, &h, i);
		out.ops->frame(&out, &run);
		ck_assert_int_eq(histograms_merge(all, runs[i]), 0);
	}
	out.ops->frame(&out, &total);
	fclose(out.f);
	/* Two runs have 12 + 6 + 3 samples each. */
	ck_assert_uint_eq(histograms_total(all, BT_METRIC_BATCH)->derived, 42);
	ck_assert_int_eq(!!strstr(text, "\"derived\":42,"), _i);
	out.f = fmemopen(text, size, "r");
	ck_assert_int_eq(load_result_from(&r, out.f, "input"), 0);
	fclose(out.f);
	ck_assert_uint_eq(r.lost, 5);
	ck_assert_int_eq(r.probes, _i);
	ck_assert_uint_eq(result_derived(&r), _i ? 84 : 0);	/* batch and window */
	ck_assert_uint_eq(r.nr_runs, 2);
	ck_assert_uint_eq(r.nr_rows, 3);
	for (int m = 0; m < BT_NR_METRICS; m++) {
		hist_numbers(histograms_total(all, m), h.shape[m].step, is);
		hist_numbers(&r.hist->total[m], r.hist->step[m], got);
		for (int i = 0; i < HIST_NR_NUMBERS; i++)
			ck_assert((isnan(is[i]) && isnan(got[i])) || is[i] == got[i]);
		ck_assert_uint_eq(r.hist->total[m].partial, histograms_total(all, m)->partial);
		for (int run = 0; run < 2; run++) {
			hist_numbers(histograms_total(runs[run], m), h.shape[m].step, is);
			for (int i = 0; i < HIST_NR_NUMBERS; i++)
				ck_assert((isnan(is[i]) && isnan(r.runs[run].numbers[m][i])) ||
					  is[i] == r.runs[run].numbers[m][i]);
		}
		rows = histograms_rows(all, m, &n);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < r.nr_rows; k++)
				if (!strcmp(r.rows[k]->name, rows[i]->key.comm))
					ck_assert_uint_eq(r.rows[k]->h[m].sum, rows[i]->h[m].sum);
		free(rows);
	}
	for (int i = 0; i < 2; i++)
		histograms_free(runs[i]);
	histograms_free(all);
	result_free(&r);
	free(text);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	if (argc >= 5)
		return print(argv, argc > 5 ? atoi(argv[5]) : 1);
	tcase_add_loop_test(c, percentiles_are_near_those_of_the_samples, 0, 40);
	tcase_add_loop_test(c, each_sample_is_in_the_line_that_holds_it, 0, 4);
	tcase_add_test(c, empty_histogram_has_only_zeros);
	tcase_add_loop_test(c, label_shows_the_bounds_of_its_line, 0,
			    sizeof(labels) / sizeof(*labels));
	tcase_add_test(c, rows_have_the_newest_name);
	tcase_add_test(c, numbers_of_runs_have_mean_and_deviation);
	tcase_add_loop_test(c, diff_reads_what_hist_writes, 0, 2);	/* tracepoints, probes */
	return run_tests("hist", c, argc > 1);
}
