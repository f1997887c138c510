/* SPDX-License-Identifier: GPL-2.0 */
/* Which of many pieces of code holds an address. */
#ifndef BT_RANGES_H
#define BT_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
	uint64_t low, high;	/* @high is behind the last one */
	uint64_t what;		/* the caller's */
};

/* Zero-initialised: empty. */
struct ranges {
	struct range *v;
	size_t n;
};

/** ranges_add() - Return: 0 or -ENOMEM. */
int ranges_add(struct ranges *r, uint64_t low, uint64_t high, uint64_t what);

/** ranges_sort() - after the last ranges_add(), before the first ranges_find(). */
void ranges_sort(struct ranges *r);

/**
 * ranges_find() - the range that holds an address; of several the one that begins last.
 *
 * Return: false when there is none.
 */
bool ranges_find(const struct ranges *r, uint64_t address, uint64_t *what);

/** ranges_free() - @r is empty then. */
void ranges_free(struct ranges *r);

#endif /* BT_RANGES_H */
