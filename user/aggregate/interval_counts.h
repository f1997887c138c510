/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts of the last interval and since the start, by several keys at once, for as long as
 * anybody looks.  Slots go in; knows nothing of BPF and prints nothing.
 */
#ifndef BT_LIVE_H
#define BT_LIVE_H

#include "aggregate/stats.h"

/*
 * Of tasks (names, cgroups) that have ended so many rows are kept apart at least, those that
 * queued most; the others become one.  For a system that starts tasks all the time.
 */
#define LIVE_MAX_ENDED	4096

struct live;

/**
 * live_new() - nothing is counted yet.
 * @pers: bits of enum per
 * @filter: borrowed
 *
 * Return: to be freed with live_free(), or NULL without memory.
 */
struct live *live_new(unsigned int pers, const struct filter *filter);

/** live_free() - NULL is fine. */
void live_free(struct live *l);

/**
 * live_ended() - of those that session_take_closed() hands out, each once.
 * @derived: of its counts, see session_derived(); or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int live_ended(struct live *l, const struct bt_slot *slot, const uint64_t *derived);

/** live_running() - the same of session_each_live(), once before each live_next(). */
int live_running(struct live *l, const struct bt_slot *slot, const uint64_t *derived);

/**
 * live_next() - an interval ends, and the next one begins.
 *
 * Return: 0 or -ENOMEM.
 */
int live_next(struct live *l);

/** live_interval() - counts of the interval that live_next() ended; valid until the next. */
const struct stats *live_interval(const struct live *l, enum per per);

/** live_total() - counts from the start to live_next(); valid until the next. */
const struct stats *live_total(const struct live *l, enum per per);

#endif /* BT_LIVE_H */
