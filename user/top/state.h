/* SPDX-License-Identifier: GPL-2.0 */
/* What the user of `top` has chosen, and how keys change it. */
#ifndef BT_STATE_H
#define BT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/row_key.h"

#define TOP_SAVING	F_NR	/* beside the fields, rows may be sorted by it */

struct top_state {
	enum per per;
	unsigned int pers;	/* bits: what else the rows may stand for */
	int sort;		/* enum field or TOP_SAVING: the greatest first */
	uint64_t interval_ns;
	bool totals;		/* since the start, not of the last interval */
	bool paused;
	bool help;
	bool quit;
};

/** top_sort_find() - the column of this name, negative if there is none. */
int top_sort_find(const char *name);

/** top_sort_name() - the name of a column. */
const char *top_sort_name(int sort);

/**
 * top_key() - a key was pressed.
 * @key: see keys.h
 *
 * Return: true if there is something else to show now.
 */
bool top_key(struct top_state *s, int key);

/* Columns as they are shown, from left to right; the end is negative. */
extern const int top_columns[];

#endif /* BT_STATE_H */
