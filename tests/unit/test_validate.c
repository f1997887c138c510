// SPDX-License-Identifier: GPL-2.0
/*
 * Test the validator with correct sequences of events, and with each mistake that it has to
 * name.  tests/unit/mutate breaks the validator line by line, and expects these tests to fail.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "logic/validate.h"
#include "runner.h"
#include "validate_sequences.h"
#include "aggregate/violations.h"

static const unsigned char tables[3][BT_TABLE_SIZE] = BT_PROTOCOL_TABLES;

static int digit(char c)
{
	return c == 'x' ? 255 : c == 'w' ? 254 : c <= '9' ? c - '0' : c - 'a' + 10;
}

static unsigned int feed(struct bt_shadow *t, int generation, const char *word)
{
	static const char kinds[] = "012fFDedpr", ends[] = "UWTK";
	const unsigned char *table = tables[generation - 1];
	const char *kind = strchr(kinds, *word), *end = strchr(ends, *word);
	struct bt_snapshot s;

	if (*word == 'P' || *word == 'S' || *word == 'I') {
		(*word == 'P' ? bt_shadow_resumed :
		 *word == 'S' ? bt_shadow_outside : bt_shadow_born_inside)(t);
		return 0;
	}
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

START_TEST(sequence_ends_with_the_expected_verdict)
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

/* One mistake makes one report, and the next mistake is found, too. */
START_TEST(validator_goes_on_after_a_mistake)
{
	static const struct { const char *word; unsigned int verdict; } steps[] = {
		{ "e:0010", 255 }, { "d:0000", 0 },
		{ "e:0010", 0 }, { "1:1010", 0 }, { "d:1000", 6 },
		{ "0:1000", 255 }, { "f:0000", 255 },	/* these do not give the state */
		{ "e:0010", 255 }, { "0:0010", 2 },
		{ "d:0000", 255 },
		/* A section that an interrupt left open is reported once. */
		{ "e:0100", 0 }, { "0:0000", 11 }, { "e:0010", 0 }, { "F:0000", 0 }, { "d:0000", 0 },
		/* A call without effect is reported; the section goes on. */
		{ "e:0010", 0 }, { "d:0110", 11 }, { "1:1010", 0 }, { "f:0000", 0 }, { "d:0000", 0 },
		/* A leak stays, and is reported once. */
		{ "e:0010", 0 }, { "U:", 12 }, { "U:", 0 }, { "T:", 0 },
	};
	struct bt_shadow t = { 0 };

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		ck_assert_msg(feed(&t, 3, steps[i].word) == steps[i].verdict, "%zu: %s", i,
			      steps[i].word);
}
END_TEST

#define SKIP	BT_VERDICT_SKIPPED
#define START	{ "e:0010", SKIP }, { "d:0000", 0 }
#define LAZY	START, { "e:0010", 0 }
#define PENDING	LAZY, { "1:1010", 0 }

/* Not judged, and marked */
#define ENTRY	(0x100 | BT_MARK_ENTRY)
#define EFFECT	(0x100 | BT_MARK_EFFECT)
#define UNDER	START, { "e:0010", 0 }, { "F:0000", 0 }, { "d:0000", 0 }, { "F:00x0", 0 }, { "d:00x0", 9 }

/*
 * The validator marks the effects of a mistake, and finds the next mistake all the same.  It also
 * marks sections that no event has opened.
 */
