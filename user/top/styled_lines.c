// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/array.h"
#include "top/styled_lines.h"

void styled_lines_add(struct styled_lines *l, enum line_style style, int width, const char *fmt,
		      ...)
{
	char *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0) {
		l->failed = -ENOMEM;
		return;
	}
	if (width && len > width)
		text[width] = '\0';
	if (array_add(l->v, l->n)) {
		free(text);
		l->failed = -ENOMEM;
		return;
	}
	l->v[l->n++] = (struct styled_line){ style, text };
}

void styled_lines_print(const struct styled_lines *l, FILE *f)
{
	for (size_t i = 0; i < l->n; i++)
		fprintf(f, "%s\n", l->v[i].text);
}

void styled_lines_free(struct styled_lines *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->v[i].text);
	free(l->v);
	*l = (struct styled_lines){ 0 };
}
