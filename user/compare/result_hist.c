// SPDX-License-Identifier: GPL-2.0
/* Distributions in a result. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare/result.h"

int result_hist_new(struct result *r)
{
	int ret = result_take(r, sizeof(*r->hist));

	if (ret)
		return ret;
	r->hist = calloc(1, sizeof(*r->hist));
	return r->hist ? 0 : -ENOMEM;
}

/* Both are in range, so their sum does not overflow. */
static int merge(struct result *r, struct histogram *to, const struct histogram *from)
{
	int ret = result_take(r, from->nr_buckets * sizeof(*from->buckets));

	if (!ret)
		ret = histogram_merge(to, from);
	if (!ret && (to->count > RESULT_MAX_COUNT || to->sum > RESULT_MAX_COUNT ||
		     to->partial > RESULT_MAX_COUNT || to->derived > RESULT_MAX_COUNT))
		ret = -ERANGE;
	return ret;
}

int result_hist_total(struct result *r, enum bt_metric metric, const struct histogram *h)
{
	r->hist->metrics |= 1u << metric;
	return merge(r, &r->hist->total[metric], h);
}

int result_hist_row(struct result *r, const char *name, enum bt_metric metric,
		    const struct histogram *h)
{
	struct result_row *row;
	int ret = result_row(r, name, &row);

	if (!ret && !row->h) {
		ret = result_take(r, BT_NR_METRICS * sizeof(*row->h));
		if (!ret) {
			row->h = calloc(BT_NR_METRICS, sizeof(*row->h));
			ret = row->h ? 0 : -ENOMEM;
		}
	}
	return ret ? ret : merge(r, &row->h[metric], h);
}

int result_hist_run(struct result *r, const long double (*numbers)[HIST_NR_NUMBERS],
		    uint64_t elapsed_ns)
{
	const struct counts none = { 0 };
	size_t size = BT_NR_METRICS * sizeof(*numbers);
	int ret = result_take(r, size);
	struct result_run *run;

	if (!ret)
		ret = result_add_run(r, &none, elapsed_ns);
	if (ret)
		return ret;
	run = &r->runs[r->nr_runs - 1];
	run->numbers = malloc(size);
	if (!run->numbers)
		return -ENOMEM;
	memcpy(run->numbers, numbers, size);
	return 0;
}

void result_histograms_free(struct histogram *h)
{
	for (int m = 0; h && m < BT_NR_METRICS; m++)
		histogram_free(&h[m]);
	free(h);
}

void result_hist_free(struct result_hist *hist)
{
	for (int m = 0; hist && m < BT_NR_METRICS; m++)
		histogram_free(&hist->total[m]);
	free(hist);
}
