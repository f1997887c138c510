/* SPDX-License-Identifier: GPL-2.0 */
/* What is missing, by cause. */
#ifndef BT_LOSSES_H
#define BT_LOSSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_LOSS_CAUSES 20	/* that any command has */

/* Events or samples that were not counted; or a lapse that cost none. */
struct loss_cause {
	const char *name;
	uint64_t count;
	bool event;	/* part of the total */
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

#endif /* BT_LOSSES_H */
