/* SPDX-License-Identifier: GPL-2.0 */
/* Measures the cost of `dsb ishst; isb`, which user mode may execute. */
#ifndef BT_CALIBRATE_H
#define BT_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/pair_cost.h"

#define CALIBRATE_LINES	8	/* stores of SCENARIO_OTHER, each to another cache line */

/** pair_timer_supported() - tell whether this program was built for arm64. */
bool pair_timer_supported(void);

/** pair_timer_counter_hz() - return CNTFRQ_EL0; 0 on another architecture. */
uint64_t pair_timer_counter_hz(void);

/**
 * pair_timer_measure() - measure the pair on one CPU of each type.
 * @types: the machine's types of CPUs
 * @c: result; the caller sets calibration::emulated
 *
 * Keeps one CPU busy for a few tenths of a second for each type, and leaves the calling
 * thread pinned to the last one.  Says why it failed.
 *
 * Return: 0, -EOPNOTSUPP on another architecture, or another negative errno.
 */
int pair_timer_measure(const struct cpu_types *types, struct calibration *c);

/**
 * pair_timer_cost() - compute the cost of one pair from the ticks of batches.
 * @batch: ticks of @n batches; sorted by this function
 * @twin: ticks of @n batches without the pair, which do all else; sorted by this function
 * @pairs: number of pairs in a batch
 * @hz: ticks per second
 *
 * The median of the twins is subtracted, not the twin that ran beside a batch.  A twin that was
 * preempted would make the cheapest pair cheaper than it is.
 */
struct cost pair_timer_cost(uint64_t *batch, uint64_t *twin, size_t n, uint32_t pairs, uint64_t hz);

#endif /* BT_CALIBRATE_H */
