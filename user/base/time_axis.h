/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Give all pictures over the time of a recording one scale, so that they line up below each other.
 * Lengths are in units of the SVG.
 */
#ifndef BT_TIME_AXIS_H
#define BT_TIME_AXIS_H

#include <stdint.h>
#include <stdio.h>

#define TIME_LABEL	150	/* width left of the plot, for the name of the row */
#define TIME_PLOT	734	/* width of the plot */
#define TIME_RIGHT	16	/* width right of the plot */
#define TIME_WIDTH	(TIME_LABEL + TIME_PLOT + TIME_RIGHT)
#define TIME_AXIS	26	/* height below the plot, for the times */

/**
 * time_axis_x() - return the x coordinate of a time.
 * @total_ns: time that the plot shows, ns, not 0
 * @ns: time since the beginning of the plot, ns
 */
double time_axis_x(uint64_t total_ns, uint64_t ns);

/**
 * time_axis() - write the times below a plot.
 * @total_ns: time that the plot shows, ns
 * @y: y coordinate of their baseline
 */
void time_axis(FILE *f, uint64_t total_ns, int y);

#endif /* BT_TIME_AXIS_H */
