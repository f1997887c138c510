// SPDX-License-Identifier: GPL-2.0
/*
 * The validator against sequences of events that are right, and against each mistake that
 * it has to name.  tests/mutate breaks the validator line by line and sees these fail.
 *
 * An event is written "KIND:PIEA": PENDING, in interrupt, enable_count and pause_count
 * after it, x for 255.  Kinds: queue 0 emitted, 1 first, 2 again; f flush, F empty flush,
 * D direct; e enable, d disable, p pause, r resume.  What is no event: U return to user
 * mode, W end of a work item, T end of the task,
 * K fork; B its birth.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "check_out.h"
#include "text.h"

static const unsigned char tables[3][BT_TABLE_SIZE] = BT_PROTOCOL_TABLES;

#define KNOWN	"e:0010 d:0000 "	/* seeds: what comes first is not judged */

static const struct {
	int generation;
	const char *events;
	int verdict;		/* of the last event; those before it are 0, or skipped */
} sequences[] = {
	/* G3: what is right */
	{ 3, KNOWN "e:0010 1:1010 2:1010 f:0000 d:0000 U:", 0 },
	{ 3, KNOWN "e:0010 F:0000 d:0000 W: T:", 0 },
	{ 3, KNOWN "e:0010 1:1010 e:1020 2:1020 f:0010 d:0010 1:1010 f:0000 d:0000", 0 },
	{ 3, KNOWN "e:0010 1:1010 f:0011 p:0011 0:0011 e:0011 0:0011 d:0011 r:0010 1:1010", 0 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 p:0012 0:0012 r:0011 r:0010 F:0000 d:0000 T:", 0 },
	{ 3, KNOWN "p:0001 e:0001 0:0001 d:0001 r:0000 U:", 0 },
	{ 3, KNOWN "0:0000 D:0000 e:0010 D:0010 1:1010 D:1010 f:0000 d:0000", 0 },
	/* Interrupts, and parts with BH off: nothing changes. */
	{ 3, KNOWN "e:0010 1:1010 0:1110 e:1110 0:1110 d:1110 2:1010 f:0000 d:0000", 0 },
	{ 3, KNOWN "e:0110 e:0110 d:0110 d:0110 0:0000", 0 },
	{ 3, KNOWN "e:0010 p:0111 r:0111 0:0110 F:0000 d:0000", 0 },
	/* Interrupts between the parts of one call. */
	{ 3, KNOWN "e:0010 1:1010 0:1100 f:0000 0:0100 d:0000 U:", 0 },
	/* Attached in the middle: of a section, of a flush, of a pause, of an interrupt */
	{ 3, "2:1010 f:0000 d:0000 U:", 0 },
	{ 3, "f:0000 d:0000 e:0010 F:0000 d:0000 U:", 0 },
	{ 3, "r:0010 1:1010 f:0000 d:0000 T:", 0 },
	{ 3, "0:0011 r:0010 1:1010 f:0000 d:0000 T:", 0 },
	{ 3, "d:0110 e:0020 d:0120", 11 },
	{ 3, "d:0110 e:0020 F:0010 d:0010", 0 },
	{ 3, "F:0010", BT_VERDICT_SKIPPED },
	{ 3, "0:1000", BT_VERDICT_SKIPPED },
	{ 3, "0:0110", BT_VERDICT_SKIPPED },
	{ 3, "U:", 0 },
	/* G3: each mistake */
	{ 3, KNOWN "1:1000", 1 },
	{ 3, KNOWN "2:1000", 1 },
	{ 3, KNOWN "e:0010 1:1110", 1 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 1:1011", 1 },
	{ 3, "1:1110", 1 },
	{ 3, KNOWN "e:0010 0:0010", 2 },
	{ 3, KNOWN "e:0010 1:1010 0:1010", 2 },
	{ 3, KNOWN "e:0010 1:0010", 3 },
	{ 3, KNOWN "e:0010 1:1010 2:0010", 3 },
	{ 3, KNOWN "e:0010 1:1010 f:1000", 4 },
	{ 3, KNOWN "e:0010 1:1010 1:1010", 5 },
	{ 3, KNOWN "e:0010 2:1010", 5 },
	{ 3, KNOWN "e:0010 f:0000", 5 },
	{ 3, KNOWN "f:0000", 5 },
	{ 3, KNOWN "e:0010 1:1010 F:0000", 5 },
	{ 3, KNOWN "e:0010 1:1010 f:0110", 5 },
	{ 3, KNOWN "e:0010 1:1010 D:0010", 5 },
	{ 3, KNOWN "0:1000", 5 },
	{ 3, KNOWN "e:0010 1:1010 d:1000", 6 },
	{ 3, KNOWN "e:0010 1:1010 d:0000", 6 },
	{ 3, KNOWN "e:0010 F:0000 d:1000", 6 },
	{ 3, KNOWN "e:0010 e:0020 1:1020 d:1010", 7 },
	{ 3, KNOWN "e:0010 e:0020 F:0010 d:1010", 7 },
	{ 3, KNOWN "e:0010 1:1010 p:1011", 7 },
	{ 3, KNOWN "e:0010 F:0011 p:1011", 7 },
	{ 3, KNOWN "e:1010", 8 },
	{ 3, KNOWN "e:0020", 9 },
	{ 3, KNOWN "e:0010 e:0010", 9 },
	{ 3, KNOWN "F:00x0", 9 },
	{ 3, KNOWN "d:00x0", 9 },
	{ 3, KNOWN "d:0000", 9 },
	{ 3, "1:10x0 e:1000", 9 },
	{ 3, KNOWN "e:0010 1:1020", 9 },
	{ 3, KNOWN "e:0010 1:1010 1:1020", 9 },
	{ 3, KNOWN "e:0010 F:0010 F:0030", 9 },
	{ 3, KNOWN "e:0010 d:0010", 9 },
	{ 3, KNOWN "r:000x", 10 },
	{ 3, KNOWN "r:0000", 10 },
	{ 3, KNOWN "p:0000", 10 },
	{ 3, KNOWN "0:0001", 10 },
	{ 3, KNOWN "e:0010 F:0013", 10 },
	{ 3, KNOWN "p:0001 e:0000", 10 },
	{ 3, "0:000x p:0000", 10 },
	{ 3, KNOWN "e:0010 d:0110", 11 },
	{ 3, KNOWN "e:0100 0:0000", 11 },
	{ 3, KNOWN "e:0100 d:00x0", 11 },
	{ 3, KNOWN "e:0010 U:", 12 },
	{ 3, KNOWN "e:0010 1:1010 U:", 12 },
	{ 3, KNOWN "e:0010 F:0011 p:0011 U:", 12 },
	{ 3, KNOWN "p:0001 U:", 12 },
	{ 3, KNOWN "e:0010 T:", 13 },
	{ 3, KNOWN "e:0010 W:", 15 },
	{ 3, KNOWN "e:0010 K:", 14 },
	{ 3, KNOWN "K:", 0 },
	/* A task that is watched from its birth */
	{ 3, "B e:0010 F:0000 d:0000 U:", 0 },
	{ 3, "B 0:0100 0:0000", 0 },
	{ 3, "B e:0020", 9 },
	{ 3, "B d:0000", 9 },
	{ 3, "B 1:1010", 9 },
	{ 3, "B U:", 0 },
	/* G2: nesting ends with the first leave; what has no effect is not counted. */
	{ 2, KNOWN "e:0010 1:1010 2:1010 f:0010 d:0000 U:", 0 },
	{ 2, KNOWN "e:0010 e:0010 1:1010 e:1010 f:0010 d:0000 0:0000 F:0000 d:0000 T:", 0 },
	{ 2, KNOWN "e:0010 1:1010 0:1110 e:1110 d:1110 f:0010 d:0000", 0 },
	{ 2, KNOWN "e:0010 0:0010", 2 },
	{ 2, KNOWN "e:0010 1:1110", 1 },
	{ 2, KNOWN "e:0010 1:1010 d:1000", 6 },
	{ 2, KNOWN "e:0010 F:0010 d:1000", 6 },
	{ 2, KNOWN "0:1000", 18 },
	{ 2, KNOWN "e:0010 d:0010", 9 },
	{ 2, KNOWN "e:0020", 9 },
	{ 2, KNOWN "e:0010 F:0000", 9 },
	{ 2, KNOWN "e:0010 d:0110", 11 },
	{ 2, KNOWN "e:0010 U:", 12 },
	/* G1: an interrupt is what its task is, and must not defer all the same. */
	{ 1, KNOWN "e:0010 1:1010 2:1010 f:0010 d:0000 F:0000 d:0000", 0 },
	{ 1, KNOWN "e:0110 F:0110 d:0100 0:0000", 0 },
	{ 1, KNOWN "0:0100 e:0010 F:0010 d:0000", 0 },
	{ 1, KNOWN "e:0010 1:1110", 1 },
	{ 1, KNOWN "e:0010 0:0110", 2 },
	{ 1, KNOWN "e:0010 e:0010", 9 },
	{ 1, KNOWN "e:0010 1:1010 f:0010 d:1000", 6 },
	{ 1, KNOWN "e:0010 1:1010 f:1010", 4 },
	{ 1, KNOWN "0:1000", 18 },
};

static int digit(char c)
{
	return c == 'x' ? 255 : c <= '9' ? c - '0' : c - 'a' + 10;
}

static unsigned int feed(struct bt_shadow *t, int generation, const char *word)
{
	static const char kinds[] = "012fFDedpr", ends[] = "UWTK";
	const unsigned char *table = tables[generation - 1];
	const char *kind = strchr(kinds, *word), *end = strchr(ends, *word);
	struct bt_snapshot s;

	if (end)
		return bt_validate_end(t, table, BT_INPUT_TO_USER + (end - ends));
	ck_assert_ptr_nonnull(kind);
	ck_assert_uint_eq(strlen(word), 6);
	s = (struct bt_snapshot){
		.pending = digit(word[2]), .in_interrupt = digit(word[3]),
		.enable_count = digit(word[4]), .pause_count = digit(word[5]),
	};
	return bt_validate(t, table, generation, kind - kinds, &s);
}

START_TEST(sequence)
{
	char text[256], *rest = text, *word;
	struct bt_shadow t = { 0 };
	unsigned int verdict = 0;

	strcpy(text, sequences[_i].events);
	while ((word = strsep(&rest, " ")) && *word) {
		if (*word == 'B') {
			bt_shadow_born(&t);
			continue;
		}
		ck_assert_msg(!verdict || verdict == BT_VERDICT_SKIPPED, "%s: I%u before %s",
			      sequences[_i].events, verdict, word);
		verdict = feed(&t, sequences[_i].generation, word);
	}
	ck_assert_msg(verdict == (unsigned int)sequences[_i].verdict, "G%d %s: I%u, expected I%d",
		      sequences[_i].generation, sequences[_i].events, verdict,
		      sequences[_i].verdict);
}
END_TEST

/* One mistake is one report, and the next one is seen again. */
START_TEST(goes_on)
{
	static const struct { const char *word; unsigned int verdict; } steps[] = {
		{ "e:0010", 255 }, { "d:0000", 0 },
		{ "e:0010", 0 }, { "1:1010", 0 }, { "d:1000", 6 },
		{ "0:1000", 255 }, { "f:0000", 255 },	/* nothing to start from */
		{ "e:0010", 255 }, { "0:0010", 2 },
		{ "d:0000", 255 },
		/* What an interrupt left open is forgotten with the rest. */
		{ "e:0100", 0 }, { "0:0000", 11 }, { "e:0010", 255 }, { "F:0000", 0 }, { "d:0000", 0 },
		/* A call without effect is reported; the section goes on. */
		{ "e:0010", 0 }, { "d:0110", 11 }, { "1:1010", 0 }, { "f:0000", 0 }, { "d:0000", 0 },
		/* A leak stays, and is told once. */
		{ "e:0010", 0 }, { "U:", 12 }, { "U:", 0 }, { "T:", 0 },
	};
	struct bt_shadow t = { 0 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		ck_assert_msg(feed(&t, 3, steps[i].word) == steps[i].verdict, "%zu: %s", i,
			      steps[i].word);
}
END_TEST

/* Every invariant of the automata has words, and holds for some generation. */
START_TEST(words)
{
	for (int g = 0; g < 3; g++)
		for (int i = 0; i < BT_TABLE_SIZE; i++) {
			unsigned int step = tables[g][i];

			if (step & BT_STEP_BROKEN)
				ck_assert_int_eq(invariant_find(step & ~BT_STEP_BROKEN)->number,
						 step & ~BT_STEP_BROKEN);
			else
				ck_assert_uint_lt(step, BT_NR_STATES);
		}
	ck_assert_int_eq(invariant_find(99)->number, 0);
	ck_assert(invariant_holds(invariant_find(7), 3) && !invariant_holds(invariant_find(7), 2));
}
END_TEST

/* What was kept of an event is what it was. */
START_TEST(history)
{
	struct bt_snapshot s = { .pending = 1, .in_interrupt = 1, .enable_count = 3, .pause_count = 255 };
	struct bt_report r = {
		.ip = 0xffffc6f24328d2e0, .time_ns = 0x5000000000007, .events = BT_HISTORY + 2,
	};
	struct past past;

	r.past[1] = (struct bt_past){
		.when = 0x0fffffffffff0ull << 16 | 5, .ip = 0xf328d2e0,
		.what = bt_past_pack(BT_KIND_PAUSE, BT_LEVEL_PMD, &s),
	};
	ck_assert(violation_past(&r, 1, &past));
	ck_assert_uint_eq(past.cpu, 5);
	ck_assert_uint_eq(past.kind, BT_KIND_PAUSE);
	ck_assert_uint_eq(past.level, BT_LEVEL_PMD);
	ck_assert_uint_eq(past.ip, 0xffffc6f1f328d2e0);
	ck_assert_uint_eq(past.time_ns, 0x4fffffffffff0);
	ck_assert_uint_eq(past.after.pending, 1);
	ck_assert_uint_eq(past.after.active, 0);
	ck_assert_uint_eq(past.after.in_interrupt, 1);
	ck_assert_uint_eq(past.after.enable_count, 3);
	ck_assert_uint_eq(past.after.pause_count, 255);
	ck_assert(violation_past(&r, BT_HISTORY, &past));
	ck_assert(!violation_past(&r, BT_HISTORY + 1, &past));
	ck_assert(!violation_past(&r, 0, &past));
	r.events = 2;
	ck_assert(!violation_past(&r, 3, &past));
}
END_TEST

START_TEST(duplicates)
{
	struct bt_report a = { .invariant = 6, .ip = 1, .stack_size = 16, .stack = { 1, 2 } }, b = a;
	struct violations set = { 0 };
	bool is_new;

	ck_assert_uint_eq(violations_add(&set, &a, &is_new)->count, 1);
	ck_assert(is_new);
	ck_assert_uint_eq(violations_add(&set, &b, &is_new)->count, 2);
	ck_assert(!is_new);
	b.stack[1] = 3;
	ck_assert_uint_eq(violations_add(&set, &b, &is_new)->count, 1);
	b.invariant = 7;
	ck_assert_uint_eq(violations_add(&set, &b, &is_new)->count, 1);
	ck_assert_uint_eq(set.n, 3);
	violations_free(&set);
	ck_assert_uint_eq(set.n, 0);
}
END_TEST

#define DSB_ISHST	0xd5033a9f
#define DSB_ISH		0xd5033b9f
#define ISB		0xd5033fdf
#define NOP		0xd503201f
#define BL		0x94000000
#define RET		0xd65f03c0
#define B(offset)	(0x14000000 | ((offset) & 0x3ffffff))

static const struct {
	unsigned int words[10];
	size_t call;
	enum text_verdict verdict;
} texts[] = {
	{ { DSB_ISHST, ISB, B(2), RET, BL, B(-2) }, 4, TEXT_EXECUTES },
	{ { DSB_ISHST, ISB, NOP, B(2), RET, BL }, 5, TEXT_EXECUTES },
	{ { BL, RET, DSB_ISHST, ISB, B(-4), RET }, 0, TEXT_EXECUTES },
	{ { DSB_ISHST, ISB, BL, RET }, 2, TEXT_EXECUTES },
	{ { NOP, NOP, B(2), RET, BL, B(-2) }, 4, TEXT_SILENT },
	{ { DSB_ISHST, NOP, B(2), RET, BL }, 4, TEXT_SILENT },
	{ { NOP, ISB, B(2), RET, BL }, 4, TEXT_SILENT },
	{ { DSB_ISH, ISB, B(2), RET, BL }, 4, TEXT_SILENT },
	{ { ISB, DSB_ISHST, B(2), RET, BL }, 4, TEXT_SILENT },
	/* Two ways to one call, of which one has none */
	{ { DSB_ISHST, ISB, B(4), RET, NOP, B(1), BL }, 6, TEXT_SILENT },
	/* The barriers belong to the way before. */
	{ { DSB_ISHST, ISB, B(6), NOP, B(2), RET, BL }, 6, TEXT_SILENT },
	{ { NOP, NOP, NOP, RET, BL }, 4, TEXT_UNKNOWN },
	{ { B(3), RET, NOP, BL }, 9, TEXT_UNKNOWN },
	{ { B(1), BL }, 1, TEXT_SILENT },
};

START_TEST(text)
{
	ck_assert_int_eq(text_flush(texts[_i].words, 10, texts[_i].call), texts[_i].verdict);
}
END_TEST

START_TEST(allowed)
{
	char *globs[] = { "run_*", "my_map", NULL };

	ck_assert(allowed_deferrer("vmap_range_noflush+0x1c4", NULL));
	ck_assert(allowed_deferrer("__apply_to_page_range.isra.0+0x4", NULL));
	ck_assert(!allowed_deferrer("vmap_range_noflush_other+0x4", NULL));
	ck_assert(!allowed_deferrer("vmap_range_noflush+0x4 [module]", NULL));
	ck_assert(!allowed_deferrer("__set_fixmap+0x4", NULL));
	ck_assert(!allowed_deferrer("0xffff800080010000", NULL));
	ck_assert(allowed_deferrer("run_first+0x4 [barrier_load]", globs));
	ck_assert(allowed_deferrer("my_map+0x4", globs));
	ck_assert(!allowed_deferrer("my_map_other+0x4", globs));
}
END_TEST

/* One of each type, for the golden tests. */
static int print_sample(const char *format)
{
	struct bt_report r = {
		.type = BT_REPORT_EVENT, .invariant = 6, .time_ns = 1500000000, .tid = 43, .tgid = 42,
		.cpu = 1, .kind = BT_KIND_DISABLE, .level = BT_LEVEL_NONE, .ip = 0x1008,
		.after = { .pending = 1 }, .comm = "a\033[31m\"b",
		.before = { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_PENDING, .enable_count = 1 },
		.stack_size = 24, .stack = { 0x10, 0x1008, 0x2004 }, .events = 2,
	};
	struct bt_snapshot first = { .pending = 1, .active = 1, .enable_count = 1 };
	struct check_counts counts = { .tasks = 2, .skipped = 1 };
	struct check_loss losses[] = { { "missed_queue", 0, true }, { "no_slot", 3, true } };
	struct check_sites sites = { .deferrers = 1, .flushers = 2, .executing = 2 };
	struct violations set = { 0 };
	struct check_result result = {
		.verdict = VERDICT_VIOLATED, .counts = &counts, .losses = losses, .nr_losses = 2,
		.lost = 3, .elapsed_ns = 2000000000, .shown = 3, .others = 1, .suspect = 1,
		.violations = &set, .sites = &sites,
	};
	struct check_header header = { "'x'", "7.3.4", "G3", "btf" };
	struct check_out out = {
		.ops = check_ops_find(format), .header = &header, .f = stdout, .generation = 3,
		.history = 32, .start_ns = 1000000000,
	};
	bool is_new;

	if (!out.ops)
		return 1;
	r.past[0] = (struct bt_past){
		1400000000ull << 16 | 1, 0x1004, bt_past_pack(BT_KIND_FIRST, BT_LEVEL_PTE, &first),
	};
	r.past[1] = (struct bt_past){
		1500000000ull << 16 | 1, 0x1008,
		bt_past_pack(BT_KIND_DISABLE, BT_LEVEL_NONE, &r.after),
	};
	for (int i = 0; i < BT_NR_KINDS; i++)
		counts.events[i] = i;
	out.ops->begin(&out);
	out.ops->violation(&out, violations_add(&set, &r, &is_new));
	violations_add(&set, &r, &is_new);
	r = (struct bt_report){
		.type = BT_REPORT_STATE, .invariant = 12, .time_ns = 1600000000, .tid = 7, .tgid = 7,
		.kind = BT_INPUT_TO_USER, .kthread = 1, .stack_size = -14, .comm = "b",
		.before = { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_LAZY, .enable_count = 1 },
	};
	out.ops->violation(&out, violations_add(&set, &r, &is_new));
	out.ops->end(&out, &result);
	violations_free(&set);
	return 0;
}

int main(int argc, char **argv)
{
	Suite *suite = suite_create("validate");
	TCase *c = tcase_create("all");
	SRunner *r;
	int failed;

	if (argc == 3)
		return print_sample(argv[2]);
	tcase_add_loop_test(c, sequence, 0, sizeof(sequences) / sizeof(*sequences));
	tcase_add_test(c, goes_on);
	tcase_add_test(c, words);
	tcase_add_test(c, history);
	tcase_add_test(c, duplicates);
	tcase_add_loop_test(c, text, 0, sizeof(texts) / sizeof(*texts));
	tcase_add_test(c, allowed);
	suite_add_tcase(suite, c);
	r = srunner_create(suite);
	if (argc > 1)
		srunner_set_fork_status(r, CK_NOFORK);	/* for valgrind and ASan */
	srunner_set_tap(r, "-");
	srunner_run_all(r, CK_SILENT);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? 1 : 0;
}
