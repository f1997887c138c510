// SPDX-License-Identifier: GPL-2.0
#include <math.h>

#include "aggregate/spread.h"

/* Use Welford's algorithm: a sum of squares would lose the differences between large counts. */
void spread_add(struct spread *s, double value)
{
	double delta = value - s->mean;

	s->mean += delta / ++s->n;
	s->m2 += delta * (value - s->mean);
	s->stddev = s->n > 1 ? sqrt(s->m2 / (s->n - 1)) : 0;
}

void repeat_add(struct repeat *r, const struct counts *counts)
{
	for (int f = 0; f < F_NR; f++) {
		struct spread s = { r->runs, r->mean[f], r->stddev[f], r->m2[f] };

		spread_add(&s, counts_get(counts, f));
		r->mean[f] = s.mean;
		r->stddev[f] = s.stddev;
		r->m2[f] = s.m2;
	}
	r->runs++;
}
