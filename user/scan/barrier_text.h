/* SPDX-License-Identifier: GPL-2.0 */
/* Does the kernel's text do what an event of a flush says (I22), or would say (I23)? */
#ifndef BT_BARRIER_TEXT_H
#define BT_BARRIER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_KPROBE	0xd4200080u	/* BRK_KPROBES_OPCODE, arch/arm64/include/asm/kprobes.h */

enum text_verdict {
	TEXT_EXECUTES,	/* dsb ishst; isb on every way to the event that was found */
	TEXT_CALLS,	/* where it has none, one and the same function is called instead */
	TEXT_SILENT,	/* some way to the event has no barriers */
	TEXT_UNKNOWN,	/* no way to the event was found, or a kprobe hides what was looked for */
};

/**
 * barrier_text_flush() - look at the instructions before the event of a flush.
 * @words: the function's text while the event is enabled, A64 instructions
 * @n: how many
 * @call: index of the call that reports the event
 * @callee: with TEXT_CALLS where that function begins, in instructions from @words
 *
 * The event's static branch, a B to that call or to what saves registers for it, comes right
 * after the barriers
 * (arch_flush_lazy_mmu_mode() of arch/arm64/include/asm/pgtable.h).  The compiler may make
 * a function of emit_pte_barriers(): the caller looks at the callee.
 */
enum text_verdict barrier_text_flush(const uint32_t *words, size_t n, size_t call, int64_t *callee);

/**
 * barrier_text_has_pair() - is there a dsb ishst with an isb right behind it?
 *
 * A TLB invalidation begins with a dsb ishst, too, and goes on with a tlbi.
 */
bool barrier_text_has_pair(const uint32_t *words, size_t n);

/**
 * barrier_text_pair() - barrier_text_has_pair() as a verdict.
 *
 * Return: TEXT_EXECUTES; without a pair TEXT_UNKNOWN if a kprobe is there, whose BRK may stand for
 * half of one, else TEXT_SILENT.
 */
enum text_verdict barrier_text_pair(const uint32_t *words, size_t n);

/** barrier_text_has_cas() - is there a compare-and-swap of 64 bits, in either of its forms? */
bool barrier_text_has_cas(const uint32_t *words, size_t n);

#endif /* BT_BARRIER_TEXT_H */
