/* SPDX-License-Identifier: GPL-2.0 */
/* Collect lines of ASCII to show, each with a style. */
#ifndef BT_STYLED_LINES_H
#define BT_STYLED_LINES_H

#include <stddef.h>
#include <stdio.h>

enum line_style {
	LINE_PLAIN,
	LINE_TITLE,
	LINE_PAUSED,
	LINE_LOSS,	/* something is missing */
	LINE_HEADING,
	LINE_TOTAL,
	LINE_HINT,
	LINE_NR,
};

/* Holds a line. */
struct styled_line {
	enum line_style style;
	char *text;	/* owned */
};

/* Holds all lines of a picture.  Zero-initialise. */
struct styled_lines {
	struct styled_line *v;	/* owned */
	size_t n;
	int failed;	/* -ENOMEM: a line is missing; else 0 */
};

/**
 * styled_lines_add() - add a line; without memory, set @l's failed.
 * @width: characters after which the line is cut, 0: nowhere
 * @fmt: must give printable ASCII only, so that a byte is a column
 */
void styled_lines_add(struct styled_lines *l, enum line_style style, int width, const char *fmt,
		      ...)
	__attribute__((format(printf, 4, 5)));

/** styled_lines_print() - print the lines without styles. */
void styled_lines_print(const struct styled_lines *l, FILE *f);

/** styled_lines_free() - free the lines and empty @l. */
void styled_lines_free(struct styled_lines *l);

#endif /* BT_STYLED_LINES_H */
