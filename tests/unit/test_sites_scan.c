// SPDX-License-Identifier: GPL-2.0
/* Test that the scan finds sites by their instructions, in each form that compilers write. */
#include <stdlib.h>

#include "runner.h"
#include "scan_kernel.h"
#include "output/scan_report.h"
#include "scan_samples.h"

START_TEST(queue_and_flush_of_7_x_are_found)
{
	struct kernel k = { 0 };

	add(&k, queue_state);
	add(&k, queue_small);
	add(&k, test_flag);
	add(&k, flush_lse);
	add(&k, flush_clang);
	scan(&k, &state_layout);
	ck_assert_int_eq(k.scan.generation, SCAN_STATE);
	ck_assert_int_eq(k.scan.pending_bit, 31);
	ck_assert_uint_eq(k.scan.interrupt_mask, 0xffff00);
	ck_assert_uint_eq(k.scan.nr_problems, 0);
	is_test(&k, SCAN_QUEUE_TEST, "queue_state", 0x24, 0, 1u << 31);
	ck_assert_ptr_nonnull(find(&k, SCAN_QUEUE_EMIT, "queue_state", 0x38));
	/* The register has the result of the call, not the flags. */
	is_test(&k, SCAN_QUEUE_TEST, "queue_small", 0x2c, 0, UINT32_MAX);
	is_test(&k, SCAN_FLUSH_TEST, "flush_lse", 0x10, 0, 1u << 31);
	ck_assert_ptr_nonnull(find(&k, SCAN_FLUSH_EMIT, "flush_lse", 0x14));
	is_test(&k, SCAN_FLUSH_TEST, "flush_clang", 0x10, 9, 1u << 31);
	is_test(&k, SCAN_FLUSH_TEST, "flush_clang", 0x2c, 9, 1u << 31);
	ck_assert_uint_eq(k.scan.nr_points, 2 + 2 + 2 + 3);
	done(&k);
}
END_TEST

START_TEST(queue_and_flush_of_6_16_are_found)
{
	struct kernel k = { 0 };

	add(&k, queue_flag);
	add(&k, flush_llsc);
	scan(&k, &flag_layout);
	ck_assert_int_eq(k.scan.generation, SCAN_FLAG);
	ck_assert_int_eq(k.scan.pending_bit, 32);
	ck_assert_int_eq(k.scan.lazy_bit, 31);
	ck_assert_uint_eq(k.scan.nr_problems, 0);
	is_test(&k, SCAN_QUEUE_TEST, "queue_flag", 0x18, 0, 1ull << 32);
	is_test(&k, SCAN_FLUSH_TEST, "flush_llsc", 0x10, 0, 1ull << 32);
	ck_assert_uint_eq(k.scan.nr_points, 4);
	done(&k);
}
END_TEST

START_TEST(pair_without_queue_or_flush_is_direct)
{
	struct kernel k = { 0 };

	add(&k, gap);
	add(&k, no_pair);
	add(&k, direct);
	add(&k, flush_lse);
	add(&k, flush_clang);
	add(&k, other_bit);
	add(&k, other_test);
	scan(&k, &state_layout);
	ck_assert_int_eq(k.scan.pending_bit, 31);
	ck_assert_ptr_nonnull(find(&k, SCAN_DIRECT, "gap", 0));
	ck_assert_ptr_nonnull(find(&k, SCAN_DIRECT, "direct", 4));
	ck_assert_ptr_nonnull(find(&k, SCAN_DIRECT, "other_bit", 0x10));
	ck_assert_ptr_nonnull(find(&k, SCAN_DIRECT, "other_test", 0x10));
	ck_assert_uint_eq(k.scan.nr[SCAN_DIRECT], 4);
	ck_assert_uint_eq(k.scan.nr[SCAN_QUEUE_EMIT], 0);
	ck_assert_uint_eq(k.scan.nr[SCAN_FLUSH_EMIT], 2);
	done(&k);
}
END_TEST

START_TEST(kernel_without_batching_is_recognized)
{
	struct kernel k = { 0 };

	add(&k, direct);
	add(&k, gap);
	scan(&k, &flag_layout);
	ck_assert_int_eq(k.scan.generation, SCAN_NO_BATCHING);
	ck_assert_int_eq(k.scan.pending_bit, -1);
	ck_assert_uint_eq(k.scan.nr_points, 2);
	done(&k);
}
END_TEST

START_TEST(pair_that_queues_and_flushes_is_a_problem)
{
	struct kernel k = { 0 };

	add(&k, mixed);
	add(&k, flush_lse);
	scan(&k, &state_layout);
	ck_assert_uint_eq(k.scan.nr_problems, 1);
	ck_assert_str_eq(k.scan.problems[0].what, "a pair that queues and flushes");
	done(&k);
}
END_TEST

