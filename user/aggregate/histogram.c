// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "aggregate/filter.h"
#include "aggregate/histogram.h"

const struct metric_info metric_infos[BT_NR_METRICS] = {
	[BT_METRIC_BATCH]   = { "batch", "deferrals", "deferrals that one flush covers", false },
	[BT_METRIC_WINDOW]  = { "window", "ns", "time from the first deferral to its flush", true },
	[BT_METRIC_SECTION] = { "section", "ns", "time in lazy MMU mode, outermost", true },
	[BT_METRIC_RUN]     = { "run", "barriers",
				"barriers emitted in a row by one task at one site", false },
};

int histogram_add_bucket(struct histogram *h, uint32_t index, uint64_t count)
{
	size_t low = 0, high = h->nr_buckets;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (h->buckets[middle].index < index)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < h->nr_buckets && h->buckets[low].index == index) {
		h->buckets[low].count += count;
		return 0;
	}
	if (array_add(h->buckets, h->nr_buckets))
		return -ENOMEM;
	memmove(h->buckets + low + 1, h->buckets + low,
		(h->nr_buckets - low) * sizeof(*h->buckets));
	h->buckets[low] = (struct hist_bucket){ index, count };
	h->nr_buckets++;
	return 0;
}

static void add_extremes(struct histogram *h, uint64_t min, uint64_t max)
{
	if (!h->count || min < h->min)
		h->min = min;
	if (!h->count || max > h->max)
		h->max = max;
}

int histogram_take(struct histogram *h, const struct bt_hist *from, uint64_t partial)
{
	uint64_t count = 0, min = ~from->inverse_min, max = from->max;
	int ret = 0;

	for (uint32_t i = 0; i < BT_HIST_BUCKETS && !ret; i++) {
		if (!from->n[i])
			continue;
		count += from->n[i];
		ret = histogram_add_bucket(h, i, from->n[i]);
		/*
		 * A program counts a sample's bucket first, and its extremes later.  If the set is
		 * taken in between, the bucket's bounds stand in for the extremes, which come the
		 * next time.
		 */
		if (max < bt_hist_low(i))
			max = bt_hist_low(i);
		if (min > bt_hist_last(i))
			min = bt_hist_last(i);
	}
	for (uint32_t i = 0; i < BT_HIST_LINEAR && !ret; i++)
		if (from->linear[i])
			ret = histogram_add_bucket(h, BT_HIST_BUCKETS + i, from->linear[i]);
	if (count)
		add_extremes(h, min, max);
	h->count += count;
	h->sum += from->sum;
	h->partial += partial;
	return ret;
}

int histogram_add(struct histogram *h, uint64_t value, uint64_t step)
{
	int ret = histogram_add_bucket(h, bt_hist_index(value), 1);

	if (!ret && step && value / step < BT_HIST_LINEAR)
		ret = histogram_add_bucket(h, BT_HIST_BUCKETS + value / step, 1);
	add_extremes(h, value, value);
	h->count++;
	h->sum += value;
	return ret;
}

int histogram_merge(struct histogram *to, const struct histogram *from)
{
	int ret = 0;

	for (size_t i = 0; i < from->nr_buckets && !ret; i++)
		ret = histogram_add_bucket(to, from->buckets[i].index, from->buckets[i].count);
	if (from->count)
		add_extremes(to, from->min, from->max);
	to->count += from->count;
	to->sum += from->sum;
	to->partial += from->partial;
	to->derived += from->derived;
	return ret;
}

void histogram_free(struct histogram *h)
{
	free(h->buckets);
	*h = (struct histogram){ 0 };
}

/* Linear buckets that hold one value each are exact, so the search begins with them. */
uint64_t histogram_percentile(const struct histogram *h, unsigned int permille, uint64_t step)
{
	/* Number of samples that are not above the percentile, rounded up, without overflow. */
	uint64_t rank = h->count / 1000 * permille + (h->count % 1000 * permille + 999) / 1000;
	uint64_t seen = 0, value;

	if (!h->count)
		return 0;
	for (size_t i = 0; step == 1 && i < h->nr_buckets; i++) {
		if (h->buckets[i].index < BT_HIST_BUCKETS)
			continue;
		seen += h->buckets[i].count;
		if (seen >= rank)
			return h->buckets[i].index - BT_HIST_BUCKETS;
	}
	seen = 0;
	for (size_t i = 0; i < h->nr_buckets && h->buckets[i].index < BT_HIST_BUCKETS; i++) {
		seen += h->buckets[i].count;
		if (seen < rank)
			continue;
		value = bt_hist_last(h->buckets[i].index);
		return value < h->max ? value : h->max;
	}
	return h->max;
}

