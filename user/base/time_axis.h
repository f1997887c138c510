/* SPDX-License-Identifier: GPL-2.0 */
/* Pictures of a recording's time have one scale, so that they can lie below each other. */
#ifndef BT_TIME_AXIS_H
#define BT_TIME_AXIS_H

#include <stdint.h>
#include <stdio.h>

#define TIME_LABEL	150	/* left of the plot: whose it is */
#define TIME_PLOT	734
#define TIME_RIGHT	16
#define TIME_WIDTH	(TIME_LABEL + TIME_PLOT + TIME_RIGHT)
#define TIME_AXIS	26	/* below the plot */

/**
 * time_axis_x() - where a time is.
 * @total_ns: that the plot shows, not 0
 */
double time_axis_x(uint64_t total_ns, uint64_t ns);

/**
 * time_axis() - times below a plot.
 * @y: of their baseline
 */
void time_axis(FILE *f, uint64_t total_ns, int y);

#endif /* BT_TIME_AXIS_H */