/* If there are more tests than the scan follows, it reports a problem. */
START_TEST(too_many_tests_are_a_problem)
{
	for (size_t n = 16; n <= 17; n++) {
		uint32_t words[32] = {
			0xd5384101,	/* mrs x1, sp_el0 */
			0xd2b00000,	/* mov x0, #0x80000000 */
			0xf8e01020,	/* ldclral x0, x0, [x1] */
		};
		struct kernel k = { 0 };
		size_t to = 3 + n;

		/* tbnz w0, #31: each leads to the pair behind them, the last one around a return */
		for (size_t i = 3; i < to; i++)
			words[i] = 0x37f80000 | (to + 1 - i) << 5;
		words[to] = 0xd65f03c0;
		words[to + 1] = A64_DSB_ISHST;
		words[to + 2] = A64_ISB;
		words[to + 3] = 0xd65f03c0;
		add_words(&k, "flush_many", words, 4 * (to + 4));
		scan(&k, &state_layout);
		ck_assert_uint_eq(k.scan.nr[SCAN_FLUSH_TEST], 16);
		ck_assert_uint_eq(k.scan.nr_problems, n > 16);
		if (n > 16)
			ck_assert_str_eq(k.scan.problems[0].what, "more branches decide than are followed");
		done(&k);
	}
}
END_TEST

/* Return the only point at the call of a copy. */
static const struct scan_point *called(struct kernel *k, const char *copy, int kind)
{
	const struct scan_point *p = find(k, kind, "caller", 4);

	ck_assert_msg(p, "%s: no call", copy);
	ck_assert_uint_eq(p->callee, at(k, copy));
	ck_assert_uint_eq(p->function, at(k, "caller"));
	ck_assert_uint_eq(k->scan.nr[SCAN_CALL_QUEUE] + k->scan.nr[SCAN_CALL_FLUSH], 1);
	return p;
}

#define add_copy(k, name, tail) \
	(add(k, flush_lse), add(k, name), add_call(k, "caller", sizeof(name) / 4, tail), \
	 scan(k, &state_layout))

START_TEST(condition_on_an_argument_is_found)
{
	struct kernel k = { 0 };
	const struct scan_point *p;

	add_copy(&k, copy_set, false);
	p = called(&k, "copy_set", SCAN_CALL_QUEUE);
	ck_assert_ptr_null(p->why_not);
	ck_assert_uint_eq(p->reg, 1);
	ck_assert_uint_eq(p->mask, 0x40000000000041);
	ck_assert_uint_eq(p->value, 0x40000000000001);
	ck_assert_uint_eq(p->when, 0);
	ck_assert_uint_eq(scan_coverage(&k.scan, SCAN_QUEUE_EMIT).by_calls, 1);
	done(&k);
}
END_TEST

START_TEST(conditions_on_several_bits_are_joined)
{
	struct kernel k = { 0 };
	const struct scan_point *p;

	add_copy(&k, copy_bits, true);
	p = called(&k, "copy_bits", SCAN_CALL_QUEUE);
	ck_assert_ptr_null(p->why_not);
	ck_assert_uint_eq(p->reg, 2);
	ck_assert_uint_eq(p->mask, 0x41);
	ck_assert_uint_eq(p->value, 1);
	done(&k);
}
END_TEST

/* in_interrupt() tests a count that was shifted first. */
START_TEST(shifted_interrupt_count_is_recognized)
{
	uint32_t words[sizeof(copy_bits) / 4];
	struct kernel k = { 0 };

	memcpy(words, copy_bits, sizeof(words));
	words[5] = 0x53085c00;	/* ubfx w0, w0, #8, #16 */
	words[6] = 0x35000100;	/* cbnz w0, 38 */
	add(&k, flush_lse);
	add_words(&k, "copy_bits", words, sizeof(words));
	add_call(&k, "caller", sizeof(words) / 4, true);
	scan(&k, &state_layout);
	ck_assert_ptr_null(called(&k, "copy_bits", SCAN_CALL_QUEUE)->why_not);
	ck_assert_uint_eq(k.scan.interrupt_mask, 0xffff00);
	done(&k);
}
END_TEST

