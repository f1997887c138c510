// SPDX-License-Identifier: GPL-2.0
#include "scan/a64.h"

static struct a64_branch conditional(uint32_t insn)
{
	struct a64_branch b = { .reg = a64_rd(insn), .wide = a64_wide(insn),
				.nonzero = insn & (1u << 24) };

	if ((insn & 0xff000000) == 0x54000000) {	/* B.cond, BC.cond */
		b.kind = A64_B_COND;
		b.cond = insn & 15;
		b.target = a64_signed(insn, 5, 19);
	} else if ((insn & 0x7e000000) == 0x34000000) {
		b.kind = A64_CBZ;
		b.target = a64_signed(insn, 5, 19);
	} else if ((insn & 0x7e000000) == 0x36000000) {
		b.kind = A64_TBZ;
		b.bit = a64_field(insn, 31, 1) << 5 | a64_field(insn, 19, 5);
		b.target = a64_signed(insn, 5, 14);
		b.wide = true;
	}
	return b;
}

struct a64_branch a64_branch(uint32_t insn)
{
	struct a64_branch b = { 0 };

	if ((insn & 0x7c000000) == 0x14000000) {
		b.kind = a64_wide(insn) ? A64_BL : A64_B;
		b.target = a64_signed(insn, 0, 26);
	} else if ((insn & 0xfe000000) == 0xd6000000) {
		/* BR, BLR, RET and ERET, also in the forms that authenticate the pointer */
		static const enum a64_kind kinds[4] = { A64_BR, A64_BLR, A64_RET, A64_RET };

		b.kind = a64_field(insn, 21, 4) == 4 ? A64_RET : kinds[a64_field(insn, 21, 2)];
		b.reg = a64_rn(insn);
	} else if ((insn & 0xffe0001f) == 0xd4200000 || insn < 0x10000) {
		b.kind = A64_TRAP;
	} else {
		b = conditional(insn);
	}
	return b;
}

bool a64_bitmask(uint32_t insn, uint64_t *mask)
{
	uint32_t immr = a64_field(insn, 16, 6), imms = a64_field(insn, 10, 6),
		 n = a64_field(insn, 22, 1);
	uint32_t size = 64, ones, levels;
	uint64_t element;

	if (n && !a64_wide(insn))
		return false;
	/* The highest bit of N:NOT(imms) is the size of the element in bits. */
	if (!n)
		for (size = 32; size > 1 && (imms & size); size >>= 1)
			;
	if (size < 2)
		return false;
	levels = size - 1;
	ones = (imms & levels) + 1;
	if (ones > levels)
		return false;
	immr &= levels;
	element = (1ull << ones) - 1;
	if (immr)
		element = element >> immr | element << (size - immr);
	if (size < 64)
		element &= (1ull << size) - 1;
	for (; size < 64; size *= 2)
		element |= element << size;
	*mask = a64_wide(insn) ? element : (uint32_t)element;
	return true;
}

bool a64_is_system(uint32_t insn)
{
	return (insn & 0xffc00000) == 0xd5000000 && (insn & 0xfffff01f) != 0xd503201f;
}
