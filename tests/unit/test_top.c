// SPDX-License-Identifier: GPL-2.0
/* Test top without a terminal: keys and their effects, the counts, and the layout. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "top/keys.h"
#include "aggregate/filter.h"
#include "aggregate/interval_counts.h"
#include "aggregate/row_key.h"
#include "runner.h"
#include "cmd/top_opts.h"
#include "top/state.h"
#include "top/view.h"

static const struct filter everything = { .ticks_per_s = 100 };

static struct bt_slot slot(const char *comm, uint32_t tid, uint64_t emitted, uint64_t again)
{
	struct bt_slot s = {
		.tid = tid, .tgid = tid, .start = tid * 1000, .leader_start = tid * 1000,
		.count = { [BT_EMITTED] = emitted, [BT_FIRST] = again ? 1 : 0, [BT_AGAIN] = again,
			   [BT_FLUSH] = again ? 1 : 0, [BT_FLUSH_EMPTY] = tid },
	};

	memcpy(s.comm, comm, strlen(comm));
	return s;
}

/* Decode @bytes to @keys, ended by 0. */
static void press(struct key_decoder *d, const char *bytes, int *keys)
{
	size_t len = strlen(bytes);

	for (size_t i = 0; i < len; i++) {
		int key = key_decode(d, bytes[i], i + 1 == len);

		if (key)
			*keys++ = key;
	}
	*keys = 0;
}

