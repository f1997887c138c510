/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The running kernel as a strict one: CONFIG_ARM64_LAZY_MMU_STRICT of kernel-patch/strict/, its
 * switch and its numbers in debugfs.
 */
#ifndef BT_STRICT_MODE_H
#define BT_STRICT_MODE_H

#include <stdbool.h>
#include <stdint.h>

/* Of all tasks, since it was booted. */
struct strict_counts {
	uint64_t hidden;	/* entries that were stored and not there yet */
	uint64_t completed;	/* where their barriers were executed */
	uint64_t early;		/* for want of room: who used one of these was not seen */
	uint64_t premature;	/* accesses */
	uint64_t unasked;	/* entries that no barriers were asked for */
	uint64_t abandoned;	/* entries of tasks that ended */
};

/** strict_mode_is_on() - 1, 0, or a negative errno (-ENOENT: no such kernel, or no debugfs). */
int strict_mode_is_on(void);

/** strict_mode_switch() - Return: 0 or a negative errno. */
int strict_mode_switch(bool on);

/** strict_mode_read() - Return: 0 or a negative errno; @counts is zero then. */
int strict_mode_read(struct strict_counts *counts);

/** strict_mode_since() - what came after @before, in @counts. */
void strict_mode_since(struct strict_counts *counts, const struct strict_counts *before);

#endif /* BT_STRICT_MODE_H */