START_TEST(call_that_flushes_is_found)
{
	struct kernel k = { 0 };
	const struct scan_point *p;

	add_copy(&k, copy_disable, false);
	p = called(&k, "copy_disable", SCAN_CALL_FLUSH);
	ck_assert_ptr_null(p->why_not);
	ck_assert_uint_eq(p->mask, 0);
	ck_assert_uint_eq(p->when, SCAN_UNLESS_INTERRUPT | SCAN_UNLESS_PAUSED);
	done(&k);
}
END_TEST

/* These sites are refused, never guessed. */
static const struct {
	const char *name;
	const uint32_t *words;
	size_t size;
	const char *why_not;
} refused[] = {
	{ "copy_frame", copy_frame, sizeof(copy_frame), "it depends on what is not understood" },
	{ "copy_memory", copy_memory, sizeof(copy_memory), "it depends on what is not understood" },
	{ "copy_loop", copy_loop, sizeof(copy_loop), "it gets there in a loop" },
};

START_TEST(copy_that_is_not_understood_is_refused)
{
	struct kernel k = { 0 };

	add(&k, flush_lse);
	add_words(&k, refused[_i].name, refused[_i].words, refused[_i].size);
	add_call(&k, "caller", refused[_i].size / 4, false);
	scan(&k, &state_layout);
	ck_assert_str_eq(called(&k, refused[_i].name, SCAN_CALL_QUEUE)->why_not,
			 refused[_i].why_not);
	ck_assert_uint_eq(scan_coverage(&k.scan, SCAN_QUEUE_EMIT).not, 1);
	done(&k);
}
END_TEST

/* Scan a copy whose instruction @bl calls copy_bits, and a caller of the copy. */
static void scan_outer(struct kernel *k, const char *name, const uint32_t *words,
		       size_t size, size_t bl)
{
	uint32_t *insn;

	add(k, flush_lse);
	add(k, copy_bits);
	insn = k->insn + k->text.n + bl;
	add_words(k, name, words, size);
	ck_assert_uint_eq(*insn, 0x94000000);
	*insn |= -(uint32_t)(bl + sizeof(copy_bits) / 4) & 0x3ffffff;
	add_call(k, "caller", size / 4, false);
	scan(k, &state_layout);
}

START_TEST(conditions_of_nested_copies_are_joined)
{
	struct kernel k = { 0 };
	const struct scan_point *p;

	scan_outer(&k, "copy_outer", copy_outer, sizeof(copy_outer), 3);
	/* x6 has to pass the outer test, and as x2 the inner one. */
	p = called(&k, "copy_outer", SCAN_CALL_QUEUE);
	ck_assert_ptr_null(p->why_not);
	ck_assert_uint_eq(p->reg, 6);
	ck_assert_uint_eq(p->mask, 0x51);
	ck_assert_uint_eq(p->value, 0x11);
	done(&k);
}
END_TEST

/* Scan a copy that calls the functions which begin @back[0] and @back[1] words before it. */
static void scan_twice(struct kernel *k, uint32_t first, const size_t back[2])
{
	uint32_t words[sizeof(copy_twice) / 4];

	memcpy(words, copy_twice, sizeof(words));
	words[2] = first;
	words[3] |= -(uint32_t)(back[0] + 3) & 0x3ffffff;
	words[5] |= -(uint32_t)(back[1] + 5) & 0x3ffffff;
	add_words(k, "copy_twice", words, sizeof(words));
	add_call(k, "caller", sizeof(words) / 4, false);
	scan(k, &state_layout);
}

/* All ways through the copy count, not only the first that the scan finds. */
START_TEST(each_way_through_a_copy_counts)
{
	static const size_t bits = sizeof(copy_bits) / 4, disable = sizeof(copy_disable) / 4;
	struct kernel one = { 0 }, two = { 0 }, other = { 0 };
	const struct scan_point *p;

	add(&one, flush_lse);
	add(&one, copy_bits);
	scan_twice(&one, copy_twice[2], (size_t[]){ bits, bits });
	p = called(&one, "copy_twice", SCAN_CALL_QUEUE);
	ck_assert_ptr_null(p->why_not);
	ck_assert_uint_eq(p->reg, 6);
	ck_assert_uint_eq(p->mask, 0x41);
	done(&one);

	add(&two, flush_lse);
	add(&two, copy_bits);
	scan_twice(&two, 0xd2800022 /* mov x2, #0x1 */, (size_t[]){ bits, bits });
	p = called(&two, "copy_twice", SCAN_CALL_QUEUE);
	ck_assert_str_eq(p->why_not, "several ways to the site in one call");
	done(&two);

	add(&other, flush_lse);
	add(&other, copy_disable);
	add(&other, copy_bits);
	scan_twice(&other, 0xd2800022, (size_t[]){ bits, bits + disable });
	for (int kind = SCAN_CALL_QUEUE; kind <= SCAN_CALL_FLUSH; kind++) {
		p = find(&other, kind, "caller", 4);
		ck_assert_ptr_nonnull(p);
		ck_assert_str_eq(p->why_not, "several sites in one call, through other copies");
	}
	done(&other);
}
END_TEST

