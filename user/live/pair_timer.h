/* SPDX-License-Identifier: GPL-2.0 */
/* Measure what `dsb ishst; isb` costs; both may be executed in user mode. */
#ifndef BT_CALIBRATE_H
#define BT_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/pair_cost.h"

#define CALIBRATE_LINES	8	/* stores of SCENARIO_OTHER, each to a line of its own */

/** pair_timer_supported() - was this program built for arm64? */
bool pair_timer_supported(void);

/** pair_timer_counter_hz() - CNTFRQ_EL0; 0 where it is not supported. */
uint64_t pair_timer_counter_hz(void);

/**
 * pair_timer_measure() - on one CPU of each type.
 * @types: the machine's
 * @c: result; emulated is the caller's
 *
 * Keeps one CPU busy for a few tenths of a second for each type, and leaves the calling
 * thread pinned to the last one.  Says why it failed.
 *
 * Return: 0, -EOPNOTSUPP on another architecture, or another negative errno.
 */
int pair_timer_measure(const struct cpu_types *types, struct calibration *c);

/**
 * pair_timer_cost() - from the ticks of batches to the cost of one pair.
 * @batch: of @n batches
 * @twin: of as many that do the same without the pair; both are sorted
 * @pairs: in a batch
 * @hz: of the ticks
 *
 * The twin's median is taken away, and not the twin that ran beside a batch: one that was
 * preempted would make the cheapest pair cheaper than it is.
 */
struct cost pair_timer_cost(uint64_t *batch, uint64_t *twin, size_t n, uint32_t pairs, uint64_t hz);

#endif /* BT_CALIBRATE_H */
