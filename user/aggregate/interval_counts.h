/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Count by several keys at once, for the last interval and since the start.  The number of rows is
 * bounded, so that a measurement can run without end.  Slots go in; the code knows no BPF and
 * prints nothing.
 */
#ifndef BT_INTERVAL_COUNTS_H
#define BT_INTERVAL_COUNTS_H

#include "aggregate/stats.h"

/*
 * Least number of rows that are kept for tasks (names, cgroups) that have ended.  The rows that
 * queued most stay.  The others become one row, because a system may start tasks all the time.
 */
#define INTERVAL_COUNTS_MAX_ENDED	4096

struct interval_counts;

/**
 * interval_counts_new() - make empty tables, and begin the first interval.
 * @pers: keys, bits 1 << enum per
 * @filter: borrowed, must outlive the tables
 *
 * Return: the tables, to be freed with interval_counts_free(), or NULL without memory.
 */
struct interval_counts *interval_counts_new(unsigned int pers, const struct filter *filter);

/** interval_counts_free() - free all tables; NULL is fine. */
void interval_counts_free(struct interval_counts *l);

/**
 * interval_counts_ended() - add a slot that has ended, once; stat_session_take_closed() finds them.
 * @derived: part of each count that was derived, BT_NR_COUNTERS numbers, or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int interval_counts_ended(struct interval_counts *l, const struct bt_slot *slot,
			  const uint64_t *derived);

/**
 * interval_counts_running() - add the slot of a task that lives, once in each interval.
 * @derived: see interval_counts_ended()
 *
 * Return: 0 or -ENOMEM.
 */
int interval_counts_running(struct interval_counts *l, const struct bt_slot *slot,
			    const uint64_t *derived);

/**
 * interval_counts_next() - end an interval, and begin the next.
 *
 * Return: 0 or -ENOMEM.
 */
int interval_counts_next(struct interval_counts *l);

/**
 * interval_counts_last() - return the counts of the interval that ended last.
 *
 * The counts are borrowed, and valid until interval_counts_next().
 */
const struct stats *interval_counts_last(const struct interval_counts *l, enum per per);

/** interval_counts_total() - return the counts of all intervals that have ended, valid as long. */
const struct stats *interval_counts_total(const struct interval_counts *l, enum per per);

#endif /* BT_INTERVAL_COUNTS_H */