START_TEST(keys_are_decoded)
{
	static const struct { const char *bytes; int keys[8]; } cases[] = {
		{ "q", { 'q' } },
		{ "\033[C", { KEY_RIGHT } },
		{ "\033OD", { KEY_LEFT } },
		{ "\033[1;5C", { KEY_RIGHT } },
		{ "\033[15~q", { 'q' } },		/* F5 has no meaning */
		{ "\033[A\033[Bs", { 's' } },
		{ "\033", { KEY_ESCAPE } },
		{ "\033q", { 0 } },			/* Alt-q */
		{ "\033\033[C", { KEY_RIGHT } },
		{ "\xc3\xa4q", { 'q' } },
		{ "<>", { '<', '>' } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct key_decoder d = { 0 };
		int keys[16];

		press(&d, cases[i].bytes, keys);
		for (int k = 0; k < 8; k++) {
			ck_assert_int_eq(keys[k], cases[i].keys[k]);
			if (!keys[k])
				break;
		}
	}
}
END_TEST

/* A slow line brings one key in two pieces. */
START_TEST(keys_are_decoded_in_pieces)
{
	struct key_decoder d = { 0 };
	int keys[16];

	press(&d, "\033[", keys);
	ck_assert_int_eq(keys[0], 0);
	press(&d, "1;5Cq", keys);
	ck_assert_int_eq(keys[0], KEY_RIGHT);
	ck_assert_int_eq(keys[1], 'q');
	/* The Escape key, then another key. */
	press(&d, "\033", keys);
	press(&d, "q", keys);
	ck_assert_int_eq(keys[0], 'q');
}
END_TEST

static struct top_state state_of(enum per per)
{
	return (struct top_state){
		.per = per, .pers = 1u << PER_TASK | 1u << PER_PROCESS | 1u << PER_COMM | 1u << per,
		.sort = F_QUEUED, .interval_ns = 1000000000,
	};
}

START_TEST(keys_change_the_state)
{
	struct top_state s = state_of(PER_TASK);

	ck_assert(top_key(&s, ' ') && s.paused);
	ck_assert(top_key(&s, 'p') && !s.paused);
	ck_assert(top_key(&s, 't') && s.totals);
	ck_assert(top_key(&s, 't') && !s.totals);
	ck_assert(!top_key(&s, 'x') && !top_key(&s, KEY_ESCAPE) && !top_key(&s, 0));
	ck_assert(top_key(&s, 12) && !s.quit);
	ck_assert(!top_key(&s, 'q') && s.quit);
}
END_TEST

START_TEST(any_key_leaves_help)
{
	struct top_state s = state_of(PER_TASK);

	ck_assert(top_key(&s, 'h') && s.help);
	ck_assert(top_key(&s, 'q') && !s.help && !s.quit);
	ck_assert(top_key(&s, '?') && s.help);
	ck_assert(top_key(&s, KEY_ESCAPE) && !s.help);
}
END_TEST

START_TEST(sort_keys_select_the_column)
{
	struct top_state s = state_of(PER_TASK);
	int columns = 0;

	for (const int *c = top_columns; *c >= 0; c++, columns++)
		ck_assert_int_eq(top_sort_find(top_sort_name(*c)), *c);
	ck_assert_int_eq(top_sort_find("nonsense"), -1);
	ck_assert_int_eq(top_sort_find("pending"), -1);
	ck_assert(top_key(&s, '>') && s.sort == F_EMITTED);
	ck_assert(top_key(&s, '<') && s.sort == F_QUEUED);
	ck_assert(top_key(&s, KEY_LEFT) && s.sort == TOP_SAVING);
	ck_assert(top_key(&s, KEY_RIGHT) && s.sort == F_QUEUED);
	for (int i = 0; i < columns; i++)
		top_key(&s, 's');
	ck_assert_int_eq(s.sort, F_QUEUED);
	ck_assert(top_key(&s, 'S') && s.sort == TOP_SAVING);
}
END_TEST

/* top cannot group by a key that was not requested at its start, because slots lack the data. */
START_TEST(group_keys_go_round_the_known_keys)
{
	struct top_state s = state_of(PER_SITE), t = state_of(PER_COMM);
	static const enum per with_site[] = { PER_TASK, PER_PROCESS, PER_COMM, PER_SITE },
			      without[] = { PER_TASK, PER_PROCESS, PER_COMM };

	for (int i = 0; i < 8; i++) {
		ck_assert(top_key(&s, 'g'));
		ck_assert_int_eq(s.per, with_site[i % 4]);
		ck_assert(top_key(&t, 'g'));
		ck_assert_int_eq(t.per, without[i % 3]);
	}
}
END_TEST

START_TEST(interval_keys_stay_in_range)
{
	struct top_state s = state_of(PER_TASK);

	ck_assert(top_key(&s, '+') && s.interval_ns == 2000000000);
	ck_assert(top_key(&s, '-') && top_key(&s, '-') && s.interval_ns == 500000000);
	for (int i = 0; i < 20; i++)
		top_key(&s, '+');
	ck_assert_uint_eq(s.interval_ns, 60000000000);
	ck_assert(!top_key(&s, '+'));
	s.interval_ns = 10000000;	/* -I 10ms: the key for shorter must not make it longer */
	ck_assert(!top_key(&s, '-') && s.interval_ns == 10000000);
	ck_assert(top_key(&s, '+') && s.interval_ns == 100000000);
	s.interval_ns = 3600000000000;
	ck_assert(!top_key(&s, '+') && s.interval_ns == 3600000000000);
	ck_assert(top_key(&s, '-') && s.interval_ns == 60000000000);
}
END_TEST

static int64_t queued(const struct stats *s)
{
	return counts_get(stats_total(s), F_QUEUED);
}

static int64_t row(const struct stats *s, const char *comm)
{
	int64_t value = -1;
	const struct row **rows;
	size_t n;

	rows = stats_rows(s, &n);
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i]->comm, comm))
			value = counts_get(&rows[i]->n, F_QUEUED);
	free(rows);
	return value;
}

#define TWO_KEYS (1u << PER_TASK | 1u << PER_COMM)

