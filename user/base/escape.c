// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

char *escape_terminal(char *to, size_t size, const char *from)
{
	size_t n = 0;

	for (; *from; from++) {
		unsigned char c = *from;
		char piece[5];
		size_t len;

		/* Nearly all text is plain. */
		if (c >= 0x20 && c < 0x7f && c != '\\') {
			if (n + 1 >= size)
				break;
			to[n++] = c;
			continue;
		}
		if (c == '\\')
			strcpy(piece, "\\\\");
		else
			snprintf(piece, sizeof(piece), "\\x%02x", c);
		len = strlen(piece);
		if (n + len >= size)
			break;
		memcpy(to + n, piece, len);
		n += len;
	}
	if (size)
		to[n] = '\0';
	return to;
}

char *escape_csv(char *to, size_t size, const char *from, const char *separator)
{
	char clean[512];
	size_t n = 0;
	bool quote;

	escape_terminal(clean, sizeof(clean), from);
	quote = strstr(clean, separator) || strpbrk(clean, "\" ,;");
	if (!quote || size < 3) {
		snprintf(to, size, "%s", clean);
		return to;
	}
	to[n++] = '"';
	for (const char *c = clean; *c && n + 3 < size; c++) {
		if (*c == '"')
			to[n++] = '"';
		to[n++] = *c;
	}
	to[n++] = '"';
	to[n] = '\0';
	return to;
}
