/* SPDX-License-Identifier: GPL-2.0 */
/* Slots, as the BPF programs of `stat` fill them, from recorded events. */
#ifndef BT_TALLY_H
#define BT_TALLY_H

#include "recording.h"
#include "slots.h"
#include "stats.h"

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
 * tally_each() - hand each slot to @fn, those of a task in one go; what is a lot may come in
 * several of the same key.
 *
 * Return: 0 or what @fn returned.
 */
int tally_each(const struct tally *t, slot_fn fn, void *arg);

#endif /* BT_TALLY_H */
