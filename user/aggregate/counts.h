/* SPDX-License-Identifier: GPL-2.0 */
/* Add up what slots count, and derive from it what outputs show. */
#ifndef BT_COUNTS_H
#define BT_COUNTS_H

#include <stdint.h>

#include "shared/slot.h"

/* What is counted and what follows from it; every output walks this table. */
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

struct field_info {
	const char *name;	/* in JSON, CSV and the docs */
	const char *help;	/* one line, for schema and OpenMetrics */
};

extern const struct field_info field_infos[F_NR];

/* The field that is a counter itself, by enum bt_counter. */
extern const enum field counter_fields[BT_NR_COUNTERS];

/* Sums over slots.  pending counts the tasks that owe barriers. */
struct counts {
	uint64_t c[BT_NR_COUNTERS];
	uint64_t derived[BT_NR_COUNTERS];	/* of these: not observed, see session_derived() */
	uint64_t pending_start;
	uint64_t pending;
};

/** counts_add() - add @from to @to, with @sign -1 take it away. */
void counts_add(struct counts *to, const struct counts *from, int sign);

/** counts_get() - one field; avoided may be negative, the others are not. */
int64_t counts_get(const struct counts *n, enum field f);

/** counts_derived() - of a field that is a sum of counters, how much was derived and not observed. */
uint64_t counts_derived(const struct counts *n, enum field f);

/** counts_events() - of all counters; @derived: how many of them were derived. */
uint64_t counts_events(const struct counts *n, uint64_t *derived);

/** counts_saving() - avoided / queued, 0 if nothing was queued. */
double counts_saving(const struct counts *n);

#endif /* BT_COUNTS_H */
