/* SPDX-License-Identifier: GPL-2.0 */
/* Fill slots from recorded events, as the BPF programs of `stat` do. */
#ifndef BT_REPLAY_STAT_H
#define BT_REPLAY_STAT_H

#include "recording/recording.h"
#include "aggregate/stats.h"

struct replay_stat;

/**
 * replay_stat_new() - begin a replay.
 * @per: the key of rows: a task has a slot for each site, level or CPU
 * @by_cpu: a slot for each CPU in any case, for a filter
 *
 * Return: to be freed with replay_stat_free(), or NULL when out of memory.
 */
struct replay_stat *replay_stat_new(enum per per, bool by_cpu);

/** replay_stat_free() - free a replay; NULL is fine. */
void replay_stat_free(struct replay_stat *t);

/** replay_stat_event() - count an event that has a counter.  Return: 0 or -ENOMEM. */
int replay_stat_event(struct replay_stat *t, const struct bt_event *e, const struct rec_task *task);

/**
 * replay_stat_add_to() - add each slot to @stats, with the number of its derived events.
 *
 * All slots of a task are added one after the other.
 *
 * Return: 0 or -ENOMEM.
 */
int replay_stat_add_to(const struct replay_stat *t, struct stats *stats);

#endif /* BT_REPLAY_STAT_H */
