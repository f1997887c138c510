/* SPDX-License-Identifier: GPL-2.0 */
/* Run one instruction on what is known of the registers. */
#ifndef BT_STEP_H
#define BT_STEP_H

#include "scan/a64.h"
#include "kernel/task_layout.h"
#include "scan/known_bits.h"

enum compare_kind {
	COMPARE_NONE,	/* a comparison that the scan does not understand */
	COMPARE_CMP,	/* @value with @number */
	COMPARE_TST,	/* @value, masked, with 0 */
};

/* The comparison that set the condition flags last. */
struct compare {
	struct value value;
	uint64_t number;
	uint64_t reg_mask;	/* bits of @reg, before @at, that TST tests */
	uint32_t at;		/* index of the instruction that set the flags */
	uint32_t sources;	/* bits of 1 << enum scan_src: all that the flags depend on */
	uint8_t kind;		/* enum compare_kind */
	uint8_t reg;		/* the register that is compared */
	bool wide;		/* 64 bits */
	uint8_t zeros[5];	/* no padding, as in struct value */
};

_Static_assert(sizeof(struct compare) == sizeof(struct value) + 32, "no padding");

/* The registers before an instruction. */
struct step_state {
	struct value x[31];
	struct compare flags;
};

/* The context of an instruction. */
struct step {
	const struct task_layout *layout;	/* borrowed */
	uint32_t index;		/* the instruction's, for compare.at */
	bool calls_test;	/* the instruction calls test_ti_thread_flag() of @bit */
	int64_t bit;
};

/** step_enter() - set the registers as a function is entered: each is an argument. */
void step_enter(struct step_state *s);

/**
 * step_join() - keep in @to what is known on both of two ways.
 *
 * Return: true if @to has changed.
 */
bool step_join(struct step_state *to, const struct step_state *from);

/** step_run() - run one instruction. */
void step_run(struct step_state *s, uint32_t insn, const struct step *step);

/** step_memory() - run a load or store. */
void step_memory(struct step_state *s, uint32_t insn, const struct step *step);

/** step_is_memory() - tell whether step_memory() runs an instruction. */
static inline bool step_is_memory(uint32_t insn)
{
	return (insn & 0x0a000000) == 0x08000000;
}

/** step_get() - return a register's value, 0 for the zero register.  @wide: 64 bits */
struct value step_get(const struct step_state *s, int reg, bool wide);

/** step_set() - set a register's value, except that of the zero register.  @wide: 64 bits */
void step_set(struct step_state *s, int reg, struct value v, bool wide);

#endif /* BT_STEP_H */
