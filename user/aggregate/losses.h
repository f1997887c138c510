/* SPDX-License-Identifier: GPL-2.0 */
/* What is missing, by cause. */
#ifndef BT_LOSSES_H
#define BT_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/loss_causes.h"

#define MAX_LOSS_CAUSES 20	/* that any command has */

/* Events or samples that were not counted; or a lapse that cost none. */
struct loss_cause {
	const char *name;
	uint64_t count;
	bool event;	/* part of the total */
};

/** loss_of() - that @count were lost by a cause. */
struct loss_cause loss_of(enum bt_loss cause, uint64_t count);

/**
 * loss_is_event() - does a cause that is called @name cost events?
 *
 * A cause that this version does not know, from a file of a later one, does.
 */
bool loss_is_event(const char *name);

/* All causes of a measurement, in an order that stays. */
struct losses {
	struct loss_cause v[MAX_LOSS_CAUSES];
	size_t n;
};

/* The same, borrowed from who collected or read it. */
struct out_losses {
	const struct loss_cause *v;
	size_t n;
	uint64_t total;
};

/** loss_total() - of the causes that are part of it. */
static inline uint64_t loss_total(const struct loss_cause *v, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].event)
			sum += v[i].count;
	return sum;
}

/** losses_add() - add those of one more run, which has the same causes. */
static inline void losses_add(struct losses *to, const struct losses *from)
{
	for (size_t i = 0; i < from->n; i++) {
		uint64_t before = i < to->n ? to->v[i].count : 0;

		to->v[i] = from->v[i];
		to->v[i].count += before;
	}
	to->n = from->n;
}

/** losses_show() - for an output; borrowed from @l. */
static inline struct out_losses losses_show(const struct losses *l)
{
	return (struct out_losses){ l->v, l->n, loss_total(l->v, l->n) };
}

#endif /* BT_LOSSES_H */
