/* SPDX-License-Identifier: GPL-2.0 */
/* The picture of `top`, as lines: no terminal is asked and nothing is written. */
#ifndef BT_VIEW_H
#define BT_VIEW_H

#include "aggregate/about.h"
#include "aggregate/stats.h"
#include "top/styled_lines.h"
#include "top/state.h"

/* One moment.  All is borrowed. */
struct top_frame {
	struct about about;
	uint64_t elapsed_ns;	/* since the start */
	uint64_t interval_ns;	/* that the interval really had */
	const struct stats *stats;	/* of the interval or since the start, as the state says */
	struct out_losses losses;	/* since the start */
	size_t rows;		/* at most so many, 0 for all */
	/* What a row stands for, see row_name(): asked for those that are shown. */
	char *(*name)(void *arg, char *buf, size_t size, const struct row *row);
	void *arg;
};

/**
 * top_view() - what there is to be seen.
 * @lines: empty; to be freed with styled_lines_free() in any case
 * @width, @height: of the terminal, 1 at least; 0: without limit
 *
 * However small, there is at least one line, and what was lost is among them.  With probes the picture
 * says how many of the events in it are derived, unless that has no room.  With a
 * height of 0, which is for --batch, there is no line about keys.
 *
 * Return: 0 or -ENOMEM.
 */
int top_view(struct styled_lines *lines, const struct top_state *state,
	     const struct top_frame *frame, int width, int height);

#endif /* BT_VIEW_H */
