/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts of the last interval and since the start, by several keys at once, for as long as
 * anybody looks.  Slots go in; knows nothing of BPF and prints nothing.
 */
#ifndef BT_INTERVAL_COUNTS_H
#define BT_INTERVAL_COUNTS_H

#include "aggregate/stats.h"

/*
 * Of tasks (names, cgroups) that have ended so many rows are kept apart at least, those that
 * queued most; the others become one.  For a system that starts tasks all the time.
 */
#define INTERVAL_COUNTS_MAX_ENDED	4096

struct interval_counts;

/**
 * interval_counts_new() - nothing is counted yet.
 * @pers: bits of enum per
 * @filter: borrowed
 *
 * Return: to be freed with interval_counts_free(), or NULL without memory.
 */
struct interval_counts *interval_counts_new(unsigned int pers, const struct filter *filter);

/** interval_counts_free() - NULL is fine. */
void interval_counts_free(struct interval_counts *l);

/**
 * interval_counts_ended() - of those that session_take_closed() hands out, each once.
 * @derived: of its counts, see session_derived(); or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int interval_counts_ended(struct interval_counts *l, const struct bt_slot *slot,
			  const uint64_t *derived);

/**
 * interval_counts_running() - add a task that lives; each once before interval_counts_next().
 *
 * Return: 0 or -ENOMEM.
 */
int interval_counts_running(struct interval_counts *l, const struct bt_slot *slot,
			    const uint64_t *derived);

/**
 * interval_counts_next() - an interval ends, and the next one begins.
 *
 * Return: 0 or -ENOMEM.
 */
int interval_counts_next(struct interval_counts *l);

/**
 * interval_counts_last() - return the counts of the interval that ended last.
 *
 * They are valid until interval_counts_next(), as are those of interval_counts_total().
 */
const struct stats *interval_counts_last(const struct interval_counts *l, enum per per);

/** interval_counts_total() - return the counts of all intervals that have ended. */
const struct stats *interval_counts_total(const struct interval_counts *l, enum per per);

#endif /* BT_INTERVAL_COUNTS_H */
