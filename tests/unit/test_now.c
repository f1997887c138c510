// SPDX-License-Identifier: GPL-2.0
/* Test what a look at all tasks says of their states, and print a look for the golden tests. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/now_tasks.h"
#include "aggregate/told_tasks.h"
#include "output/check_out.h"
#include "output/formats.h"
#include "output/now_out.h"
#include "runner.h"

#define KERNEL_SLEEP	0xffff800080001000ull
#define SPLITS		0xffff800080002000ull
#define KASAN		0xffff800080003000ull
#define MODULE		0xffff80007a000000ull

static const char symbols[] =
	"ffff80007a000000 t thread\t[mine]\n"
	"ffff80007a000100 t other\t[mine]\n"
	"ffff800080001000 T schedule_timeout\n"
	"ffff800080002000 t range_split_to_ptes.constprop.0\n"
	"ffff800080003000 t kasan_populate_vmalloc_pte\n"
	"ffff800080004000 T end\n";

static struct ksyms *names(void)
{
	struct ksyms *ksyms;

	if (ksyms_parse(&ksyms, symbols))
		abort();
	return ksyms;
}

/* Make a task.  @caller: address behind schedule_timeout() on its stack, or 0: no stack */
static struct bt_now_task task(uint32_t tid, uint8_t rest, uint8_t enable, uint8_t pause,
			       uint8_t pending, uint64_t caller)
{
	struct bt_now_task t = {
		.tid = tid, .tgid = tid, .start = 1000 + tid, .rest = rest, .parent = 1,
		.enable_count = enable, .pause_count = pause, .pending = pending,
		.comm = "task", .kthread = tid % 2,
	};

	if (caller) {
		t.stack_size = 16;
		t.stack[0] = KERNEL_SLEEP + 4;
		t.stack[1] = caller + 4;
	}
	return t;
}

static const struct {
	uint8_t rest, enable, pause, pending;
	uint64_t caller;
	enum now_judgement expected;
} states[] = {
	/* A task that may be between any two instructions */
	{ BT_REST_RUNS, 1, 0, 0, 0, NOW_UNDECIDED },
	{ BT_REST_RUNS, 0, 0, 1, 0, NOW_UNDECIDED },
	{ BT_REST_WAITS, 1, 0, 1, KERNEL_SLEEP, NOW_UNDECIDED },
	{ BT_REST_WAITS, 0, 1, 1, KERNEL_SLEEP, NOW_UNDECIDED },
	{ BT_REST_LOCK, 1, 0, 0, KERNEL_SLEEP, NOW_UNDECIDED },
	/* A task that sleeps */
	{ BT_REST_SLEEPS, 1, 0, 0, KERNEL_SLEEP, NOW_RESTS_INSIDE },
	{ BT_REST_SLEEPS, 1, 0, 1, KERNEL_SLEEP, NOW_RESTS_INSIDE },
	{ BT_REST_SLEEPS, 1, 0, 0, MODULE, NOW_RESTS_INSIDE },
	{ BT_REST_SLEEPS, 1, 0, 0, SPLITS, NOW_LEGAL },
	{ BT_REST_SLEEPS, 1, 0, 0, 0, NOW_UNDECIDED },
	{ BT_REST_SLEEPS, 0, 1, 0, KERNEL_SLEEP, NOW_RESTS_PAUSED },
	{ BT_REST_SLEEPS, 1, 1, 0, KERNEL_SLEEP, NOW_RESTS_PAUSED },
	{ BT_REST_SLEEPS, 1, 1, 0, KASAN, NOW_LEGAL },
	{ BT_REST_SLEEPS, 1, 1, 0, MODULE, NOW_UNDECIDED },
	{ BT_REST_SLEEPS, 0, 0, 1, KERNEL_SLEEP, NOW_OWES_OUTSIDE },
	{ BT_REST_SLEEPS, 0, 1, 1, KERNEL_SLEEP, NOW_OWES_PAUSED },
	{ BT_REST_SLEEPS, 1, 1, 1, KASAN, NOW_OWES_PAUSED },
	/* A task that has ended, and an idle task that another one replaces */
	{ BT_REST_ENDED, 1, 0, 0, 0, NOW_RESTS_INSIDE },
	{ BT_REST_ENDED, 1, 1, 0, 0, NOW_RESTS_PAUSED },
	{ BT_REST_ENDED, 0, 0, 1, 0, NOW_OWES_OUTSIDE },
	{ BT_REST_IDLE, 1, 0, 0, 0, NOW_RESTS_INSIDE },
	{ BT_REST_IDLE, 0, 1, 0, 0, NOW_RESTS_PAUSED },
};

