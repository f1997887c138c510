/* SPDX-License-Identifier: GPL-2.0 */
/* Look in the kernel's text for the barriers of a flush (I22) and of a direct store (I23). */
#ifndef BT_BARRIER_TEXT_H
#define BT_BARRIER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_KPROBE	0xd4200080u	/* BRK_KPROBES_OPCODE, arch/arm64/include/asm/kprobes.h */

enum text_verdict {
	TEXT_EXECUTES,	/* dsb ishst; isb on every way to the event that was found */
	TEXT_CALLS,	/* ways without barriers all call the same function instead */
	TEXT_SILENT,	/* some way to the event has no barriers and no such call */
	TEXT_UNKNOWN,	/* no way to the event was found, or a kprobe may hide the barriers */
};

/**
 * barrier_text_flush() - look at the instructions before the event of a flush.
 * @words: the function's text while the event is enabled, A64 instructions
 * @n: number of @words
 * @call: index of the call that reports the event
 * @callee: result, with TEXT_CALLS: where that function begins, in instructions from @words
 *
 * The event's static branch comes right after the barriers (arch/arm64/include/asm/pgtable.h,
 * arch_flush_lazy_mmu_mode()).  This branch is a B to the call, or to code that saves registers
 * for the call.  The compiler may make a function of emit_pte_barriers(): with TEXT_CALLS the
 * caller has to look for the pair in the callee.
 */
enum text_verdict barrier_text_flush(const uint32_t *words, size_t n, size_t call, int64_t *callee);

/**
 * barrier_text_has_pair() - find a dsb ishst with an isb right behind it.
 *
 * A TLB invalidation begins with a dsb ishst, too, but goes on with a tlbi.
 *
 * Return: true if there is one.
 */
bool barrier_text_has_pair(const uint32_t *words, size_t n);

/**
 * barrier_text_pair() - return the result of barrier_text_has_pair() as a verdict.
 *
 * Return: TEXT_EXECUTES with a pair.  Without one TEXT_UNKNOWN if a kprobe is there, because its
 * BRK may replace half of a pair; else TEXT_SILENT.
 */
enum text_verdict barrier_text_pair(const uint32_t *words, size_t n);

/** barrier_text_has_cas() - find a compare-and-swap of 64 bits: CAS, or a store-exclusive. */
bool barrier_text_has_cas(const uint32_t *words, size_t n);

#endif /* BT_BARRIER_TEXT_H */
