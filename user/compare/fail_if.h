/* SPDX-License-Identifier: GPL-2.0 */
/* 'barriers > +5%': what must not be so, for `diff --fail-if`. */
#ifndef BT_FAIL_IF_H
#define BT_FAIL_IF_H

#include <stdbool.h>

#include "compare/diff.h"

enum fail_if_op { OP_GT, OP_GE, OP_LT, OP_LE, OP_EQ, OP_NE };

struct fail_if {
	const char *text;	/* borrowed */
	int metric;
	enum fail_if_op op;
	bool per_unit;		/* FIELD/NAME: the rate */
	bool difference;	/* a sign: of the difference, else of B's value */
	bool percent;		/* of A's value */
	long double number;
};

/**
 * fail_if_parse() - FIELD[/NAME] OP [+-]N[%], blanks anywhere between them; FIELD is as
 * metric_find() has it.
 * @text: kept
 * @unit: NAME of the unit, or NULL
 *
 * Return: 0, -ENOENT (no such field or unit) or -EINVAL.
 */
int fail_if_parse(struct fail_if *c, const char *text, const char *unit);

/**
 * fail_if_holds() - is it so?
 *
 * In percent of A, where A is 0: 0 is no difference, or 100 % of it; anything else is
 * infinitely far above or below.  Of what was not compared, see diff_value_of(), nothing is.
 */
bool fail_if_holds(const struct fail_if *c, const struct diff *d);

#endif /* BT_FAIL_IF_H */