static const struct {
	const char *what;
	int generation;
	struct { const char *word; unsigned int verdict; } steps[24];
} followed[] = {
	{ "a double disable: innocent sections after it are effects", 3,
	  { UNDER, { "e:0000", 0 }, { "0:0000", 0 }, { "F:00x0", 0 }, { "d:00x0", EFFECT }, { "U:", 0 },
	    { "1:10x0", 0 }, { "f:00x0", 0 }, { "K:", 0 }, { "T:", 0 } } },
	{ "a double disable: a second one is found", 3,
	  { UNDER, { "e:0000", 0 }, { "F:00x0", 0 }, { "d:00x0", EFFECT }, { "F:00w0", 0 }, { "d:00w0", 9 },
	    { "U:", 0 } } },
	{ "a double disable: nested sections after it are fine", 3,
	  { UNDER, { "e:0000", 0 }, { "e:0010", 0 }, { "1:1010", 0 }, { "f:0000", 0 }, { "d:0000", 0 },
	    { "F:00x0", 0 }, { "d:00x0", EFFECT }, { "U:", 0 } } },
	{ "a double disable: PENDING that is left behind is an effect", 3,
	  { UNDER, { "1:10x0", 0 }, { "e:1000", EFFECT }, { "f:00x0", 0 }, { "d:00x0", EFFECT } } },
	{ "an enable too many mends a double disable, once the task is outside", 3,
	  { UNDER, { "e:0000", 0 }, { "U:", 0 }, { "d:00x0", 9 } } },
	{ "a leaked pause after a double disable: nothing of it stays, once both are mended", 3,
	  { UNDER, { "p:00x1", 0 }, { "U:", 10 }, { "r:00x0", 0 }, { "e:0000", 0 }, { "U:", 0 }, { "p:0001", 0 },
	    { "U:", 10 } } },
	{ "a leak after a double disable is one more mistake", 3,
	  { UNDER, { "e:0000", 0 }, { "e:0010", 0 }, { "U:", 12 }, { "U:", 0 } } },
	{ "a leak: its end in a later call mends it", 3,
	  { START, { "e:0010", 0 }, { "U:", 12 }, { "e:0020", 0 }, { "1:1020", 0 }, { "f:0010", 0 },
	    { "d:0010", 0 }, { "U:", 0 }, { "F:0000", 0 }, { "d:0000", 0 }, { "e:0010", 0 }, { "U:", 12 } } },
	{ "a leak: a second one is one more mistake", 3,
	  { START, { "e:0010", 0 }, { "U:", 12 }, { "e:0020", 0 }, { "U:", 12 }, { "d:0010", 0 }, { "U:", 0 },
	    { "e:0020", 0 }, { "U:", 12 } } },
	{ "a leak: one end too many is found after it was mended", 3,
	  { START, { "e:0010", 0 }, { "U:", 12 }, { "d:0000", 0 }, { "d:00x0", 9 } } },
	{ "a leaked pause: its resume in a later call mends it", 3,
	  { START, { "p:0001", 0 }, { "U:", 10 }, { "U:", 0 }, { "r:0000", 0 }, { "p:0001", 0 }, { "U:", 10 } } },
	{ "a pause without its resume, and the end of the section in it: one mistake", 3,
	  { START, { "e:0010", 0 }, { "1:1010", 0 }, { "f:0011", 0 }, { "p:0011", 0 }, { "d:0011", 10 },
	    { "U:", 0 }, { "K:", 0 } } },
	{ "a leaked pause in a leaked section: one mistake", 3,
	  { START, { "e:0010", 0 }, { "F:0011", 0 }, { "p:0011", 0 }, { "U:", 10 }, { "T:", 0 } } },
	{ "a section that begins in a pause and ends the outer one: one mistake", 3,
	  { START, { "e:0010", 0 }, { "F:0011", 0 }, { "p:0011", 0 }, { "e:0011", 0 }, { "r:0010", 10 },
	    { "F:0000", 0 }, { "d:0000", 0 }, { "F:00x0", 0 }, { "d:00x0", EFFECT }, { "U:", 0 } } },
	{ "a section that straddles interrupt and stays open: one mistake", 3,
	  { START, { "e:0010", 0 }, { "d:0110", 11 }, { "U:", 0 }, { "d:0000", 0 }, { "e:0010", 0 }, { "U:", 12 } } },
	{ "an interrupt defers between a flush and its end: one mistake", 3,
	  { START, { "e:0010", 0 }, { "1:1010", 0 }, { "f:0000", 0 }, { "1:1100", 1 }, { "d:1000", SKIP } } },
	{ "a count that jumps: the sections after it are right", 3,
	  { START, { "e:0020", 9 }, { "1:1020", 0 }, { "f:0010", 0 }, { "d:0010", 0 }, { "F:0000", 0 },
	    { "d:0000", 0 }, { "e:0020", 9 } } },
	{ "an end that counts twice", 3,
	  { START, { "e:0010", 0 }, { "1:1010", 0 }, { "f:00x0", 9 }, { "d:00x0", EFFECT }, { "U:", 0 } } },
	{ "an end that does not count", 3,
	  { START, { "e:0010", 0 }, { "d:0010", 9 }, { "U:", 0 }, { "d:0000", 0 }, { "e:0010", 0 }, { "U:", 12 } } },
	{ "a resume too many: the pause that mends it is an effect", 3,
	  { START, { "r:000x", 10 }, { "p:0000", EFFECT }, { "U:", 0 }, { "r:000x", 10 } } },
	{ "born in a leaked section: no mistake of its own", 3,
	  { { "I", 0 }, { "e:0020", SKIP }, { "d:0010", 0 }, { "U:", 0 }, { "T:", 0 } } },
	{ "born in a leaked section, which the task ends", 3,
	  { { "I", 0 }, { "d:0000", SKIP }, { "e:0010", 0 }, { "U:", 12 } } },
	{ "born in a leaked section, in which the task stores", 3,
	  { { "I", 0 }, { "1:1010", SKIP }, { "f:0010", 0 }, { "U:", 0 } } },
	{ "born after a leak of another task", 3,
	  { { "I", 0 }, { "e:0010", SKIP }, { "U:", 12 } } },
	{ "born in a leaked pause", 3,
	  { { "I", 0 }, { "p:0002", SKIP }, { "r:0001", 0 }, { "U:", 0 } } },
	{ "born in a leaked pause, which the task resumes", 3,
	  { { "I", 0 }, { "r:0000", SKIP }, { "p:0001", 0 }, { "U:", 10 } } },
	{ "born in a leaked section: a second one is the task's", 3,
	  { { "I", 0 }, { "e:0020", SKIP }, { "U:", 12 } } },
	{ "born in a leaked section, which the task ends twice", 3,
	  { { "I", 0 }, { "d:00x0", SKIP }, { "U:", 12 } } },
	{ "born in a leaked pause: a second one is the task's", 3,
	  { { "I", 0 }, { "p:0002", SKIP }, { "U:", 10 } } },
	{ "born in two leaked pauses, of which the task resumes one", 3,
	  { { "I", 0 }, { "r:0001", SKIP }, { "U:", 0 } } },
	{ "born outside: what a second start finds is the task's", 3,
	  { { "I", 0 }, { "e:0010", SKIP }, { "P", 0 }, { "e:1020", SKIP }, { "f:0010", SKIP },
	    { "d:0010", SKIP }, { "1:0010", SKIP }, { "2:1010", SKIP }, { "U:", 12 } } },
	{ "a leaked pause: a second one is one more mistake", 3,
	  { START, { "p:0001", 0 }, { "U:", 10 }, { "p:0002", 0 }, { "U:", 10 } } },
	{ "a leak, and a section in it that straddles interrupt: its leak is found", 3,
	  { START, { "e:0010", 0 }, { "U:", 12 }, { "e:0020", 0 }, { "d:0120", 11 }, { "U:", 12 } } },
	{ "a count that jumps: the section is the task's own", 3,
	  { START, { "e:0020", 9 }, { "U:", 12 } } },
	{ "a flush with pauses that cannot be gives no state", 3,
	  { START, { "e:0010", 0 }, { "F:0013", 10 }, { "e:0010", SKIP }, { "U:", 12 } } },
	{ "a resume too many is reported once", 3, { START, { "r:000x", 10 }, { "U:", 0 } } },
	{ "a pause that counts twice: the pause is the task's own", 3,
	  { START, { "p:0002", 10 }, { "U:", 10 } } },
	{ "a double disable: a flush that does not fit gives no state", 3,
	  { UNDER, { "F:0030", SKIP }, { "e:0040", SKIP } } },
	{ "a double disable: after a second one, sections below zero are balanced", 3,
	  { UNDER, { "F:00w0", 0 }, { "d:00w0", 9 }, { "e:00x0", 0 }, { "d:00w0", 0 } } },
	{ "an entry without an event, with a store", 3,
	  { START, { "1:1010", ENTRY }, { "f:0000", 0 }, { "d:0000", 0 }, { "1:1010", ENTRY } } },
	{ "an entry without an event, and nothing stored", 3,
	  { START, { "F:0000", 0 }, { "d:0000", ENTRY }, { "e:0010", 0 } } },
	{ "an entry without an event, within a section", 3,
	  { PENDING, { "2:1020", ENTRY }, { "f:0010", 0 }, { "d:0010", 0 }, { "F:0000", 0 }, { "d:0000", 0 } } },
	{ "an entry without an event that is never left is a leak", 3,
	  { START, { "1:1010", ENTRY }, { "U:", 12 } } },
	{ "an entry without an event, G2", 2,
	  { START, { "1:1010", ENTRY }, { "f:0010", 0 }, { "d:0000", 0 } } },
	{ "a store while paused is no entry", 3, { START, { "p:0001", 0 }, { "0:0011", 9 } } },
	{ "an end without a begin is no entry before G3", 2, { START, { "d:0000", 0 } } },
};

