// SPDX-License-Identifier: GPL-2.0
/* Test parsers, escapes, writers and the data model of `stat`. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aggregate/filter.h"
#include "aggregate/pair_cost.h"
#include "base/escape.h"
#include "base/json.h"
#include "output/stat_out.h"
#include "output/formats.h"
#include "aggregate/spread.h"
#include "runner.h"
#include "aggregate/stats.h"
#include "base/parse.h"
#include "live/bpf_filter.h"

static const struct {
	const char *text;
	int ret;
	uint64_t ns;
} durations[] = {
	{ "1ns", 0, 1 },
	{ "500ms", 0, 500000000 },
	{ "10s", 0, 10000000000 },
	{ "2m", 0, 120000000000 },
	{ "1h", 0, 3600000000000 },
	{ "7us", 0, 7000 },
	{ "5", -EINVAL, 0 },
	{ "", -EINVAL, 0 },
	{ "s", -EINVAL, 0 },
	{ "-5s", -EINVAL, 0 },
	{ " 5s", -EINVAL, 0 },
	{ "5 s", -EINVAL, 0 },
	{ "5sec", -EINVAL, 0 },
	{ "0s", -EINVAL, 0 },
	{ "1.5s", -EINVAL, 0 },
	{ "99999999999999999999s", -ERANGE, 0 },
	{ "99999999999999999h", -ERANGE, 0 },
};

START_TEST(durations_are_parsed)
{
	uint64_t ns = 0;

	ck_assert_int_eq(parse_duration(durations[_i].text, &ns), durations[_i].ret);
	if (!durations[_i].ret)
		ck_assert_uint_eq(ns, durations[_i].ns);
}
END_TEST

START_TEST(lists_of_numbers_are_parsed)
{
	struct numbers n = { 0 };

	ck_assert_int_eq(parse_numbers("0-3,5,2", true, 100, &n), 0);
	ck_assert_uint_eq(n.n, 5);
	ck_assert(numbers_has(&n, 5) && numbers_has(&n, 0) && !numbers_has(&n, 4));
	numbers_free(&n);
	ck_assert_int_eq(parse_numbers("1-2", false, 100, &n), -EINVAL);
	ck_assert_int_eq(parse_numbers("3-1", true, 100, &n), -EINVAL);
	ck_assert_int_eq(parse_numbers("", true, 100, &n), -EINVAL);
	ck_assert_int_eq(parse_numbers("1,,2", true, 100, &n), -EINVAL);
	ck_assert_int_eq(parse_numbers("101", true, 100, &n), -ERANGE);
	ck_assert_int_eq(parse_numbers("1x", true, 100, &n), -EINVAL);
	numbers_free(&n);
}
END_TEST

START_TEST(counts_have_separators_of_thousands)
{
	static const struct { int64_t v; const char *s; } cases[] = {
		{ 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" },
		{ 1234567, "1,234,567" }, { -12, "-12" }, { -1234, "-1,234" },
		{ INT64_MAX, "9,223,372,036,854,775,807" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" },
	};
	char buf[32];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(format_count(buf, sizeof(buf), cases[i].v), cases[i].s);
}
END_TEST

START_TEST(control_characters_are_escaped_for_terminals)
{
	char buf[64];

	ck_assert_str_eq(escape_terminal(buf, sizeof(buf), "a\033[31mb"), "a\\x1b[31mb");
	ck_assert_str_eq(escape_terminal(buf, sizeof(buf), "tab\tnl\n\x7f\xff\\"),
			 "tab\\x09nl\\x0a\\x7f\\xff\\\\");
	/* An escape is never cut, and nothing is written past the end. */
	ck_assert_str_eq(escape_terminal(buf, 6, "ab\033\033"), "ab");
	ck_assert_str_eq(escape_terminal(buf, 1, "abc"), "");
}
END_TEST

START_TEST(separators_are_quoted_in_csv)
{
	char buf[64];

	ck_assert_str_eq(escape_csv(buf, sizeof(buf), "plain", ","), "plain");
	ck_assert_str_eq(escape_csv(buf, sizeof(buf), "a,b", ","), "\"a,b\"");
	ck_assert_str_eq(escape_csv(buf, sizeof(buf), "a\"b", ","), "\"a\"\"b\"");
	ck_assert_str_eq(escape_csv(buf, sizeof(buf), "a|b", "|"), "\"a|b\"");
	ck_assert_str_eq(escape_csv(buf, sizeof(buf), "a\nb", ","), "a\\x0ab");
}
END_TEST