double histogram_average(const struct histogram *h)
{
	return h->count ? (double)h->sum / h->count : 0;
}

void histogram_lines(const struct histogram *h, const struct hist_shape *shape, uint64_t *counts)
{
	uint64_t above = h->count;

	for (size_t i = 0; i < h->nr_buckets; i++) {
		uint32_t index = h->buckets[i].index;
		uint64_t count = h->buckets[i].count, low;

		if ((index >= BT_HIST_BUCKETS) != shape->linear)
			continue;
		if (shape->linear) {
			counts[index - BT_HIST_BUCKETS] += count;
			above -= count;
		} else {
			low = bt_hist_low(index);
			counts[low ? bt_log2(low) + 1 : 0] += count;
		}
	}
	if (shape->linear)
		counts[BT_HIST_LINEAR] += above;
}

bool histogram_line_bounds(const struct hist_shape *shape, size_t line, uint64_t *low,
			   uint64_t *high)
{
	*high = UINT64_MAX;
	if (shape->linear) {
		*low = line * shape->step;
		if (line == BT_HIST_LINEAR)
			return false;
		*high = *low + shape->step;
		return true;
	}
	*low = line ? 1ull << (line - 1) : 0;
	if (line == 64)
		return false;
	*high = 1ull << line;
	return true;
}

struct histograms {
	enum per per;
	const struct filter *filter;
	struct histogram total[BT_NR_METRICS];
	void *tree;
	size_t nr_rows;
};

_Static_assert(!offsetof(struct hist_row, key), "rows are compared by their keys");

struct histograms *histograms_new(enum per per, const struct filter *filter)
{
	struct histograms *hs = calloc(1, sizeof(*hs));

	if (hs) {
		hs->per = per;
		hs->filter = filter;
	}
	return hs;
}

static void free_row(void *p)
{
	struct hist_row *row = p;

	for (int m = 0; m < BT_NR_METRICS; m++)
		histogram_free(&row->h[m]);
	free(row);
}

void histograms_free(struct histograms *hs)
{
	if (!hs)
		return;
	for (int m = 0; m < BT_NR_METRICS; m++)
		histogram_free(&hs->total[m]);
	tdestroy(hs->tree, free_row);
	free(hs);
}

static struct hist_row *find_row(struct histograms *hs, const struct row *key)
{
	struct hist_row wanted = { .key = *key }, *row;
	void *node = tfind(&wanted, &hs->tree, row_comparator(hs->per));

	if (node)
		return *(struct hist_row **)node;
	row = calloc(1, sizeof(*row));
	if (!row)
		return NULL;
	row->key = *key;
	if (!tsearch(row, &hs->tree, row_comparator(hs->per))) {
		free(row);
		return NULL;
	}
	hs->nr_rows++;
	return row;
}

static void name_row(struct hist_row *row, const struct row *key, uint64_t named)
{
	if (named < row->named)
		return;
	row->named = named;
	memcpy(row->key.comm, key->comm, sizeof(row->key.comm));
}

/*
 * Find or make the row for the samples of @who; @row is NULL if the table has no rows.
 * Return: 1, 0 when the filter does not pass @who, or -ENOMEM.
 */
static int row_of(struct histograms *hs, const struct bt_slot *who, struct hist_row **row)
{
	uint64_t named = who->epoch | (uint64_t)(who->tid == who->tgid) << 32;
	char comm[BT_COMM_LEN + 1];
	struct row key;

	memcpy(comm, who->comm, BT_COMM_LEN);
	comm[BT_COMM_LEN] = '\0';
	*row = NULL;
	if (!filter_passes(hs->filter, who, comm))
		return 0;
	if (hs->per == PER_NONE)
		return 1;
	row_of_slot(hs->per, who, comm, &key);
	*row = find_row(hs, &key);
	if (!*row)
		return -ENOMEM;
	name_row(*row, &key, named);
	return 1;
}

