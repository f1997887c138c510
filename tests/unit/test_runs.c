// SPDX-License-Identifier: GPL-2.0
/*
 * Test which barriers a section would have avoided, with known answers and a slow search.
 *
 * An event is its kind, a digit or letter as in test_measure.c, and perhaps i for in interrupt,
 * s for after the end of a stretch, b for another site.  The answer for each event is . for not
 * avoidable, 2 for the second of a run, + for those after the second.
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
	/* A run has one site. */
	{ "0 0b", ".." },
	{ "0 0b 0 0", "...2" },
	{ "0 0 0b 0b 0", ".2.2." },
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
	{ "0 0ib 0", "..2" },
	{ "0i 0", ".." },
	{ "0 1i fi Fi 0", "....2" },
	{ "0 0 0i 0", ".2.+" },
};

static char take(struct bt_run *r, const char *word)
{
	static const char answers[] = ".+?2";	/* index: bits of the answer; ? cannot be */
	unsigned int kind = strchr(kinds, *word) - kinds;

	return answers[bt_run_event(r, kind, strchr(word, 'i'), strchr(word, 's'),
				    strchr(word + 1, 'b') ? 0x2000 : 0x1000)];
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

#define NR_EVENTS 20000

/* Look back from an emitted event to the one that it may follow. */
static bool is_avoidable(char words[][8], int i)
{
	for (int k = i; k >= 0; k--) {
		bool irq = strchr(words[k], 'i');

		if (k == i && (*words[k] != '0' || irq))
			return false;
		if (k < i && !irq && strchr("012fF", *words[k]))
			return *words[k] == '0' &&
			       !strchr(words[k], 'b') == !strchr(words[i], 'b');
		if (strchr(words[k], 's'))
			return false;
	}
	return false;
}

START_TEST(runs_equal_those_of_a_slow_search)
{
	static char words[NR_EVENTS][8];
	struct bt_run r = { 0 };
	int avoidable = 0, seconds = 0;
	bool last = false;

	srand(_i);
	for (int i = 0; i < NR_EVENTS; i++) {
		char got;

		/* Make runs of some length. */
		sprintf(words[i], "%c%s%s%s", rand() % 4 ? '0' : kinds[rand() % 10],
			rand() % 10 ? "" : "i", rand() % 8 ? "" : "s", rand() % 6 ? "" : "b");
		got = take(&r, words[i]);
		loop_assert(got != '?');
		if ((got != '.') != is_avoidable(words, i))
			ck_abort_msg("%d: %s", i, words[i]);
		/* The second of a run follows the first, which is not avoidable. */
		if (*words[i] == '0' && !strchr(words[i], 'i')) {
			if (got != '.')
				loop_assert((got == '2') == !last);
			last = got != '.';
		}
		avoidable += got != '.';
		seconds += got == '2';
	}
	ck_assert_int_gt(avoidable, NR_EVENTS / 10);
	ck_assert_int_gt(avoidable, seconds);
	ck_assert_int_gt(seconds, NR_EVENTS / 50);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_loop_test(c, sequence_has_the_expected_runs, 0,
			    sizeof(sequences) / sizeof(*sequences));
	tcase_add_loop_test(c, runs_equal_those_of_a_slow_search, 0, 8);
	return run_tests("runs", c, argc > 1);
}
