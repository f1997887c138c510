/* SPDX-License-Identifier: GPL-2.0 */
/* Count the barriers of each task name over the time of a recording, and draw them. */
#ifndef BT_ACTIVITY_H
#define BT_ACTIVITY_H

#include <stdio.h>

#include "recording/recording.h"

struct activity;

/**
 * activity_new() - allocate counts, all 0.
 *
 * Return: to be freed with activity_free(), or NULL when out of memory.
 */
struct activity *activity_new(void);

/** activity_free() - free the counts; NULL is fine. */
void activity_free(struct activity *a);

/**
 * activity_event() - count an event: queued, or barriers executed by `emitted` or a flush.
 * @since_ns: ns from the start of the recording; a negative time counts as 0
 */
void activity_event(struct activity *a, const struct bt_event *e, const struct rec_task *task,
		    int64_t since_ns);

/**
 * activity_svg() - draw a lane for each of the busiest names.
 * @f: gets the picture
 * @max: lanes; the other names share one more
 * @total_ns: ns from the start to the end of the picture, not 0
 *
 * Queued barriers are drawn above the line of a lane, and executed ones below.  Both have one
 * scale: barriers that are missing below were avoided.
 */
void activity_svg(const struct activity *a, FILE *f, size_t max, uint64_t total_ns);

#endif /* BT_ACTIVITY_H */
