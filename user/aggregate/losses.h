/* SPDX-License-Identifier: GPL-2.0 */
/* Count by cause the events that were lost. */
#ifndef BT_LOSSES_H
#define BT_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/loss_causes.h"

#define MAX_LOSS_CAUSES 20	/* most causes that a command has */

/* Number of events or samples that a cause has cost, or of lapses that have cost none. */
struct loss_cause {
	const char *name;
	uint64_t count;
	bool event;	/* @count is part of the total */
};

/** loss_of() - return the record for @count losses by a cause. */
struct loss_cause loss_of(enum bt_loss cause, uint64_t count);

/**
 * loss_is_event() - return whether the cause @name costs events.
 *
 * A cause that this version does not know, from the file of a later version, does.
 */
bool loss_is_event(const char *name);

/* All causes of a measurement, in an order that never changes. */
struct losses {
	struct loss_cause v[MAX_LOSS_CAUSES];
	size_t n;
};

/* Losses for an output, borrowed from the collector or reader. */
struct out_losses {
	const struct loss_cause *v;
	size_t n;
	uint64_t total;
};

#define MAX_LOSS	INT64_MAX	/* largest number of losses: outputs write signed numbers */

/**
 * loss_sum() - return the sum of two counts, or MAX_LOSS if it is larger.
 *
 * The counts may come from a file of any user.  A sum that wrapped round could be 0.
 */
static inline uint64_t loss_sum(uint64_t a, uint64_t b)
{
	return a > MAX_LOSS || b > MAX_LOSS - a ? MAX_LOSS : a + b;
}

/** loss_total() - return the sum over the causes that cost events, as loss_sum() has it. */
static inline uint64_t loss_total(const struct loss_cause *v, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].event)
			sum = loss_sum(sum, v[i].count);
	return sum;
}

/** losses_add() - add the losses of one more run, which has the same causes. */
static inline void losses_add(struct losses *to, const struct losses *from)
{
	for (size_t i = 0; i < from->n; i++) {
		uint64_t before = i < to->n ? to->v[i].count : 0;

		to->v[i] = from->v[i];
		to->v[i].count = loss_sum(to->v[i].count, before);
	}
	to->n = from->n;
}

/** losses_show() - return the losses for an output, borrowed from @l. */
static inline struct out_losses losses_show(const struct losses *l)
{
	return (struct out_losses){ l->v, l->n, loss_total(l->v, l->n) };
}

#endif /* BT_LOSSES_H */
