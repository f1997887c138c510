/* SPDX-License-Identifier: GPL-2.0 */
/* Keep the user's choices in `top`, and change them by keys. */
#ifndef BT_STATE_H
#define BT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/row_key.h"

#define TOP_SAVING	F_NR	/* the column "saving", which is no enum field */

/* Holds the user's choices. */
struct top_state {
	enum per per;
	unsigned int pers;	/* keys to choose from, bits: 1 << enum per */
	int sort;		/* enum field or TOP_SAVING; the greatest first */
	uint64_t interval_ns;
	bool totals;		/* show counts since the start, not of the last interval */
	bool paused;
	bool help;
	bool quit;
};

/** top_sort_find() - return the column of this name, negative if there is none. */
int top_sort_find(const char *name);

/** top_sort_name() - return the name of a column. */
const char *top_sort_name(int sort);

/**
 * top_key() - change the choices by a key that the user has pressed.
 * @key: an enum key or a character, see keys.h
 *
 * Return: true if the picture has to be drawn again.
 */
bool top_key(struct top_state *s, int key);

/* Columns from left to right, each an enum field or TOP_SAVING; ended by a negative number. */
extern const int top_columns[];

#endif /* BT_STATE_H */
