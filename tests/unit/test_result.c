// SPDX-License-Identifier: GPL-2.0
/* Test reading of results: bad ones are refused in one line, with bounded memory. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare/load.h"
#include "compare/diff.h"
#include "runner.h"

#define HEADER(per, runs) "{\"type\":\"header\",\"version\":\"1.0\",\"command\":\"stat\","	\
	"\"subject\":\"'x'\",\"kernel\":\"7.3.4\",\"generation\":\"G3\",\"attach\":\"btf\","	\
	"\"per\":\"" per "\",\"runs\":" #runs "}\n"
#define COUNTS(queued, emitted) "\"queued\":" #queued ",\"emitted\":" #emitted ",\"deferred\":0,"	\
	"\"first\":0,\"again\":0,\"flush\":0,\"flush_empty\":0,\"direct\":0,\"barriers\":" #emitted	\
	",\"avoided\":0,\"pending_start\":0,\"pending\":0,\"elapsed_ns\":7,\"lost\":0"
#define EMITTED(n) COUNTS(n, n)
#define DERIVED(n) "\"derived\":{\"emitted\":" #n ",\"first\":0,\"again\":0,\"flush\":0,"	\
	"\"flush_empty\":0,\"direct\":0}"
#define RECORD(type, rest) "{\"type\":\"" type "\"," rest "}\n"
#define TOTAL RECORD("total", EMITTED(4))
#define ROW(name, n) RECORD("row", "\"comm\":\"" name "\"," EMITTED(n))

#define HIST(per, runs) "{\"type\":\"header\",\"version\":\"1.1\",\"command\":\"hist\","	\
	"\"subject\":\"'x'\",\"kernel\":\"7.3.4\",\"generation\":\"G3\",\"attach\":\"btf\","	\
	"\"per\":\"" per "\",\"runs\":" #runs "}\n"
#define SAMPLES(n, sum) "\"count\":" #n ",\"sum\":" #sum ",\"min\":2,\"max\":40,\"partial\":0,"
#define BUCKETS(n) SAMPLES(n, 9) "\"buckets\":[{\"low\":40,\"high\":44,\"count\":" #n "}]"
#define ALL(rest) RECORD("all", "\"metric\":\"batch\"," rest)
#define HIST_TOTAL RECORD("total", "\"elapsed_ns\":7,\"lost\":0")
#define IN_RUN(rest) RECORD("all", "\"run\":1,\"metric\":\"batch\"," rest)
#define RUN RECORD("run", "\"run\":1,\"elapsed_ns\":3,\"lost\":0")

static int read_bytes(struct result *r, const char *text, size_t size)
{
	FILE *f = fmemopen((void *)text, size, "r");
	int ret;

	*r = (struct result){ .max_memory = r->max_memory };
	ret = load_result_from(r, f, "input");
	fclose(f);
	return ret;
}

/* Return the error of reading @text, without the program's name; the caller frees it. */
static char *complaint_of(const char *text, size_t size, size_t max_memory)
{
	struct result r = { .max_memory = max_memory };
	FILE *before = stderr;
	char *said = NULL;
	size_t length;

	stderr = open_memstream(&said, &length);
	read_bytes(&r, text, size);
	fclose(stderr);
	stderr = before;
	result_free(&r);
	return said;
}

