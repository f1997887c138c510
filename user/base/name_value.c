// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/name_value.h"

bool name_value_get(const char *text, const char *name, char *buf, size_t size)
{
	size_t length = strlen(name);

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n;

		if (strncmp(line, name, length) || line[length] != '=')
			continue;
		line += length + 1;
		n = strcspn(line, "\n");
		if (n < size) {
			memcpy(buf, line, n);
			buf[n] = '\0';
			return true;
		}
		break;
	}
	*buf = '\0';
	return false;
}

uint64_t name_value_number(const char *text, const char *name)
{
	char value[32], *end;
	unsigned long long n;

	if (!name_value_get(text, name, value, sizeof(value)))
		return 0;
	errno = 0;
	n = strtoull(value, &end, 10);
	return *end || errno || value[0] == '-' ? 0 : n;
}
