/* SPDX-License-Identifier: GPL-2.0 */
/* Follow the ways through a function, and track what is known of the registers on each. */
#ifndef BT_FLOW_H
#define BT_FLOW_H

#include <stddef.h>

#include "scan/code.h"
#include "scan/step.h"

#define FLOW_NONE	UINT32_MAX		/* no such way */
#define FLOW_LEAVE	(UINT32_MAX - 1)	/* the way leaves the function */

/* The ways through a function.  An instruction is an index from the function's start. */
struct flow {
	const struct scan_text *text;	/* borrowed */
	uint64_t start;		/* address */
	const uint32_t *insn;	/* in @text */
	uint32_t n;		/* instructions */
	uint32_t (*next)[2];	/* by instruction; [1]: if a (static) branch is taken */
	uint32_t *from, *first;	/* ways to i come from[first[i]] to from[first[i + 1] - 1] */
	struct step_state *before;	/* by instruction */
	bool *reached;		/* by instruction: from the entry; the others are followed, too */
	bool has_table;		/* there is a BR, whose targets are not known */
};

/* The condition of a conditional branch. */
struct flow_test {
	struct value value;	/* tested */
	uint64_t bits, equal;	/* (value & bits) == equal decides whether the branch is taken */
	bool exact;		/* nothing else decides */
	bool if_equal;		/* taken if equal; false: taken if not equal */
	uint32_t sources;	/* bits of 1 << enum scan_src: all that the branch depends on */
	uint32_t at;		/* the first instruction before which @reg has the tested bits */
	uint64_t reg_mask;	/* the tested bits of @reg; 0: no register has them */
	uint8_t reg;
};

/**
 * flow_open() - follow a function.
 * @flow: result, to be freed with flow_close() in any case
 * @text: holds the function and those that it calls; borrowed until flow_close()
 * @start: address of the function
 * @n: instructions of the function
 *
 * Return: 0 or -ENOMEM.
 */
int flow_open(struct flow *flow, const struct scan_text *text, uint64_t start, uint32_t n,
	      const struct task_layout *layout);

/** flow_close() - free what flow_open() allocated. */
void flow_close(struct flow *flow);

/**
 * flow_test() - find the condition of a conditional branch.
 * @test: result
 *
 * Return: false where @i is not a conditional branch.
 */
bool flow_test(const struct flow *flow, uint32_t i, struct flow_test *test);

/** flow_jump() - return the static branch that @i is, borrowed from the text, or NULL. */
const struct static_branch *flow_jump(const struct flow *flow, uint32_t i);

/** flow_is_call() - tell whether @i is BL or BLR. */
bool flow_is_call(const struct flow *flow, uint32_t i);

/**
 * flow_straight() - find what is known before @i by the instructions right before @i alone.
 * @state: result; less than @flow->before, and nothing from before a place where ways join
 */
void flow_straight(const struct flow *flow, uint32_t i, const struct task_layout *layout,
		   struct step_state *state);

/**
 * flow_reach() - mark the instructions that can be reached.
 * @from: where to begin; FLOW_NONE and FLOW_LEAVE are fine
 * @seen: @flow->n bytes; a 1 stops a way there, and each reached instruction becomes 1
 * @leaves: result, whether some way leaves the function; may be NULL
 *
 * Return: 0 or -ENOMEM.
 */
int flow_reach(const struct flow *flow, uint32_t from, uint8_t *seen, bool *leaves);

/** flow_back() - mark the instructions that lead to @from: flow_reach() backwards. */
int flow_back(const struct flow *flow, uint32_t from, uint8_t *seen);

#endif /* BT_FLOW_H */