static const struct {
	const char *text;
	const char *said;	/* "" if it is read */
} inputs[] = {
	{ HEADER("none", 1) TOTAL, "" },
	{ HEADER("none", 1) "\n\n" TOTAL "\n", "" },
	{ HEADER("comm", 1) ROW("a", 1) ROW("a", 3) TOTAL, "" },
	{ HEADER("none", 1) "{\"type\":\"newer\",\"x\":[{}]}\n" TOTAL, "" },
	{ "x", "input: neither a result of 'barrier-trace stat --json'" },
	{ "\n", "input: neither a result of 'barrier-trace stat --json'" },
	{ "{", "input:1: string or '}' expected near end of file" },
	{ "{}\n", "input:1: no text 'type'" },
	{ "{\"type\":7}\n", "input:1: no text 'type'" },
	{ TOTAL, "input:1: no header before this record" },
	{ HEADER("none", 1), "input: cut off: 1 lines, and no total" },
	{ HEADER("none", 1) HEADER("none", 1), "input:2: a second header" },
	{ HEADER("none", 1) TOTAL TOTAL, "input:3: something behind the total" },
	{ HEADER("none", 1) "[1]\n" TOTAL, "input:2: no text 'type'" },
	{ HEADER("none", 1) "{\"type\":\"total\"}\n", "input:2: no whole number 'queued'" },
	{ HEADER("none", 1) ROW("a", 4) TOTAL, "input:2: a row in a result without --per" },
	{ HEADER("none", 1) RECORD("run", EMITTED(4)), "input:2: a run in a result without -r" },
	{ HEADER("nonsense", 1), "input:1: rows per 'nonsense' are not known" },
	{ HEADER("none", -1), "input:1: 'runs' is out of range: -1" },
	{ HEADER("cpu", 1) ROW("a", 4) TOTAL, "input:2: no whole number 'cpu'" },
	{ HEADER("comm", 1) RECORD("row", "\"comm\":{}," EMITTED(4)), "input:2: no text 'comm'" },
	{ HEADER("none", 1) RECORD("total", COUNTS(10, 4)), "input:2: 'queued' is 10, by the others it is 4" },
	{ HEADER("none", 1) RECORD("total", EMITTED(4.0)), "input:2: no whole number 'queued'" },
	{ HEADER("none", 1) RECORD("total", EMITTED(-4)), "input:2: 'emitted' is out of range: -4" },
	{ HEADER("none", 1) RECORD("total", EMITTED(2305843009213693953)),
	  "input:2: 'queued' is out of range: 2305843009213693953" },
	{ HEADER("none", 1) RECORD("total", EMITTED(2305843009213693952)), "" },
	{ HEADER("none", 1) RECORD("total", EMITTED(99999999999999999999)), "input:2: too big integer" },
	{ HEADER("none", 1) RECORD("total", EMITTED(1e999)), "input:2: real number overflow" },
	{ HEADER("none", 1) RECORD("total", EMITTED(NaN)), "input:2: invalid token near 'NaN'" },
	{ HEADER("none", 1) RECORD("total", "\"queued\":1," EMITTED(4)), "input:2: duplicate object key" },
	{ HEADER("comm", 1) ROW("a", 2305843009213693952) ROW("a", 1) TOTAL,
	  "input:3: with this record the counts are too large" },
	{ HEADER("comm", 1) ROW("a", 2305843009213693952) ROW("b", 1) TOTAL,
	  "input:3: with this record the counts are too large" },
	{ HEADER("comm", 1) ROW("a\\u0000b", 4) TOTAL, "input:2: \\\\u0000 is not allowed" },
	{ HEADER("comm", 1) ROW("\xff", 4) TOTAL, "input:2: unable to decode byte 0xff" },
	{ HEADER("comm", 1) ROW("\033", 4) TOTAL, "input:2: control character 0x1b" },
	{ HEADER("none", 2) RECORD("run", EMITTED(1)) RECORD("run", EMITTED(2)) TOTAL,
	  "input:4: 'queued' is not the sum of the runs" },
	{ HEADER("none", 2) RECORD("run", EMITTED(1)) RECORD("run", EMITTED(3)) TOTAL, "" },
	{ "{\"type\":\"header\",\"version\":\"2.0\",\"command\":\"stat\"}\n",
	  "input:1: format 2.0: this barrier-trace knows 1" },
	{ "{\"type\":\"header\",\"version\":\"1.0\",\"command\":\"check\"}\n",
	  "input:1: a result of 'check', not of stat" },
	{ HEADER("none", 1) "{\"type\":\"total\"} {}\n", "input:2: end of file expected near '{'" },
	/* Results by probes, with derived counts as older and newer versions write them */
	{ HEADER("none", 1) RECORD("total", EMITTED(4) "," DERIVED(4)), "" },
	{ HEADER("none", 1) RECORD("total", EMITTED(4) "," DERIVED(5)), "input:2: of 4 'emitted' 5 are derived" },
	{ HEADER("none", 1) RECORD("total", EMITTED(4) "," DERIVED(-1)), "input:2: 'emitted' is out of range: -1" },
	{ HEADER("none", 1) RECORD("total", EMITTED(4) ",\"derived\":{}"), "input:2: no whole number 'emitted'" },
	{ HEADER("none", 1) RECORD("total", EMITTED(4) ",\"derived\":4"), "input:2: no whole number 'emitted'" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"derived\":1") HIST_TOTAL, "" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"derived\":{}"), "input:2: no whole number 'derived'" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"derived\":-1"), "input:2: 'derived' is out of range: -1" },
	/* Histograms */
	{ HIST("none", 1) ALL(BUCKETS(2)) HIST_TOTAL, "" },
	{ HIST("none", 1) RECORD("all", "\"metric\":\"newer\"") ALL(BUCKETS(2)) RECORD("newer", "\"x\":1")
	  HIST_TOTAL, "" },
	{ HIST("none", 2) IN_RUN(BUCKETS(2)) RUN IN_RUN(BUCKETS(3)) RUN
	  ALL(SAMPLES(5, 18) "\"buckets\":[{\"low\":40,\"count\":5}]") HIST_TOTAL, "" },
	/* The sum has the intervals. */
	{ HIST("none", 1) ALL(BUCKETS(1) ",\"interval\":1") ALL(BUCKETS(1) ",\"interval\":2") ALL(BUCKETS(2))
	  HIST_TOTAL, "" },
	{ HIST("none", 2) IN_RUN(BUCKETS(2)) RUN ALL(BUCKETS(3)) HIST_TOTAL,
	  "input:5: 'batch' is not the sum of the runs" },
	{ HIST("none", 2) IN_RUN(BUCKETS(2)) RUN ALL(SAMPLES(2, 8) "\"buckets\":[{\"low\":40,\"count\":2}]")
	  HIST_TOTAL, "input:5: 'batch' is not the sum of the runs" },
	{ HIST("none", 2) IN_RUN(BUCKETS(2)) ALL(BUCKETS(2)) HIST_TOTAL, "input:4: the last run has no end" },
	{ HIST("none", 2) IN_RUN(BUCKETS(2)) IN_RUN(BUCKETS(2)), "input:3: a second 'batch' in this run" },
	{ HIST("none", 2) RUN, "input:2: a run without histograms" },
	{ HIST("none", 1) IN_RUN(BUCKETS(2)), "input:2: a run in a result without -r" },
	{ HIST("none", 1) HIST_TOTAL, "input:2: no histograms before the total" },
	{ HIST("none", 1) ALL(BUCKETS(2)) ALL(BUCKETS(2)), "input:3: a second sum of 'batch'" },
	{ HIST("none", 1) ALL(BUCKETS(2)), "input: cut off: 2 lines, and no total" },
	{ HIST("none", 1) RECORD("row", "\"metric\":\"batch\"," BUCKETS(2)),
	  "input:2: a row in a result without --per" },
	{ HIST("none", 1) ALL(SAMPLES(2, 9) "\"x\":1"), "input:2: no array 'buckets'" },
	{ HIST("none", 1) ALL(SAMPLES(2, 9) "\"buckets\":[7]"), "input:2: no whole number 'low'" },
	{ HIST("none", 1) ALL(SAMPLES(2, 9) "\"buckets\":[{\"low\":41,\"count\":2}]"),
	  "input:2: no bucket of 'buckets' begins at 41" },
	{ HIST("none", 1) ALL(SAMPLES(2, 9) "\"buckets\":[{\"low\":40,\"count\":0}]"),
	  "input:2: 'count' is out of range: 0" },
	{ HIST("none", 1) ALL(SAMPLES(2, 9) "\"buckets\":[{\"low\":40,\"count\":1}]"),
	  "input:2: 'count' is 2, by the buckets it is 1" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"linear_step\":0"), "input:2: 'linear_step' is out of range: 0" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"linear_step\":2"), "input:2: no array 'linear'" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"linear_step\":4,\"linear\":[{\"low\":42,\"count\":2}]"),
	  "input:2: no bucket of 'linear' begins at 42" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"linear_step\":4,\"linear\":[{\"low\":4096,\"count\":2}]"),
	  "input:2: no bucket of 'linear' begins at 4096" },
	{ HIST("none", 1) ALL(BUCKETS(2) ",\"linear_step\":4,\"linear\":[{\"low\":40,\"count\":3}]"),
	  "input:2: 'count' is 2, by the buckets it is 3" },
	{ HIST("comm", 1) RECORD("row", "\"comm\":\"a\",\"metric\":\"batch\"," BUCKETS(2))
	  ALL(BUCKETS(2) ",\"linear_step\":1,\"linear\":[]"), "input:3: 'linear_step' is 1, it was 0" },
	{ HIST("comm", 1) RECORD("row", "\"comm\":\"a\",\"metric\":\"batch\"," BUCKETS(2305843009213693952))
	  RECORD("row", "\"comm\":\"a\",\"metric\":\"batch\"," BUCKETS(1)),
	  "input:3: with this record the counts are too large" },
};