static void check_step(const char *what, size_t i, const char *word, unsigned int verdict,
		       unsigned int expected, struct bt_shadow *t)
{
	if (expected > 0x100) {
		ck_assert_msg(verdict == BT_VERDICT_SKIPPED && t->marks == (expected & 0xff),
			      "%s: %zu: %s: %u, marks %u", what, i, word, verdict, t->marks);
	} else {
		ck_assert_msg(verdict == expected && !t->marks, "%s: %zu: %s: %u, marks %u", what, i,
			      word, verdict, t->marks);
	}
	t->marks = 0;
}

START_TEST(what_follows_from_a_mistake_is_marked)
{
	struct bt_shadow t = { 0 };

	for (size_t i = 0; i < 24 && followed[_i].steps[i].word; i++) {
		const char *word = followed[_i].steps[i].word;

		check_step(followed[_i].what, i, word, feed(&t, followed[_i].generation, word),
			   followed[_i].steps[i].verdict, &t);
	}
}
END_TEST

/* The shadow after a task's first event, by what the task has inherited */
static const struct {
	const char *word;
	struct bt_shadow after;
} born[] = {
	{ "e:0010", { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_LAZY, .enable_count = 1 } },
	{ "e:0020", { .flags = BT_SHADOW_KNOWN | BT_SHADOW_TOLD | BT_SHADOW_HEIR,
		      .state = BT_STATE_LAZY, .enable_count = 2, .base_enable = 1 } },
	{ "p:0002", { .flags = BT_SHADOW_KNOWN | BT_SHADOW_TOLD | BT_SHADOW_HEIR,
		      .state = BT_STATE_IDLE, .pause_count = 2, .base_pause = 1 } },
	{ "d:0000", { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_IDLE } },
	{ "r:000x", { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_IDLE, .pause_count = 255 } },
	{ "D:00x0", { .flags = BT_SHADOW_KNOWN | BT_SHADOW_TOLD | BT_SHADOW_HEIR,
		      .state = BT_STATE_LAZY, .enable_count = 255, .base_enable = 255 } },
	{ "D:000x", { .flags = BT_SHADOW_KNOWN | BT_SHADOW_TOLD | BT_SHADOW_HEIR,
		      .state = BT_STATE_IDLE, .pause_count = 255, .base_pause = 255 } },
};

