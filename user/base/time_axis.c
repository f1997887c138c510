// SPDX-License-Identifier: GPL-2.0
#include "base/format.h"
#include "base/time_axis.h"

#define MARKS	6

double time_axis_x(uint64_t total_ns, uint64_t ns)
{
	return TIME_LABEL + (double)TIME_PLOT * (ns < total_ns ? ns : total_ns) / total_ns;
}

void time_axis(FILE *f, uint64_t total_ns, int y)
{
	char value[40];

	for (int i = 0; i < MARKS; i++)
		fprintf(f, "<text class=\"dim\" text-anchor=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
			i == 0 ? "start" : i == MARKS - 1 ? "end" : "middle",
			TIME_LABEL + TIME_PLOT * i / (MARKS - 1), y,
			format_ns(value, sizeof(value),
				  (uint64_t)((unsigned __int128)total_ns * i / (MARKS - 1)), 3));
}
