/* SPDX-License-Identifier: GPL-2.0 */
/* A set of addresses that only grows. */
#ifndef BT_ADDRESS_SET_H
#define BT_ADDRESS_SET_H

#include <stddef.h>
#include <stdint.h>

/* Zero-initialised: empty. */
struct address_set {
	uint64_t *v;	/* by hash; 0: free */
	size_t n, room;	/* room: a power of two */
};

/**
 * address_set_add() - 0 is never added.
 *
 * Return: 1 when it is new, 0 when it is not, or -ENOMEM.
 */
int address_set_add(struct address_set *set, uint64_t address);

/** address_set_free() - the set is empty then. */
void address_set_free(struct address_set *set);

#endif /* BT_ADDRESS_SET_H */
