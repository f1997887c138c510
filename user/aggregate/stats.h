/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model of `stat`: slots go in, rows of counts come out.  The model prints nothing and
 * knows no BPF beyond the layout of a slot, so that tests need no kernel.
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
 * stats_new() - make an empty table.
 * @per: the key of its rows
 * @filter: borrowed, must outlive the table
 *
 * Return: the table, to be freed with stats_free(), or NULL without memory.
 */
struct stats *stats_new(enum per per, const struct filter *filter);

/** stats_free() - free @s and its rows; NULL is fine. */
void stats_free(struct stats *s);

/**
 * stats_add() - add a slot's counts to the total and to a row, if the filter passes the slot.
 *
 * Return: 0 or -ENOMEM.
 */
int stats_add(struct stats *s, const struct bt_slot *slot);

/**
 * stats_add_derived() - add a slot's counts as stats_add() does, and the derived part of them.
 * @derived: part of each count that was derived, BT_NR_COUNTERS numbers, or NULL
 *
 * Return: 0 or -ENOMEM.
 */
int stats_add_derived(struct stats *s, const struct bt_slot *slot, const uint64_t *derived);

/**
 * stats_add_site() - add a slot's counts as stats_add_derived() does, for rows by site.
 * @flush_here: flushes that were executed at the slot's site; the slot counts those of its batches
 *
 * Return: 0 or -ENOMEM.
 */
int stats_add_site(struct stats *s, const struct bt_slot *slot, const uint64_t *derived,
		   uint64_t flush_here);

/**
 * stats_merge() - add all of @from to @to, or subtract @from if @sign is -1.
 *
 * A row whose counts become 0 stays.
 *
 * Return: 0 or -ENOMEM.
 */
int stats_merge(struct stats *to, const struct stats *from, int sign);

/**
 * stats_fold() - make one row of the rows that queued least, if there are over twice @keep rows.
 * @keep: number of rows that stay, those that queued most
 *
 * Return: 0 or -ENOMEM.
 */
int stats_fold(struct stats *s, size_t keep);

/** stats_total() - return the sum over all rows, borrowed from @s. */
const struct counts *stats_total(const struct stats *s);

/**
 * stats_rows() - list the rows that have any count, most queued first.
 * @n: result, number of rows
 *
 * Return: an array of pointers into @s, to be freed by the caller, or NULL without memory.
 */
const struct row **stats_rows(const struct stats *s, size_t *n);

#endif /* BT_STATS_H */