START_TEST(input_is_read_or_refused_in_one_line)
{
	char *said = complaint_of(inputs[_i].text, strlen(inputs[_i].text), 0);

	if (inputs[_i].said[0]) {
		ck_assert_msg(strstr(said, inputs[_i].said), "got %s", said);
		/* The error is one line. */
		ck_assert_ptr_eq(strchr(said, '\n'), said + strlen(said) - 1);
	} else {
		ck_assert_str_eq(said, "");
	}
	free(said);
}
END_TEST

/* Cut the input at each byte, and flip each bit. */
START_TEST(damaged_input_is_refused_in_one_line)
{
	static const char *const all[] = {
		HEADER("comm", 2) RECORD("run", EMITTED(1)) RECORD("run", EMITTED(3))
			ROW("\303\274\\n", 4) TOTAL,
		HIST("comm", 2) IN_RUN(BUCKETS(2)) RUN
			RECORD("row", "\"comm\":\"a\",\"metric\":\"batch\"," BUCKETS(2)) ALL(BUCKETS(2)) HIST_TOTAL,
	};
	const char *good = all[_i];
	const size_t size = strlen(good);
	char copy[4096], *said;

	for (size_t n = 1; n <= size; n++) {
		said = complaint_of(good, n, 0);
		/* Only the last newline may be missing. */
		ck_assert_msg(!said[0] == (n >= size - 1), "%zu of %zu bytes: %s", n, size, said);
		free(said);
	}
	for (size_t n = 0; n < size; n++) {
		memcpy(copy, good, size + 1);
		for (int bit = 0; bit < 8; bit++) {
			copy[n] = good[n] ^ 1 << bit;
			said = complaint_of(copy, size, 0);
			ck_assert(!said[0] || strchr(said, '\n') == said + strlen(said) - 1);
			free(said);
		}
	}
}
END_TEST

