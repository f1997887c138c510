/* SPDX-License-Identifier: GPL-2.0 */
/* One function's ways, and what is known of its registers on them. */
#ifndef BT_FLOW_H
#define BT_FLOW_H

#include <stddef.h>

#include "scan/code.h"
#include "scan/step.h"

#define FLOW_NONE	UINT32_MAX		/* no such way */
#define FLOW_LEAVE	(UINT32_MAX - 1)	/* it leaves the function */

struct flow {
	const struct scan_text *text;
	uint64_t start;
	const uint32_t *insn;
	uint32_t n;
	uint32_t (*next)[2];	/* of each instruction; a branch that is taken, static ones too: [1] */
	uint32_t *from, *first;	/* what leads to i: from[first[i]] to from[first[i + 1] - 1] */
	struct step_state *before;
	bool *reached;		/* from the entry; what is not is nevertheless looked at */
	bool has_table;		/* BR: where it goes to is not known */
};

/* What a conditional branch depends on. */
struct flow_test {
	struct value value;
	uint64_t bits, equal;	/* taken, or not, if (value & bits) == equal */
	bool exact;		/* that is all of it */
	bool if_equal;		/* taken if so */
	uint32_t sources;	/* bits of 1 << enum scan_src: of all that it depends on */
	uint32_t at;		/* the first instruction that has them in @reg */
	uint64_t reg_mask;	/* there; 0: in none */
	uint8_t reg;
};

/**
 * flow_open() - follow a function.
 * @flow: to be freed with flow_close() in any case
 * @text: with the function in it, and those that it calls; not copied
 * @n: how many instructions it has
 *
 * Return: 0 or -ENOMEM.
 */
int flow_open(struct flow *flow, const struct scan_text *text, uint64_t start, uint32_t n,
	      const struct task_layout *layout);

/** flow_close() - free. */
void flow_close(struct flow *flow);

/** flow_test() - Return: false where @i is not a conditional branch. */
bool flow_test(const struct flow *flow, uint32_t i, struct flow_test *test);

/** flow_jump() - Return: the static branch that @i is, or NULL. */
const struct static_branch *flow_jump(const struct flow *flow, uint32_t i);

/** flow_is_call() - BL or BLR. */
bool flow_is_call(const struct flow *flow, uint32_t i);

/**
 * flow_straight() - what is known before @i by the instructions right before it alone.
 * @state: result; less than in @flow->before, and nothing of it is from where other ways join
 */
void flow_straight(const struct flow *flow, uint32_t i, const struct task_layout *layout,
		   struct step_state *state);

/**
 * flow_reach() - what can be reached.
 * @seen: @flow->n bytes; those that are 1 before are not gone through, result: reached ones
 * @leaves: result, whether the function can be left on the way; may be NULL
 * @from: where to begin; FLOW_NONE and FLOW_LEAVE are fine
 *
 * Return: 0 or -ENOMEM.
 */
int flow_reach(const struct flow *flow, uint32_t from, uint8_t *seen, bool *leaves);

/** flow_back() - flow_reach() against the direction. */
int flow_back(const struct flow *flow, uint32_t from, uint8_t *seen);

#endif /* BT_FLOW_H */
