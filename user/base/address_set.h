/* SPDX-License-Identifier: GPL-2.0 */
/* Keep a set of addresses that only grows. */
#ifndef BT_ADDRESS_SET_H
#define BT_ADDRESS_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A hash table of addresses.  A zeroed struct is an empty set. */
struct address_set {
	uint64_t *v;	/* places, found by hash; 0: free; owned */
	size_t n, room;	/* addresses in the set; places in @v, a power of two */
};

/**
 * address_set_add() - add an address to the set.
 * @address: address; 0 stands for a free place, and is never added
 *
 * Return: 1 when @address is new, 0 when it is in the set already or 0, or -ENOMEM.
 */
int address_set_add(struct address_set *set, uint64_t address);

/** address_set_has() - tell whether an address is in the set. */
bool address_set_has(const struct address_set *set, uint64_t address);

/** address_set_free() - free what @set holds, and make it an empty set. */
void address_set_free(struct address_set *set);

#endif /* BT_ADDRESS_SET_H */
