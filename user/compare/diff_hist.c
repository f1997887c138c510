// SPDX-License-Identifier: GPL-2.0
/* Compare two results of `hist`. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/diff.h"
#include "compare/judge.h"

/* Return: the width of the bucket whose upper end is @v; 0 where the bucket holds only @v. */
static long double width_at(long double v, uint64_t step)
{
	uint64_t value = v;
	uint32_t index = bt_hist_index(value);

	if (step == 1 && value < BT_HIST_LINEAR)
		return 0;
	return bt_hist_last(index) == bt_hist_low(index) ? 0 :
	       (long double)(bt_hist_last(index) - bt_hist_low(index)) + 1;
}

bool diff_hist_coarse(long double a, uint64_t step_a, long double b, uint64_t step_b)
{
	return a != b && fabsl(a - b) <= fmaxl(width_at(a, step_a), width_at(b, step_b));
}

long double diff_hist_number(const struct result *r, enum bt_metric metric,
			     const struct histogram *h, enum hist_number number)
{
	long double v[HIST_NR_NUMBERS];

	if (!h || !h->count)
		return 0;
	hist_numbers(h, r->hist->step[metric], v);
	return number == HIST_COUNT ? v[number] / r->nr_runs : v[number];
}

bool diff_hist_row_equal(const struct diff *d, enum bt_metric metric,
			 const struct diff_hist_row *row)
{
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		if (!row->a || !row->b || diff_hist_number(d->a, metric, row->a, i) !=
					  diff_hist_number(d->b, metric, row->b, i))
			return false;
	return true;
}

/* Collect one number of each run that has samples.  Return: how many runs have. */
static size_t sample(const struct result *r, int metric, int number, long double *v)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nr_runs; i++)
		if (r->runs[i].numbers && !isnan(r->runs[i].numbers[metric][number]))
			v[n++] = r->runs[i].numbers[metric][number];
	return n;
}

static int judge(const struct diff *d, int metric, int number, struct diff_value *value)
{
	long double *a = calloc(d->a->nr_runs + 1, sizeof(*a));
	long double *b = calloc(d->b->nr_runs + 1, sizeof(*b));
	size_t na, nb;

	value->p = -1;
	value->verdict = DIFF_NO_VERDICT;
	if (a && b) {
		na = sample(d->a, metric, number, a);
		nb = sample(d->b, metric, number, b);
		if (na >= DIFF_LEAST_RUNS && nb >= DIFF_LEAST_RUNS)
			value->verdict = d->incomplete ? DIFF_INCOMPLETE :
					 diff_judge(a, na, b, nb, &value->p);
	}
	free(a);
	free(b);
	return a && b ? 0 : -ENOMEM;
}

static int compare(const struct diff *d, int metric, int number, struct diff_value *v)
{
	const struct histogram *a = &d->a->hist->total[metric], *b = &d->b->hist->total[metric];

	v->a = diff_hist_number(d->a, metric, a, number);
	v->b = diff_hist_number(d->b, metric, b, number);
	v->coarse = number >= HIST_PERCENTILE && number < HIST_MAX && a->count && b->count &&
		    diff_hist_coarse(v->a, d->a->hist->step[metric],
				     v->b, d->b->hist->step[metric]);
	return judge(d, metric, number, v);
}

static const struct histogram *samples(const struct histogram *of, int metric)
{
	return of && of[metric].count ? &of[metric] : NULL;
}

/*
 * List the rows that have samples of @metric.  A row has all metrics, so one or both sides may lack
 * samples of this metric.
 */
static int make_rows(struct diff *d, int metric)
{
	struct diff_order *v = calloc(d->nr_rows + 1, sizeof(*v));
	struct diff_hist_row *rows = calloc(d->nr_rows + 1, sizeof(*rows));
	size_t n = 0;

	if (!v || !rows) {
		free(v);
		free(rows);
		return -ENOMEM;
	}
	for (size_t i = 0; i < d->nr_rows; i++) {
		const struct histogram *a = samples(d->rows[i].ha, metric);
		const struct histogram *b = samples(d->rows[i].hb, metric);

		if (!a && !b)
			continue;
		v[n++] = (struct diff_order){
			.row = &d->rows[i], .group = a && b ? 0 : a ? 1 : 2,
			.change = fabsl(diff_hist_number(d->b, metric, b, d->number) -
					diff_hist_number(d->a, metric, a, d->number)),
		};
	}
	qsort(v, n, sizeof(*v), diff_compare_order);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct diff_hist_row){
			v[i].row->name, samples(v[i].row->ha, metric),
			samples(v[i].row->hb, metric),
		};
	free(v);
	d->hist->rows[metric] = rows;
	d->hist->nr_rows[metric] = n;
	return 0;
}

int diff_hist_make(struct diff *d)
{
	int ret = 0;

	d->hist = calloc(1, sizeof(*d->hist));
	if (!d->hist)
		return -ENOMEM;
	d->hist->metrics = d->a->hist->metrics & d->b->hist->metrics;
	if (d->metrics)
		d->hist->metrics &= d->metrics;
	/* Probes see no sections. */
	if (d->other_backend)
		d->hist->metrics &= ~(1u << BT_METRIC_SECTION);
	for (int m = 0; m < BT_NR_METRICS && !ret; m++) {
		if (!(d->hist->metrics & 1u << m))
			continue;
		for (int i = 0; i < HIST_NR_NUMBERS && !ret; i++)
			ret = compare(d, m, i, &d->hist->v[m][i]);
		if (!ret)
			ret = make_rows(d, m);
	}
	return ret;
}

void diff_hist_free(struct diff_hist *h)
{
	for (int m = 0; h && m < BT_NR_METRICS; m++)
		free(h->rows[m]);
	free(h);
}
