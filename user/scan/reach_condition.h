/* SPDX-License-Identifier: GPL-2.0 */
/* Find out when a call of a function gets to a place in that function. */
#ifndef BT_REACH_CONDITION_H
#define BT_REACH_CONDITION_H

#include "scan/barrier_site.h"

/* The condition under which a call gets to a place. */
struct reach_condition {
	uint64_t mask, value;	/* (register & mask) == value; @mask 0: no register matters */
	uint32_t when;		/* SCAN_UNLESS_INTERRUPT ... */
	uint8_t reg;		/* an argument: X register of @mask */
	const char *why_not;	/* NULL, or why the condition is not known: static text */
};

/**
 * reach_condition_of() - find when code gets from the entry of a function to one of some targets.
 * @targets: instructions: the branches of a site and its pair, or one call
 * @n: number of @targets
 * @condition: result
 *
 * Return: 0 or -ENOMEM.
 */
int reach_condition_of(const struct scanner *s, const struct flow *flow, const uint32_t *targets,
		       size_t n, struct reach_condition *condition);

/**
 * reach_condition_through() - combine the conditions of a copy and of the copy that calls it.
 * @flow: of the caller
 * @call: the call, an instruction of @flow
 * @outer: in: when the caller gets to @call; result: when it gets to the place in the callee
 * @inner: when the callee gets to the place
 */
void reach_condition_through(const struct scanner *s, const struct flow *flow, uint32_t call,
			     struct reach_condition *outer, const struct reach_condition *inner);

#endif /* BT_REACH_CONDITION_H */
