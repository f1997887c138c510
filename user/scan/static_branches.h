/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Static branches: each is a NOP or a B, as its key is at the moment, and may become the other at
 * any time.  Where a NOP would branch to is only in __jump_table (include/linux/jump_label.h).
 */
#ifndef BT_STATIC_BRANCHES_H
#define BT_STATIC_BRANCHES_H

#include <stdbool.h>

#include "scan/code.h"

struct static_branch {
	uint64_t from, to;
};

/**
 * static_branches_fit() - can there be a table?
 * @begin: its address
 * @end: behind it
 */
bool static_branches_fit(const struct scan_text *text, uint64_t begin, uint64_t end);

/**
 * static_branches_read() - the entries that are of this text.
 * @text: result: its @jumps
 * @address: of the table, which its entries are relative to
 * @words: the table, in the byte order of this machine; not used any more after this
 * @n: how many words are there
 * @jumps: result, to be freed as long as @text is used; NULL without entries
 *
 * What is no static branch is left out: entries of .init, and of a file that is damaged.
 *
 * Return: 0 or -ENOMEM.
 */
int static_branches_read(struct scan_text *text, uint64_t address, const uint32_t *words, size_t n,
			 struct static_branch **jumps);

/** static_branch_at() - Return: the static branch at an address, or NULL. */
const struct static_branch *static_branch_at(const struct scan_text *text, uint64_t address);

#endif /* BT_STATIC_BRANCHES_H */
