/* SPDX-License-Identifier: GPL-2.0 */
/* Which of many pieces of code holds an address. */
#ifndef BT_RANGE_MAP_H
#define BT_RANGE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mapped_range {
	uint64_t low, high;	/* @high is behind the last one */
	uint64_t what;		/* the caller's */
};

/* Zero-initialised: empty. */
struct range_map {
	struct mapped_range *v;
	size_t n;
};

/** range_map_add() - Return: 0 or -ENOMEM. */
int range_map_add(struct range_map *r, uint64_t low, uint64_t high, uint64_t what);

/** range_map_sort() - after the last range_map_add(), before the first range_map_find(). */
void range_map_sort(struct range_map *r);

/**
 * range_map_find() - the range that holds an address; of several the one that begins last.
 *
 * Return: false when there is none.
 */
bool range_map_find(const struct range_map *r, uint64_t address, uint64_t *what);

/** range_map_free() - @r is empty then. */
void range_map_free(struct range_map *r);

#endif /* BT_RANGE_MAP_H */