static char *json_of(const char *text)
{
	char *out = NULL;
	size_t size;
	struct json j = { .out = open_memstream(&out, &size) };

	json_open(&j, NULL);
	json_string(&j, "s", text);
	json_close(&j);
	fclose(j.out);
	return out;
}

START_TEST(json_strings_are_valid)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "plain", "{\"s\":\"plain\"}\n" },
		{ "\"\\", "{\"s\":\"\\\"\\\\\"}\n" },
		{ "\033\n", "{\"s\":\"\\u001b\\u000a\"}\n" },
		{ "gr\xc3\xbc\xc3\x9f", "{\"s\":\"gr\xc3\xbc\xc3\x9f\"}\n" },
		{ "\xff", "{\"s\":\"\\ufffd\"}\n" },
		{ "\xc3", "{\"s\":\"\\ufffd\"}\n" },
		{ "\xc0\x80", "{\"s\":\"\\ufffd\\ufffd\"}\n" },		/* overlong */
		{ "\xed\xa0\x80", "{\"s\":\"\\ufffd\\ufffd\\ufffd\"}\n" },	/* surrogate */
		{ "\xf0\x9f\x98\x80", "{\"s\":\"\xf0\x9f\x98\x80\"}\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *got = json_of(cases[i].in);

		ck_assert_str_eq(got, cases[i].out);
		free(got);
	}
}
END_TEST

static struct bt_slot slot(const char *comm, uint32_t tid, uint32_t tgid, uint64_t start)
{
	struct bt_slot s = {
		.tid = tid, .tgid = tgid, .start = start, .leader_start = start,
		.count = { 1, 2, 3, 2, 5, 6 }, .cpu = 1, .level = BT_LEVEL_PTE,
		.ip = 0xffff800080012344 + tid,
	};

	memcpy(s.comm, comm, strlen(comm));	/* 16 bytes have no NUL, as in the kernel */
	return s;
}

START_TEST(fields_follow_from_counters)
{
	struct counts n = { .c = { [BT_EMITTED] = 10, [BT_FIRST] = 20, [BT_AGAIN] = 70,
				   [BT_FLUSH] = 19, [BT_FLUSH_EMPTY] = 3, [BT_DIRECT] = 2 },
			    .pending = 1 };

	ck_assert_int_eq(counts_get(&n, F_QUEUED), 100);
	ck_assert_int_eq(counts_get(&n, F_DEFERRED), 90);
	ck_assert_int_eq(counts_get(&n, F_BARRIERS), 31);
	ck_assert_int_eq(counts_get(&n, F_AVOIDED), 71);
	ck_assert_double_eq_tol(counts_saving(&n), 0.71, 1e-12);
	memset(&n, 0, sizeof(n));
	ck_assert_double_eq(counts_saving(&n), 0);
	/* A flush whose deferrals came before the measurement makes avoided negative. */
	n.c[BT_FLUSH] = 1;
	ck_assert_int_eq(counts_get(&n, F_AVOIDED), -1);
}
END_TEST