START_TEST(first_event_shows_what_was_inherited)
{
	struct bt_shadow t = { .ignored = 5 }, after = born[_i].after;

	after.in_pause = BT_PAUSE_UNKNOWN * 0x1111;
	bt_shadow_born_inside(&t);
	t.ignored = 5;
	ck_assert_uint_eq(feed(&t, 3, born[_i].word), SKIP);
	ck_assert_mem_eq(&t, &after, sizeof(t));
}
END_TEST

/* A mistake leaves counts that are wrong by @enable and @pause from then on. */
static const struct {
	__u32 kind;
	struct bt_snapshot before, after;
	__u8 more, enable, pause;
} adopted[] = {
	{ BT_KIND_ENABLE, { 0 }, { .enable_count = 3 }, 0, 2, 0 },
	{ BT_KIND_ENABLE, { .pause_count = 1 }, { .enable_count = 1, .pause_count = 1 }, 0, 1, 0 },
	{ BT_KIND_ENABLE, { .pause_count = 1 }, { .enable_count = 1, .pause_count = 2 }, 0, 1, 1 },
	{ BT_KIND_DISABLE, { .enable_count = 1 }, { .enable_count = 1 }, 0, 1, 0 },
	{ BT_KIND_DISABLE, { 0 }, { .enable_count = 255 }, 0, 255, 0 },
	{ BT_KIND_DISABLE, { .enable_count = 1, .pause_count = 1 },
	  { .enable_count = 1, .pause_count = 1 }, 0, 1, 1 },
	{ BT_KIND_FLUSH, { .enable_count = 2 }, { .enable_count = 3 }, 0, 2, 0 },
	{ BT_KIND_FLUSH_EMPTY, { 0 }, { .enable_count = 2 }, 0, 2, 0 },
	{ BT_KIND_PAUSE, { 0 }, { .pause_count = 3 }, 0, 0, 2 },
	{ BT_KIND_RESUME, { .pause_count = 2 }, { .pause_count = 2 }, 0, 0, 1 },
	{ BT_KIND_RESUME, { 0 }, { .pause_count = 255 }, 0, 0, 255 },
	{ BT_KIND_EMITTED, { .enable_count = 1 }, { .enable_count = 2 }, 0, 1, 0 },
	{ BT_KIND_RESUME, { .pause_count = 1 }, { 0 }, 1, 255, 0 },
};

