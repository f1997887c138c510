/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel's instructions. */
#ifndef BT_CODE_H
#define BT_CODE_H

#include <stddef.h>
#include <stdint.h>

struct static_branch;

/* From _stext to _etext: what is in .init is gone after boot. */
struct scan_text {
	uint64_t base;
	const uint32_t *insn;	/* in the byte order of this machine */
	size_t n;
	const struct static_branch *jumps;	/* static_branches_read() of it, or NULL */
	size_t nr_jumps;
};

#endif /* BT_CODE_H */
