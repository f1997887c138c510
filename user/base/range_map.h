/* SPDX-License-Identifier: GPL-2.0 */
/* Find which of many ranges of code holds an address. */
#ifndef BT_RANGE_MAP_H
#define BT_RANGE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A range of addresses, and the caller's value for it. */
struct mapped_range {
	uint64_t low, high;	/* first address; first address behind the range */
	uint64_t what;		/* value, chosen by the caller */
};

/* A set of ranges.  A zeroed struct is an empty map. */
struct range_map {
	struct mapped_range *v;		/* owned */
	size_t n;
};

/**
 * range_map_add() - add the range from @low to below @high, with the value @what.
 *
 * Return: 0 or -ENOMEM.
 */
int range_map_add(struct range_map *r, uint64_t low, uint64_t high, uint64_t what);

/** range_map_sort() - sort, between the last range_map_add() and the first range_map_find(). */
void range_map_sort(struct range_map *r);

/**
 * range_map_find() - find the range that holds an address.
 * @what: result, the value of the range
 *
 * Where ranges overlap, the function looks only at the last range that begins at or below @address.
 *
 * Return: false when no range was found.
 */
bool range_map_find(const struct range_map *r, uint64_t address, uint64_t *what);

/** range_map_free() - free what @r holds, and make it an empty map. */
void range_map_free(struct range_map *r);

#endif /* BT_RANGE_MAP_H */
