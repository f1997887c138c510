/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read the static branches of a text.  A static branch is a NOP or a B, by the state of its key,
 * and the kernel may turn one into the other at any time.  The target of a NOP is only in
 * __jump_table (include/linux/jump_label.h).
 */
#ifndef BT_STATIC_BRANCHES_H
#define BT_STATIC_BRANCHES_H

#include <stdbool.h>

#include "scan/code.h"

struct static_branch {
	uint64_t from, to;	/* addresses: of the branch, of its target */
};

/**
 * static_branches_fit() - tell whether a table can be at these addresses.
 * @begin: address of the table
 * @end: address behind the table
 */
bool static_branches_fit(const struct scan_text *text, uint64_t begin, uint64_t end);

/**
 * static_branches_read() - read the entries of __jump_table that belong to a text.
 * @text: gets @jumps and @nr_jumps
 * @address: of the table: an entry is relative to its own address
 * @words: the table, in the byte order of this machine; not kept
 * @n: number of @words
 * @jumps: result, owned by the caller, who frees it after the last use of @text; or NULL
 *
 * Entries that are no static branch are left out: those of .init, and of a damaged file.
 *
 * Return: 0 or -ENOMEM.
 */
int static_branches_read(struct scan_text *text, uint64_t address, const uint32_t *words, size_t n,
			 struct static_branch **jumps);

/** static_branch_at() - return the static branch at an address, borrowed from @text, or NULL. */
const struct static_branch *static_branch_at(const struct scan_text *text, uint64_t address);

#endif /* BT_STATIC_BRANCHES_H */