START_TEST(mistake_is_adopted_as_the_counts_are_wrong)
{
	const bool flush = adopted[_i].kind == BT_KIND_FLUSH ||
			   adopted[_i].kind == BT_KIND_FLUSH_EMPTY;
	const struct bt_snapshot s = adopted[_i].after;
	struct bt_shadow t = {
		.flags = BT_SHADOW_KNOWN | BT_SHADOW_WITHIN | BT_SHADOW_HEIR, .state = 7,
		.enable_count = adopted[_i].before.enable_count,
		.pause_count = adopted[_i].before.pause_count, .ignored = 2,
	}, after = {
		.flags = BT_SHADOW_KNOWN | BT_SHADOW_TOLD | BT_SHADOW_HEIR,
		.state = bt_state_of(&s), .enable_count = s.enable_count + flush,
		.pause_count = s.pause_count, .in_pause = BT_PAUSE_UNKNOWN * 0x1111,
		.base_enable = adopted[_i].enable, .base_pause = adopted[_i].pause,
	};

	bt_shadow_adopt(&t, bt_past_pack(adopted[_i].kind, BT_LEVEL_NONE, &s), adopted[_i].more);
	ck_assert_uint_eq(t.base_enable, after.base_enable);
	ck_assert_uint_eq(t.base_pause, after.base_pause);
	ck_assert_mem_eq(&t, &after, sizeof(t));
}
END_TEST

/* The end of a section that an interrupt has entered hits the task's own: both count as left. */
START_TEST(section_of_an_interrupt_counts_in_what_the_mistake_leaves)
{
	const struct bt_snapshot s = { 0 };
	struct bt_shadow t = {
		.flags = BT_SHADOW_KNOWN, .state = BT_STATE_LAZY, .enable_count = 1, .ignored = 1,
	};

	ck_assert_uint_eq(bt_validate(&t, protocol_of(GENERATION_3), 3, BT_KIND_DISABLE, &s),
			  BT_I11_STRADDLES_INTERRUPT);
	ck_assert_uint_eq(t.base_enable, 255);
}
END_TEST

/* An end too many that is mended each time is as many mistakes; at another site it is an effect. */
START_TEST(same_mistake_is_found_again)
{
	const struct bt_snapshot under = { .enable_count = 255 }, resumed = { .pause_count = 255 },
				 zero = { 0 };
	struct bt_shadow t = { .ip = 0x1234 };

	ck_assert_uint_eq(bt_again(&t, BT_KIND_DISABLE, &under, 0xffff000000001234), 9);
	ck_assert_uint_eq(bt_again(&t, BT_KIND_DISABLE, &under, 0xffff000000001238), 0);
	ck_assert_uint_eq(bt_again(&t, BT_KIND_RESUME, &resumed, 0xffff000000001234), 10);
	ck_assert_uint_eq(bt_again(&t, BT_KIND_RESUME, &under, 0xffff000000001234), 0);
	ck_assert_uint_eq(bt_again(&t, BT_KIND_DISABLE, &zero, 0xffff000000001234), 0);
	ck_assert_uint_eq(bt_again(&t, BT_KIND_ENABLE, &under, 0xffff000000001234), 0);
}
END_TEST

/*
 * A task can be preempted between a change and its event, and open a section of
 * finish_task_switch() when it runs again.  That order is no mistake; any other order is.
 */