/* Neither a line, nor a nesting, nor a file may go on without end. */
START_TEST(endless_input_is_refused)
{
	size_t size = 3 << 20, used;
	char *text = malloc(size), *said;

	memset(text, ' ', size);
	text[0] = '{';
	said = complaint_of(text, size, 0);
	ck_assert_msg(strstr(said, "input:1: longer than 1048576 bytes"), "got %s", said);
	free(said);

	memset(text, '[', size);
	memcpy(text, "{\"a\":", 5);
	text[1 << 19] = '\n';
	said = complaint_of(text, size, 0);
	ck_assert_msg(strstr(said, "input:1: maximum parsing depth reached"), "got %s", said);
	free(said);

	used = sprintf(text, "%s", HEADER("comm", 1));
	for (int i = 0; used < size - 1024; i++)
		used += sprintf(text + used, "{\"type\":\"row\",\"comm\":\"%d\"," EMITTED(0) "}\n", i);
	said = complaint_of(text, used, 1 << 20);
	ck_assert_msg(strstr(said, ": too many records to keep in memory"), "got %s", said);
	free(said);
	free(text);
}
END_TEST

START_TEST(large_numbers_stay_exact)
{
	static const char text[] = HEADER("none", 1) RECORD("total", EMITTED(2305843009213693951));
	struct result r = { 0 };

	ck_assert_int_eq(read_bytes(&r, text, strlen(text)), 0);
	ck_assert_int_eq(counts_get(&r.total, F_QUEUED), 2305843009213693951);
	ck_assert_uint_eq(r.nr_runs, 1);
	ck_assert_uint_eq(r.runs[0].elapsed_ns, 7);
	result_free(&r);
}
END_TEST

START_TEST(rows_of_equal_names_are_summed)
{
	/* Rows of single runs are parts of the last rows, and not added to them. */
	static const char text[] = HEADER("task", 2)
		RECORD("row", "\"comm\":\"b\",\"tid\":1,\"run\":1," EMITTED(3))
		RECORD("run", EMITTED(3)) RECORD("run", EMITTED(3))
		ROW("b", 2) ROW("a", 1) ROW("b", 3) RECORD("total", EMITTED(6));
	struct result r = { 0 };

	ck_assert_int_eq(read_bytes(&r, text, strlen(text)), 0);
	ck_assert_uint_eq(r.nr_rows, 2);
	ck_assert_str_eq(r.rows[0]->name, "a");
	ck_assert_str_eq(r.rows[1]->name, "b");
	ck_assert_int_eq(counts_get(&r.rows[1]->n, F_QUEUED), 5);
	ck_assert_uint_eq(r.nr_runs, 2);
	result_free(&r);
}
END_TEST