static int take_metric(struct histogram *h, const struct bt_set *set, int metric)
{
	h->derived += set->derived[metric];
	return histogram_take(h, &set->hist[metric], set->partial[metric]);
}

int histograms_take(struct histograms *hs, const struct bt_set *set)
{
	struct hist_row *row;
	int ret = row_of(hs, &set->who, &row);

	if (ret <= 0)
		return ret;
	ret = 0;
	for (int m = 0; m < BT_NR_METRICS && !ret; m++) {
		ret = take_metric(&hs->total[m], set, m);
		if (row && !ret)
			ret = take_metric(&row->h[m], set, m);
	}
	return ret;
}

static int add_sample(struct histogram *h, const struct hist_sample *sample)
{
	h->partial += sample->partial;
	h->derived += sample->derived && !sample->partial;
	return sample->partial ? 0 : histogram_add(h, sample->value, sample->step);
}

int histograms_add(struct histograms *hs, const struct hist_sample *sample)
{
	struct hist_row *row;
	int ret = row_of(hs, &sample->who, &row);

	if (ret <= 0)
		return ret;
	ret = add_sample(&hs->total[sample->metric], sample);
	return ret || !row ? ret : add_sample(&row->h[sample->metric], sample);
}

struct merge {
	struct histograms *to;
	int ret;
};

static void merge_row(const void *node, VISIT which, void *arg)
{
	const struct hist_row *from = *(struct hist_row * const *)node;
	struct merge *m = arg;
	struct hist_row *row;

	if ((which != postorder && which != leaf) || m->ret)
		return;
	row = find_row(m->to, &from->key);
	if (!row)
		m->ret = -ENOMEM;
	else
		name_row(row, &from->key, from->named);
	for (int i = 0; i < BT_NR_METRICS && !m->ret; i++)
		m->ret = histogram_merge(&row->h[i], &from->h[i]);
}

int histograms_merge(struct histograms *to, const struct histograms *from)
{
	struct merge m = { .to = to };

	for (int i = 0; i < BT_NR_METRICS && !m.ret; i++)
		m.ret = histogram_merge(&to->total[i], &from->total[i]);
	if (!m.ret)
		twalk_r(from->tree, merge_row, &m);
	return m.ret;
}

const struct histogram *histograms_total(const struct histograms *hs, enum bt_metric metric)
{
	return &hs->total[metric];
}

struct collect {
	const struct hist_row **rows;
	enum per per;
	enum bt_metric metric;
	size_t n;
};

static void collect_row(const void *node, VISIT which, void *arg)
{
	const struct hist_row *row = *(struct hist_row * const *)node;
	struct collect *c = arg;

	if ((which == postorder || which == leaf) &&
	    (row->h[c->metric].count || row->h[c->metric].partial))
		c->rows[c->n++] = row;
}

static int by_count(const void *a, const void *b, void *arg)
{
	const struct hist_row *x = *(struct hist_row * const *)a,
			      *y = *(struct hist_row * const *)b;
	const struct collect *c = arg;

	if (x->h[c->metric].count != y->h[c->metric].count)
		return x->h[c->metric].count < y->h[c->metric].count ? 1 : -1;
	return row_comparator(c->per)(x, y);
}

const struct hist_row **histograms_rows(const struct histograms *hs, enum bt_metric metric,
					size_t *n)
{
	struct collect c = { .per = hs->per, .metric = metric };

	c.rows = malloc((hs->nr_rows + 1) * sizeof(*c.rows));
	if (!c.rows)
		return NULL;
	twalk_r(hs->tree, collect_row, &c);
	qsort_r(c.rows, c.n, sizeof(*c.rows), by_count, &c);
	*n = c.n;
	return c.rows;
}

void histogram_default_shape(struct hist_shape *shape)
{
	for (int m = 0; m < BT_NR_METRICS; m++)
		shape[m] = (struct hist_shape){ false, !metric_infos[m].time };
}
