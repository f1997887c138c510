/* SPDX-License-Identifier: GPL-2.0 */
/* Compute the mean and the deviation of numbers over several runs, without keeping the runs. */
#ifndef BT_SPREAD_H
#define BT_SPREAD_H

#include "aggregate/counts.h"

/* Spread of one number.  A zeroed struct has no value yet. */
struct spread {
	int n;			/* number of values */
	double mean;
	double stddev;		/* sample standard deviation; 0 for one value */
	double m2;		/* sum of squared distances from the mean, internal */
};

/** spread_add() - add a value; mean and stddev are of all values so far. */
void spread_add(struct spread *s, double value);

/* Spread of every field of the counts.  A zeroed struct has no run yet. */
struct repeat {
	int runs;
	double mean[F_NR];
	double stddev[F_NR];	/* see struct spread */
	double m2[F_NR];	/* see struct spread */
};

/** repeat_add() - add a run; mean and stddev are of all runs so far. */
void repeat_add(struct repeat *r, const struct counts *counts);

#endif /* BT_SPREAD_H */
