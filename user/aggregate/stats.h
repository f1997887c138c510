/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model: slots go in, rows of counts come out.  Prints nothing and knows
 * no BPF beyond the layout of a slot, so that it can be tested without a kernel.
 */
#ifndef BT_STATS_H
#define BT_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "aggregate/counts.h"
#include "aggregate/row_key.h"
#include "shared/slot.h"

struct filter;
struct stats;

/**
 * stats_new() - an empty table.
 * @per: what its rows stand for
 * @filter: borrowed, must outlive the table
 *
 * Return: the table, to be freed with stats_free(), or NULL without memory.
 */
struct stats *stats_new(enum per per, const struct filter *filter);

/** stats_free() - free @s and its rows; NULL is fine. */
void stats_free(struct stats *s);

/**
 * stats_add() - add a slot's counts to total and row, if the filter lets it.
 *
 * Return: 0 or -ENOMEM.
 */
int stats_add(struct stats *s, const struct bt_slot *slot);

/** stats_add_derived() - the same with those that were derived; @derived: BT_NR_COUNTERS, or NULL */
int stats_add_derived(struct stats *s, const struct bt_slot *slot, const uint64_t *derived);

/**
 * stats_merge() - add all of @from to @to, with @sign -1 take it away.
 *
 * Rows that come out without any count stay, with zeros.
 *
 * Return: 0 or -ENOMEM.
 */
int stats_merge(struct stats *to, const struct stats *from, int sign);

/**
 * stats_fold() - make one row of those that queued least, once there are twice as many as
 * are to be kept.
 * @keep: so many of the others stay
 *
 * Return: 0 or -ENOMEM.
 */
int stats_fold(struct stats *s, size_t keep);

/** stats_total() - sum over all rows. */
const struct counts *stats_total(const struct stats *s);

/**
 * stats_rows() - the rows that count anything, most queued first.
 * @n: how many
 *
 * Return: array of pointers into @s, to be freed, or NULL without memory.
 */
const struct row **stats_rows(const struct stats *s, size_t *n);

#endif /* BT_STATS_H */
