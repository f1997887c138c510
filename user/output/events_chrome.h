/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chrome's trace event format, which Perfetto opens: sections and batches as slices of
 * their task, all else as instants.
 */
#ifndef BT_TIMELINE_H
#define BT_TIMELINE_H

#include <stdio.h>

#include "recording/playback.h"

struct timeline;

/**
 * timeline_begin() - Return: to be ended with timeline_end(), or NULL when out of memory.
 * @r: read already, for what comes at its end
 */
struct timeline *timeline_begin(FILE *f, const struct recorded *r);

/** timeline_event() - Return: 0 or a negative errno. */
int timeline_event(struct timeline *t, const struct bt_event *e, const struct rec_task *task);

/** timeline_end() - close what is open, say what was lost, and free; NULL is fine. */
void timeline_end(struct timeline *t, const struct recorded *r);

#endif /* BT_TIMELINE_H */
