/* SPDX-License-Identifier: GPL-2.0 */
/* What each name's tasks did over the time of a recording, for a picture. */
#ifndef BT_ACTIVITY_H
#define BT_ACTIVITY_H

#include <stdio.h>

#include "recording/recording.h"

struct activity;

/**
 * activity_new() - nothing seen yet.
 *
 * Return: to be freed with activity_free(), or NULL when out of memory.
 */
struct activity *activity_new(void);

/** activity_free() - NULL is fine. */
void activity_free(struct activity *a);

/**
 * activity_event() - count it, if it is one that counts.
 * @since_ns: from the start of the recording
 */
void activity_event(struct activity *a, const struct bt_event *e, const struct rec_task *task,
		    int64_t since_ns);

/**
 * activity_svg() - a lane for each of the busiest names: queued above its line, barriers that
 * were executed below, on one scale, so that what is missing below was avoided.
 * @max: lanes; others are added up in one more
 * @total_ns: from the start to the end of what is drawn, not 0
 */
void activity_svg(const struct activity *a, FILE *f, size_t max, uint64_t total_ns);

#endif /* BT_ACTIVITY_H */
