// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include "output/hist_out.h"

const char *hist_error(enum bt_metric metric, const struct hist_shape *shape)
{
	if (metric_infos[metric].time)
		return "percentiles: at most 1/8 too high";
	if (shape->step == 1)
		return "percentiles: exact below 1024, above at most 1/8 too high";
	return "percentiles: exact below 16, above at most 1/8 too high";
}

char *hist_label(char *buf, size_t size, enum bt_metric metric, const struct hist_shape *shape,
		 size_t line)
{
	/* Round bounds that are powers of two; print bounds of the user's own width in full. */
	int digits = shape->linear ? 12 : 4;
	char from[40], to[40];
	uint64_t low, high;

	if (!histogram_line_bounds(shape, line, &low, &high)) {
		snprintf(buf, size, ">= %s", hist_value(from, sizeof(from), metric, low, digits));
		return buf;
	}
	hist_value(from, sizeof(from), metric, low, digits);
	if (high - low == 1 && !metric_infos[metric].time)
		snprintf(buf, size, "%s", from);
	else
		snprintf(buf, size, "[%s, %s)", from,
			 hist_value(to, sizeof(to), metric, high, digits));
	return buf;
}
