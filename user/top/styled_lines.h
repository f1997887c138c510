/* SPDX-License-Identifier: GPL-2.0 */
/* What is to be shown: lines of ASCII, and what each of them is. */
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

struct styled_line {
	enum line_style style;
	char *text;
};

/* Zero-initialise. */
struct styled_lines {
	struct styled_line *v;
	size_t n;
	int failed;	/* -ENOMEM: a line is missing */
};

/**
 * styled_lines_add() - one more, cut after @width characters; 0: not cut.
 *
 * Nothing but printable ASCII may come out of @fmt: a byte is a column then.
 */
void styled_lines_add(struct styled_lines *l, enum line_style style, int width, const char *fmt,
		      ...)
	__attribute__((format(printf, 4, 5)));

/** styled_lines_print() - without styles. */
void styled_lines_print(const struct styled_lines *l, FILE *f);

/** styled_lines_free() - free them and empty @l. */
void styled_lines_free(struct styled_lines *l);

#endif /* BT_STYLED_LINES_H */
