/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers of several runs: their mean and deviation, without keeping the runs. */
#ifndef BT_SPREAD_H
#define BT_SPREAD_H

#include "aggregate/counts.h"

/* Of one number.  Zero-initialise. */
struct spread {
	int n;
	double mean;
	double stddev;		/* of a sample; 0 for one value */
	double m2;		/* internal */
};

/** spread_add() - one more value; mean and stddev are of all values so far. */
void spread_add(struct spread *s, double value);

/* Of all counts.  Zero-initialise. */
struct repeat {
	int runs;
	double mean[F_NR];
	double stddev[F_NR];	/* as in struct spread */
	double m2[F_NR];	/* internal */
};

/** repeat_add() - one more run; mean and stddev are of all runs so far. */
void repeat_add(struct repeat *r, const struct counts *counts);

#endif /* BT_SPREAD_H */
