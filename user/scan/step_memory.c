// SPDX-License-Identifier: GPL-2.0
/* Run loads and stores: the batching logic decides by fields that it reads from the task. */
#include "scan/step.h"

static const struct value unknown;

/* Find the field that a load of @bytes at offset @at of a task reads. */
static enum scan_src field_at(const struct task_layout *l, int64_t at, int bytes)
{
	if (at < 0)
		return SRC_NONE;
	if (at == l->enable && bytes <= 2)
		return SRC_ENABLE;
	if (at == l->pause && bytes == 1)
		return SRC_PAUSE;
	if (at == l->flags && bytes >= 4)
		return SRC_FLAGS;
	if (at == l->preempt && bytes == 4)
		return SRC_PREEMPT;
	return SRC_NONE;
}

/*
 * Find what a load reads.  If the pointer came from elsewhere, from the stack for example, only the
 * offset tells.  A load of one byte at the right offset is no accident.  Loads of the other fields
 * count only where their tests stand in the right order.
 */
static struct value loaded(const struct step_state *s, int base, int64_t offset, int bytes,
			   const struct step *step)
{
	const struct value *b = base == A64_ZR ? &unknown : &s->x[base];
	struct value v = unknown;
	bool task = b->src == SRC_CURRENT && !~b->same;
	enum scan_src src;

	if (base == A64_ZR)	/* SP */
		return unknown;
	if (task)
		offset += b->off;
	src = field_at(step->layout, offset, bytes);
	if (src || task) {
		v = value_from(src ? src : SRC_TASK, src ? 0 : offset);
		v.guess = !task;
		if (bytes < 8) {
			v.zero = ~0ull << (8 * bytes);
			v.same = ~v.zero;
		}
	}
	return v;
}

static void forget(struct step_state *s, int reg)
{
	step_set(s, reg, unknown, true);
}

/*
 * Return the offset that a register holds.
 * @known: result, false unless the register is a constant; one of 32 bits must not be negative
 */
static int64_t register_offset(const struct step_state *s, uint32_t insn, int scale, bool *known)
{
	bool wide = a64_field(insn, 13, 1);
	struct value v = step_get(s, a64_rm(insn), wide);
	uint64_t number = 0;

	*known = value_is_number(&v, &number) && (wide || number <= INT32_MAX);
	return number << (a64_field(insn, 12, 1) * scale);
}

/* Run LDR or STR of one register, 8 to 64 bits. */
static void one(struct step_state *s, uint32_t insn, const struct step *step)
{
	int scale = a64_field(insn, 30, 2), opc = a64_field(insn, 22, 2), rn = a64_rn(insn);
	bool vector = insn & (1u << 26), known = true, writeback = false;
	struct value v = unknown;
	int64_t offset;

	if (insn & (1u << 24)) {
		offset = a64_field(insn, 10, 12) << scale;
	} else if (insn & (1u << 21)) {
		offset = register_offset(s, insn, scale, &known);
	} else {
		offset = a64_signed(insn, 12, 9);
		writeback = insn & (1u << 10);
		known = a64_field(insn, 10, 2) != 1;	/* 1: added after the access */
	}
	if (!vector && opc && !(scale == 3 && opc == 2)) {
		if (known && opc == 1)
			v = loaded(s, rn, offset, 1 << scale, step);
		step_set(s, a64_rd(insn), v, true);
	}
	if (writeback)
		forget(s, rn);
}

static void pair(struct step_state *s, uint32_t insn)
{
	if ((insn & (1u << 22)) && !(insn & (1u << 26))) {
		forget(s, a64_rd(insn));
		forget(s, a64_rt2(insn));
	}
	if (insn & (1u << 23))
		forget(s, a64_rn(insn));
}

static bool flags_at(const struct step_state *s, int base, const struct step *step, bool *guess)
{
	const struct value *b = base == A64_ZR ? &unknown : &s->x[base];

	*guess = b->src != SRC_CURRENT;
	return *guess || b->off == step->layout->flags;
}

