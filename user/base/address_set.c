// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "base/address_set.h"

/* Use Fibonacci hashing, which spreads instructions that lie close together. */
static size_t slot_of(const struct address_set *set, uint64_t address)
{
	size_t at = (address >> 2) * 0x9e3779b97f4a7c15ull >> 20 & (set->room - 1);

	while (set->v[at] && set->v[at] != address)
		at = (at + 1) & (set->room - 1);
	return at;
}

static int grow(struct address_set *set)
{
	struct address_set bigger = { .n = set->n, .room = set->room ? set->room * 2 : 256 };

	bigger.v = calloc(bigger.room, sizeof(*bigger.v));
	if (!bigger.v)
		return -ENOMEM;
	for (size_t i = 0; i < set->room; i++)
		if (set->v[i])
			bigger.v[slot_of(&bigger, set->v[i])] = set->v[i];
	free(set->v);
	*set = bigger;
	return 0;
}

int address_set_add(struct address_set *set, uint64_t address)
{
	size_t at;

	if (!address)
		return 0;
	if (2 * set->n >= set->room && grow(set))
		return -ENOMEM;
	at = slot_of(set, address);
	if (set->v[at])
		return 0;
	set->v[at] = address;
	set->n++;
	return 1;
}

bool address_set_has(const struct address_set *set, uint64_t address)
{
	return set->n && address && set->v[slot_of(set, address)];
}

void address_set_free(struct address_set *set)
{
	free(set->v);
	*set = (struct address_set){ 0 };
}
