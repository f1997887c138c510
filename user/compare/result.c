// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "compare/result.h"

/* The memory that the allocator needs for itself is not counted. */
int result_take(struct result *r, size_t size)
{
	size_t max = r->max_memory ? r->max_memory : RESULT_MEMORY;

	if (size > max - r->memory)
		return -EFBIG;
	r->memory += size;
	return 0;
}

int result_set(struct result *r, char **to, const char *text)
{
	int ret = result_take(r, strlen(text) + 1);

	if (ret)
		return ret;
	if (*to)
		return -EEXIST;
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int compare_rows(const void *a, const void *b)
{
	const struct result_row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void free_row(void *p)
{
	struct result_row *row = p;

	free(row->name);
	result_histograms_free(row->h);
	free(row);
}

static bool in_range(const struct counts *n)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++)
		if (n->c[i] > RESULT_MAX_COUNT)
			return false;
	/* The counts of an interval are differences, so these two may be negative. */
	return llabs((int64_t)n->pending_start) <= RESULT_MAX_COUNT &&
	       llabs((int64_t)n->pending) <= RESULT_MAX_COUNT;
}

static int new_row(struct result *r, const char *name, struct result_row **to)
{
	struct result_row *row;
	int ret = result_take(r, sizeof(*row) + strlen(name) + 1 + 4 * sizeof(void *));

	if (ret)
		return ret;
	row = calloc(1, sizeof(*row));
	if (!row)
		return -ENOMEM;
	row->name = strdup(name);
	if (!row->name || !tsearch(row, &r->tree, compare_rows)) {
		free_row(row);
		return -ENOMEM;
	}
	r->nr_rows++;
	*to = row;
	return 0;
}

int result_row(struct result *r, const char *name, struct result_row **row)
{
	struct result_row key = { .name = (char *)name };
	void *node = tfind(&key, &r->tree, compare_rows);

	if (!node)
		return new_row(r, name, row);
	*row = *(struct result_row **)node;
	return 0;
}

int result_add_row(struct result *r, const char *name, const struct counts *n)
{
	struct result_row *row;
	int ret = result_row(r, name, &row);

	if (ret)
		return ret;
	/* The sum over all rows is in range, so any rows can be added up later. */
	counts_add(&row->n, n, 1);
	counts_add(&r->row_sum, n, 1);
	return in_range(&row->n) && in_range(&r->row_sum) ? 0 : -ERANGE;
}

int result_add_run(struct result *r, const struct counts *n, uint64_t elapsed_ns)
{
	int ret = result_take(r, sizeof(*r->runs));

	if (ret)
		return ret;
	counts_add(&r->sum, n, 1);
	if (!in_range(&r->sum))
		return -ERANGE;
	if (array_add(r->runs, r->nr_runs))
		return -ENOMEM;
	r->runs[r->nr_runs++] = (struct result_run){ *n, elapsed_ns, NULL };
	return 0;
}

uint64_t result_derived(const struct result *r)
{
	uint64_t derived = 0;

	if (!r->hist)
		counts_events(&r->total, &derived);
	for (int m = 0; r->hist && m < BT_NR_METRICS; m++)
		derived += r->hist->total[m].derived;
	return derived;
}

int result_hist_new(struct result *r)
{
	int ret = result_take(r, sizeof(*r->hist));

	if (ret)
		return ret;
	r->hist = calloc(1, sizeof(*r->hist));
	return r->hist ? 0 : -ENOMEM;
}

/* Both histograms are in range, so adding them does not overflow. */
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

void result_free(struct result *r)
{
	tdestroy(r->tree, free_row);
	free(r->file);
	free(r->subject);
	free(r->kernel);
	free(r->generation);
	free(r->attach);
	free(r->scope);
	free(r->probe_scope);
	for (size_t i = 0; i < r->nr_runs; i++)
		free(r->runs[i].numbers);
	free(r->runs);
	result_hist_free(r->hist);
	free(r->rows);
	*r = (struct result){ 0 };
}