/* Run an atomic.  LDCLR is test_and_clear_thread_flag() with LSE atomics. */
static void atomic(struct step_state *s, uint32_t insn, const struct step *step)
{
	bool clear = a64_field(insn, 12, 4) == 1 && a64_field(insn, 30, 2) >= 2, guess;
	struct value v = step_get(s, a64_rm(insn), insn & (1u << 30)), old = unknown;
	uint64_t mask;

	if (clear && value_is_number(&v, &mask) && mask && !(mask & (mask - 1)) &&
	    flags_at(s, a64_rn(insn), step, &guess)) {
		old = value_from(SRC_OLD, __builtin_ctzll(mask));
		old.guess = guess;
	}
	step_set(s, a64_rd(insn), old, insn & (1u << 30));
}

/* Run STXR.  If all but one bit are stored as they were loaded, the code has cleared that bit. */
static void store_exclusive(struct step_state *s, uint32_t insn)
{
	struct value v = step_get(s, a64_rd(insn), insn & (1u << 30));
	uint64_t cleared = v.zero & ~v.same & (insn & (1u << 30) ? ~0ull : UINT32_MAX);
	bool one = v.src == SRC_EXCLUSIVE && cleared && !(cleared & (cleared - 1)) && !v.one &&
		   !~(v.zero | v.same);

	for (int i = 0; i < 31; i++) {
		if (s->x[i].src != SRC_EXCLUSIVE)
			continue;
		if (one) {
			s->x[i].src = SRC_OLD;
			s->x[i].off = __builtin_ctzll(cleared);
		} else {
			s->x[i] = unknown;
		}
	}
	forget(s, a64_rm(insn));
}

static void exclusive(struct step_state *s, uint32_t insn, const struct step *step)
{
	bool load = insn & (1u << 22), paired = insn & (1u << 21), ordered = insn & (1u << 23),
	     guess;
	int size = a64_field(insn, 30, 2);

	if (!paired && !ordered && load) {
		struct value v = unknown;

		if (size >= 2 && flags_at(s, a64_rn(insn), step, &guess)) {
			v = value_from(SRC_EXCLUSIVE, 0);
			v.guess = guess;
		}
		step_set(s, a64_rd(insn), v, size == 3);
	} else if (!paired && !ordered) {
		store_exclusive(s, insn);
	} else if (!paired && load) {	/* LDAR */
		step_set(s, a64_rd(insn), loaded(s, a64_rn(insn), 0, 1 << size, step), true);
	} else {			/* pairs, CAS, CASP */
		forget(s, a64_rd(insn));
		forget(s, a64_rt2(insn));
		forget(s, a64_rm(insn));
		forget(s, (a64_rm(insn) + 1) & 31);
	}
}

void step_memory(struct step_state *s, uint32_t insn, const struct step *step)
{
	if ((insn & 0x3b000000) == 0x39000000 ||
	    ((insn & 0x3b000000) == 0x38000000 &&
	     (!(insn & (1u << 21)) || a64_field(insn, 10, 2) == 2))) {
		one(s, insn, step);
	} else if ((insn & 0x3b200c00) == 0x38200000 && !(insn & (1u << 26))) {
		atomic(s, insn, step);
	} else if ((insn & 0x3a000000) == 0x28000000) {
		pair(s, insn);
	} else if ((insn & 0x3f000000) == 0x08000000) {
		exclusive(s, insn, step);
	} else if ((insn & 0x3b000000) == 0x18000000) {
		if (!(insn & (1u << 26)))
			forget(s, a64_rd(insn));
	} else {	/* each field of an unknown instruction may be a result */
		forget(s, a64_rd(insn));
		forget(s, a64_rt2(insn));
		forget(s, a64_rn(insn));
		forget(s, a64_rm(insn));
	}
}