START_TEST(state_is_wrong_only_at_rest)
{
	struct ksyms *ksyms = names();
	struct bt_now_task t = task(7, states[_i].rest, states[_i].enable, states[_i].pause,
				    states[_i].pending, states[_i].caller);

	ck_assert_int_eq(now_judge(&t, ksyms), states[_i].expected);
	ksyms_free(ksyms);
}
END_TEST

static int add_look(struct now_tasks *set, const struct bt_now_task *v, size_t n)
{
	static struct bt_now look;
	struct ksyms *ksyms = names();
	int ret;

	memset(&look, 0, sizeof(look));
	look.tasks = 100;
	look.idle = 2;
	look.found = n;
	memcpy(look.task, v, (n < BT_NOW_TASKS ? n : BT_NOW_TASKS) * sizeof(*v));
	ret = now_tasks_add(set, &look, ksyms);
	ksyms_free(ksyms);
	return ret;
}

START_TEST(task_in_the_middle_is_forgotten_when_it_has_left)
{
	struct now_tasks set = { .knows_pending = true };
	struct bt_now_task v[] = {
		task(2, BT_REST_RUNS, 1, 0, 0, 0), task(3, BT_REST_SLEEPS, 1, 0, 0, KERNEL_SLEEP),
	};

	ck_assert_int_eq(add_look(&set, v, 2), 0);
	ck_assert_uint_eq(set.n, 2);
	ck_assert_int_eq(add_look(&set, v, 0), 0);
	/* The wrong one stays, though it has ended meanwhile. */
	ck_assert_uint_eq(set.n, 1);
	ck_assert_uint_eq(set.v[0].state.tid, 3);
	ck_assert_int_eq(now_tasks_verdict(&set), VERDICT_VIOLATED);
	now_tasks_free(&set);
}
END_TEST

START_TEST(task_in_the_mode_at_every_look_makes_the_verdict_partial)
{
	struct now_tasks set = { .knows_pending = true };
	struct bt_now_task v[] = {
		task(2, BT_REST_RUNS, 1, 0, 0, 0), task(3, BT_REST_RUNS, 1, 0, 0, 0),
	};

	ck_assert_int_eq(add_look(&set, v, 1), 0);
	ck_assert_int_eq(add_look(&set, v, 2), 0);
	ck_assert_int_eq(now_tasks_verdict(&set), VERDICT_PARTIAL);
	ck_assert_uint_eq(now_tasks_count(&set).standing, 1);
	/* Another task with the same thread id is another task. */
	v[0].start++;
	ck_assert_int_eq(add_look(&set, v, 1), 0);
	ck_assert_uint_eq(now_tasks_count(&set).standing, 0);
	ck_assert_int_eq(now_tasks_verdict(&set), VERDICT_CLEAN);
	now_tasks_free(&set);
}
END_TEST

START_TEST(what_was_not_seen_is_named)
{
	struct now_tasks set = { .tasks = 1, .idle = 1, .knows_pending = true };

	ck_assert_int_eq(now_tasks_verdict(&set), VERDICT_CLEAN);
	set.knows_pending = false;
	ck_assert_int_eq(now_tasks_verdict(&set), VERDICT_PARTIAL);
	set.idle = 0;
	set.dropped = 1;
	ck_assert_ptr_nonnull(now_tasks_gap(&set, 2));
	ck_assert_ptr_null(now_tasks_gap(&set, 3));
}
END_TEST

START_TEST(tasks_without_room_are_counted)
{
	static struct bt_now_task v[BT_NOW_TASKS];
	struct now_tasks set = { .knows_pending = true };

	ck_assert_int_eq(add_look(&set, v, BT_NOW_TASKS + 5), 0);
	ck_assert_uint_eq(set.n, BT_NOW_TASKS);
	ck_assert_uint_eq(set.dropped, 5);
	now_tasks_free(&set);
}
END_TEST

