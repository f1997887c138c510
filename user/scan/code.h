/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel's instructions. */
#ifndef BT_CODE_H
#define BT_CODE_H

#include <stddef.h>
#include <stdint.h>

struct static_branch;

/* The text from _stext to _etext, without .init, which the kernel frees after boot. */
struct scan_text {
	uint64_t base;		/* address of the first instruction */
	const uint32_t *insn;	/* borrowed, in the byte order of this machine */
	size_t n;		/* instructions */
	const struct static_branch *jumps;	/* sorted, of static_branches_read(); or NULL */
	size_t nr_jumps;
};

#endif /* BT_CODE_H */
