// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/range_map.h"

int range_map_add(struct range_map *r, uint64_t low, uint64_t high, uint64_t what)
{
	if (array_add(r->v, r->n))
		return -ENOMEM;
	r->v[r->n++] = (struct mapped_range){ low, high, what };
	return 0;
}

static int by_low(const void *a, const void *b)
{
	const struct mapped_range *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return x->what < y->what ? -1 : x->what > y->what;
}

void range_map_sort(struct range_map *r)
{
	if (r->n)
		qsort(r->v, r->n, sizeof(*r->v), by_low);
}

bool range_map_find(const struct range_map *r, uint64_t address, uint64_t *what)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->v[middle].low <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* Ranges overlap only where the debug info is damaged. */
	if (!low || r->v[low - 1].high <= address)
		return false;
	*what = r->v[low - 1].what;
	return true;
}

void range_map_free(struct range_map *r)
{
	free(r->v);
	*r = (struct range_map){ 0 };
}
