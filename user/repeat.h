/* SPDX-License-Identifier: GPL-2.0 */
/* Counts of several runs: their mean and deviation, without keeping the runs. */
#ifndef BT_REPEAT_H
#define BT_REPEAT_H

#include "stats.h"

/* Zero-initialise. */
struct repeat {
	int runs;
	double mean[F_NR];
	double stddev[F_NR];	/* of a sample; 0 for one run */
	double m2[F_NR];	/* internal */
};

/** repeat_add() - one more run; mean and stddev are of all runs so far. */
void repeat_add(struct repeat *r, const struct counts *counts);

#endif /* BT_REPEAT_H */
