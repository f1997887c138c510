// SPDX-License-Identifier: GPL-2.0
/* Test static branches: reading of __jump_table, and the scan of code that has them. */
#include <stdlib.h>

#include "runner.h"
#include "scan_jump_samples.h"
#include "scan/static_branches.h"
#include "scan_kernel.h"
#include "scan_samples.h"

#define TABLE		(BASE + 0x100000)
#define MAX_ENTRIES	8
#define B(words)	(0x14000000 | ((words) & 0x3ffffff))
#define RET		0xd65f03c0u

struct table {
	uint32_t words[4 * MAX_ENTRIES];
	size_t n;
};

/* Add an entry; @from and @to are offsets from the beginning of the text. */
static void add_entry(struct table *t, uint64_t from, uint64_t to)
{
	uint32_t entry[] = { BASE + from - (TABLE + 4 * t->n),
			     BASE + to - (TABLE + 4 * t->n + 4), 1, 2 };

	memcpy(t->words + t->n, entry, sizeof(entry));
	t->n += 4;
}

static void scan_static(struct kernel *k, const struct table *t, const struct task_layout *layout)
{
	struct static_branch *jumps;

	k->text.base = BASE;
	k->text.insn = k->insn;
	ck_assert_int_eq(static_branches_read(&k->text, TABLE, t->words, t->n, &jumps), 0);
	ck_assert_uint_eq(k->text.nr_jumps, t->n / 4);
	scan(k, layout);
	free(jumps);
}

/* The branch is a NOP with an entry, a B with an entry, and a NOP without one. */
START_TEST(static_branch_around_the_pair_is_followed)
{
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, queue_around);
	add(&k, flush_lse);
	if (_i < 2)
		add_entry(&t, 0x34, 0x44);
	if (_i == 1)
		k.insn[0x34 / 4] = B(4);
	scan_static(&k, &t, &state_layout);
	ck_assert_uint_eq(k.scan.nr_problems, 0);
	is_test(&k, SCAN_QUEUE_TEST, "queue_around", 0x24, 0, 1u << 31);
	ck_assert_ptr_nonnull(find(&k, SCAN_QUEUE_EMIT, "queue_around", 0x38));
	ck_assert_ptr_nonnull(find(&k, _i < 2 ? SCAN_QUEUE_EMIT : SCAN_DIRECT, "queue_around", 0x4c));
	done(&k);
}
END_TEST

/* The branch leads around no pair, so the test before it does not decide about the pair. */
START_TEST(pair_behind_an_unrelated_static_branch_is_direct)
{
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, queue_around);
	add(&k, flush_lse);
	k.insn[0x38 / 4] = RET;
	add_entry(&t, 0x34, 0x44);
	scan_static(&k, &t, &state_layout);
	ck_assert_uint_eq(k.scan.nr[SCAN_QUEUE_EMIT], 0);
	ck_assert_ptr_nonnull(find(&k, SCAN_DIRECT, "queue_around", 0x4c));
	done(&k);
}
END_TEST

/* An ordinary branch may decide about the pair behind it. */
START_TEST(pair_behind_an_ordinary_branch_is_direct)
{
	struct kernel k = { 0 };

	add(&k, queue_around);
	add(&k, flush_lse);
	k.insn[0x34 / 4] = 0x34000083;	/* cbz w3, 44 */
	scan(&k, &state_layout);
	ck_assert_ptr_nonnull(find(&k, SCAN_QUEUE_EMIT, "queue_around", 0x38));
	ck_assert_ptr_nonnull(find(&k, SCAN_DIRECT, "queue_around", 0x4c));
	done(&k);
}
END_TEST

START_TEST(several_static_branches_are_followed)
{
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, flush_around);
	add_entry(&t, 0x2c, 0x34);
	add_entry(&t, 0x14, 0x34);
	add_entry(&t, 0x10, 0x24);
	scan_static(&k, &t, &state_layout);
	is_test(&k, SCAN_FLUSH_TEST, "flush_around", 0xc, 0, 1u << 31);
	ck_assert_ptr_nonnull(find(&k, SCAN_FLUSH_EMIT, "flush_around", 0x18));
	ck_assert_ptr_nonnull(find(&k, SCAN_FLUSH_EMIT, "flush_around", 0x38));
	ck_assert_uint_eq(k.scan.nr_points, 3);
	done(&k);
}
END_TEST

