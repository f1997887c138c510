// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "base/format.h"

/*
 * A unit has at most three decimals for each step of a thousand above nanoseconds: more would be
 * fractions of a nanosecond.  Zeros at the end are dropped.
 */
char *format_ns(char *buf, size_t size, double ns, int digits)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	int unit = 0, before, decimals;
	char *end;

	while (ns >= 999.9999995 && unit < 3) {
		ns /= 1000;
		unit++;
	}
	before = ns >= 100 ? 3 : ns >= 10 ? 2 : 1;
	decimals = digits > before ? digits - before : 0;
	if (decimals > 3 * unit && unit)
		decimals = 3 * unit;
	snprintf(buf, size, "%.*f", decimals, ns);
	if (strchr(buf, '.')) {
		end = buf + strlen(buf);
		while (end[-1] == '0')
			*--end = '\0';
		if (end[-1] == '.')
			end[-1] = '\0';
	}
	strncat(buf, units[unit], size - strlen(buf) - 1);
	return buf;
}
