// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "aggregate/counts.h"

const struct field_info field_infos[F_NR] = {
	[F_QUEUED]	  = { "queued", "stores that needed barriers" },
	[F_EMITTED]	  = { "emitted", "queued, and executed at once" },
	[F_DEFERRED]	  = { "deferred", "queued while lazy: first + again" },
	[F_FIRST]	  = { "first", "deferred, and set PENDING" },
	[F_AGAIN]	  = { "again", "deferred, PENDING was set already" },
	[F_FLUSH]	  = { "flush", "flushes that executed barriers" },
	[F_FLUSH_EMPTY]	  = { "flush_empty", "flushes with nothing pending" },
	[F_DIRECT]	  = { "direct", "executed without being queued" },
	[F_BARRIERS]	  = { "barriers", "pairs executed: emitted + flush + direct" },
	[F_AVOIDED]	  = { "avoided", "deferred - flush" },
	[F_PENDING_START] = { "pending_start", "tasks that were PENDING when first seen" },
	[F_PENDING]	  = { "pending", "tasks that were PENDING when last seen" },
};

const enum field counter_fields[BT_NR_COUNTERS] = {
	[BT_EMITTED] = F_EMITTED,
	[BT_FIRST] = F_FIRST,
	[BT_AGAIN] = F_AGAIN,
	[BT_FLUSH] = F_FLUSH,
	[BT_FLUSH_EMPTY] = F_FLUSH_EMPTY,
	[BT_DIRECT] = F_DIRECT,
};

void counts_add(struct counts *to, const struct counts *from, int sign)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++) {
		to->c[i] += sign * from->c[i];
		to->derived[i] += sign * from->derived[i];
	}
	to->flush_here += sign * from->flush_here;
	to->pending_start += sign * from->pending_start;
	to->pending += sign * from->pending;
}

int64_t counts_get(const struct counts *n, enum field f)
{
	const uint64_t *c = n->c;

	switch (f) {
	case F_QUEUED:		return c[BT_EMITTED] + c[BT_FIRST] + c[BT_AGAIN];
	case F_EMITTED:		return c[BT_EMITTED];
	case F_DEFERRED:	return c[BT_FIRST] + c[BT_AGAIN];
	case F_FIRST:		return c[BT_FIRST];
	case F_AGAIN:		return c[BT_AGAIN];
	case F_FLUSH:		return c[BT_FLUSH];
	case F_FLUSH_EMPTY:	return c[BT_FLUSH_EMPTY];
	case F_DIRECT:		return c[BT_DIRECT];
	case F_BARRIERS:	return c[BT_EMITTED] + c[BT_FLUSH] + c[BT_DIRECT];
	case F_AVOIDED:		return (int64_t)(c[BT_FIRST] + c[BT_AGAIN]) - (int64_t)c[BT_FLUSH];
	case F_PENDING_START:	return n->pending_start;
	case F_PENDING:		return n->pending;
	default:		return 0;
	}
}

uint64_t counts_derived(const struct counts *n, enum field f)
{
	struct counts derived = { 0 };

	memcpy(derived.c, n->derived, sizeof(derived.c));
	return counts_get(&derived, f);
}

uint64_t counts_events(const struct counts *n, uint64_t *derived)
{
	uint64_t events = 0;

	*derived = 0;
	for (int i = 0; i < BT_NR_COUNTERS; i++) {
		events += n->c[i];
		*derived += n->derived[i];
	}
	return events;
}

double counts_saving(const struct counts *n)
{
	int64_t queued = counts_get(n, F_QUEUED);

	return queued ? (double)counts_get(n, F_AVOIDED) / queued : 0;
}
