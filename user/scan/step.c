// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "scan/step.h"

#define MRS_SP_EL0	0xd5384100u	/* reads the task: arch/arm64/include/asm/current.h */

static uint32_t source(const struct value *v)
{
	return v->src ? 1u << v->src : 0;
}

static void set_flags(struct step_state *s, enum compare_kind kind, const struct value *v,
		      const struct value *with, uint32_t insn, const struct step *step)
{
	struct compare c = { .value = *v, .at = step->index, .kind = kind, .reg = a64_rn(insn),
			     .wide = a64_wide(insn), .sources = source(v) };

	if (with) {
		c.sources |= source(with);
		if (!value_is_number(with, &c.number))
			c.kind = COMPARE_NONE;
	}
	if (c.reg == A64_ZR)
		c.kind = COMPARE_NONE;
	s->flags = c;
}

/* Run ADD, ADDS, SUB or SUBS of @a and @b, to rd. */
static void add(struct step_state *s, uint32_t insn, struct value a, struct value b,
		const struct step *step)
{
	bool subtract = insn & (1u << 30), wide = a64_wide(insn);

	if (insn & (1u << 29)) {
		uint64_t number;

		if (!subtract && value_is_number(&b, &number)) {
			b = value_number(-number);
			set_flags(s, COMPARE_CMP, &a, &b, insn, step);
			b = value_number(number);
		} else {
			set_flags(s, subtract ? COMPARE_CMP : COMPARE_NONE, &a, &b, insn, step);
		}
	}
	step_set(s, a64_rd(insn), value_add(a, b, subtract ? -1 : 1), wide);
}

static void logical(struct step_state *s, uint32_t insn, struct value b, const struct step *step)
{
	bool wide = a64_wide(insn);
	struct value a = step_get(s, a64_rn(insn), wide), v;

	switch (a64_field(insn, 29, 2)) {
	case 1:
		v = value_or(a, b);
		break;
	case 2:
		v = value_xor(a, b);
		break;
	default:
		v = value_and(a, b);
	}
	if (a64_field(insn, 29, 2) == 3) {
		uint64_t mask;

		v = wide ? v : value_narrow(v);
		set_flags(s, COMPARE_TST, &v, NULL, insn, step);
		s->flags.sources |= source(&a) | source(&b);
		s->flags.reg_mask = value_is_number(&b, &mask) ? mask : 0;
		/* TST Xn, Xn is CMP Xn, #0 */
		if (!(insn & (1u << 28)) && a64_rn(insn) == a64_rm(insn))
			s->flags.reg_mask = wide ? ~0ull : UINT32_MAX;
	}
	step_set(s, a64_rd(insn), v, wide);
}

static struct value shifted(const struct step_state *s, uint32_t insn, int type, int by)
{
	bool wide = a64_wide(insn);
	struct value v = step_get(s, a64_rm(insn), wide);

	if (!by)
		return v;
	if (type > 1)
		return (struct value){ 0 };
	v = value_shift(v, type ? -by : by);
	return wide ? v : value_narrow(v);
}

/* Run UBFM, BFM or SBFM: LSL, LSR, UBFX, BFI, SXTW and so on. */
static void bitfield(struct step_state *s, uint32_t insn)
{
	int r = a64_field(insn, 16, 6), last = a64_field(insn, 10, 6), opc = a64_field(insn, 29, 2);
	bool wide = a64_wide(insn);
	struct value v = step_get(s, a64_rn(insn), wide);
	int bits = wide ? 64 : 32;
	uint64_t field;

	if (last >= r) {	/* bits r to last go to bit 0 */
		v = value_shift(v, -r);
		field = last - r == 63 ? ~0ull : (1ull << (last - r + 1)) - 1;
	} else {		/* bits 0 to last go to bit (bits - r) */
		v = value_shift(v, bits - r);
		field = ((1ull << (last + 1)) - 1) << (bits - r);
	}
	v = value_and(v, value_number(field));
	if (opc == 1) {		/* BFM: the other bits of rd stay */
		struct value old = value_and(step_get(s, a64_rd(insn), wide), value_number(~field));

		v = value_or(old, v);
	} else if (opc == 0) {	/* SBFM: copies of the highest bit above the field */
		uint64_t above = field ? ~(field | ((field & -field) - 1)) : ~0ull;

		if (!(v.zero & field & ~(field >> 1)))
			v.zero &= ~above;
	}
	step_set(s, a64_rd(insn), v, wide);
}

static void move_wide(struct step_state *s, uint32_t insn)
{
	uint64_t number = a64_field(insn, 5, 16);
	int shift = a64_field(insn, 21, 2) * 16, opc = a64_field(insn, 29, 2);
	bool wide = a64_wide(insn);
	struct value v;

	number <<= shift;
	if (opc == 3)
		v = value_or(value_and(step_get(s, a64_rd(insn), wide),
				       value_number(~(0xffffull << shift))),
			     value_number(number));
	else
		v = value_number(opc ? number : ~number);
	step_set(s, a64_rd(insn), v, wide);
}

