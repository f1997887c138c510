/* SPDX-License-Identifier: GPL-2.0 */
/* Slots, as the BPF programs of `stat` fill them, from recorded events. */
#ifndef BT_TALLY_H
#define BT_TALLY_H

#include "recording/recording.h"
#include "aggregate/stats.h"

struct tally;

/**
 * tally_new() - nothing counted.
 * @per: what slots are kept apart by, beside the task
 * @by_cpu: by CPU in any case, for a filter
 *
 * Return: to be freed with tally_free(), or NULL when out of memory.
 */
struct tally *tally_new(enum per per, bool by_cpu);

/** tally_free() - NULL is fine. */
void tally_free(struct tally *t);

/** tally_event() - count it, if it is one that counts.  Return: 0 or -ENOMEM. */
int tally_event(struct tally *t, const struct bt_event *e, const struct rec_task *task);

/**
 * tally_add_to() - add each slot to @stats, with what of it was derived; those of a task in one go.
 *
 * Return: 0 or -ENOMEM.
 */
int tally_add_to(const struct tally *t, struct stats *stats);

#endif /* BT_TALLY_H */
