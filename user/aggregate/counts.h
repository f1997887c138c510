/* SPDX-License-Identifier: GPL-2.0 */
/* Add up the counters of slots, and compute the fields that outputs show. */
#ifndef BT_COUNTS_H
#define BT_COUNTS_H

#include <stdint.h>

#include "shared/slot.h"

/* Fields of a result: counters, and numbers that follow.  Every output walks the fields. */
enum field {
	F_QUEUED,
	F_EMITTED,
	F_DEFERRED,
	F_FIRST,
	F_AGAIN,
	F_FLUSH,
	F_FLUSH_EMPTY,
	F_DIRECT,
	F_BARRIERS,
	F_AVOIDED,
	F_PENDING_START,
	F_PENDING,
	F_NR,
};

/* Description of a field. */
struct field_info {
	const char *name;	/* name in JSON, CSV and the docs */
	const char *help;	/* one line, for schema and OpenMetrics */
};

extern const struct field_info field_infos[F_NR];

/* The field of each counter, by enum bt_counter. */
extern const enum field counter_fields[BT_NR_COUNTERS];

/* Sums over slots. */
struct counts {
	uint64_t c[BT_NR_COUNTERS];
	uint64_t derived[BT_NR_COUNTERS];	/* part of @c that was not observed */
	uint64_t flush_here;	/* flushes executed at the site of a row by site; else 0 */
	uint64_t pending_start;	/* tasks that were PENDING when first seen */
	uint64_t pending;	/* tasks that were PENDING when last seen */
};

/** counts_add() - add @from to @to, or subtract @from if @sign is -1. */
void counts_add(struct counts *to, const struct counts *from, int sign);

/** counts_get() - return one field; in a sum over slots only avoided may be negative. */
int64_t counts_get(const struct counts *n, enum field f);

/**
 * counts_derived() - return how much of a field was derived, and not observed.
 * @f: a field that is a sum of counters
 */
uint64_t counts_derived(const struct counts *n, enum field f);

/**
 * counts_events() - return the sum of all counters.
 * @derived: result, the part of the sum that was derived
 */
uint64_t counts_events(const struct counts *n, uint64_t *derived);

/** counts_saving() - return avoided / queued, 0 if nothing was queued. */
double counts_saving(const struct counts *n);

#endif /* BT_COUNTS_H */
