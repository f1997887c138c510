/* SPDX-License-Identifier: GPL-2.0 */
/* Make the picture of `top` as lines, without a terminal and without writing. */
#ifndef BT_VIEW_H
#define BT_VIEW_H

#include "aggregate/about.h"
#include "aggregate/stats.h"
#include "top/styled_lines.h"
#include "top/state.h"

/* Holds the counts of one moment.  All pointers are borrowed. */
struct top_frame {
	struct about about;
	uint64_t elapsed_ns;	/* since the start */
	uint64_t interval_ns;	/* real length of the interval */
	const struct stats *stats;	/* interval's, or with totals since the start */
	struct out_losses losses;	/* since the start */
	size_t rows;		/* at most; 0: all */
	/* Name a row as row_name() does; called for the rows that are shown. */
	char *(*name)(void *arg, char *buf, size_t size, const struct row *row);
	void *arg;
};

/**
 * top_view() - make the lines of a picture.
 * @lines: empty; the caller frees them with styled_lines_free() in any case
 * @width, @height: of the terminal, at least 1; 0: without limit
 *
 * The smallest picture has a line, and losses are in every picture.  With probes the picture counts
 * derived events, if there is room.  A height of 0, for --batch, leaves out the line about keys.
 *
 * Return: 0 or -ENOMEM.
 */
int top_view(struct styled_lines *lines, const struct top_state *state,
	     const struct top_frame *frame, int width, int height);

#endif /* BT_VIEW_H */
