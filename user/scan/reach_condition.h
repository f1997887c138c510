/* SPDX-License-Identifier: GPL-2.0 */
/* When does a call of a function get to a place in it? */
#ifndef BT_REACH_CONDITION_H
#define BT_REACH_CONDITION_H

#include "scan/barrier_site.h"

struct reach_condition {
	uint64_t mask, value;	/* (register & mask) == value; @mask 0: of no register */
	uint32_t when;		/* SCAN_UNLESS_INTERRUPT ... */
	uint8_t reg;
	const char *why_not;	/* NULL, or what is not understood: then it is not known when */
};

/**
 * reach_condition_of() - of getting from the entry of a function to one of some instructions.
 * @targets: the branches of a site and its pair, or one call
 *
 * Return: 0 or -ENOMEM.
 */
int reach_condition_of(const struct scanner *s, const struct flow *flow, const uint32_t *targets,
		       size_t n, struct reach_condition *condition);

/**
 * reach_condition_through() - where the function is only called by another copy, at @call of that.
 * @outer: reach_condition_of() of the call, result: of both
 * @inner: of the function that it calls
 */
void reach_condition_through(const struct scanner *s, const struct flow *flow, uint32_t call,
			     struct reach_condition *outer, const struct reach_condition *inner);

#endif /* BT_REACH_CONDITION_H */
