// SPDX-License-Identifier: GPL-2.0
#include "scan/a64.h"
#include "scan/barrier_text.h"

/* Arm ARM (DDI 0487), C6.2: DSB, ISB, B, BL */
#define DSB_ISHST	0xd5033a9fu
#define ISB		0xd5033fdfu
#define IS_B(insn)	(((insn) & 0xfc000000u) == 0x14000000u)
#define IS_BL(insn)	(((insn) & 0xfc000000u) == 0x94000000u)
/* 64 bits: CAS, CASA, CASL, CASAL; STXR, STLXR */
#define IS_CAS(insn)	(((insn) & 0xffa07c00u) == 0xc8a07c00u)
#define IS_STXR(insn)	(((insn) & 0xffe07c00u) == 0xc8007c00u)
#define NEAR		8	/* instructions that the compiler may put in between */

static int64_t target_of(uint32_t insn, size_t at)
{
	/* imm26, signed, in instructions */
	return (int64_t)at + ((int32_t)(insn << 6) >> 6);
}

static bool barriers_before(const uint32_t *words, size_t at)
{
	for (size_t back = 1; back <= NEAR && back + 1 <= at; back++) {
		uint32_t insn = words[at - back];

		if (insn == ISB)
			return words[at - back - 1] == DSB_ISHST;
		/* Code before a branch belongs to another way. */
		if (IS_B(insn))
			return false;
	}
	return false;
}

/*
 * Judge the way to the event that ends at @at, together with the ways before.  All ways that call
 * a function have to call the same function.
 */
static enum text_verdict add_way(enum text_verdict verdict, const uint32_t *words, size_t at,
				 int64_t *callee)
{
	if (barriers_before(words, at))
		return verdict == TEXT_UNKNOWN ? TEXT_EXECUTES : verdict;
	if (!at || !IS_BL(words[at - 1]) ||
	    (verdict == TEXT_CALLS && *callee != target_of(words[at - 1], at - 1)))
		return TEXT_SILENT;
	*callee = target_of(words[at - 1], at - 1);
	return TEXT_CALLS;
}

/* Find where the code begins that only leads to the call: it may have to save registers. */
static size_t way_begin(const uint32_t *words, size_t call)
{
	size_t at = call;

	while (at && call - at < NEAR && a64_branch(words[at - 1]).kind == A64_PLAIN &&
	       !a64_is_system(words[at - 1]))
		at--;
	return at;
}

static bool is_hidden(const uint32_t *words, size_t n)
{
	for (size_t at = 0; at < n; at++)
		if (words[at] == TEXT_KPROBE)
			return true;
	return false;
}

enum text_verdict barrier_text_flush(const uint32_t *words, size_t n, size_t call, int64_t *callee)
{
	int64_t begin = call < n ? way_begin(words, call) : call, target;
	enum text_verdict verdict = TEXT_UNKNOWN;

	for (size_t at = 0; at < n && verdict != TEXT_SILENT; at++)
		if (IS_B(words[at]) && (target = target_of(words[at], at)) >= begin &&
		    target <= (int64_t)call)
			verdict = add_way(verdict, words, at, callee);
	/* The call may also come right behind the barriers. */
	if (verdict == TEXT_UNKNOWN && call < n && barriers_before(words, call))
		verdict = TEXT_EXECUTES;
	return verdict == TEXT_SILENT && is_hidden(words, n) ? TEXT_UNKNOWN : verdict;
}

bool barrier_text_has_pair(const uint32_t *words, size_t n)
{
	for (size_t at = 0; at + 1 < n; at++)
		if (words[at] == DSB_ISHST && words[at + 1] == ISB)
			return true;
	return false;
}

enum text_verdict barrier_text_pair(const uint32_t *words, size_t n)
{
	if (barrier_text_has_pair(words, n))
		return TEXT_EXECUTES;
	return is_hidden(words, n) ? TEXT_UNKNOWN : TEXT_SILENT;
}

bool barrier_text_has_cas(const uint32_t *words, size_t n)
{
	for (size_t at = 0; at < n; at++)
		if (IS_CAS(words[at]) || IS_STXR(words[at]))
			return true;
	return false;
}
