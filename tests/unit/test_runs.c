// SPDX-License-Identifier: GPL-2.0
/*
 * Which barriers a section would have avoided, by hand and against a slow search for the same.
 *
 * An event is its kind, a digit or letter as in test_measure.c, and perhaps what it is beside that:
 * i in interrupt, s after the end of a stretch, b at another site.  Of each is told: . for none,
 * 2 for the second of a run, + for those after it.
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
	/* The same site */
	{ "0 0b", ".." },
	{ "0 0b 0 0", "...2" },
	{ "0 0 0b 0b 0", ".2.2." },
	/* Nothing queued or flushed in between, an empty flush neither */
	{ "0 1 0", "..." },
	{ "0 2 0", "..." },
	{ "0 f 0 0", "...2" },
	{ "0 F 0", "..." },
	{ "0 0 e F d 0 0", ".2....2" },
	/* What is no queue and no flush does not matter */
	{ "0 D 0 e 0 d 0 p 0 r 0", "..2.+.+.+.+" },
	/* The same stretch, whichever event says so */
	{ "0s 0 0", ".2+" },
	{ "0 0s", ".." },
	{ "0 0 0s 0 0s 0", ".2.2.2" },
	{ "0 es 0 0", "...2" },
	{ "0 Ds 0", "..." },
	{ "0 0is 0", "..." },
	{ "0 eis 0 0", "...2" },
	/* In interrupt: never, and it ends nothing */
	{ "0i 0i 0i", "..." },
	{ "0 0i 0", "..2" },
	{ "0 0ib 0", "..2" },
	{ "0i 0", ".." },
	{ "0 1i fi Fi 0", "....2" },
	{ "0 0 0i 0", ".2.+" },
};

static char take(struct bt_run *r, const char *word)
{
	static const char answers[] = ".+?2";	/* by bits: there is no second that is not avoidable */
	unsigned int kind = strchr(kinds, *word) - kinds;

	return answers[bt_run_event(r, kind, strchr(word, 'i'), strchr(word, 's'),
				    strchr(word + 1, 'b') ? 0x2000 : 0x1000)];
}

START_TEST(sequence)
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

/* Looks back from an emitted event to the one that it may follow. */
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

START_TEST(as_the_slow_search)
{
	static char words[NR_EVENTS][8];
	struct bt_run r = { 0 };
	int avoidable = 0, seconds = 0;
	bool last = false;

	srand(_i);
	for (int i = 0; i < NR_EVENTS; i++) {
		char got;

		/* Runs of some length */
		sprintf(words[i], "%c%s%s%s", rand() % 4 ? '0' : kinds[rand() % 10],
			rand() % 10 ? "" : "i", rand() % 8 ? "" : "s", rand() % 6 ? "" : "b");
		got = take(&r, words[i]);
		loop_assert(got != '?');
		if ((got != '.') != is_avoidable(words, i))
			ck_abort_msg("%d: %s", i, words[i]);
		/* A second one follows one that is not: its run's first. */
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
	tcase_add_loop_test(c, sequence, 0, sizeof(sequences) / sizeof(*sequences));
	tcase_add_loop_test(c, as_the_slow_search, 0, 8);
	return run_tests("runs", c, argc > 1);
}