static const struct {
	const char *what;
	int generation;
	struct { const char *word; unsigned int verdict; } steps[16];
} preempted[] = {
	{ "PENDING is set before its event: judged again after that event", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "f:0010", SKIP }, { "d:0010", SKIP }, { "1:0010", SKIP },
	    { "2:1010", SKIP }, { "f:0000", 0 }, { "d:0000", 0 }, { "1:1000", 1 } } },
	{ "PENDING is set before its event: an empty flush does not give the state", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "f:0010", SKIP }, { "d:0010", SKIP }, { "1:0010", SKIP },
	    { "F:0000", SKIP }, { "d:0000", SKIP }, { "1:1000", 1 } } },
	{ "PENDING is set before its event: a section within that section", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "e:1030", SKIP }, { "f:0020", SKIP }, { "d:0020", SKIP },
	    { "F:0010", SKIP }, { "d:0010", SKIP }, { "1:0010", SKIP }, { "2:0010", 3 } } },
	{ "PENDING is set before its event: two such sections", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "f:0010", SKIP }, { "d:0010", SKIP }, { "P", 0 },
	    { "e:0020", SKIP }, { "F:0010", SKIP }, { "d:0010", SKIP }, { "1:0010", SKIP }, { "2:0010", 3 } } },
	{ "the end of the section is lost: judged again from user mode on", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "f:0010", SKIP }, { "1:1010", SKIP }, { "2:1010", SKIP },
	    { "U:", 0 }, { "1:1000", 1 } } },
	{ "the end of the section is lost: judged again from sleep on", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "f:0010", SKIP }, { "1:1010", SKIP }, { "S", 0 },
	    { "e:0010", SKIP }, { "F:0000", 0 }, { "d:0000", 0 }, { "1:1020", 9 } } },
	{ "PENDING was set already: the event after the section does not fit", 3,
	  { PENDING, { "P", 0 }, { "e:1020", 0 }, { "f:0010", 0 }, { "d:0010", 0 }, { "2:0010", SKIP },
	    { "e:0020", SKIP }, { "1:1040", 9 } } },
	{ "PENDING was set already: two such sections", 3,
	  { PENDING, { "P", 0 }, { "e:1020", 0 }, { "f:0010", 0 }, { "d:0010", 0 }, { "P", 0 }, { "e:0020", 0 },
	    { "F:0010", 0 }, { "d:0010", 0 }, { "2:0010", SKIP } } },
	{ "PENDING was set already: a section within that section", 3,
	  { PENDING, { "P", 0 }, { "e:1020", 0 }, { "e:1030", 0 }, { "f:0020", 0 }, { "d:0020", 0 },
	    { "F:0010", 0 }, { "d:0010", 0 }, { "2:0010", SKIP } } },
	{ "PENDING was set already: the event within the section is a mistake", 3,
	  { PENDING, { "P", 0 }, { "e:1020", 0 }, { "e:1030", 0 }, { "f:0020", 0 }, { "d:0020", 0 },
	    { "2:0020", 3 } } },
	{ "PENDING was set already: one event later is a mistake", 3,
	  { PENDING, { "P", 0 }, { "e:1020", 0 }, { "f:0010", 0 }, { "d:0010", 0 }, { "1:1010", 0 },
	    { "2:0010", 3 } } },
	{ "interrupts do not change that", 3,
	  { PENDING, { "P", 0 }, { "0:1110", 0 }, { "e:1020", 0 }, { "f:0010", 0 }, { "0:0110", 0 },
	    { "d:0010", 0 }, { "e:0110", 0 }, { "d:0110", 0 }, { "2:0010", SKIP } } },
	{ "interrupts are judged", 3,
	  { LAZY, { "P", 0 }, { "e:1020", SKIP }, { "1:1110", 1 } } },
	{ "PENDING is cleared before the flush event", 3,
	  { PENDING, { "P", 0 }, { "e:0010", SKIP }, { "F:0000", SKIP }, { "d:0000", SKIP }, { "f:0000", SKIP },
	    { "d:0000", SKIP }, { "e:0020", 9 } } },
	{ "the section is entered before the event", 3,
	  { START, { "P", 0 }, { "e:0020", SKIP }, { "F:0010", SKIP }, { "d:0010", SKIP }, { "e:0010", SKIP },
	    { "1:1010", SKIP }, { "f:0000", 0 }, { "d:0000", 0 } } },
	{ "the section is left before the event", 3,
	  { LAZY, { "F:0000", 0 }, { "P", 0 }, { "e:0010", SKIP }, { "F:0000", SKIP }, { "d:0000", SKIP },
	    { "d:0000", SKIP }, { "e:0010", SKIP }, { "d:0000", 0 } } },
	{ "the mode is paused before the event", 3,
	  { LAZY, { "F:0011", 0 }, { "P", 0 }, { "e:0011", SKIP }, { "d:0011", SKIP }, { "p:0011", SKIP } } },
	{ "within a pause a section has no effect", 3,
	  { LAZY, { "F:0011", 0 }, { "p:0011", 0 }, { "P", 0 }, { "e:0011", 0 }, { "d:0011", 0 },
	    { "p:0011", SKIP } } },
	{ "a section of the task itself, PENDING set: a mistake", 3, { LAZY, { "e:1020", 8 } } },
	{ "an event after a section of the task itself is judged", 3,
	  { PENDING, { "e:1020", 0 }, { "f:0010", 0 }, { "d:0010", 0 }, { "2:0010", 3 } } },
	{ "an event after such a section and one of the task itself is judged", 3,
	  { PENDING, { "P", 0 }, { "e:1020", 0 }, { "f:0010", 0 }, { "d:0010", 0 }, { "e:0020", 0 },
	    { "F:0010", 0 }, { "d:0010", 0 }, { "2:0010", 3 } } },
	{ "check begins within the section", 3,
	  { { "P", 0 }, { "e:1020", SKIP }, { "f:0010", 0 }, { "d:0010", 0 }, { "2:0010", SKIP },
	    { "e:0010", SKIP } } },
	{ "check begins within the section, with nothing pending", 3,
	  { { "P", 0 }, { "e:0020", SKIP }, { "F:0010", 0 }, { "d:0010", 0 }, { "1:0010", SKIP } } },
	{ "check begins within a section of the task itself", 3,
	  { { "e:1020", SKIP }, { "f:0010", 0 }, { "d:0010", 0 }, { "2:0010", 3 } } },
	{ "a leak is reported once, with a known state or not", 3,
	  { LAZY, { "U:", 12 }, { "P", 0 }, { "e:0010", SKIP }, { "S", 0 }, { "e:0010", SKIP }, { "U:", 0 } } },
	{ "G2: the section ends the mode", 2,
	  { PENDING, { "P", 0 }, { "e:1010", 0 }, { "f:0010", 0 }, { "d:0000", 0 }, { "2:0000", SKIP } } },
	{ "G2: PENDING is set before its event", 2,
	  { LAZY, { "P", 0 }, { "e:1010", SKIP }, { "f:0010", SKIP }, { "d:0000", SKIP }, { "1:0000", SKIP } } },
	{ "G2: interrupts do not change that", 2,
	  { PENDING, { "P", 0 }, { "0:1110", 0 }, { "e:1010", 0 }, { "f:0010", 0 }, { "d:0000", 0 },
	    { "0:0100", 0 }, { "2:0000", SKIP } } },
	{ "G1: a nested section of finish_task_switch() is no mistake", 1,
	  { PENDING, { "P", 0 }, { "e:1010", SKIP } } },
};

