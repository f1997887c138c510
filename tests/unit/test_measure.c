// SPDX-License-Identifier: GPL-2.0
/*
 * Test measuring with sequences of events, whose samples are known or counted slowly.
 *
 * An event is "KIND:PIEA", as in test_validate.c, and perhaps a letter for its site: "0:0000b".
 * The first event comes at 10 ns, each other 10 ns after the one before.  A span that an event
 * ends is written "B5@2": B batch, W window, S section, R run or I run in interrupt; its value;
 * and the number of the event that the span is booked to.  "b@2" is a partial batch; @- means
 * that the beginning was not seen.  Spans that the end of measuring ends come behind a bar.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "logic/measure.h"
#include "shared/hist.h"
#include "runner.h"

static const struct {
	int generation;
	const char *events;
	const char *samples;
} sequences[] = {
	/* Batches: first and again, by one flush each */
	{ 3, "e:0010 1:1010 f:0000 d:0000", "B1@2 W10@2 S30@1 |" },
	{ 3, "e:0010 1:1010 2:1010 2:1010 f:0000 d:0000", "B3@2 W30@2 S50@1 |" },
	{ 3, "e:0010 F:0000 d:0000", "S20@1 |" },
	/* Nested: two batches, one section; the flush of a disable comes before the disable. */
	{ 3, "e:0010 1:1010 e:1020 2:1020 f:0010 d:0010 1:1010 f:0000 d:0000",
	  "B2@2 W30@2 B1@7 W10@7 S80@1 |" },
	{ 3, "e:0010 e:0020 F:0010 d:0010 F:0000 d:0000", "S50@1 |" },
	/* Paused: the batch ends, the section goes on, and stores in the pause are a run. */
	{ 3, "e:0010 1:1010 f:0011 p:0011 0:0011 e:0011 0:0011 F:0011 d:0011 r:0010 1:1010 f:0000 d:0000",
	  "B1@2 W10@2 R2@5 B1@11 W10@11 S120@1 |" },
	{ 3, "e:0010 F:0011 p:0011 p:0012 0:0012 r:0011 r:0010 F:0000 d:0000", "R1@5 S80@1 |" },
	/* Paused outside of any section: enable and disable make no section. */
	{ 3, "p:0001 e:0001 0:0001 d:0001 r:0000", "| R1@3" },
	{ 3, "d:0001 r:0000", "|" },
	{ 3, "0:0000 d:0001 r:0000", "| R1@1" },
	/* Runs: emissions of one site, with nothing queued or flushed in between */
	{ 3, "0:0000 0:0000 0:0000", "| R3@1" },
	{ 3, "0:0000a 0:0000b 0:0000b 0:0000a", "R1@1 R2@2 | R1@4" },
	{ 3, "0:0000 e:0010 F:0000 d:0000 0:0000", "R1@1 S20@2 | R1@5" },
	{ 3, "0:0000 e:0010 1:1010 f:0000 d:0000 0:0000", "R1@1 B1@3 W10@3 S30@2 | R1@6" },
	{ 3, "0:0000 D:0000 D:0000b 0:0000", "| R2@1" },
	{ 3, "0:0000 p:0001 0:0001 r:0000 0:0000", "| R3@1" },
	{ 3, "0:0000 e:0010", "| R1@1 s@2" },
	/* Interrupts have runs of their own. */
	{ 3, "0:0000 0:0100 0:0000", "I1@2 | R2@1" },
	{ 3, "0:0100 0:0100 0:0100b", "I2@1 | I1@3" },
	{ 3, "0:0000 0:0100b e:0100 d:0100 0:0100b 0:0000", "I2@2 | R2@1" },
	{ 3, "e:0010 1:1010 0:1110 e:1110 0:1110 d:1110 2:1010 f:0000 d:0000",
	  "I2@3 B2@2 W60@2 S80@1 |" },
	/* An empty flush in interrupt does not end a run of the task. */
	{ 3, "0:0000 0:0100b F:0100 0:0100b 0:0000", "I1@2 I1@4 | R2@1" },
	/* In interrupt, or with BH off, there is no section and no pause. */
	{ 3, "e:0110 d:0110 0:0000", "| R1@3" },
	{ 3, "e:0100 0:0100 d:0100", "| I1@2" },
	{ 3, "e:0010 p:0111 r:0111 F:0000 d:0000", "S40@1 |" },
	/* An interrupt between the flush of a disable and the disable */
	{ 3, "e:0010 1:1010 0:1100 f:0000 0:0100 d:0000", "I1@3 B1@2 W20@2 S50@1 | I1@5" },
	/* Open when measuring begins */
	{ 3, "f:0000 d:0000", "b@- s@- |" },
	{ 3, "2:1010 2:1010 f:0000 d:0000", "b@1 s@1 |" },
	{ 3, "F:0000 d:0000 e:0010 F:0000 d:0000", "s@- S20@3 |" },
	{ 3, "F:0010 d:0010 F:0000 d:0000", "s@2 |" },
	{ 3, "e:0020 1:1020 f:0010 d:0010 F:0000 d:0000", "B1@2 W10@2 s@1 |" },
	{ 3, "r:0010 1:1010 f:0000 d:0000", "B1@2 W10@2 s@1 |" },
	{ 3, "d:0110 0:0000 d:0000", "| R1@2" },
	/* Open when it ends */
	{ 3, "e:0010 1:1010 2:1010", "| b@2 s@1" },
	{ 3, "2:1010", "| b@1 s@1" },
	{ 3, "0:0000 0:0100", "| R1@1 I1@2" },
	{ 3, "e:0010 1:1010 f:0011 p:0011", "B1@2 W10@2 | s@1" },
	/* A span that a lost event or a mistake leaves open is partial; the next one is whole. */
	{ 3, "e:0010 1:1010 1:1010 f:0000 d:0000", "b@2 B1@3 W10@3 S40@1 |" },
	{ 3, "e:0010 1:1010 f:0000 f:0000 d:0000", "B1@2 W10@2 b@- S40@1 |" },
	{ 3, "e:0010 e:0010 F:0000 d:0000", "s@1 S20@2 |" },
	{ 3, "e:0010 0:0000 e:0010 d:0000", "s@1 S10@3 | R1@2" },
	{ 3, "0:0000 0:0010 d:0000", "s@2 | R2@1" },
	{ 3, "0:0000 d:0000", "| R1@1" },
	/* G2 has no counts: the first leave ends the mode, and the leaves after it end nothing. */
	{ 2, "e:0010 1:1010 2:1010 f:0010 d:0000", "B2@2 W20@2 S40@1 |" },
	{ 2, "e:0010 1:1010 e:1010 2:1010 f:0010 d:0000 0:0000 F:0000 d:0000",
	  "B2@2 W30@2 S50@1 R1@7 |" },
	{ 2, "0:0000 e:0010 e:0010 F:0010 d:0000 F:0000 d:0000", "R1@1 S30@2 |" },
	{ 2, "e:0010 1:1010 0:1110 e:1110 d:1110 f:0010 d:0000", "I1@3 B1@2 W40@2 S60@1 |" },
	{ 2, "F:0010 d:0000", "s@- |" },
	{ 2, "1:1010 f:0010 d:0000", "B1@1 W10@1 s@1 |" },
	/* 6.17's KASAN pauses by a leave and an enter. */
	{ 2, "e:0010 F:0010 d:0000 0:0000 e:0010 F:0010 d:0000", "S20@1 R1@4 S20@5 |" },
	/* G1: an interrupt is lazy with its task, and defers, flushes and leaves for the task. */
	{ 1, "e:0010 1:1010 2:1110 f:0010 d:0000", "B2@2 W20@2 S40@1 |" },
	{ 1, "e:0010 1:1010 e:1110 2:1110 f:0110 d:0100 F:0000 d:0000", "B2@2 W30@2 S50@1 |" },
	{ 1, "e:0110 F:0110 d:0100", "S20@1 |" },
	{ 1, "e:0010 1:1010 f:0010 1:1110 d:1000 f:1010", "B1@2 W10@2 S40@1 B1@4 W20@4 |" },
	{ 1, "0:0000 1:1110 f:0110 0:0000", "B1@2 W10@2 s@2 | R2@1" },
	/* A kernel without batching has only runs. */
	{ 0, "0:0000 0:0000 0:0100 D:0000", "| R2@1 I1@3" },
};

