/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel's instructions. */
#ifndef BT_SCAN_CODE_H
#define BT_SCAN_CODE_H

#include <stddef.h>
#include <stdint.h>

struct scan_jump;

/* From _stext to _etext: what is in .init is gone after boot. */
struct scan_text {
	uint64_t base;
	const uint32_t *insn;	/* in the byte order of this machine */
	size_t n;
	const struct scan_jump *jumps;	/* scan_jumps_read() of it; without any, only what @insn says */
	size_t nr_jumps;
};

#endif /* BT_SCAN_CODE_H */