START_TEST(preempted_task_is_judged_right)
{
	struct bt_shadow t = { 0 };

	for (size_t i = 0; i < 16 && preempted[_i].steps[i].word; i++) {
		const char *word = preempted[_i].steps[i].word;
		unsigned int verdict = feed(&t, preempted[_i].generation, word);

		ck_assert_msg(verdict == preempted[_i].steps[i].verdict, "%s: %zu: %s: %u",
			      preempted[_i].what, i, word, verdict);
	}
}
END_TEST

/* Where the fast table answers, the validator finds nothing and leaves an equal shadow. */
START_TEST(fast_table_agrees_with_the_validator)
{
	static const unsigned char counts[] = { 0, 1, 2, 3, 254, 255 };
	unsigned char table[BT_FAST_SIZE];
	unsigned long answers = 0;

	bt_fast_fill(table, tables[_i - 1], _i);
	for (int i = 0; i < 4 * 6 * 6 * 6 * 2 * 6 * 6; i++) {
		/* i is an odometer; each digit is a part of the input */
		int state = i % 4, kind = i / 4 % 6, pending = i / 24 % 2;
		struct bt_shadow t = {
			.flags = BT_SHADOW_KNOWN, .state = state,
			.enable_count = counts[i / 48 % 6], .pause_count = counts[i / 288 % 6],
		}, before = t;
		struct bt_snapshot s = {
			.pending = pending,
			.enable_count = counts[i / 1728 % 6], .pause_count = counts[i / 10368 % 6],
		};
		struct bt_snapshot is = {
			.pending = state == BT_STATE_PENDING,
			.enable_count = t.enable_count, .pause_count = t.pause_count,
		};
		unsigned int next = table[bt_fast_index(state, kind, s.pending)];

		/* Skip shadows that no events lead to: their state does not fit their counts. */
		if (bt_state_of(&is) != (unsigned int)state)
			continue;
		if (next == BT_FAST_NOT ||
		    !bt_fast_counts(_i, kind, t.enable_count | t.pause_count << 8,
				    s.enable_count | s.pause_count << 8))
			continue;
		answers++;
		ck_assert_msg(!bt_validate(&t, tables[_i - 1], _i, kind, &s),
			      "G%d: state %d, kind %d, counts %d %d, after %d %d", _i, state, kind,
			      before.enable_count, before.pause_count, s.enable_count,
			      s.pause_count);
		before.state = next;
		ck_assert_mem_eq(&t, &before, sizeof(t));
	}
	/* The table answers for the common events: emitted, deferred, flushed. */
	ck_assert_uint_gt(answers, 50);
	ck_assert_uint_eq(table[bt_fast_index(BT_STATE_IDLE, BT_KIND_EMITTED, 0)], BT_STATE_IDLE);
	ck_assert_uint_eq(table[bt_fast_index(BT_STATE_LAZY, BT_KIND_FIRST, 1)], BT_STATE_PENDING);
	ck_assert_uint_eq(table[bt_fast_index(BT_STATE_PENDING, BT_KIND_AGAIN, 1)],
			  BT_STATE_PENDING);
	ck_assert_uint_eq(table[bt_fast_index(BT_STATE_PENDING, BT_KIND_FLUSH, 0)], BT_STATE_LAZY);
	ck_assert_uint_eq(table[bt_fast_index(BT_STATE_LAZY, BT_KIND_FLUSH_EMPTY, 0)],
			  BT_STATE_LAZY);
	ck_assert_uint_eq(bt_fast_counts(_i, BT_KIND_FLUSH, 2, 1), _i >= 3);
	ck_assert(!bt_fast_counts(_i, BT_KIND_FIRST, 2, 1));
}
END_TEST