START_TEST(rows_by_task_have_the_newest_name)
{
	struct filter f = { .ticks_per_s = 100 };
	struct stats *s = stats_new(PER_TASK, &f);
	struct bt_slot a = slot("sh", 5, 5, 1000), b = slot("true", 5, 5, 1000),
		       c = slot("other", 5, 5, 2000);
	const struct row **rows;
	size_t n;

	/* One task has two names, and a second task has the same tid. */
	ck_assert_int_eq(stats_add(s, &a) | stats_add(s, &b) | stats_add(s, &c), 0);
	rows = stats_rows(s, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(rows[0]->comm, "true");
	ck_assert_int_eq(counts_get(&rows[0]->n, F_QUEUED), 12);
	ck_assert_str_eq(rows[1]->comm, "other");
	ck_assert_int_eq(counts_get(stats_total(s), F_QUEUED), 18);
	free(rows);
	stats_free(s);
}
END_TEST

START_TEST(rows_by_comm_sum_tasks)
{
	char *globs[] = { "s*" };
	struct filter f = { .ticks_per_s = 100, .comms = globs, .nr_comms = 1 };
	struct stats *s = stats_new(PER_COMM, &f), *old = stats_new(PER_COMM, &f);
	struct bt_slot a = slot("sh", 5, 5, 1), b = slot("true", 6, 6, 2), c = slot("sh", 7, 7, 3),
		       d = slot("sixteen-chars-xx", 8, 8, 4);
	const struct row **rows;
	size_t n;

	ck_assert_int_eq(stats_add(s, &a) | stats_add(s, &b) | stats_add(s, &c) |
			 stats_add(s, &d), 0);
	rows = stats_rows(s, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(counts_get(&rows[0]->n, F_QUEUED), 12);
	ck_assert_str_eq(rows[1]->comm, "sixteen-chars-xx");
	free(rows);
	/* Intervals subtract the counts of before. */
	ck_assert_int_eq(stats_add(old, &a), 0);
	ck_assert_int_eq(stats_merge(s, old, -1), 0);
	ck_assert_int_eq(counts_get(stats_total(s), F_QUEUED), 12);
	stats_free(s);
	stats_free(old);
}
END_TEST

START_TEST(reused_pid_is_not_counted)
{
	struct identity id = { .id = 5, .start_ticks = 100 };
	struct filter f = { .ticks_per_s = 100, .pids = &id, .nr_pids = 1 };
	struct stats *s = stats_new(PER_NONE, &f);
	struct bt_slot mine = slot("a", 5, 5, 1000000000ull), next = slot("a", 5, 5, 2000000000ull);

	ck_assert_int_eq(stats_add(s, &mine) | stats_add(s, &next), 0);
	ck_assert_int_eq(counts_get(stats_total(s), F_QUEUED), 6);
	stats_free(s);
}
END_TEST

static const struct {
	size_t pids, tids;
	uint32_t nr_ids;
	bool are_threads;
} chosen[] = {
	{ 0, 0, 0, true },
	{ 2, 0, 2, false },
	{ 0, 3, 3, true },
	{ 2, 3, 2, false },
	/* More ids than programs can tell apart: programs keep all tasks. */
	{ 0, BT_NR_IDS, BT_NR_IDS, true },
	{ 0, BT_NR_IDS + 1, 0, true },
};

START_TEST(filter_selects_the_ids_for_programs)
{
	struct identity pids[BT_NR_IDS], tids[BT_NR_IDS + 1];
	const struct filter f = { .pids = pids, .nr_pids = chosen[_i].pids, .tids = tids,
				  .nr_tids = chosen[_i].tids, .cgroup = _i % 2 };
	struct bpf_filter w;

	for (size_t i = 0; i < BT_NR_IDS; i++) {
		pids[i] = (struct identity){ .id = 100 + i };
		tids[i] = (struct identity){ .id = 200 + i };
	}
	w = bpf_filter_of(&f);
	ck_assert_uint_eq(w.nr_ids, chosen[_i].nr_ids);
	ck_assert_int_eq(w.ids_are_threads, chosen[_i].are_threads);
	ck_assert_int_eq(w.only_cgroup, _i % 2);
	for (uint32_t i = 0; i < w.nr_ids; i++)
		ck_assert_uint_eq(w.ids[i], (chosen[_i].pids ? 100 : 200) + i);
}
END_TEST

START_TEST(addresses_are_named_by_symbols)
{
	char path[] = "/tmp/ksyms.XXXXXX", buf[64];
	struct ksyms *k;
	FILE *f = fdopen(mkstemp(path), "w");

	fputs("ffff800080010100 t second\nffff800080010000 T first\n"
	      "ffff800080010100 T alias\nffff800080010180 d data\n"
	      "ffff80007b000000 t in_module\t[mod]\n"
	      "0000000000000000 T hidden\nnonsense\n", f);
	fclose(f);
	ck_assert_int_eq(ksyms_load(&k, path), 0);
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080010010), "first+0x10");
	/* The call is the last instruction of the function. */
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080010100), "first+0x100");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff800080010190), "alias+0x90");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0xffff80007b000020),
			 "in_module+0x20 [mod]");
	ck_assert_str_eq(ksyms_site(k, buf, sizeof(buf), 0x1000), "0x1000");
	/* The place of an instruction itself, not of a call before it */
	ck_assert_str_eq(ksyms_place(k, buf, sizeof(buf), 0xffff800080010100), "alias+0x0");
	ck_assert_str_eq(ksyms_function(k, buf, sizeof(buf), 0xffff800080010100), "alias");
	ck_assert_str_eq(ksyms_function(k, buf, sizeof(buf), 0xffff80007b000020), "in_module");
	ck_assert_str_eq(ksyms_function(k, buf, sizeof(buf), 0x1000), "0x1000");
	ck_assert_str_eq(ksyms_site(NULL, buf, sizeof(buf), 0x1000), "0x1000");
	ksyms_free(k);
	f = fopen(path, "w");
	fputs("0000000000000000 T hidden\n", f);
	fclose(f);
	ck_assert_int_eq(ksyms_load(&k, path), -ENOENT);
	unlink(path);
	ck_assert_int_eq(ksyms_load(&k, path), -ENOENT);
}
END_TEST