START_TEST(other_kernels_are_compared_by_function)
{
	static const char text[] = HEADER("site", 1)
		RECORD("row", "\"site\":\"f+0x10 [m]\"," EMITTED(2)) RECORD("row", "\"site\":\"f+0x20 [m]\"," EMITTED(3))
		RECORD("row", "\"site\":\"f+0x1c\"," EMITTED(4)) RECORD("row", "\"site\":\"0x1234\"," EMITTED(1))
		RECORD("row", "\"site\":\"h+0xz\"," EMITTED(0)) TOTAL;
	struct result a = { 0 }, b = { 0 };
	struct diff same = { .field = F_QUEUED }, other = { .field = F_QUEUED };

	ck_assert_int_eq(read_bytes(&a, text, strlen(text)) |
			 read_bytes(&b, text, strlen(text)), 0);
	ck_assert_int_eq(diff_make(&same, &a, &b), 0);
	ck_assert(!same.by_function);
	ck_assert_uint_eq(same.nr_rows, 5);
	/* B has another kernel and no rows: the rows of A come in order of size. */
	b.nr_rows = 0;
	b.kernel[0] = '8';
	ck_assert_int_eq(diff_make(&other, &a, &b), 0);
	ck_assert(other.by_function);
	ck_assert_uint_eq(other.nr_rows, 4);
	ck_assert_str_eq(other.rows[0].name, "f [m]");
	ck_assert_int_eq(counts_get(other.rows[0].a, F_EMITTED), 5);
	ck_assert_str_eq(other.rows[1].name, "f");
	ck_assert_str_eq(other.rows[2].name, "0x1234");
	ck_assert_str_eq(other.rows[3].name, "h+0xz");
	ck_assert_ptr_null(other.rows[0].b);
	diff_free(&same);
	diff_free(&other);
	result_free(&a);
	result_free(&b);
}
END_TEST

/* Rows of one function become one row, with all of their samples. */
START_TEST(hist_rows_of_a_function_are_merged)
{
#define SITE(name, n) RECORD("row", "\"site\":\"" name "\",\"metric\":\"batch\"," BUCKETS(n))
	static const char text[] = HIST("site", 1) SITE("f+0x10", 2) SITE("f+0x20", 3) SITE("g+0x1", 1)
		ALL(SAMPLES(6, 27) "\"buckets\":[{\"low\":40,\"count\":6}]") HIST_TOTAL;
	static const char later[] = HIST("site", 1) SITE("f+0x14", 5) ALL(BUCKETS(5)) HIST_TOTAL;
	struct result a = { 0 }, b = { 0 };
	struct diff same = { 0 }, other = { 0 };
	const struct diff_hist_row *rows;

	ck_assert_int_eq(read_bytes(&a, text, strlen(text)) |
			 read_bytes(&b, later, strlen(later)), 0);
	ck_assert_int_eq(diff_make(&same, &a, &b), 0);
	ck_assert_uint_eq(same.hist->nr_rows[BT_METRIC_BATCH], 4);
	ck_assert_uint_eq(same.hist->nr_rows[BT_METRIC_RUN], 0);
	b.kernel[0] = '8';
	ck_assert_int_eq(diff_make(&other, &a, &b), 0);
	rows = other.hist->rows[BT_METRIC_BATCH];
	ck_assert_uint_eq(other.hist->nr_rows[BT_METRIC_BATCH], 2);
	ck_assert_str_eq(rows[0].name, "f");
	ck_assert_uint_eq(rows[0].a->count, 5);
	ck_assert_uint_eq(rows[0].b->count, 5);
	ck_assert(!diff_hist_row_equal(&other, BT_METRIC_BATCH, &rows[0]));
	ck_assert_str_eq(rows[1].name, "g");
	ck_assert_ptr_null(rows[1].b);
	diff_free(&same);
	diff_free(&other);
	result_free(&a);
	result_free(&b);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_loop_test(c, input_is_read_or_refused_in_one_line, 0,
			    sizeof(inputs) / sizeof(*inputs));
	tcase_add_loop_test(c, damaged_input_is_refused_in_one_line, 0, 2);
	tcase_add_test(c, endless_input_is_refused);
	tcase_add_test(c, large_numbers_stay_exact);
	tcase_add_test(c, rows_of_equal_names_are_summed);
	tcase_add_test(c, other_kernels_are_compared_by_function);
	tcase_add_test(c, hist_rows_of_a_function_are_merged);
	return run_tests("result", c, argc > 1);
}