/* A test where both ways join would miss tasks that branch, so each way has a test. */
START_TEST(test_on_each_way_is_found)
{
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, queue_set);
	add(&k, flush_llsc);
	add_entry(&t, 0xc, 0x28);
	scan_static(&k, &t, &flag_layout);
	ck_assert_uint_eq(k.scan.nr_problems, 0);
	ck_assert_uint_eq(k.scan.nr[SCAN_QUEUE_TEST], 2);
	is_test(&k, SCAN_QUEUE_TEST, "queue_set", 0x10, 0, 1ull << 32);
	is_test(&k, SCAN_QUEUE_TEST, "queue_set", 0x28, 0, 1ull << 32);
	done(&k);
}
END_TEST

START_TEST(test_behind_joined_ways_takes_no_probe)
{
	const struct scan_point *p;
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, queue_joined);
	add(&k, flush_llsc);
	add_entry(&t, 0xc, 0x28);
	scan_static(&k, &t, &flag_layout);
	ck_assert_uint_eq(k.scan.nr[SCAN_QUEUE_TEST], 1);
	p = find(&k, SCAN_QUEUE_TEST, "queue_joined", 0xc);
	ck_assert_ptr_nonnull(p);
	ck_assert_ptr_nonnull(p->why_not);
	done(&k);
}
END_TEST

START_TEST(test_on_some_ways_only_is_a_problem)
{
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, queue_partly);
	add(&k, flush_llsc);
	add_entry(&t, 0xc, 0x28);
	scan_static(&k, &t, &flag_layout);
	ck_assert_uint_eq(k.scan.nr_problems, 1);
	ck_assert_str_eq(k.scan.problems[0].what, "PENDING is tested on some ways only");
	done(&k);
}
END_TEST

/* These sites are refused, never guessed. */
static const struct {
	const char *name;
	const uint32_t *words;
	size_t size;
	const char *why_not, *otherwise;	/* reason with the table, and without */
} refused[] = {
	{ "copy_static", copy_static, sizeof(copy_static), "it depends on a static branch",
	  "it never gets there" },
	{ "copy_around", copy_around, sizeof(copy_around), "it gets there on several ways", NULL },
};

START_TEST(copy_with_a_static_branch_is_refused)
{
	const char *why_not = refused[_i / 2].why_not;
	const struct scan_point *p;
	struct kernel k = { 0 };
	struct table t = { 0 };

	add_words(&k, refused[_i / 2].name, refused[_i / 2].words, refused[_i / 2].size);
	add_call(&k, "caller", refused[_i / 2].size / 4, false);
	add(&k, flush_lse);
	if (_i % 2)
		why_not = refused[_i / 2].otherwise;
	else
		add_entry(&t, 0, 8);
	scan_static(&k, &t, &state_layout);
	p = find(&k, SCAN_CALL_QUEUE, "caller", 4);
	ck_assert_ptr_nonnull(p);
	if (why_not)
		ck_assert_str_eq(p->why_not, why_not);
	else
		ck_assert_ptr_null(p->why_not);
	done(&k);
}
END_TEST

/* A branch to the beginning of a copy is a call, without an instruction that takes a probe. */
START_TEST(static_branch_to_a_copy_is_a_call)
{
	const struct scan_point *p;
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, copy_bits);
	add_call(&k, "caller", sizeof(copy_bits) / 4, false);
	add(&k, flush_lse);
	add_entry(&t, sizeof(copy_bits), 0);
	scan_static(&k, &t, &state_layout);
	ck_assert_uint_eq(k.scan.nr[SCAN_CALL_QUEUE], 1);
	p = find(&k, SCAN_CALL_QUEUE, "copy_bits", 0);
	ck_assert_ptr_nonnull(p);
	ck_assert_str_eq(p->why_not, "a static branch leads there");
	done(&k);
}
END_TEST