static char *print(struct stat_out *out, const struct out_header *h, const struct frame *frame)
{
	char *text = NULL;
	size_t size;

	out->f = open_memstream(&text, &size);
	out->ops->begin(out, h);
	out->ops->frame(out, frame);
	out->ops->end(out);
	fclose(out->f);
	return text;
}

/* Two samples with equal labels would spoil a whole scrape. */
START_TEST(metrics_of_equal_names_are_summed)
{
	struct filter f = { .ticks_per_s = 100 };
	struct stats *s = stats_new(PER_TASK, &f);
	struct bt_slot a = slot("sh", 5, 5, 1000), b = slot("other", 6, 6, 1500),
		       reused = slot("sh", 5, 5, 2000);
	struct out_header h = { .per = PER_TASK, .runs = 1 };
	struct frame frame = { .kind = FRAME_TOTAL, .stats = s };
	struct stat_out out = { .ops = &stat_openmetrics };
	char *text;

	a.count[BT_AGAIN] += 10;
	ck_assert_int_eq(stats_add(s, &a) | stats_add(s, &b) | stats_add(s, &reused), 0);
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, "queued_total{task=\"sh/5\"} 22\n"
				     "barrier_trace_queued_total{task=\"other/6\"} 6\n# TYPE"));
	free(text);
	stats_free(s);
}
END_TEST

/* For several runs a list shows means, a table sums; the estimate follows the numbers shown. */
START_TEST(estimate_is_made_of_the_numbers_shown)
{
	struct filter f = { .ticks_per_s = 100 };
	struct stats *s = stats_new(PER_COMM, &f);
	struct bt_slot a = slot("sh", 5, 5, 1000);
	struct pair_cost cost = { .low_ps = 10000, .high_ps = 500000, .maybe_emulated = true,
				  .file = "c" };
	struct out_header h = { .about.subject = "", .runs = 2, .cost = &cost };
	double mean[F_NR] = { [F_AVOIDED] = 999.5, [F_BARRIERS] = 3000000 }, stddev[F_NR] = { 0 };
	struct frame frame = { .kind = FRAME_TOTAL, .stats = s, .mean = mean, .stddev = stddev };
	struct stat_out out = { .ops = &stat_text };
	char *text;

	ck_assert_int_eq(stats_add(s, &a), 0);
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, "\n       0.000010000 to 0.000500000  seconds saved by avoided "
				     "barriers, estimate of a CPU that may be emulated\n"
				     "       0.030000000 to 1.500000000  seconds paid for barriers, "
				     "estimate of a CPU that may be emulated\n"));
	free(text);
	h.per = PER_COMM;
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, "\n       0.000000030 to 0.000001500  seconds saved by"));
	free(text);
	/* The estimate comes once for all intervals, not for each. */
	h.intervals = true;
	frame.kind = FRAME_INTERVAL;
	text = print(&out, &h, &frame);
	ck_assert_ptr_null(strstr(text, "estimate"));
	free(text);
	frame.kind = FRAME_TOTAL;
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, "estimate"));
	free(text);
	stats_free(s);
}
END_TEST

