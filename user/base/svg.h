/* SPDX-License-Identifier: GPL-2.0 */
/* Write untrusted text to pictures and pages, and give both the same colours. */
#ifndef BT_SVG_H
#define BT_SVG_H

#include <stdio.h>

/*
 * Style sheet for the classes that pictures and pages have in common: .dim .bar .axis .grid .lost
 * .title .name .back.  A media query chooses light or dark colours.
 */
extern const char svg_style[];

/**
 * svg_text() - write text into an element or a quoted attribute.
 * @text: not escaped
 *
 * Escapes markup and control characters, and cuts the text after 2047 bytes.
 */
void svg_text(FILE *f, const char *text);

/**
 * svg_short() - write text as svg_text() does, shortened.
 * @chars: number of characters that fit, at least 3; a longer text is cut and ends in "..."
 */
void svg_short(FILE *f, const char *text, size_t chars);

#endif /* BT_SVG_H */