static void print(FILE *f, const struct bt_step *step, int number)
{
	static const char ends[] = "BSRI", partials[] = "bs";
	static const int order[] = { BT_SPAN_RUN_IRQ, BT_SPAN_RUN, BT_SPAN_BATCH, BT_SPAN_SECTION };

	for (size_t i = 0; i < 4; i++) {
		int span = order[number ? i : (i < 2 ? 1 - i : i)];
		char key[16] = "-";

		if (step->key[span] != BT_KEY_HERE)
			sprintf(key, "%u", step->key[span] & 0xffff);
		if (step->partial & 1 << span)
			fprintf(f, "%c@%s ", partials[span], key);
		if (!(step->ended & 1 << span))
			continue;
		fprintf(f, "%c%llu@%s ", ends[span], step->value[span], key);
		if (span == BT_SPAN_BATCH)
			fprintf(f, "W%llu@%s ", step->window, key);
	}
}

static const char kinds[] = "012fFDedpr";	/* by enum bt_kind */

static void take(struct bt_measure *m, int generation, const char *word, int number,
		 struct bt_step *step)
{
	struct bt_snapshot s = {
		.pending = word[2] - '0', .in_interrupt = word[3] - '0',
		.enable_count = word[4] - '0', .pause_count = word[5] - '0',
	};
	unsigned int kind = strchr(kinds, *word) - kinds;

