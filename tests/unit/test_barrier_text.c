// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "scan/barrier_text.h"
#include "scan/static_branches.h"
#include "runner.h"

#define ARRAY_SIZE(v)	(sizeof(v) / sizeof(*(v)))

/* A function at 0 of each text; called functions are further behind. */
#define START		0xffff800080010000ull
#define AT(i)		(START + 4 * (i))
#define EMIT		40	/* emit_pte_barriers(): the pair */
#define SETS		44	/* set_ti_thread_flag(): LL/SC */
#define PLAIN		52	/* neither */
#define HALF		54	/* barriers on one of two ways */
#define EVENT		60	/* __lazy_mmu_trace_... */
#define FAIL		61	/* __stack_chk_fail() */
#define WORDS		64

#define NOP		0xd503201fu
#define RET		0xd65f03c0u
#define ISB		0xd5033fdfu
#define ISB_0		0xd50330dfu
#define DSB(option)	(0xd503309fu | (option) << 8)
#define DSB_ISHST	DSB(10)
#define DSB_NXS(domain)	(0xd503323fu | (domain) << 10)
#define DMB_ISHST	0xd5033abfu
#define BR_X1		0xd61f0020u
#define STORE		0xf9000280u	/* str x0, [x20] */
#define SPILL		0xf9001fe0u	/* str x0, [sp, #56] */
#define PUSH		0xa9bf7bfdu	/* stp x29, x30, [sp, #-16]! */
#define COUNT		0x91000421u, 0xf9000041u	/* add x1, x1, #1; str x1, [x2] */
#define CLEAR		0xf8e11001u	/* ldclral x1, x1, [x0] */
#define SET		0xf821301fu	/* stset x1, [x0] */
#define CAS		0xc8e0fc41u	/* casal x0, x1, [x2] */
#define MOV_W0(n)	(0x52800000u | (n) << 5)
#define MOV_W0_W27	0x2a1b03e0u
#define MOV_W27(n)	(0x5280001bu | (n) << 5)
#define LDR_W27		0xb940a3fbu
#define B(n)		(0x14000000u | ((n) & 0x3ffffff))
#define BL(from, to)	(0x94000000u | (((to) - (from)) & 0x3ffffff))
#define CBZ_X3(n)	(0xb4000003u | ((n) & 0x7ffff) << 5)
#define CBZ_W27(n)	(0x3400001bu | ((n) & 0x7ffff) << 5)

static const char names[] =
	"ffff800080010000 T site\n"
	"ffff8000800100a0 t emit_pte_barriers\n"
	"ffff8000800100b0 t set_ti_thread_flag\n"
	"ffff8000800100d0 t plain\n"
	"ffff8000800100d8 t half\n"
	"ffff8000800100f0 T __lazy_mmu_trace_queue\n"
	"ffff8000800100f4 T __stack_chk_fail\n"
	"ffff8000800100f8 T behind\n";

static const uint32_t others[WORDS] = {
	[EMIT] = DSB_ISHST, ISB, RET,
	/* ldxr; orr; stxr; cbnz */
	[SETS] = 0xc85f7c01u, 0xb2610021u, 0xc8027c01u, 0x35ffffa2u, RET,
	[PLAIN] = NOP, RET,
	[HALF] = CBZ_X3(3), DSB_ISHST, ISB, RET,
	[EVENT] = RET, RET, RET,
};

static size_t read_words(uint64_t address, uint32_t *words, size_t n, void *arg)
{
	const uint32_t *all = arg;
	uint64_t at = (address - START) / 4;

	if (address < START || at >= WORDS)
		return 0;
	if (n > WORDS - at)
		n = WORDS - at;
	memcpy(words, all + at, 4 * n);
	return n;
}

