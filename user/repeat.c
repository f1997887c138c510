// SPDX-License-Identifier: GPL-2.0
#include <math.h>

#include "repeat.h"

/* Welford's way: a sum of squares would lose the difference of large counts. */
void repeat_add(struct repeat *r, const struct counts *counts)
{
	int n = ++r->runs;

	for (int f = 0; f < F_NR; f++) {
		double value = counts_get(counts, f), delta = value - r->mean[f];

		r->mean[f] += delta / n;
		r->m2[f] += delta * (value - r->mean[f]);
		r->stddev[f] = n > 1 ? sqrt(r->m2[f] / (n - 1)) : 0;
	}
}
