/* SPDX-License-Identifier: GPL-2.0 */
/* Slots, as the BPF programs of `stat` fill them, from recorded events. */
#ifndef BT_REPLAY_STAT_H
#define BT_REPLAY_STAT_H

#include "recording/recording.h"
#include "aggregate/stats.h"

struct replay_stat;

/**
 * replay_stat_new() - nothing counted.
 * @per: what slots are kept apart by, beside the task
 * @by_cpu: by CPU in any case, for a filter
 *
 * Return: to be freed with replay_stat_free(), or NULL when out of memory.
 */
struct replay_stat *replay_stat_new(enum per per, bool by_cpu);

/** replay_stat_free() - NULL is fine. */
void replay_stat_free(struct replay_stat *t);

/** replay_stat_event() - count it, if it is one that counts.  Return: 0 or -ENOMEM. */
int replay_stat_event(struct replay_stat *t, const struct bt_event *e, const struct rec_task *task);

/**
 * replay_stat_add_to() - add each slot to @stats, with what of it was derived; a task in one go.
 *
 * Return: 0 or -ENOMEM.
 */
int replay_stat_add_to(const struct replay_stat *t, struct stats *stats);

#endif /* BT_REPLAY_STAT_H */