/* A slot has the counts of the task's whole life, an interval those since the last interval. */
START_TEST(intervals_have_the_counts_since_the_last)
{
	struct interval_counts *l = interval_counts_new(TWO_KEYS, &everything);
	struct bt_slot a = slot("a", 1, 10, 0), b = slot("b", 2, 5, 4), short_one = slot("a", 3, 7, 0);
	uint64_t derived[BT_NR_COUNTERS] = { [BT_EMITTED] = 2 };

	ck_assert_int_eq(interval_counts_running(l, &a, NULL) |
			 interval_counts_running(l, &b, derived) | interval_counts_next(l), 0);
	ck_assert_int_eq(queued(interval_counts_last(l, PER_TASK)), 20);
	ck_assert_uint_eq(counts_derived(stats_total(interval_counts_last(l, PER_TASK)),
					 F_EMITTED), 2);
	/* a goes on, b goes on and ends, and a short task begins and ends. */
	a.count[BT_EMITTED] += 3;
	b.count[BT_EMITTED] += 2;
	derived[BT_EMITTED] = 3;
	ck_assert_int_eq(interval_counts_ended(l, &b, derived) |
			 interval_counts_ended(l, &short_one, derived) |
			 interval_counts_running(l, &a, NULL) | interval_counts_next(l), 0);
	ck_assert_uint_eq(counts_derived(stats_total(interval_counts_last(l, PER_TASK)),
					 F_EMITTED), 4);
	ck_assert_uint_eq(counts_derived(stats_total(interval_counts_total(l, PER_COMM)),
					 F_EMITTED), 6);
	ck_assert_int_eq(queued(interval_counts_last(l, PER_TASK)), 12);
	ck_assert_int_eq(row(interval_counts_last(l, PER_TASK), "b"), 2);
	ck_assert_int_eq(row(interval_counts_last(l, PER_COMM), "a"), 10);
	ck_assert_int_eq(queued(interval_counts_total(l, PER_TASK)), 32);
	ck_assert_int_eq(row(interval_counts_total(l, PER_COMM), "a"), 20);
	ck_assert_int_eq(row(interval_counts_total(l, PER_COMM), "b"), 12);
	/* An interval without events has no rows, and the totals stay. */
	ck_assert_int_eq(interval_counts_running(l, &a, NULL) | interval_counts_next(l), 0);
	ck_assert_uint_eq(counts_derived(stats_total(interval_counts_last(l, PER_TASK)),
					 F_EMITTED), 0);
	ck_assert_uint_eq(counts_derived(stats_total(interval_counts_total(l, PER_TASK)),
					 F_EMITTED), 6);
	ck_assert_int_eq(queued(interval_counts_last(l, PER_COMM)), 0);
	ck_assert_int_eq(row(interval_counts_last(l, PER_COMM), "a"), -1);
	ck_assert_int_eq(queued(interval_counts_total(l, PER_COMM)), 32);
	interval_counts_free(l);
}
END_TEST

/* On a system that starts tasks all the time, memory stays bounded and no count is lost. */
START_TEST(ended_tasks_are_folded_without_loss)
{
	struct interval_counts *l = interval_counts_new(TWO_KEYS, &everything);
	uint64_t sum = 0;
	int ret = 0;
	size_t n;

	for (uint32_t i = 1; i <= 10 * INTERVAL_COUNTS_MAX_ENDED; i++) {
		char comm[16];
		struct bt_slot s;

		snprintf(comm, sizeof(comm), "task-%u", i);
		s = slot(comm, i, i, 0);
		sum += i;
		ret |= interval_counts_ended(l, &s, NULL);
		if (i % 1000 == 0)
			ret |= interval_counts_next(l);
	}
	ck_assert_int_eq(ret | interval_counts_next(l), 0);
	for (enum per per = PER_TASK; per <= PER_COMM; per += PER_COMM - PER_TASK) {
		const struct row **rows = stats_rows(interval_counts_total(l, per), &n);
		uint64_t in_rows = 0;
		char name[64];

		ck_assert_int_eq(queued(interval_counts_total(l, per)), sum);
		ck_assert_uint_le(n, 2 * INTERVAL_COUNTS_MAX_ENDED + 1);
		for (size_t i = 0; i < n; i++)
			in_rows += counts_get(&rows[i]->n, F_QUEUED);
		ck_assert_uint_eq(in_rows, sum);
		/* The row of folded tasks has the highest count, and its name says so. */
		ck_assert_str_eq(row_name(per, NULL, name, sizeof(name), rows[0]), "(smaller, ended)");
		ck_assert_int_eq(counts_get(&rows[1]->n, F_QUEUED), 10 * INTERVAL_COUNTS_MAX_ENDED);
		free(rows);
	}
	interval_counts_free(l);
}
END_TEST

