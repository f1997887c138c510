/* SPDX-License-Identifier: GPL-2.0 */
/* Pictures and pages: text that anybody may have chosen, and the colours of both. */
#ifndef BT_SVG_H
#define BT_SVG_H

#include <stdio.h>

/*
 * A style sheet for classes that pictures and pages have in common: .dim .bar .axis .grid .lost
 * .title .name .back; it asks for light or dark.
 */
extern const char svg_style[];

/** svg_text() - in an element or a quoted attribute: no markup, no control characters. */
void svg_text(FILE *f, const char *text);

/** svg_short() - as much of it as fits into @chars, at least 3, and whether there was more. */
void svg_short(FILE *f, const char *text, size_t chars);

#endif /* BT_SVG_H */