static void immediate(struct step_state *s, uint32_t insn, const struct step *step)
{
	int rd = a64_rd(insn), rn = a64_rn(insn);
	uint64_t mask;

	switch (a64_field(insn, 23, 3)) {
	case 2: {	/* ADD, SUB: register 31 is SP, which is not followed */
		bool sp = rn == A64_ZR;
		uint64_t number = a64_field(insn, 10, 12) << (a64_field(insn, 22, 1) * 12);
		struct value a = sp ? (struct value){ 0 } : step_get(s, rn, a64_wide(insn));

		add(s, insn, a, value_number(number), step);
		break;
	}
	case 4:
		if (a64_bitmask(insn, &mask))
			logical(s, insn, value_number(mask), step);
		break;
	case 5:
		move_wide(s, insn);
		break;
	case 6:
		bitfield(s, insn);
		break;
	default:	/* ADR, ADRP, ADDG, EXTR */
		step_set(s, rd, (struct value){ 0 }, true);
	}
}

static void select_one(struct step_state *s, uint32_t insn)
{
	struct value v = { 0 };

	if (!(insn & 0x40000c00))	/* CSEL, not CSINC and others */
		v = value_join(step_get(s, a64_rn(insn), a64_wide(insn)),
			       step_get(s, a64_rm(insn), a64_wide(insn)));
	step_set(s, a64_rd(insn), v, a64_wide(insn));
}

static void conditional_compare(struct step_state *s, uint32_t insn)
{
	struct value a = step_get(s, a64_rn(insn), a64_wide(insn)), b = { 0 };
	uint32_t sources = s->flags.sources | source(&a);

	if (!(insn & (1u << 11)))
		b = step_get(s, a64_rm(insn), a64_wide(insn));
	s->flags = (struct compare){ .sources = sources | source(&b) };
}

/* Run LSRV. */
static void shift_right(struct step_state *s, uint32_t insn)
{
	bool wide = a64_wide(insn);
	struct value v = step_get(s, a64_rn(insn), wide), by = step_get(s, a64_rm(insn), wide);
	uint64_t number;

	if (value_is_number(&by, &number))
		v = value_shift(v, -(int)(number & (wide ? 63 : 31)));
	else
		v = (struct value){ 0 };
	step_set(s, a64_rd(insn), v, wide);
}

static void of_registers(struct step_state *s, uint32_t insn, const struct step *step)
{
	struct value b;

	if ((insn & 0x1f000000) == 0x0a000000) {
		b = shifted(s, insn, a64_field(insn, 22, 2), a64_field(insn, 10, 6));
		logical(s, insn, insn & (1u << 21) ? value_not(b) : b, step);
	} else if ((insn & 0x1f200000) == 0x0b000000) {
		b = shifted(s, insn, a64_field(insn, 22, 2), a64_field(insn, 10, 6));
		add(s, insn, step_get(s, a64_rn(insn), a64_wide(insn)), b, step);
	} else if ((insn & 0x1f200000) == 0x0b200000) {
		add(s, insn, (struct value){ 0 }, (struct value){ 0 }, step);
	} else if ((insn & 0x1fe00000) == 0x1a400000) {
		conditional_compare(s, insn);
	} else if ((insn & 0x1fe00000) == 0x1a800000) {
		select_one(s, insn);
	} else if ((insn & 0x7fe0fc00) == 0x1ac02400) {
		shift_right(s, insn);
	} else {
		step_set(s, a64_rd(insn), (struct value){ 0 }, true);
		if ((insn & 0x3fe00000) == 0x3a000000 || (insn & 0x3fe00000) == 0x3ac00000)
			s->flags = (struct compare){ 0 };
	}
}

/* Run a call, which keeps the registers of the procedure call standard: X19 to X29. */
static void call(struct step_state *s, const struct step *step)
{
	for (int i = 0; i <= 18; i++)
		s->x[i] = (struct value){ 0 };
	s->x[30] = (struct value){ 0 };
	s->flags = (struct compare){ 0 };
	if (step->calls_test)
		s->x[0] = (struct value){ .same = 1, .zero = ~1ull, .src = SRC_CALL,
					  .off = step->bit };
}

void step_run(struct step_state *s, uint32_t insn, const struct step *step)
{
	enum a64_kind kind = a64_branch(insn).kind;

	if (kind == A64_BL || kind == A64_BLR) {
		call(s, step);
	} else if (kind != A64_PLAIN) {
		return;
	} else if ((insn & ~31u) == MRS_SP_EL0) {
		step_set(s, a64_rd(insn), value_from(SRC_CURRENT, 0), true);
	} else if ((insn & 0xfff00000) == 0xd5300000 || (insn & 0xfff80000) == 0xd5280000) {
		step_set(s, a64_rd(insn), (struct value){ 0 }, true);	/* MRS, SYSL */
	} else if ((insn & 0x1c000000) == 0x10000000) {
		immediate(s, insn, step);
	} else if (step_is_memory(insn)) {
		step_memory(s, insn, step);
	} else if ((insn & 0x0e000000) == 0x0a000000) {
		of_registers(s, insn, step);
	} else if ((insn & 0x1c000000) != 0x14000000) {
		/* SIMD and unknown instructions: the lowest field is the register of the result. */
		step_set(s, a64_rd(insn), (struct value){ 0 }, true);
	}
}
