/* SPDX-License-Identifier: GPL-2.0 */
/* Decode the A64 instructions that branch, and the fields of any instruction. */
#ifndef BT_A64_H
#define BT_A64_H

#include <stdbool.h>
#include <stdint.h>

#define A64_DSB_ISHST	0xd5033a9fu
#define A64_ISB		0xd5033fdfu
#define A64_NOP		0xd503201fu
#define A64_BTI_C	0xd503245fu
#define A64_ZR		31	/* the zero register, in some instructions the stack pointer */

enum a64_kind {
	A64_PLAIN,	/* the next instruction follows */
	A64_B,
	A64_B_COND,
	A64_CBZ,	/* and CBNZ */
	A64_TBZ,	/* and TBNZ */
	A64_BL,
	A64_BLR,
	A64_RET,	/* and ERET */
	A64_BR,
	A64_TRAP,	/* BRK, UDF: no instruction follows */
};

struct a64_branch {
	enum a64_kind kind;
	int64_t target;		/* instructions, from the branch itself */
	uint8_t reg, bit, cond;	/* register; bit that TBZ and TBNZ test; condition of B.cond */
	bool wide;		/* 64 bits of @reg */
	bool nonzero;		/* CBNZ, TBNZ */
};

/** a64_branch() - decode what an instruction does to the program counter. */
struct a64_branch a64_branch(uint32_t insn);

/**
 * a64_bitmask() - decode the immediate of a logical instruction.
 * @mask: result; 32 bits for a 32-bit instruction
 *
 * Return: true, or false where the encoding is reserved.
 */
bool a64_bitmask(uint32_t insn, uint64_t *mask);

/**
 * a64_is_system() - tell a system instruction: a barrier, TLB or cache maintenance, or an access to
 * a system register.  Hints are not among these.
 */
bool a64_is_system(uint32_t insn);

/** a64_field() - extract bits @low to @low + @width - 1. */
static inline uint32_t a64_field(uint32_t insn, int low, int width)
{
	return (insn >> low) & ((1u << width) - 1);
}

/** a64_signed() - extract the bits of a64_field() as a two's complement number. */
static inline int64_t a64_signed(uint32_t insn, int low, int width)
{
	return (int64_t)((uint64_t)a64_field(insn, low, width) << (64 - width)) >> (64 - width);
}

static inline uint8_t a64_rd(uint32_t insn) { return a64_field(insn, 0, 5); }
static inline uint8_t a64_rn(uint32_t insn) { return a64_field(insn, 5, 5); }
static inline uint8_t a64_rt2(uint32_t insn) { return a64_field(insn, 10, 5); }
static inline uint8_t a64_rm(uint32_t insn) { return a64_field(insn, 16, 5); }
static inline bool a64_wide(uint32_t insn) { return insn >> 31; }

#endif /* BT_A64_H */