	/* Events that need no time get a wrong one: the code must not use it. */
	bt_measure_event(m, generation, kind, 0x1000 + word[6], &s,
			 bt_measure_timed(kind) ? number * 10 : 0x5555555555, step);
	for (int span = 0; span < BT_NR_SPANS; span++)
		if (step->begun & 1 << span)
			bt_measure_book(m, span, number);
}

START_TEST(sequence_has_the_expected_samples)
{
	char text[256], *rest = text, *word, *got = NULL;
	struct bt_measure m = { 0 }, clean = { 0 };
	struct bt_step step;
	int number = 0;
	size_t size;
	FILE *f = open_memstream(&got, &size);

	strcpy(text, sequences[_i].events);
	while ((word = strsep(&rest, " "))) {
		take(&m, sequences[_i].generation, word, ++number, &step);
		print(f, &step, number);
	}
	step.begun = 0xff;
	bt_measure_end(&m, &step);
	fputs("| ", f);
	print(f, &step, 0);
	ck_assert_uint_eq(step.begun, 0);
	fclose(f);
	got[strlen(got) - 1] = '\0';
	ck_assert_msg(!strcmp(got, sequences[_i].samples), "G%d %s: %s, expected %s",
		      sequences[_i].generation, sequences[_i].events, got, sequences[_i].samples);
	ck_assert_mem_eq(&m, &clean, sizeof(m));
	free(got);
}
END_TEST

/* With any events in any order, each deferral, emission and end is counted once. */
START_TEST(samples_add_up_to_the_events)
{
	unsigned long long emitted = 0, runs = 0, ends = 0, batches = 0, deferred = 0;
	struct bt_measure m = { 0 };
	bool open = false, whole = false;
	struct bt_step step;

	srand(_i);
	for (int i = 1; i <= 20000; i++) {
		char word[16] = "";

		sprintf(word, "%c:%d%d%d%d%c", kinds[rand() % 10], rand() % 2,
			rand() % 4 == 0, rand() % 3, rand() % 2, 'a' + rand() % 2);
		take(&m, _i % 4, word, i & 0xfff, &step);
		emitted += *word == '0';
		/* A flush ends a batch, and so does a first deferral while a batch is open. */
		ends += *word == 'f' || (*word == '1' && open);
		deferred = *word == '1' ? 1 : deferred + (*word == '2');
		whole |= *word == '1';
		open |= *word == '1' || *word == '2';
		loop_assert((step.ended & 1) == (*word == 'f' && whole));
		if (step.ended & 1)
			loop_assert(step.value[BT_SPAN_BATCH] == deferred);
		if (*word == 'f')
			open = whole = false;
		batches += (step.ended & 1) + (step.partial & 1);
		for (int span = BT_SPAN_RUN; span <= BT_SPAN_RUN_IRQ; span++)
			runs += step.ended & 1 << span ? step.value[span] : 0;
		loop_assert(!(step.ended & step.partial));
	}
	bt_measure_end(&m, &step);
	for (int span = BT_SPAN_RUN; span <= BT_SPAN_RUN_IRQ; span++)
		runs += step.ended & 1 << span ? step.value[span] : 0;
	ck_assert_uint_eq(runs, emitted);
	ck_assert_uint_eq(batches, ends);
}
END_TEST