/* Two leaks, and an heir of the first one */
static int add_heirs(struct now_tasks *set)
{
	struct bt_now_task v[] = {
		task(10, BT_REST_SLEEPS, 1, 0, 0, KERNEL_SLEEP),
		task(11, BT_REST_SLEEPS, 0, 1, 0, MODULE),
		task(12, BT_REST_SLEEPS, 1, 0, 0, KERNEL_SLEEP),
		task(13, BT_REST_WAITS, 1, 0, 1, KERNEL_SLEEP),
	};
	int ret;

	v[2].parent = 10;
	ret = add_look(set, v, 4);
	now_tasks_heirs(set);
	return ret;
}

START_TEST(heir_is_no_mistake_of_its_own)
{
	struct now_tasks set = { .knows_pending = true };
	struct now_counts n;

	ck_assert_int_eq(add_heirs(&set), 0);
	n = now_tasks_count(&set);
	ck_assert_uint_eq(n.wrong, 2);
	ck_assert_uint_eq(n.inherited, 1);
	ck_assert(set.v[2].inherited);
	now_tasks_free(&set);
}
END_TEST

START_TEST(effects_of_a_state_that_was_wrong_before_are_explained)
{
	struct now_tasks set = { .knows_pending = true };
	struct told_tasks told = { 0 };
	struct bt_report r;

	ck_assert_int_eq(add_heirs(&set), 0);
	ck_assert_int_eq(told_tasks_add_found(&told, &set.v[0]), 0);
	now_task_report(&set.v[0], 5, false, &r);
	ck_assert_uint_eq(r.invariant, BT_I26_RESTS_WRONGLY);
	ck_assert_uint_eq(r.before.state, BT_STATE_LAZY);
	r.type = BT_REPORT_STATE;
	r.invariant = BT_I12_TO_USER_INSIDE;
	ck_assert(told_tasks_explain(&told, &r));
	/* A mistake that the state cannot cause is one of its own, and so is another task's. */
	r.invariant = BT_I9_SECTIONS_UNBALANCED;
	ck_assert(!told_tasks_explain(&told, &r));
	r.invariant = BT_I12_TO_USER_INSIDE;
	r.start++;
	ck_assert(!told_tasks_explain(&told, &r));
	/* At the end, neither the task nor its heir is news. */
	ck_assert(told_tasks_have(&told, &set.v[0]));
	ck_assert(!told_tasks_have(&told, &set.v[1]));
	ck_assert(told_tasks_have(&told, &set.v[2]));
	told_tasks_free(&told);
	now_tasks_free(&set);
}
END_TEST

/* Print the look of add_heirs().  @how: "clean", or anything for wrong and unseen states */
static int print_look(const char *format, const char *how)
{
	bool clean = !strcmp(how, "clean");
	struct now_tasks set = { .knows_pending = clean, .elapsed_ns = 1500000 };
	struct about about = {
		.subject = "all tasks, now", .kernel = "7.3.0", .generation = "G3",
		.attach = "none",
	};
	struct now_out out = {
		.f = stdout, .about = &about, .found = &set, .version = check_json_version,
	};
	struct ksyms *ksyms = names();
	int ret = clean ? add_look(&set, NULL, 0) : add_heirs(&set);

	out.ksyms = ksyms;
	if (!ret)
		format_find("check --now", format).now->write(&out);
	ksyms_free(ksyms);
	now_tasks_free(&set);
	return ret ? 1 : 0;
}

int main(int argc, char **argv)
{
	bool nofork = argc > 1 && !strcmp(argv[1], "nofork");
	TCase *c = tcase_create("all");

	if (argc == 4 && !strcmp(argv[1], "print"))
		return print_look(argv[2], argv[3]);
	tcase_add_loop_test(c, state_is_wrong_only_at_rest, 0, sizeof(states) / sizeof(*states));
	tcase_add_test(c, task_in_the_middle_is_forgotten_when_it_has_left);
	tcase_add_test(c, task_in_the_mode_at_every_look_makes_the_verdict_partial);
	tcase_add_test(c, what_was_not_seen_is_named);
	tcase_add_test(c, tasks_without_room_are_counted);
	tcase_add_test(c, heir_is_no_mistake_of_its_own);
	tcase_add_test(c, effects_of_a_state_that_was_wrong_before_are_explained);
	return run_tests("now", c, nofork);
}