static char *name(void *per, char *buf, size_t size, const struct row *r)
{
	return row_name(*(enum per *)per, NULL, buf, size, r);
}

static struct stats *some_stats(enum per per, bool hostile, const uint64_t *derived)
{
	struct stats *s = stats_new(per, &everything);
	struct bt_slot all[] = {
		slot("vmalloc_test/0", 101, 147, 116324), slot("vmalloc_test/1", 102, 9, 116424),
		slot("modprobe", 99, 13, 66), slot("kthreadd", 2, 0, 12), slot("sh", 1, 4, 0),
		slot("kworker/1:1", 7, 1, 0), slot("kworker/0:2", 8, 1, 0), slot("init", 5, 1, 1),
	}, bad[] = {
		slot("\033[2J\033[31m\a\r\n", 666, 1234567890123, 0), slot("\xc3\xa4\\\x7f", 667, 7, 7),
		slot("sixteen-chars-xx", 4194303, 1, 1),
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		stats_add_derived(s, &all[i], i ? NULL : derived);
	for (size_t i = 0; hostile && i < sizeof(bad) / sizeof(*bad); i++)
		stats_add(s, &bad[i]);
	return s;
}

static int view_of(const char *what, int width, int height, struct styled_lines *lines)
{
	bool none = !strcmp(what, "none"), hostile = !strcmp(what, "hostile");
	struct top_state state = state_of(!strcmp(what, "totals") ? PER_COMM : PER_TASK);
	static const uint64_t derived[BT_NR_COUNTERS] = { [BT_AGAIN] = 1234, [BT_FLUSH] = 1 };
	struct stats *s = none ? stats_new(state.per, &everything) :
		some_stats(state.per, hostile, strstr(what, "probes") ? derived : NULL);
	uint64_t lost = strstr(what, "loss") ? 1234 : 0;
	struct loss_cause l[] = { { "missed_queue", lost, true }, { "no_slot", 0, true },
				  { "missed_rename", lost ? 1 : 0, false } };
	struct top_frame frame = {
		.about = {
			.subject = hostile ? "'\033[31mrm'" : "system wide", .kernel = "7.3.4",
			.generation = "G3", .by_probes = strstr(what, "probes"),
			.coverage = { "kernel", 79, 12, 201, 2 },
		},
		.elapsed_ns = 83400000000, .interval_ns = 1000123456,
		.stats = s, .losses = { l, 3, lost }, .name = name, .arg = &state.per,
		.rows = !strcmp(what, "rows") ? 3 : 0,
	};
	int ret;

	state.paused = !strcmp(what, "paused");
	state.help = !strncmp(what, "help", 4);
	state.totals = !strcmp(what, "totals");
	if (state.totals)
		state.sort = F_FLUSH_EMPTY;
	if (state.paused)
		state.sort = TOP_SAVING;
	ret = top_view(lines, &state, &frame, width, height);
	stats_free(s);
	return ret;
}

static const char *const views[] = {
	"table", "totals", "none", "loss", "paused", "help", "help-loss", "hostile", "rows", "probes",
	"probes-loss",
};

#define NR_VIEWS	((int)(sizeof(views) / sizeof(*views)))

/* Return whether a line shows a cut number of derived events. */
static bool is_cut(const char *text)
{
	return strstr(text, "derived") && !strstr(text, "1,235 derived") &&
	       strncmp(text, "1,235 of 233,", 13) && strncmp(text, "by kprobes: 1,235 of 233,", 25) &&
	       strncmp(text, "some", 4);
}

/* The picture fits, is printable, and always shows losses and the number of derived events. */
START_TEST(picture_fits_any_terminal)
{
	/* Try sizes up to one where all columns and all words have room. */
	for (int width = 0; width <= 210; width += width < 120 ? 1 : 10) {
		for (int height = 0; height <= 40; height += height < 16 ? 1 : 8) {
			struct styled_lines l = { 0 };
			bool lost = false, derived = false;
			int bad = 0;	/* an assertion each would be slow */

			ck_assert_int_eq(view_of(views[_i], width, height, &l), 0);
			ck_assert_uint_ge(l.n, 1);
			if (height)
				ck_assert_uint_le(l.n, height);
			for (size_t i = 0; i < l.n; i++) {
				bad += width && strlen(l.v[i].text) > (size_t)width;
				for (const char *c = l.v[i].text; *c; c++)
					bad += *c < ' ' || *c >= 0x7f;
				lost |= l.v[i].style == LINE_LOSS;
				derived |= !!strstr(l.v[i].text, "1,235 ");
				bad += is_cut(l.v[i].text);
			}
			bad += strstr(views[_i], "probes") && !derived &&
			       (!height || height >= 7) && (!width || width >= 13);
			ck_assert_int_eq(bad, 0);
			ck_assert_int_eq(lost, !!strstr(views[_i], "loss"));
			styled_lines_free(&l);
		}
	}
}
END_TEST

/* A narrow terminal shows the column that sorts, too, and the rows are in order. */
START_TEST(sorted_column_is_shown)
{
	struct stats *s = some_stats(PER_TASK, false, NULL);
	struct top_state state = state_of(PER_TASK);
	struct top_frame frame = {
		.about = { .subject = "", .kernel = "", .generation = "" }, .stats = s,
		.name = name,
		.arg = &state.per,
	};

	for (const int *c = top_columns; *c >= 0; c++) {
		struct styled_lines l = { 0 };
		char mark[32];
		long long before = INT64_MAX;

		state.sort = *c;
		ck_assert_int_eq(top_view(&l, &state, &frame, 30, 24), 0);
		snprintf(mark, sizeof(mark), ">%s", top_sort_name(*c));
		ck_assert_ptr_nonnull(strstr(l.v[3].text, mark));
		for (size_t i = 4; i < 12; i++) {
			char digits[32] = "", *to = digits;

			for (const char *d = l.v[i].text; *d && (*d == ' ' || strchr("0123456789,.-", *d)); d++)
				if (*d != ' ' && *d != ',' && *d != '.')
					*to++ = *d;
			ck_assert_int_le(atoll(digits), before);
			before = atoll(digits);
		}
		styled_lines_free(&l);
	}
	stats_free(s);
}
END_TEST

START_TEST(colors_follow_option_and_environment)
{
	struct top_opts o = { .color = COLOR_AUTO };

	unsetenv("NO_COLOR");
	ck_assert(top_opts_color(&o));
	setenv("NO_COLOR", "", 1);
	ck_assert(top_opts_color(&o));
	setenv("NO_COLOR", "1", 1);
	ck_assert(!top_opts_color(&o));
	o.color = COLOR_ALWAYS;
	ck_assert(top_opts_color(&o));
	unsetenv("NO_COLOR");
	o.color = COLOR_NEVER;
	ck_assert(!top_opts_color(&o));
}
END_TEST

/* Print for the golden tests: WHAT WIDTH HEIGHT */
static int print_one(char **argv)
{
	struct styled_lines l = { 0 };

	if (view_of(argv[1], atoi(argv[2]), atoi(argv[3]), &l))
		return 1;
	styled_lines_print(&l, stdout);
	styled_lines_free(&l);
	return 0;
}

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	if (argc == 4)
		return print_one(argv);
	tcase_add_test(c, keys_are_decoded);
	tcase_add_test(c, keys_are_decoded_in_pieces);
	tcase_add_test(c, keys_change_the_state);
	tcase_add_test(c, any_key_leaves_help);
	tcase_add_test(c, sort_keys_select_the_column);
	tcase_add_test(c, group_keys_go_round_the_known_keys);
	tcase_add_test(c, interval_keys_stay_in_range);
	tcase_add_test(c, intervals_have_the_counts_since_the_last);
	tcase_add_test(c, ended_tasks_are_folded_without_loss);
	tcase_add_loop_test(c, picture_fits_any_terminal, 0, NR_VIEWS);
	tcase_add_test(c, sorted_column_is_shown);
	tcase_add_test(c, colors_follow_option_and_environment);
	/* valgrind and the sanitizers need a long timeout. */
	tcase_set_timeout(c, 300);
	return run_tests("top", c, argc > 1);
}