/* Every invariant that an automaton names has words; some hold for some generations only. */
START_TEST(every_invariant_has_words)
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
	ck_assert(invariant_holds(invariant_find(7), GENERATION_3));
	ck_assert(!invariant_holds(invariant_find(7), GENERATION_2));
}
END_TEST

START_TEST(every_generation_has_a_protocol)
{
	ck_assert_mem_eq(protocol_of(GENERATION_1), tables[0], BT_TABLE_SIZE);
	ck_assert_mem_eq(protocol_of(GENERATION_2), tables[1], BT_TABLE_SIZE);
	ck_assert_mem_eq(protocol_of(GENERATION_3), tables[2], BT_TABLE_SIZE);
	ck_assert_mem_eq(protocol_of(GENERATION_0), tables[2], BT_TABLE_SIZE);
	ck_assert_mem_eq(protocol_of(GENERATION_UNKNOWN), tables[2], BT_TABLE_SIZE);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_loop_test(c, sequence_ends_with_the_expected_verdict, 0,
			    sizeof(sequences) / sizeof(*sequences));
	tcase_add_test(c, validator_goes_on_after_a_mistake);
	tcase_add_loop_test(c, fast_table_agrees_with_the_validator, 1, 4);
	tcase_add_loop_test(c, preempted_task_is_judged_right, 0,
			    sizeof(preempted) / sizeof(*preempted));
	tcase_add_loop_test(c, what_follows_from_a_mistake_is_marked, 0,
			    sizeof(followed) / sizeof(*followed));
	tcase_add_loop_test(c, first_event_shows_what_was_inherited, 0,
			    sizeof(born) / sizeof(*born));
	tcase_add_loop_test(c, mistake_is_adopted_as_the_counts_are_wrong, 0,
			    sizeof(adopted) / sizeof(*adopted));
	tcase_add_test(c, same_mistake_is_found_again);
	tcase_add_test(c, section_of_an_interrupt_counts_in_what_the_mistake_leaves);
	tcase_add_test(c, every_generation_has_a_protocol);
	tcase_add_test(c, every_invariant_has_words);
	return run_tests("validate", c, argc > 1);
}