/* A constant argument may decide that the copy does nothing. */
static const struct {
	const char *name;
	const uint32_t *words;
	size_t size, bl;
	const char *why_not;	/* NULL: scan_does_nothing */
} constants[] = {
	{ "copy_marker", copy_marker, sizeof(copy_marker), 2, NULL },
	{ "copy_constant", copy_constant, sizeof(copy_constant), 2, "it gets there in a loop" },
	{ "copy_either", copy_either, sizeof(copy_either), 4, "it gets there in a loop" },
	{ "copy_key", copy_key, sizeof(copy_key), 2, "it gets there in a loop" },
	{ "copy_table", copy_table, sizeof(copy_table), 4, "it has a jump table" },
};

START_TEST(constant_argument_decides)
{
	struct kernel k = { 0 };
	const struct scan_point *p;
	bool nothing = !constants[_i].why_not;

	scan_outer(&k, constants[_i].name, constants[_i].words, constants[_i].size,
		   constants[_i].bl);
	p = called(&k, constants[_i].name, SCAN_CALL_QUEUE);
	if (nothing)
		ck_assert_ptr_eq(p->why_not, scan_does_nothing);
	else
		ck_assert_str_eq(p->why_not, constants[_i].why_not);
	ck_assert_uint_eq(scan_coverage(&k.scan, SCAN_QUEUE_EMIT).by_calls, nothing);
	ck_assert_uint_eq(scan_coverage(&k.scan, SCAN_QUEUE_EMIT).not, !nothing);
	done(&k);
}
END_TEST

START_TEST(copy_without_a_caller_is_reported)
{
	struct kernel k = { 0 };

	add(&k, flush_lse);
	add_words(&k, "copy_unreached", unreached, sizeof(unreached));
	scan(&k, &state_layout);
	ck_assert_uint_eq(k.scan.nr[SCAN_CALL_QUEUE], 1);
	ck_assert_str_eq(find(&k, SCAN_CALL_QUEUE, "copy_unreached", 0)->why_not,
			 "no caller in the kernel's text");
	done(&k);
}
END_TEST

START_TEST(bitmask_immediates_are_decoded)
{
	uint64_t mask;

	ck_assert(a64_bitmask(0x72183c3f, &mask));	/* tst w1, #0xffff00 */
	ck_assert_uint_eq(mask, 0xffff00);
	ck_assert(a64_bitmask(0x9200f000, &mask));	/* elements of 2 bits */
	ck_assert_uint_eq(mask, 0x5555555555555555);
	ck_assert(a64_bitmask(0x924ef673, &mask));	/* 62 ones, to the right by 14 */
	ck_assert_uint_eq(mask, 0xfffcffffffffffff);
	ck_assert(!a64_bitmask(0x9240fc00, &mask));	/* 64 ones */
	ck_assert(!a64_bitmask(0x12400000, &mask));	/* N in a W register */
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("sites_scan");

	(void)argv;
	tcase_add_test(tests, queue_and_flush_of_7_x_are_found);
	tcase_add_test(tests, queue_and_flush_of_6_16_are_found);
	tcase_add_test(tests, pair_without_queue_or_flush_is_direct);
	tcase_add_test(tests, kernel_without_batching_is_recognized);
	tcase_add_test(tests, pair_that_queues_and_flushes_is_a_problem);
	tcase_add_test(tests, too_many_tests_are_a_problem);
	tcase_add_test(tests, condition_on_an_argument_is_found);
	tcase_add_test(tests, conditions_on_several_bits_are_joined);
	tcase_add_test(tests, shifted_interrupt_count_is_recognized);
	tcase_add_test(tests, call_that_flushes_is_found);
	tcase_add_loop_test(tests, copy_that_is_not_understood_is_refused, 0,
			    sizeof(refused) / sizeof(*refused));
	tcase_add_test(tests, conditions_of_nested_copies_are_joined);
	tcase_add_test(tests, each_way_through_a_copy_counts);
	tcase_add_loop_test(tests, constant_argument_decides, 0,
			    sizeof(constants) / sizeof(*constants));
	tcase_add_test(tests, copy_without_a_caller_is_reported);
	tcase_add_test(tests, bitmask_immediates_are_decoded);
	return run_tests("sites_scan", tests, argc > 1);
}
