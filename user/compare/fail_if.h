/* SPDX-License-Identifier: GPL-2.0 */
/* Parse and test conditions that must not hold, as 'barriers > +5%', for `diff --fail-if`. */
#ifndef BT_FAIL_IF_H
#define BT_FAIL_IF_H

#include <stdbool.h>

#include "compare/diff_types.h"

enum fail_if_op { OP_GT, OP_GE, OP_LT, OP_LE, OP_EQ, OP_NE };

/* A condition. */
struct fail_if {
	const char *text;	/* condition as the user typed it, borrowed */
	int metric;		/* FIELD, see metric_find() */
	enum fail_if_op op;
	bool per_unit;		/* FIELD/NAME: test the rate */
	bool difference;	/* number has a sign: test B - A; else test B */
	bool percent;		/* number is in percent of A */
	long double number;
};

/**
 * fail_if_parse() - parse FIELD[/NAME] OP [+-]N[%], with blanks between all parts allowed.
 * @text: the condition, borrowed by @c; FIELD is a name for metric_find()
 * @unit: NAME of the unit, or NULL
 *
 * Return: 0, -ENOENT (no such field or unit) or -EINVAL.
 */
int fail_if_parse(struct fail_if *c, const char *text, const char *unit);

/**
 * fail_if_holds() - return whether a condition holds.
 *
 * In percent of an A that is 0, a B of 0 is no difference, and 100 %; any other B is infinitely far
 * above or below.  For a metric that was not compared, see diff_value_of(), no condition holds.
 */
bool fail_if_holds(const struct fail_if *c, const struct diff *d);

#endif /* BT_FAIL_IF_H */