/* Some events are derived: each sample says whether one of its own events was. */
START_TEST(samples_tell_if_an_event_was_derived)
{
	unsigned int samples[2] = { 0 };
	bool batch = false, run[2] = { false };
	struct bt_measure m = { 0 };
	struct bt_step step;

	srand(_i);
	for (int i = 1; i <= 20000; i++) {
		bool derived = rand() % 6 == 0, irq;
		char word[16] = "";

		sprintf(word, "%c:%d%d%d%d%c", kinds[rand() % 10], rand() % 2,
			rand() % 4 == 0, rand() % 3, rand() % 2, 'a' + rand() % 2);
		irq = word[3] == '1';
		take(&m, _i % 4, word, i & 0xfff, &step);
		if (derived)
			bt_measure_derived(&m, strchr(kinds, *word) - kinds, irq, &step);
		if (*word == '1')
			batch = false;
		batch |= derived && strchr("12f", *word);
		if (step.ended & 1) {
			loop_assert((step.derived & 1) == batch);
			samples[batch]++;
		}
		if (*word == 'f')
			batch = false;
		for (int n = 0; n < 2; n++) {
			if (!(step.ended & 1 << (BT_SPAN_RUN + n)))
				continue;
			loop_assert((step.derived >> (BT_SPAN_RUN + n) & 1) == run[n]);
			run[n] = false;
		}
		run[irq] |= derived && *word == '0';
		loop_assert(!(step.derived & ~step.ended));
	}
	ck_assert(samples[0] > 100 && samples[1] > 100);
	/* bt_measure_end() must not keep bits of the step before. */
	step.derived = ~0;
	bt_measure_end(&m, &step);
	for (int n = 0; n < 2; n++)
		ck_assert_int_eq(step.derived >> (BT_SPAN_RUN + n) & 1, run[n]);
	ck_assert_int_eq(step.derived & ~step.ended, 0);
}
END_TEST

START_TEST(buckets_are_adjacent_and_narrow)
{
	unsigned long long next = 0;

	/* Buckets are adjacent, and no wider than an eighth of their lower bound. */
	for (unsigned int i = 0; i < BT_HIST_BUCKETS; i++) {
		unsigned long long low = bt_hist_low(i), last = bt_hist_last(i);

		ck_assert_uint_eq(low, next);
		ck_assert_uint_ge(last, low);
		ck_assert_uint_le(last - low, low / 8);
		ck_assert_uint_eq(bt_hist_index(low), i);
		ck_assert_uint_eq(bt_hist_index(last), i);
		ck_assert_uint_eq(bt_hist_index(low + (last - low) / 2), i);
		if (low < 16)
			ck_assert_uint_eq(low, last);
		next = last + 1;
	}
	ck_assert_uint_eq(next, 0);	/* all 64 bits */
}
END_TEST

START_TEST(histogram_adds_samples)
{
	static struct bt_hist h;

	ck_assert(bt_hist_add(&h, 5, 10) && bt_hist_add(&h, 9, 10) && bt_hist_add(&h, 10, 10) &&
		  bt_hist_add(&h, 10239, 10) && bt_hist_add(&h, 10240, 10));
	ck_assert_uint_eq(h.linear[0], 2);
	ck_assert_uint_eq(h.linear[1], 1);
	ck_assert_uint_eq(h.linear[1023], 1);
	ck_assert_uint_eq(h.n[bt_hist_index(5)], 1);
	ck_assert_uint_eq(h.n[bt_hist_index(10239)], 1);
	ck_assert_uint_eq(h.sum, 5 + 9 + 10 + 10239 + 10240);
	ck_assert_uint_eq(~h.inverse_min, 5);
	ck_assert_uint_eq(h.max, 10240);
	memset(&h, 0, sizeof(h));
	ck_assert(bt_hist_add(&h, 0, 0) && bt_hist_add(&h, ~0ull, 0));
	ck_assert_uint_eq(~h.inverse_min, 0);
	ck_assert_uint_eq(h.max, ~0ull);
	ck_assert_uint_eq(h.linear[0], 0);
	ck_assert_uint_eq(h.n[0], 1);
	ck_assert_uint_eq(h.n[BT_HIST_BUCKETS - 1], 1);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_loop_test(c, sequence_has_the_expected_samples, 0,
			    sizeof(sequences) / sizeof(*sequences));
	tcase_add_loop_test(c, samples_add_up_to_the_events, 0, 8);
	tcase_add_loop_test(c, samples_tell_if_an_event_was_derived, 0, 8);
	tcase_add_test(c, buckets_are_adjacent_and_narrow);
	tcase_add_test(c, histogram_adds_samples);
	return run_tests("measure", c, argc > 1);
}
