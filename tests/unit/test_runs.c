// SPDX-License-Identifier: GPL-2.0
/*
 * Test which barriers a section would have avoided, with known answers and a slow search.
 *
 * An event is its kind, a digit or letter as in test_measure.c, and perhaps i for in interrupt,
 * s for after the end of a stretch, u for paused, o for used at once, n for in a section that is
 * still open.  The answer for each event is . for not avoidable, 2 for the second of a run, + for
 * those after the second, 1 for a first deferral right after a section of one store.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logic/runs.h"
#include "runner.h"

static const char kinds[] = "012fFDedpr";

static const struct {
	const char *events;
	const char *avoidable;
} sequences[] = {
	{ "0", "." },
	{ "0 0", ".2" },
	{ "0 0 0 0", ".2++" },
	/* Queueing, a flush or an empty flush ends a run. */
	{ "0 1 0", "..." },
	{ "0 2 0", "..." },
	{ "0 f 0 0", "...2" },
	{ "0 F 0", "..." },
	{ "0 0 e F d 0 0", ".2....2" },
	/* Other events do not matter. */
	{ "0 D 0 e 0 d 0 p 0 r 0", "..2.+.+.+.+" },
	/* A new stretch ends a run, whichever event begins the stretch. */
	{ "0s 0 0", ".2+" },
	{ "0 0s", ".." },
	{ "0 0 0s 0 0s 0", ".2.2.2" },
	{ "0 es 0 0", "...2" },
	{ "0 Ds 0", "..." },
	{ "0 0is 0", "..." },
	{ "0 eis 0 0", "...2" },
	/* An event in interrupt is not avoidable, and ends no run. */
	{ "0i 0i 0i", "..." },
	{ "0 0i 0", "..2" },
	{ "0i 0", ".." },
	{ "0 1i fi Fi 0", "....2" },
	{ "0 0 0i 0", ".2.+" },
	/* While the mode is paused, nothing is avoidable, and the run ends. */
	{ "0u 0u 0u", "..." },
	{ "0 0u 0 0", "...2" },
	{ "0 0 0u 0", ".2.." },
	/* An entry that is used at once is not avoidable, and ends the run. */
	{ "0o 0o 0o", "..." },
	{ "0 0o 0 0", "...2" },
	{ "0 0io 0", "..2" },
	/* Sections of one store in a row */
	{ "1 f 1 f 1 f", "..1.1." },
	{ "1 f 1 2 f 1 f", "..1...." },
	{ "1 2 f 1 f 1", ".....1" },
	{ "1 2 2 f 1 f", "......" },
	{ "2 f 1 f 1", "....1" },
	{ "f 1", ".." },
	{ "1 f e 1 d 1", "...1.." },
	/* Any other event of the store side between them, or a new stretch, parts them. */
	{ "1 f 0 1", "...." },
	{ "1 f F 1", "...." },
	{ "1 f 1s f 1", "....1" },
	{ "1 f es 1", "...." },
	{ "1s fs 1", "..1" },
	{ "1 fs 1", "..1" },
	/* Events in interrupt do not. */
	{ "1 0i fi 2i f 0i Fi 1", ".......1" },
	/* A flush that ends a nested section, or begins a pause, leaves a section open. */
	{ "1n fn 1 f 1", "....." },
	{ "1n fn F 1 f 1", ".....1" },
	{ "1 fu 1 f 1 f 1", "......1" },
	{ "1n fn Fn 1 f 1", "......" },
	{ "1 Fu f 1", "...1" },
	/* An empty flush at the end: a longer section would have the pause's barrier, too. */
	{ "1 fu F 1 f 1", ".....1" },
	{ "0 1 f 0 0", "....2" },
};

static char take_by(struct bt_run *r, const char *word, bool counts)
{
	static const char answers[] = ".+?21???";	/* index: bits of the answer; ? cannot be */
	const struct bt_snapshot after = {
		.in_interrupt = !!strchr(word, 'i'), .pause_count = !!strchr(word, 'u'),
		.enable_count = !!strchr(word, 'n'),
	};
	unsigned int kind = strchr(kinds, *word) - kinds;

	return answers[bt_run_event(r, kind, after, counts, strchr(word, 's'), strchr(word, 'o'))];
}

static char take(struct bt_run *r, const char *word)
{
	return take_by(r, word, true);
}

START_TEST(sequence_has_the_expected_runs)
{
	char text[256], *rest = text, *word, got[64] = "";
	struct bt_run r = { 0 };
	size_t n = 0;

	strcpy(text, sequences[_i].events);
	while ((word = strsep(&rest, " ")))
		got[n++] = take(&r, word);
	ck_assert_msg(!strcmp(got, sequences[_i].avoidable), "%s: %s, expected %s",
		      sequences[_i].events, got, sequences[_i].avoidable);
}
END_TEST