static const struct {
	const char *what;
	enum text_event event;
	enum text_verdict verdict;
	size_t call;
	uint32_t words[20];
} texts[] = {
#define PAIR_OF(dsb, isb, verdict) \
	{ #dsb "; " #isb, TEXT_FLUSH, verdict, 4, { CLEAR, dsb, isb, NOP, BL(4, EVENT), RET } }
	/* Each option of a dsb, 0 to 15 */
	PAIR_OF(DSB(0), ISB, TEXT_SILENT),	/* ssbb */
	PAIR_OF(DSB(1), ISB, TEXT_SILENT),	/* oshld */
	PAIR_OF(DSB(2), ISB, TEXT_EXECUTES),	/* oshst */
	PAIR_OF(DSB(3), ISB, TEXT_EXECUTES),	/* osh */
	PAIR_OF(DSB(4), ISB, TEXT_SILENT),	/* pssbb */
	PAIR_OF(DSB(5), ISB, TEXT_SILENT),	/* nshld */
	PAIR_OF(DSB(6), ISB, TEXT_SILENT),	/* nshst */
	PAIR_OF(DSB(7), ISB, TEXT_SILENT),	/* nsh */
	PAIR_OF(DSB(8), ISB, TEXT_EXECUTES),	/* reserved: executes as sy */
	PAIR_OF(DSB(9), ISB, TEXT_SILENT),	/* ishld */
	PAIR_OF(DSB(10), ISB, TEXT_EXECUTES),	/* ishst */
	PAIR_OF(DSB(11), ISB, TEXT_EXECUTES),	/* ish */
	PAIR_OF(DSB(12), ISB, TEXT_EXECUTES),	/* reserved */
	PAIR_OF(DSB(13), ISB, TEXT_SILENT),	/* ld */
	PAIR_OF(DSB(14), ISB, TEXT_EXECUTES),	/* st */
	PAIR_OF(DSB(15), ISB, TEXT_EXECUTES),	/* sy */
	PAIR_OF(DSB_NXS(0u), ISB, TEXT_EXECUTES),	/* oshnxs */
	PAIR_OF(DSB_NXS(1u), ISB, TEXT_SILENT),		/* nshnxs */
	PAIR_OF(DSB_NXS(2u), ISB, TEXT_EXECUTES),	/* ishnxs */
	PAIR_OF(DSB_NXS(3u), ISB, TEXT_EXECUTES),	/* synxs */
	PAIR_OF(DMB_ISHST, ISB, TEXT_SILENT),
	PAIR_OF(NOP, ISB, TEXT_SILENT),
	PAIR_OF(DSB_ISHST, NOP, TEXT_SILENT),
	PAIR_OF(ISB, DSB_ISHST, TEXT_SILENT),
	PAIR_OF(DSB_ISHST, ISB_0, TEXT_EXECUTES),
	PAIR_OF(DSB_ISHST, DMB_ISHST, TEXT_SILENT),

	{ "something between dsb and isb", TEXT_FLUSH, TEXT_EXECUTES, 4,
	  { CLEAR, DSB_ISHST, NOP, ISB, BL(4, EVENT), RET } },
	{ "the event before the barriers", TEXT_FLUSH, TEXT_SILENT, 1,
	  { CLEAR, BL(1, EVENT), DSB_ISHST, ISB, RET } },
	{ "the barriers before the clear", TEXT_FLUSH, TEXT_SILENT, 3,
	  { DSB_ISHST, ISB, CLEAR, BL(3, EVENT), RET } },
	{ "the barriers of another event", TEXT_FLUSH, TEXT_SILENT, 4,
	  { CLEAR, DSB_ISHST, ISB, BL(3, EVENT), BL(4, EVENT), RET } },
	{ "a condition that skips the barriers", TEXT_FLUSH, TEXT_SILENT, 4,
	  { CLEAR, CBZ_X3(3), DSB_ISHST, ISB, BL(4, EVENT), RET } },
	{ "a condition that skips the isb", TEXT_FLUSH, TEXT_SILENT, 4,
	  { CLEAR, DSB_ISHST, CBZ_X3(2), ISB, BL(4, EVENT), RET } },
	{ "a condition that skips the dsb", TEXT_FLUSH, TEXT_SILENT, 4,
	  { CLEAR, CBZ_X3(2), DSB_ISHST, ISB, BL(4, EVENT), RET } },
	{ "the static branch, a block far away", TEXT_FLUSH, TEXT_EXECUTES, 6,
	  { CLEAR, DSB_ISHST, ISB, B(2), RET, PUSH, BL(6, EVENT), B(-3) } },
	{ "the block comes first", TEXT_FLUSH, TEXT_EXECUTES, 1,
	  { B(3), BL(1, EVENT), RET, CLEAR, DSB_ISHST, ISB, B(-5) } },
	{ "two ways, one without barriers", TEXT_FLUSH, TEXT_SILENT, 7,
	  { CBZ_X3(5), CLEAR, DSB_ISHST, ISB, B(3), CLEAR, NOP, BL(7, EVENT), RET } },
	{ "two ways, both with barriers", TEXT_FLUSH, TEXT_EXECUTES, 8,
	  { CBZ_X3(5), CLEAR, DSB_ISHST, ISB, B(4), CLEAR, DSB_ISHST, ISB, BL(8, EVENT), RET } },
	{ "a loop around a flush", TEXT_FLUSH, TEXT_EXECUTES, 3,
	  { CLEAR, DSB_ISHST, ISB, BL(3, EVENT), CBZ_X3(-4), RET } },
	{ "a store to the stack behind the barriers", TEXT_FLUSH, TEXT_EXECUTES, 4,
	  { CLEAR, DSB_ISHST, ISB, SPILL, BL(4, EVENT), RET } },
	{ "a dsb and a tlbi: the last dsb has an isb", TEXT_FLUSH, TEXT_EXECUTES, 5,
	  { CLEAR, DSB_ISHST, 0xd508871f, DSB(11), ISB, BL(5, EVENT), RET } },
	{ "a function that never returns", TEXT_FLUSH, TEXT_EXECUTES, 6,
	  { CLEAR, CBZ_X3(4), DSB_ISHST, ISB, B(2), BL(5, FAIL), BL(6, EVENT), RET } },

	{ "the barriers are a function", TEXT_FLUSH, TEXT_EXECUTES, 2,
	  { CLEAR, BL(1, EMIT), BL(2, EVENT), RET } },
	{ "a function without barriers", TEXT_FLUSH, TEXT_SILENT, 2,
	  { CLEAR, BL(1, PLAIN), BL(2, EVENT), RET } },
	{ "two functions, the second has the barriers", TEXT_FLUSH, TEXT_EXECUTES, 3,
	  { CLEAR, BL(1, PLAIN), BL(2, EMIT), BL(3, EVENT), RET } },
	{ "a function with barriers on one way", TEXT_FLUSH, TEXT_UNDECIDED, 2,
	  { CLEAR, BL(1, HALF), BL(2, EVENT), RET } },
	{ "a call between barriers and event", TEXT_FLUSH, TEXT_UNDECIDED, 4,
	  { CLEAR, DSB_ISHST, ISB, BL(3, PLAIN), BL(4, EVENT), RET } },
	{ "a kprobe on the dsb", TEXT_FLUSH, TEXT_UNDECIDED, 3,
	  { CLEAR, TEXT_KPROBE, ISB, BL(3, EVENT), RET } },
	{ "a kprobe before the clear", TEXT_FLUSH, TEXT_EXECUTES, 4,
	  { TEXT_KPROBE, CLEAR, DSB_ISHST, ISB, BL(4, EVENT), RET } },
	{ "an indirect branch to the event", TEXT_FLUSH, TEXT_UNDECIDED, 2,
	  { CLEAR, BR_X1, BL(2, EVENT), RET } },
	{ "an indirect branch to the barriers", TEXT_FLUSH, TEXT_EXECUTES, 4,
	  { CLEAR, BR_X1, DSB_ISHST, ISB, BL(4, EVENT), RET } },
	{ "no way to the event", TEXT_FLUSH, TEXT_UNDECIDED, 2, { CLEAR, RET, BL(2, EVENT), RET } },
	{ "the caller has cleared", TEXT_FLUSH, TEXT_BEFORE, 1, { PUSH, BL(1, EVENT), RET } },
	{ "the caller has cleared, barriers here", TEXT_FLUSH, TEXT_EXECUTES, 2,
	  { DSB_ISHST, ISB, BL(2, EVENT), RET } },
	{ "no such instruction", TEXT_FLUSH, TEXT_UNDECIDED, 20, { RET } },

	{ "a queue that emits", TEXT_QUEUE, TEXT_EXECUTES, 5,
	  { STORE, DSB_ISHST, ISB, NOP, MOV_W0(0), BL(5, EVENT), RET } },
	{ "a queue without the dsb", TEXT_QUEUE, TEXT_SILENT, 5,
	  { STORE, NOP, ISB, NOP, MOV_W0(0), BL(5, EVENT), RET } },
	{ "the store behind the barriers", TEXT_QUEUE, TEXT_SILENT, 5,
	  { DSB_ISHST, ISB, STORE, NOP, MOV_W0(0), BL(5, EVENT), RET } },
	{ "a counter behind the barriers", TEXT_QUEUE, TEXT_EXECUTES, 6,
	  { STORE, DSB_ISHST, ISB, COUNT, MOV_W0(0), BL(6, EVENT), RET } },
	/* One call for all actions: 0 emitted, 1 first, 2 again */
	{ "emitted and again share a call", TEXT_QUEUE, TEXT_EXECUTES, 6,
	  { STORE, CBZ_X3(6), DSB_ISHST, ISB, MOV_W0(0), NOP, BL(6, EVENT), MOV_W0(2), B(-2) } },
	{ "again has no barriers, emitted has none either", TEXT_QUEUE, TEXT_SILENT, 6,
	  { STORE, CBZ_X3(6), DSB_ISHST, NOP, MOV_W0(0), NOP, BL(6, EVENT), MOV_W0(2), B(-2) } },
	{ "the action is moved from another register", TEXT_QUEUE, TEXT_EXECUTES, 6,
	  { STORE, CBZ_X3(6), DSB_ISHST, ISB, MOV_W27(0), MOV_W0_W27, BL(6, EVENT), MOV_W27(1),
	    B(-3) } },
	{ "the action is not known, and a way has barriers", TEXT_QUEUE, TEXT_UNDECIDED, 6,
	  { STORE, LDR_W27, CBZ_X3(3), DSB_ISHST, ISB, MOV_W0_W27, BL(6, EVENT), RET } },
	{ "the action is not known, and no way has barriers", TEXT_QUEUE, TEXT_SILENT, 6,
	  { STORE, LDR_W27, CBZ_X3(3), DSB_ISHST, NOP, MOV_W0_W27, BL(6, EVENT), RET } },
	{ "an action that is tested", TEXT_QUEUE, TEXT_OTHER, 4,
	  { STORE, LDR_W27, CBZ_W27(3), MOV_W0_W27, BL(4, EVENT), RET } },
	{ "the way sets PENDING", TEXT_QUEUE, TEXT_OTHER, 4,
	  { STORE, SET, LDR_W27, MOV_W0_W27, BL(4, EVENT), RET } },
	{ "a function sets PENDING", TEXT_QUEUE, TEXT_OTHER, 4,
	  { STORE, BL(1, SETS), LDR_W27, MOV_W0_W27, BL(4, EVENT), RET } },
	{ "sets PENDING, and reports emitted", TEXT_QUEUE, TEXT_SILENT, 3,
	  { STORE, SET, MOV_W0(0), BL(3, EVENT), RET } },
	{ "only reports first", TEXT_QUEUE, TEXT_OTHER, 2,
	  { STORE, MOV_W0(1), BL(2, EVENT), RET } },

	{ "a direct store", TEXT_DIRECT, TEXT_EXECUTES, 3,
	  { CAS, DSB_ISHST, ISB, BL(3, EVENT), RET } },
	{ "a direct store without barriers", TEXT_DIRECT, TEXT_SILENT, 1,
	  { CAS, BL(1, EVENT), RET } },
	{ "barriers before a direct store", TEXT_DIRECT, TEXT_SILENT, 3,
	  { DSB_ISHST, ISB, CAS, BL(3, EVENT), RET } },
};

static enum text_verdict judge(const uint32_t *words, size_t n, enum text_event event, size_t call,
			       const char **why)
{
	uint32_t all[WORDS];
	struct barrier_text t = {
		.text = { .base = START, .insn = all, .n = n }, .start = START, .n = n,
		.event = event, .read = read_words, .arg = all,
	};
	enum text_verdict verdict;
	struct ksyms *ksyms;

	memcpy(all, others, sizeof(all));
	memcpy(all, words, 4 * n);
	ck_assert_int_eq(ksyms_parse(&ksyms, names), 0);
	t.ksyms = ksyms;
	verdict = barrier_text_judge(&t, call, why);
	ksyms_free(ksyms);
	return verdict;
}

START_TEST(site_is_judged_by_its_text)
{
	const char *why;
	enum text_verdict verdict = judge(texts[_i].words, 20, texts[_i].event, texts[_i].call,
					  &why);

	ck_assert_msg(verdict == texts[_i].verdict, "%s: %d, and not %d (%s)", texts[_i].what,
		      verdict, texts[_i].verdict, why ? why : "-");
	ck_assert_msg(!why == (verdict != TEXT_UNDECIDED), "%s: a reason", texts[_i].what);
}
END_TEST

START_TEST(static_branch_goes_both_ways)
{
	/* The NOP is a static branch to the event. */
	const uint32_t words[20] = { CLEAR, DSB_ISHST, ISB, NOP, RET, BL(5, EVENT), RET };
	const struct static_branch jump = { AT(3), AT(5) };
	struct barrier_text t = {
		.text = { .base = START, .insn = words, .n = 20, .jumps = &jump, .nr_jumps = 1 },
		.start = START, .n = 20, .event = TEXT_FLUSH,
	};
	const char *why;

	ck_assert_int_eq(barrier_text_judge(&t, 5, &why), TEXT_EXECUTES);
	t.text.nr_jumps = 0;
	ck_assert_int_eq(barrier_text_judge(&t, 5, &why), TEXT_UNDECIDED);
}
END_TEST

START_TEST(veneer_is_followed)
{
	/* adrp x16, . + 0x1000; add x16, x16, #0x28; br x16 */
	uint32_t words[WORDS] = { [PLAIN] = 0xb0000010u, 0x9100a210u, 0xd61f0200u };

	ck_assert_uint_eq(barrier_text_target(BL(0, PLAIN), START, read_words, words),
			  START + 0x1028);
	ck_assert_uint_eq(barrier_text_target(BL(0, PLAIN), START, NULL, NULL), AT(PLAIN));
	words[PLAIN + 2] = RET;
	ck_assert_uint_eq(barrier_text_target(BL(0, PLAIN), START, read_words, words), AT(PLAIN));
	ck_assert_uint_eq(barrier_text_target(RET, START, read_words, words), 0);
}
END_TEST

START_TEST(pair_is_found_anywhere_in_a_function)
{
	const uint32_t pair[] = { NOP, DSB_ISHST, ISB, RET }, strong[] = { DSB(15), NOP, ISB },
		       weak[] = { DSB(6), ISB }, tlbi[] = { DSB_ISHST, 0xd508871f, ISB },
		       probed[] = { NOP, TEXT_KPROBE, ISB };

	ck_assert_int_eq(barrier_text_pair(pair, 4), TEXT_EXECUTES);
	ck_assert_int_eq(barrier_text_pair(pair, 2), TEXT_SILENT);
	ck_assert_int_eq(barrier_text_pair(strong, 3), TEXT_UNDECIDED);
	ck_assert_int_eq(barrier_text_pair(weak, 2), TEXT_SILENT);
	ck_assert_int_eq(barrier_text_pair(tlbi, 3), TEXT_SILENT);
	ck_assert_int_eq(barrier_text_pair(probed, 3), TEXT_UNDECIDED);
	ck_assert_int_eq(barrier_text_pair(NULL, 0), TEXT_SILENT);
}
END_TEST

START_TEST(compare_and_swap_is_recognized)
{
	/* casal x0, x1, [x2]; stlxr w4, x3, [x0]; stxr w2, x1, [x0] */
	static const uint32_t yes[] = { 0xc8e0fc41, 0xc804fc03, 0xc8027c01 };
	/* A CASAL of 32 bits, LDXR, LDCLRAL, RET */
	static const uint32_t no[] = { 0x88e0fc41, 0xc85f7c01, 0xf8e11001, 0xd65f03c0 };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++)
		ck_assert(barrier_text_has_cas(&yes[i], 1));
	ck_assert(!barrier_text_has_cas(no, ARRAY_SIZE(no)));
	ck_assert(!barrier_text_has_cas(yes, 0));
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_loop_test(c, site_is_judged_by_its_text, 0, ARRAY_SIZE(texts));
	tcase_add_test(c, static_branch_goes_both_ways);
	tcase_add_test(c, veneer_is_followed);
	tcase_add_test(c, pair_is_found_anywhere_in_a_function);
	tcase_add_test(c, compare_and_swap_is_recognized);
	return run_tests("barrier_text", c, argc > 1);
}
