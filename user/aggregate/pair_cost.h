/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Estimate the time that pairs of barriers take, from the file that `calibrate` writes and `stat`
 * reads.  Times of a pair are integers, in picoseconds.
 */
#ifndef BT_PAIR_COST_H
#define BT_PAIR_COST_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/machine.h"

#define CALIBRATION_FILE	"/var/lib/barrier-trace/calibration"
#define CALIBRATION_MAX_PS	1000000000000ull	/* 1 s */

/* Instructions that `calibrate` measures, in the order of the file. */
enum scenario {
	SCENARIO_ISB,		/* isb alone */
	SCENARIO_DSB,		/* dsb ishst alone */
	SCENARIO_IDLE,		/* pair, nothing pending */
	SCENARIO_SAME,		/* pair behind a store, always to one line */
	SCENARIO_OTHER,		/* pair behind stores to other lines in turn */
	SCENARIO_NR,
};

extern const char *const scenario_names[SCENARIO_NR];	/* names in the file */

/* Cost of one scenario, over all batches. */
struct cost {
	uint64_t min, median, p90, max;	/* ps, ascending, at most CALIBRATION_MAX_PS */
};

/* Costs on one type of CPU. */
struct calibrated {
	uint64_t midr;			/* MIDR_EL1 */
	uint32_t cpu;			/* number of the CPU that was measured */
	struct cost cost[SCENARIO_NR];
};

/* Contents of the file. */
struct calibration {
	enum emulation emulated;
	uint64_t counter_hz;		/* frequency of the counter, Hz */
	uint32_t pairs;			/* pairs in a batch */
	uint32_t batches;
	struct calibrated types[MACHINE_MAX_TYPES];
	size_t nr_types;
};

/** pair_cost_error_ps() - return the error of a pair's time from the counter's resolution, ps. */
uint64_t pair_cost_error_ps(const struct calibration *c);

/** pair_cost_write() - write the file; the caller finds errors by ferror(@f). */
void pair_cost_write(FILE *f, const struct calibration *c);

/**
 * pair_cost_read() - read the file, and check every number of it.
 * @why: result, the error in the contents in words, static; NULL: none
 *
 * Return: 0, -EINVAL with @why, or the negative errno of open() and read() without it.
 */
int pair_cost_read(const char *path, struct calibration *c, const char **why);

/* Bounds of a pair's time, for an estimate. */
struct pair_cost {
	uint64_t low_ps;	/* time with nothing pending, on the fastest type of CPU, ps */
	uint64_t high_ps;	/* largest median with and without stores, on any type of CPU, ps */
	bool maybe_emulated;	/* CPU that was measured may have been emulated */
	const char *file;	/* path of the calibration, borrowed */
};

/**
 * pair_cost_of() - find the bounds of a pair's time on this machine.
 * @types: CPUs of the machine
 * @cost: result
 * @why: result, why the calibration must not be used, @size bytes
 *
 * Return: 0, or -EINVAL with @why.
 */
int pair_cost_of(const struct calibration *c, const struct cpu_types *types,
		 struct pair_cost *cost, char *why, size_t size);

/**
 * pair_cost_load() - load the calibration that `stat` may use.
 * @path: borrowed; NULL for CALIBRATION_FILE, which may be missing
 * @cost: result
 *
 * Warns, with the reason, of a file that cannot be used.  A @path that cannot be read is an error.
 *
 * Return: 1 with @cost, 0 when no calibration can be used, or a negative errno.
 */
int pair_cost_load(const char *path, struct pair_cost *cost);

/* Bounds of the time that a number of pairs takes. */
struct estimate {
	int64_t low_ns, high_ns;	/* ns, low <= high */
};

/**
 * pair_cost_estimate() - return the bounds for a number of pairs.
 * @pairs: may be negative, because avoided may be
 *
 * A bound that does not fit becomes INT64_MAX or INT64_MIN.
 */
struct estimate pair_cost_estimate(const struct pair_cost *cost, int64_t pairs);

#endif /* BT_PAIR_COST_H */