/* Before 7.0 the flush comes before the mode is left, and sections do not nest. */
START_TEST(each_flush_ends_a_section_where_the_kernel_does_not_count)
{
	struct bt_run r = { 0 };

	ck_assert_int_eq(take_by(&r, "1n", false), '.');
	ck_assert_int_eq(take_by(&r, "fn", false), '.');
	ck_assert_int_eq(take_by(&r, "1n", false), '1');
}
END_TEST

START_TEST(a_barrier_is_emitted_for_the_first_reason_that_holds)
{
	static const struct {
		struct bt_snapshot after;
		uint32_t context;
		bool at_once;
		enum bt_reason reason;
	} cases[] = {
		{ { 0 }, 0, false, BT_REASON_NO_SECTION },
		{ { 0 }, 1, true, BT_REASON_AT_ONCE },
		{ { .pause_count = 2 }, 1, true, BT_REASON_PAUSED },
		{ { .in_interrupt = 1, .pause_count = 1 }, 0x200, true, BT_REASON_BH },
		{ { .in_interrupt = 1 }, 0x400, false, BT_REASON_BH },
		{ { .in_interrupt = 1 }, 0x100, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x300, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x10001, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x10200, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x110000, true, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x100000, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x1000003, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x80000200, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0x3, false, BT_REASON_INTERRUPT },
		{ { .in_interrupt = 1 }, 0xfeff, false, BT_REASON_BH },
		/* The kernel's word counts, and not a bit that a generation does not test. */
		{ { 0 }, 0x10200, false, BT_REASON_NO_SECTION },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_int_eq(bt_emit_reason(cases[i].after, cases[i].context,
						cases[i].at_once), cases[i].reason);
}
END_TEST

#define NR_EVENTS 20000

static bool is_emitted(const char *word)
{
	return *word == '0' && !strpbrk(word, "iuo");
}

/* Look back from an emitted event to the one that it may follow. */
static bool is_avoidable(char words[][8], int i)
{
	if (!is_emitted(words[i]))
		return false;
	for (int k = i; k >= 0; k--) {
		if (k < i && !strchr(words[k], 'i') && strchr("012fF", *words[k]))
			return is_emitted(words[k]);
		if (strchr(words[k], 's'))
			return false;
	}
	return false;
}

static bool ends_section(const char *word)
{
	return strchr("fF", *word) && !strpbrk(word, "iun");
}

/* Look back from a first deferral to the section that has just ended: did that hold one store? */
static bool is_after_one(char words[][8], int i)
{
	int stores = 0, k = i;

	if (*words[i] != '1' || strchr(words[i], 'i'))
		return false;
	for (; k >= 0; k--) {
		if (k < i && !strchr(words[k], 'i') && strchr("012fF", *words[k]))
			break;
		if (strchr(words[k], 's'))
			return false;
	}
	if (k < 0 || *words[k] != 'f' || !ends_section(words[k]))
		return false;
	for (k--; k >= 0 && !ends_section(words[k]); k--)
		if (!strchr(words[k], 'i') && strchr("12", *words[k]))
			stores += *words[k] - '0';
	return stores == 1;
}

START_TEST(runs_equal_those_of_a_slow_search)
{
	static char words[NR_EVENTS][8];
	struct bt_run r = { 0 };
	int avoidable = 0, seconds = 0, ones = 0;
	bool last = false;

	srand(_i);
	for (int i = 0; i < NR_EVENTS; i++) {
		char got;

		/* Make runs of some length. */
		sprintf(words[i], "%c%s%s%s%s%s", rand() % 4 ? "001f"[rand() % 4] : kinds[rand() % 10],
			rand() % 10 ? "" : "i", rand() % 8 ? "" : "s", rand() % 12 ? "" : "u",
			rand() % 12 ? "" : "o", rand() % 8 ? "" : "n");
		got = take(&r, words[i]);
		loop_assert(got != '?');
		if ((got == '2' || got == '+') != is_avoidable(words, i) ||
		    (got == '1') != is_after_one(words, i))
			ck_abort_msg("%d: %s", i, words[i]);
		ones += got == '1';
		if (got == '1')
			continue;
		/* The second of a run follows the first, which is not avoidable. */
		if (is_emitted(words[i])) {
			if (got != '.')
				loop_assert((got == '2') == !last);
			last = got != '.';
		}
		avoidable += got != '.';
		seconds += got == '2';
	}
	ck_assert_int_gt(ones, NR_EVENTS / 250);
	ck_assert_int_gt(avoidable, NR_EVENTS / 20);
	ck_assert_int_gt(avoidable, seconds);
	ck_assert_int_gt(seconds, NR_EVENTS / 100);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_loop_test(c, sequence_has_the_expected_runs, 0,
			    sizeof(sequences) / sizeof(*sequences));
	tcase_add_test(c, each_flush_ends_a_section_where_the_kernel_does_not_count);
	tcase_add_test(c, a_barrier_is_emitted_for_the_first_reason_that_holds);
	tcase_add_loop_test(c, runs_equal_those_of_a_slow_search, 0, 8);
	return run_tests("runs", c, argc > 1);
}