/* The scan does not follow a call of a function that may return something else. */
START_TEST(flag_test_with_a_static_branch_is_not_followed)
{
	struct kernel k = { 0 };
	struct table t = { 0 };

	add(&k, queue_small);
	add(&k, test_key);
	add(&k, flush_lse);
	if (_i)
		add_entry(&t, sizeof(queue_small), sizeof(queue_small) + 0x18);
	scan_static(&k, &t, &state_layout);
	ck_assert_int_eq(!find(&k, SCAN_QUEUE_TEST, "queue_small", 0x2c), _i);
	done(&k);
}
END_TEST

/* Entries that are damaged, or belong to .init, are left out. */
START_TEST(damaged_entries_are_left_out)
{
	static uint32_t insn[] = { A64_NOP, B(2), RET, B(1), A64_NOP, A64_NOP };
	struct scan_text text = { .base = BASE, .insn = insn, .n = 6 };
	struct static_branch *jumps;
	struct table t = { 0 };

	add_entry(&t, 0x10, 0x8);
	add_entry(&t, 0x8, 0);		/* RET */
	add_entry(&t, 0x4, 0x8);	/* its B leads elsewhere */
	add_entry(&t, 0x18, 0);		/* next: behind the text, before it, between insns */
	add_entry(&t, 0, 0x18);
	add_entry(&t, -4, 0);
	add_entry(&t, 0, 2);
	add_entry(&t, 0x4, 0xc);
	ck_assert_int_eq(static_branches_read(&text, TABLE, t.words, t.n, &jumps), 0);
	ck_assert_uint_eq(text.nr_jumps, 2);
	ck_assert_uint_eq(static_branch_at(&text, BASE + 0x10)->to, BASE + 8);
	ck_assert_uint_eq(static_branch_at(&text, BASE + 4)->to, BASE + 0xc);
	for (uint64_t at = 0; at < 0x20; at += 4)
		ck_assert_int_eq(!static_branch_at(&text, BASE + at), at != 4 && at != 0x10);
	free(jumps);
	/* The last entry is cut off, then all but a part of the first. */
	ck_assert_int_eq(static_branches_read(&text, TABLE, t.words, t.n - 1, &jumps), 0);
	ck_assert_uint_eq(text.nr_jumps, 1);
	free(jumps);
	ck_assert_int_eq(static_branches_read(&text, TABLE, t.words, 3, &jumps), 0);
	ck_assert_uint_eq(text.nr_jumps, 0);
	ck_assert_ptr_null(jumps);
	ck_assert_ptr_null(static_branch_at(&text, BASE + 0x10));
}
END_TEST

START_TEST(table_must_fit_the_text)
{
	struct scan_text text = { .base = BASE, .n = 4 };

	ck_assert(static_branches_fit(&text, TABLE, TABLE + 64));
	ck_assert(!static_branches_fit(&text, TABLE, TABLE + 80));
	ck_assert(!static_branches_fit(&text, TABLE, UINT64_MAX));
	ck_assert(!static_branches_fit(&text, TABLE, TABLE));
	ck_assert(!static_branches_fit(&text, TABLE, TABLE - 16));
	ck_assert(!static_branches_fit(&text, TABLE + 2, TABLE + 18));
	ck_assert(!static_branches_fit(&text, 0, 16));
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("scan_jumps");

	(void)argv;
	tcase_add_loop_test(tests, static_branch_around_the_pair_is_followed, 0, 3);
	tcase_add_test(tests, pair_behind_an_unrelated_static_branch_is_direct);
	tcase_add_test(tests, pair_behind_an_ordinary_branch_is_direct);
	tcase_add_test(tests, several_static_branches_are_followed);
	tcase_add_test(tests, test_on_each_way_is_found);
	tcase_add_test(tests, test_behind_joined_ways_takes_no_probe);
	tcase_add_test(tests, test_on_some_ways_only_is_a_problem);
	tcase_add_loop_test(tests, copy_with_a_static_branch_is_refused, 0, 4);
	tcase_add_test(tests, static_branch_to_a_copy_is_a_call);
	tcase_add_loop_test(tests, flag_test_with_a_static_branch_is_not_followed, 0, 2);
	tcase_add_test(tests, damaged_entries_are_left_out);
	tcase_add_test(tests, table_must_fit_the_text);
	return run_tests("scan_jumps", tests, argc > 1);
}
