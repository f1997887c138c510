// SPDX-License-Identifier: GPL-2.0
/* Encodings: Arm ARM (DDI 0487), C4.1, loads and stores */
#include "scan/a64.h"
#include "scan/text_access.h"

#define SCS_PUSH	0xf800865eu	/* str x30, [x18], #8 */
#define FRAME_POINTER	29

static bool is_memory(uint32_t insn)
{
	return (insn & 0x0a000000) == 0x08000000;
}

bool text_access_is_atomic(uint32_t insn)
{
	if ((insn & 0x3f200c00) == 0x38200000)		/* LDADD and so on, SWP */
		return (insn & 0x00e0fc00) != 0x00a0c000;	/* LDAPR is a load */
	if ((insn & 0x3fa07c00) == 0x08a07c00)		/* CAS */
		return true;
	if ((insn & 0xbfa07c00) == 0x08207c00)		/* CASP */
		return true;
	return (insn & 0x3fc00000) == 0x08000000;	/* STXR, STXP */
}

bool text_access_is_set(uint32_t insn)
{
	return (insn & 0x3f20fc00) == 0x38203000;
}

bool text_access_is_or(uint32_t before, uint32_t insn)
{
	bool orr = (before & 0x7f800000) == 0x32000000 ||	/* immediate */
		   (before & 0x7f200000) == 0x2a000000;		/* register */

	return orr && a64_rd(before) == a64_rd(insn);
}

bool text_access_is_store(uint32_t insn)
{
	if (!is_memory(insn) || text_access_is_atomic(insn))
		return false;
	switch (insn >> 27 & 7) {
	case 1:		/* exclusive and ordered; of several SIMD structures: bit 22 is L */
	case 5:		/* pairs */
		return !(insn & (1u << 22));
	case 3:		/* literals are loads; then STLUR, tags, memory copies */
		if (!(insn & (1u << 24)))
			return false;
		return (insn & (1u << 21)) || !(insn >> 22 & 3);
	default:	/* one register: opc is bits 23 and 22 */
		if (insn & (1u << 26))
			return !(insn & (1u << 22));
		return !(insn >> 22 & 3);
	}
}

bool text_access_is_stack(uint32_t insn)
{
	return insn == SCS_PUSH || a64_rn(insn) == A64_ZR || a64_rn(insn) == FRAME_POINTER;
}

bool text_access_is_counter(uint32_t before, uint32_t insn)
{
	/* ADD (immediate) of 1 */
	return (before & 0x7ffffc00) == 0x11000400 && a64_rd(before) == a64_rd(insn);
}

bool text_access_is_cas(uint32_t insn)
{
	/* 64 bits: CAS, CASA, CASL, CASAL; STXR, STLXR */
	return (insn & 0xffa07c00) == 0xc8a07c00 || (insn & 0xffe07c00) == 0xc8007c00;
}

static uint32_t bit_of(uint8_t reg)
{
	return reg < 31 ? 1u << reg : 0;
}

/* ORR Rd, ZR, Rm */
static bool is_move(uint32_t insn)
{
	return (insn & 0x7fe0ffe0) == 0x2a0003e0;
}

/* CSEL, CSINC */
static bool is_select(uint32_t insn)
{
	return (insn & 0x7fe00800) == 0x1a800000;
}

static void set_to(uint8_t to, bool is_zero, bool is_other, uint32_t *zero, uint32_t *other)
{
	*zero &= ~bit_of(to);
	*other &= ~bit_of(to);
	if (is_zero)
		*zero |= bit_of(to);
	if (is_other)
		*other |= bit_of(to);
}

void text_access_constants(uint32_t insn, uint32_t registers, uint32_t *zero, uint32_t *other)
{
	uint8_t rd = a64_rd(insn), rm = a64_rm(insn), rn = a64_rn(insn);

	if (!registers)
		return;
	if ((insn & 0x7f800000) == 0x52800000) {	/* MOVZ */
		bool is_zero = !a64_field(insn, 5, 16);

		if (bit_of(rd) & registers)
			set_to(rd, is_zero, !is_zero, zero, other);
	} else if (is_move(insn)) {
		if (bit_of(rd) & registers)
			set_to(rd, rm == A64_ZR || *zero & bit_of(rm), *other & bit_of(rm),
			       zero, other);
	} else if (is_select(insn)) {
		/* 1 + a small constant is no zero; an increment of 0 is none either. */
		bool increments = insn & (1u << 10), n_zero = rn == A64_ZR || *zero & bit_of(rn),
		     m_zero = rm == A64_ZR || *zero & bit_of(rm),
		     m_other = *other & bit_of(rm) || (increments && m_zero);

		set_to(rd, n_zero && m_zero && !increments, *other & bit_of(rn) && m_other,
		       zero, other);
	} else if (is_memory(insn)) {
		set_to(rn, false, false, zero, other);
		if (!text_access_is_store(insn)) {
			set_to(rd, false, false, zero, other);
			set_to(a64_rt2(insn), false, false, zero, other);
			set_to(rm, false, false, zero, other);
		}
	} else {
		set_to(rd, false, false, zero, other);
	}
}

uint32_t text_access_sources(const uint32_t *insn, size_t n, uint32_t registers)
{
	uint32_t before;

	do {
		before = registers;
		for (size_t i = 0; i < n; i++) {
			if (!(bit_of(a64_rd(insn[i])) & registers))
				continue;
			if (is_move(insn[i]) || is_select(insn[i]))
				registers |= bit_of(a64_rm(insn[i]));
			if (is_select(insn[i]))
				registers |= bit_of(a64_rn(insn[i]));
		}
	} while (registers != before);
	return registers;
}
