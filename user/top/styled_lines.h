/* SPDX-License-Identifier: GPL-2.0 */
/* What is to be shown: lines of ASCII, and what each of them is. */
#ifndef BT_TEXT_LINES_H
#define BT_TEXT_LINES_H

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

struct line {
	enum line_style style;
	char *text;
};

/* Zero-initialise. */
struct text_lines {
	struct line *v;
	size_t n;
	int failed;	/* -ENOMEM: a line is missing */
};

/**
 * text_lines_add() - one more, cut after @width characters; 0: not cut.
 *
 * Nothing but printable ASCII may come out of @fmt: a byte is a column then.
 */
void text_lines_add(struct text_lines *l, enum line_style style, int width, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/** text_lines_print() - without styles. */
void text_lines_print(const struct text_lines *l, FILE *f);

/** text_lines_free() - free them and empty @l. */
void text_lines_free(struct text_lines *l);

#endif /* BT_TEXT_LINES_H */
