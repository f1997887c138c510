/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a pair of barriers costs: the file that `calibrate` writes and `stat` reads, and
 * what follows from it.  Times of a pair are in picoseconds, which keeps them integers.
 */
#ifndef BT_PAIR_COST_H
#define BT_PAIR_COST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/machine.h"

#define CALIBRATION_FILE	"/var/lib/barrier-trace/calibration"
#define CALIBRATION_MAX_PS	1000000000000ull	/* 1 s */

/* What was executed; the order is the file's. */
enum scenario {
	SCENARIO_ISB,
	SCENARIO_DSB,
	SCENARIO_IDLE,
	SCENARIO_SAME,
	SCENARIO_OTHER,
	SCENARIO_NR,
};

extern const char *const scenario_names[SCENARIO_NR];	/* in the file */

/* Of one scenario, over all batches. */
struct cost {
	uint64_t min, median, p90, max;	/* ps, ascending, at most CALIBRATION_MAX_PS */
};

struct calibrated {
	uint64_t midr;
	uint32_t cpu;			/* that was measured */
	struct cost cost[SCENARIO_NR];
};

struct calibration {
	enum emulation emulated;
	uint64_t counter_hz;
	uint32_t pairs;			/* in a batch */
	uint32_t batches;
	struct calibrated types[MACHINE_MAX_TYPES];
	size_t nr_types;
};

/** pair_cost_error_ps() - of one pair, from the resolution of the counter. */
uint64_t pair_cost_error_ps(const struct calibration *c);

/** pair_cost_write() - the file; errors stay in @f. */
void pair_cost_write(FILE *f, const struct calibration *c);

/**
 * pair_cost_read() - read the file, and believe nothing of it.
 * @why: result, what is wrong with the contents, in words
 *
 * Return: 0, -EINVAL with @why, or the negative errno of open() and read() without it.
 */
int pair_cost_read(const char *path, struct calibration *c, const char **why);

/* Of one pair, for an estimate. */
struct pair_cost {
	uint64_t low_ps;	/* nothing pending, on the fastest type of CPU */
	uint64_t high_ps;	/* behind stores, on the slowest */
	bool maybe_emulated;
	const char *file;	/* where that is from */
};

/**
 * pair_cost_of() - of a pair on this machine.
 * @types: the machine's
 * @why: result, why the calibration must not be used
 *
 * Return: 0, or -EINVAL with @why.
 */
int pair_cost_of(const struct calibration *c, const struct cpu_types *types,
		 struct pair_cost *cost, char *why, size_t size);

/**
 * pair_cost_load() - what `stat` may use.
 * @path: NULL for CALIBRATION_FILE, which may be missing
 *
 * A file that cannot be used is a warning, with the reason; one that was asked for and cannot be
 * read an error.
 *
 * Return: 1 with @cost, 0 when there is nothing to use, or a negative errno.
 */
int pair_cost_load(const char *path, struct pair_cost *cost);

/* How long so many pairs take; ns, low <= high. */
struct estimate {
	int64_t low_ns, high_ns;
};

/** pair_cost_estimate() - @pairs may be negative (avoided is); too much is INT64_MAX. */
struct estimate pair_cost_estimate(const struct pair_cost *cost, int64_t pairs);

#endif /* BT_PAIR_COST_H */