/* A flush without its deferrals is no saving of the row; the row still counts in the total. */
START_TEST(a_flush_without_its_deferrals_has_no_saving)
{
	struct filter f = { .ticks_per_s = 100 };
	struct stats *s = stats_new(PER_SITE, &f);
	struct bt_slot stores = slot("sh", 5, 5, 1000), flushes = stores;
	struct out_header h = { .per = PER_SITE, .runs = 1, .about = { .subject = "" } };
	struct frame frame = { .kind = FRAME_TOTAL, .stats = s };
	struct stat_out out = { .ops = &stat_text };
	char *text;

	memset(stores.count, 0, sizeof(stores.count));
	memset(flushes.count, 0, sizeof(flushes.count));
	stores.ip = 0x1000;
	stores.count[BT_FIRST] = 2;
	stores.count[BT_FLUSH] = 2;
	flushes.ip = 0x2000;
	flushes.count[BT_FLUSH] = 1;
	ck_assert_int_eq(stats_add(s, &stores) | stats_add_site(s, &flushes, NULL, 3), 0);
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, " 2            2            2            0    0.0 %  0x"));
	ck_assert_ptr_nonnull(strstr(text, " 0            1            1            -        -  0x"));
	ck_assert_ptr_nonnull(strstr(text, " 2            3            3            -        -  (all)"));
	free(text);
	stats_free(s);
}
END_TEST

START_TEST(runs_have_mean_and_deviation)
{
	struct counts a = { .c = { [BT_EMITTED] = 10 } }, b = { .c = { [BT_EMITTED] = 14 } };
	struct repeat r = { 0 };

	repeat_add(&r, &a);
	ck_assert_double_eq(r.mean[F_EMITTED], 10);
	ck_assert_double_eq(r.stddev[F_EMITTED], 0);
	repeat_add(&r, &b);
	ck_assert_double_eq_tol(r.mean[F_EMITTED], 12, 1e-12);
	ck_assert_double_eq_tol(r.stddev[F_EMITTED], 2.8284271247461903, 1e-12);
	ck_assert_int_eq(r.runs, 2);
}
END_TEST

/* Print each format and key, with a hostile name, for the golden tests. */
/* @kind: FRAME_TOTAL, or of several intervals or runs one, the first */
static char *output_of(const char *format, enum per per, uint64_t lost,
		       const struct pair_cost *cost, bool by_probes, enum frame_kind kind)
{
	const uint64_t some[BT_NR_COUNTERS] = { 0, 2, 1, 2, 4 }, none[BT_NR_COUNTERS] = { 0 };
	bool textfile = !strcmp(format, "textfile");
	struct filter f = { .ticks_per_s = 100 };
	struct stats *s = stats_new(per, &f);
	struct bt_slot a = slot("plain", 7, 7, 1000), b = slot("e\033\",\\", 9, 8, 2000);
	struct out_header h = { .command = "stat", .per = per, .cost = cost,
				.runs = kind == FRAME_RUN ? 2 : 1,
				.intervals = kind == FRAME_INTERVAL,
				.about = { "'x'", "7.3.4", "G3", "btf", by_probes,
					   { "kernel", 79, 12, 201, 2 }, "system" } };
	struct loss_cause l[] = { { "missed_queue", lost, true }, { "no_slot", 0, true } };
	struct frame frame = { .kind = kind, .number = 1, .stats = s, .elapsed_ns = 1500000000,
			       .time_ns = 1500000000, .losses = { l, 2, lost } };
	struct stat_out out = { .ops = format_find("stat", textfile ? "openmetrics" : format).stat,
				.separator = ",", .textfile = textfile };
	char *text;

	stats_add_derived(s, &a, by_probes ? some : NULL);
	stats_add_derived(s, &b, by_probes ? none : NULL);
	text = print(&out, &h, &frame);
	stats_free(s);
	return text;
}

