/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Switch the strict mode of a strict kernel, and read its counts in debugfs:
 * CONFIG_ARM64_LAZY_MMU_STRICT of kernel-patch/strict/.
 */
#ifndef BT_STRICT_MODE_H
#define BT_STRICT_MODE_H

#include <stdbool.h>
#include <stdint.h>

/* Counts of a strict kernel over all tasks, since boot. */
struct strict_counts {
	uint64_t hidden;	/* entries that the kernel stored as absent */
	uint64_t completed;	/* entries made present when their barriers were executed */
	uint64_t early;		/* entries made present for lack of room: accesses go unseen */
	uint64_t premature;	/* accesses to hidden entries */
	uint64_t unasked;	/* entries for which no barriers were asked */
	uint64_t abandoned;	/* entries of tasks that ended */
};

/**
 * strict_mode_is_on() - read the switch.
 *
 * Return: 1 or 0, or a negative errno (-ENOENT: no strict kernel, or no debugfs).
 */
int strict_mode_is_on(void);

/** strict_mode_switch() - switch the strict mode on or off.  Return: 0 or a negative errno. */
int strict_mode_switch(bool on);

/**
 * strict_mode_read() - read the counts since boot.
 * @counts: result, zero on error
 *
 * Return: 0 or a negative errno.
 */
int strict_mode_read(struct strict_counts *counts);

/** strict_mode_since() - subtract @before, an earlier reading, from @counts. */
void strict_mode_since(struct strict_counts *counts, const struct strict_counts *before);

#endif /* BT_STRICT_MODE_H */
