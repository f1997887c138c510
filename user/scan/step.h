/* SPDX-License-Identifier: GPL-2.0 */
/* What one instruction does to what is known of the registers. */
#ifndef BT_STEP_H
#define BT_STEP_H

#include "scan/a64.h"
#include "kernel/task_layout.h"
#include "scan/known_bits.h"

enum compare_kind {
	COMPARE_NONE,	/* nothing that a branch could be understood by */
	COMPARE_CMP,	/* @value with @number */
	COMPARE_TST,	/* @value, masked, with 0 */
};

/* What the condition flags were last set from. */
struct compare {
	struct value value;
	uint64_t number;
	uint64_t reg_mask;	/* of @reg, before @at: what TST tests of it */
	uint32_t at;		/* the instruction that set them */
	uint32_t sources;	/* bits of 1 << enum scan_src: of all that they depend on */
	uint8_t kind;		/* enum compare_kind */
	uint8_t reg;
	bool wide;
	uint8_t zeros[5];	/* no padding, as in struct value */
};

_Static_assert(sizeof(struct compare) == sizeof(struct value) + 32, "no padding");

/* Before an instruction. */
struct step_state {
	struct value x[31];
	struct compare flags;
};

struct step {
	const struct task_layout *layout;
	uint32_t index;		/* of the instruction, for compare.at */
	bool calls_test;	/* it calls test_ti_thread_flag() of @bit */
	int64_t bit;
};

/** step_enter() - what is known as a function is entered: that arguments are arguments. */
void step_enter(struct step_state *s);

/** step_join() - @to gets what is known on both ways; Return: false when that is no news. */
bool step_join(struct step_state *to, const struct step_state *from);

/** step_run() - one instruction. */
void step_run(struct step_state *s, uint32_t insn, const struct step *step);

/** step_memory() - step_run() of a load or store. */
void step_memory(struct step_state *s, uint32_t insn, const struct step *step);

/** step_is_memory() - is it for step_memory()? */
static inline bool step_is_memory(uint32_t insn)
{
	return (insn & 0x0a000000) == 0x08000000;
}

/** step_get() - a register's value; the zero register's is 0. */
struct value step_get(const struct step_state *s, int reg, bool wide);

/** step_set() - nothing for the zero register. */
void step_set(struct step_state *s, int reg, struct value v, bool wide);

#endif /* BT_STEP_H */