/* The text shows derived counts once, after all intervals, and says if they are of all runs. */
START_TEST(derived_counts_are_shown_at_the_end)
{
	const uint64_t some[BT_NR_COUNTERS] = { 0, 2, 1, 0, 5 }, none[BT_NR_COUNTERS] = { 0 };
	struct filter f = { .ticks_per_s = 100 };
	struct stats *s = stats_new(PER_NONE, &f), *observed = stats_new(PER_NONE, &f);
	struct bt_slot a = slot("sh", 5, 5, 1000);
	struct out_header h = { .runs = 1, .intervals = true,
				.about = { .subject = "", .by_probes = true,
					   .coverage = { "kernel", 79, 12, 0, 0 } } };
	double mean[F_NR] = { 0 }, stddev[F_NR] = { 0 };
	struct frame frame = { .kind = FRAME_INTERVAL, .stats = s };
	struct stat_out out = { .ops = &stat_text };
	char *text;

	ck_assert_int_eq(stats_add_derived(s, &a, some) | stats_add_derived(observed, &a, none), 0);
	text = print(&out, &h, &frame);
	ck_assert_ptr_null(strstr(text, "derived"));
	free(text);
	frame.kind = FRAME_TOTAL;
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, "\n                 3      of deferred derived, the rest observed\n"
				     "                 5      of flush_empty derived, the rest observed\n"
				     " By kprobes at 79 places"));
	free(text);
	h.intervals = false;
	h.runs = 2;
	frame.mean = mean;
	frame.stddev = stddev;
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, " 3      of deferred derived, the rest observed; of all runs\n"));
	free(text);
	frame.mean = frame.stddev = NULL;
	frame.stats = observed;
	text = print(&out, &h, &frame);
	ck_assert_ptr_nonnull(strstr(text, " 0      derived, all observed\n"));
	free(text);
	/* Tracepoints derive nothing. */
	h.about.by_probes = false;
	text = print(&out, &h, &frame);
	ck_assert_ptr_null(strstr(text, "observed"));
	free(text);
	stats_free(s);
	stats_free(observed);
}
END_TEST

/* Compute the cost for a machine that has the CPU types of the file. */
static int cost_of(const char *file, struct pair_cost *cost)
{
	struct cpu_types types = { 0 };
	struct calibration c;
	char refused[128] = "";
	const char *why;
	int ret = pair_cost_read(file, &c, &why);

	for (types.n = 0; !ret && types.n < c.nr_types; types.n++)
		types.v[types.n].midr = c.types[types.n].midr;
	if (!ret)
		ret = pair_cost_of(&c, &types, cost, refused, sizeof(refused));
	cost->file = file;
	return ret;
}

/* Print for the golden tests: FORMAT[-probes][-interval|-run] KEY LOST [CALIBRATION] */
static int print_one(int argc, char **argv)
{
	enum frame_kind kind = strstr(argv[1], "-interval") ? FRAME_INTERVAL :
			       strstr(argv[1], "-run") ? FRAME_RUN : FRAME_TOTAL;
	char *probes = strstr(argv[1], "-probes");
	struct pair_cost cost;
	char *text;
	int per = 0;

	while (per < PER_NR && strcmp(per_names[per], argv[2]))
		per++;
	if (argc > 4 && cost_of(argv[4], &cost))
		return 1;
	argv[1][strcspn(argv[1], "-")] = '\0';
	text = output_of(argv[1], per, atoi(argv[3]), argc > 4 ? &cost : NULL, probes, kind);
	fputs(text, stdout);
	free(text);
	return 0;
}

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	if (argc >= 4)
		return print_one(argc, argv);
	tcase_add_loop_test(c, durations_are_parsed, 0, sizeof(durations) / sizeof(*durations));
	tcase_add_test(c, lists_of_numbers_are_parsed);
	tcase_add_test(c, counts_have_separators_of_thousands);
	tcase_add_test(c, control_characters_are_escaped_for_terminals);
	tcase_add_test(c, separators_are_quoted_in_csv);
	tcase_add_test(c, json_strings_are_valid);
	tcase_add_test(c, fields_follow_from_counters);
	tcase_add_test(c, rows_by_task_have_the_newest_name);
	tcase_add_test(c, rows_by_comm_sum_tasks);
	tcase_add_test(c, reused_pid_is_not_counted);
	tcase_add_loop_test(c, filter_selects_the_ids_for_programs, 0,
			    sizeof(chosen) / sizeof(*chosen));
	tcase_add_test(c, addresses_are_named_by_symbols);
	tcase_add_test(c, a_flush_without_its_deferrals_has_no_saving);
	tcase_add_test(c, runs_have_mean_and_deviation);
	tcase_add_test(c, metrics_of_equal_names_are_summed);
	tcase_add_test(c, estimate_is_made_of_the_numbers_shown);
	tcase_add_test(c, derived_counts_are_shown_at_the_end);
	return run_tests("user", c, argc > 1);
}
