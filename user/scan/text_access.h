/* SPDX-License-Identifier: GPL-2.0 */
/* Classify the stores of the kernel's text, and follow constants through its registers. */
#ifndef BT_TEXT_ACCESS_H
#define BT_TEXT_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** text_access_is_atomic() - tell an access that changes memory atomically: LSE, CAS, STXR. */
bool text_access_is_atomic(uint32_t insn);

/** text_access_is_set() - tell an LSE access that sets bits: LDSET, STSET. */
bool text_access_is_set(uint32_t insn);

/**
 * text_access_is_or() - tell whether @before is an ORR to the register that the store-exclusive
 * @insn stores.
 */
bool text_access_is_or(uint32_t before, uint32_t insn);

/** text_access_is_store() - tell any other store. */
bool text_access_is_store(uint32_t insn);

/** text_access_is_stack() - tell an access by sp, the frame pointer or the shadow call stack. */
bool text_access_is_stack(uint32_t insn);

/**
 * text_access_is_counter() - tell a store that counts: of a register that @before has increased by
 * 1.  gcc's coverage counters are such stores, between any two instructions of a source.
 */
bool text_access_is_counter(uint32_t before, uint32_t insn);

/** text_access_is_cas() - tell a compare-and-swap of 64 bits: CAS, or a store-exclusive. */
bool text_access_is_cas(uint32_t insn);

/**
 * text_access_constants() - run a plain instruction on what is known of registers.
 * @registers: mask of the registers that matter
 * @zero: mask of registers that are 0
 * @other: mask of registers that are a constant other than 0
 */
void text_access_constants(uint32_t insn, uint32_t registers, uint32_t *zero, uint32_t *other);

/**
 * text_access_sources() - find the registers that registers may get their value from, by moves.
 * @insn: a function, @n instructions
 * @registers: mask
 *
 * Return: @registers, and the sources.
 */
uint32_t text_access_sources(const uint32_t *insn, size_t n, uint32_t registers);

#endif /* BT_TEXT_ACCESS_H */
