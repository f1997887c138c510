// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/diff.h"
#include "compare/judge.h"

const char *const diff_verdicts[] = {
	[DIFF_SINGLE] = "",
	[DIFF_EQUAL] = "equal",
	[DIFF_CHANGED] = "changed",
	[DIFF_NOT_SEEN] = "no difference seen",
	[DIFF_TOO_FEW] = "too few runs",
	[DIFF_INCOMPLETE] = "incomplete",
	[DIFF_NO_VERDICT] = "no verdict: fewer than 3 runs",
};

const char *metric_name(int metric)
{
	static const char *const names[] = { "saving", "lost", "elapsed_ns" };

	return metric < F_NR ? field_infos[metric].name : names[metric - F_NR];
}

static int find_hist(const char *name, size_t length)
{
	const char *dot = memchr(name, '.', length);

	for (int m = 0; dot && m < BT_NR_METRICS; m++) {
		size_t before = strlen(metric_infos[m].name);
		int number;

		if (before != (size_t)(dot - name) || memcmp(metric_infos[m].name, name, before))
			continue;
		number = hist_number_find(dot + 1, length - before - 1);
		return number < 0 ? -1 : metric_of_hist(m, number);
	}
	return -1;
}

int metric_find(const char *name, size_t length)
{
	for (int m = 0; m < M_NR; m++)
		if (strlen(metric_name(m)) == length && !memcmp(metric_name(m), name, length))
			return m;
	return find_hist(name, length);
}

const struct diff_value *diff_value_of(const struct diff *d, int metric)
{
	int m = (metric - M_HIST) / HIST_NR_NUMBERS;

	if (metric < M_HIST)
		return d->hist ? NULL : &d->total[metric];
	return d->hist && d->hist->metrics & 1u << m ?
	       &d->hist->v[m][(metric - M_HIST) % HIST_NR_NUMBERS] : NULL;
}

static long double value_of(const struct counts *n, uint64_t elapsed_ns, int metric)
{
	long double queued;

	switch (metric) {
	case M_SAVING:
		queued = counts_get(n, F_QUEUED);
		return queued ? counts_get(n, F_AVOIDED) / queued : 0;
	case M_ELAPSED:
		return elapsed_ns;
	default:
		return counts_get(n, metric);
	}
}

long double diff_row_value(const struct result *r, const struct counts *n, int metric)
{
	long double v = value_of(n, 0, metric);

	return metric == M_SAVING ? v : v / r->nr_runs;
}

static long double total_of(const struct result *r, int metric)
{
	if (metric == M_LOST)
		return r->lost;
	if (metric == M_ELAPSED)
		return (long double)r->elapsed_ns / r->nr_runs;
	return diff_row_value(r, &r->total, metric);
}

static long double *sample(const struct result *r, int metric)
{
	long double *v = malloc(r->nr_runs * sizeof(*v));

	for (size_t i = 0; v && i < r->nr_runs; i++)
		v[i] = value_of(&r->runs[i].n, r->runs[i].elapsed_ns, metric);
	return v;
}

static enum diff_verdict judge(const struct diff *d, int metric, double *p)
{
	size_t na = d->a->nr_runs, nb = d->b->nr_runs;
	enum diff_verdict verdict = DIFF_SINGLE;
	long double *a, *b;

	*p = -1;
	if ((na < 2 && nb < 2) || metric == M_LOST)
		return DIFF_SINGLE;
	if (d->incomplete)
		return DIFF_INCOMPLETE;
	a = sample(d->a, metric);
	b = sample(d->b, metric);
	if (a && b)
		verdict = diff_judge(a, na, b, nb, p);
	free(a);
	free(b);
	return verdict;
}

static int compare_names(const void *a, const void *b)
{
	const struct result_row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int copy_histograms(struct result_row *to, const struct histogram *from)
{
	int ret = 0;

	to->h = calloc(BT_NR_METRICS, sizeof(*to->h));
	for (int m = 0; to->h && m < BT_NR_METRICS; m++)
		ret |= histogram_merge(&to->h[m], &from[m]);
	return to->h ? ret : -ENOMEM;
}

static void free_cut(struct result_row *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(v[i].name);
		result_histograms_free(v[i].h);
	}
	free(v);
}

/*
 * Cut "function+0x10 [module]" to "function [module]", because other kernels have other offsets.
 * Rows that get the same name are added up.  Return: rows by name, each name once; NULL without
 * memory.
 */
static struct result_row *cut_offsets(const struct result *r, size_t *n)
{
	struct result_row *v = calloc(r->nr_rows + 1, sizeof(*v));
	int failed = 0;

	*n = 0;
	for (size_t i = 0; v && i < r->nr_rows; i++) {
		char *name = strdup(r->rows[i]->name), *plus, *rest;

		if (!name) {
			free_cut(v, i);
			return NULL;
		}
		plus = strstr(name, "+0x");
		rest = plus ? plus + 3 + strspn(plus + 3, "0123456789abcdef") : NULL;
		if (plus && (!*rest || *rest == ' '))
			memmove(plus, rest, strlen(rest) + 1);
		v[i] = (struct result_row){ name, r->rows[i]->n, NULL };
		if (r->rows[i]->h && copy_histograms(&v[i], r->rows[i]->h)) {
			free_cut(v, i + 1);
			return NULL;
		}
	}
	if (!v)
		return NULL;
	qsort(v, r->nr_rows, sizeof(*v), compare_names);
	for (size_t i = 0; i < r->nr_rows; i++) {
		if (*n && !strcmp(v[*n - 1].name, v[i].name)) {
			counts_add(&v[*n - 1].n, &v[i].n, 1);
			for (int m = 0; v[i].h && v[*n - 1].h && m < BT_NR_METRICS; m++)
				failed |= histogram_merge(&v[*n - 1].h[m], &v[i].h[m]);
			free(v[i].name);
			result_histograms_free(v[i].h);
		} else {
			v[(*n)++] = v[i];
		}
	}
	v[*n] = (struct result_row){ 0 };
	if (failed) {
		free_cut(v, *n);
		return NULL;
	}
	return v;
}

/* Merge two lists of rows, each sorted by name. */
static void join(struct diff *d, const struct result_row *a, size_t na,
		 const struct result_row *b, size_t nb)
{
	while (na || nb) {
		int order = !na ? 1 : !nb ? -1 : strcmp(a->name, b->name);

		d->rows[d->nr_rows++] = (struct diff_row){
			.name = order <= 0 ? a->name : b->name,
			.a = order <= 0 ? &a->n : NULL,
			.b = order >= 0 ? &b->n : NULL,
			.ha = order <= 0 ? a->h : NULL,
			.hb = order >= 0 ? b->h : NULL,
		};
		if (order <= 0)
			a++, na--;
		if (order >= 0)
			b++, nb--;
	}
}

/* Return: the rows in one array, with their offsets cut off if @cut; NULL without memory. */
static struct result_row *flat(const struct result *r, bool cut, size_t *n)
{
	struct result_row *v;

	if (cut)
		return cut_offsets(r, n);
	*n = r->nr_rows;
	v = calloc(*n + 1, sizeof(*v));
	for (size_t i = 0; v && i < *n; i++)
		v[i] = *r->rows[i];
	return v;
}

static int sort_rows(struct diff *d)
{
	struct diff_order *v = calloc(d->nr_rows + 1, sizeof(*v));
	struct diff_row *sorted = calloc(d->nr_rows + 1, sizeof(*sorted));

	if (!v || !sorted) {
		free(v);
		free(sorted);
		return -ENOMEM;
	}
	for (size_t i = 0; i < d->nr_rows; i++) {
		const struct diff_row *row = &d->rows[i];
		long double a = row->a ? diff_row_value(d->a, row->a, d->field) : 0;
		long double b = row->b ? diff_row_value(d->b, row->b, d->field) : 0;

		v[i] = (struct diff_order){
			row, row->a && row->b ? 0 : row->a ? 1 : 2, fabsl(b - a)
		};
	}
	qsort(v, d->nr_rows, sizeof(*v), diff_compare_order);
	for (size_t i = 0; i < d->nr_rows; i++)
		sorted[i] = *v[i].row;
	free(d->rows);
	d->rows = sorted;
	free(v);
	return 0;
}

static int join_rows(struct diff *d)
{
	size_t na = 0, nb = 0;

	d->cut[0] = flat(d->a, d->by_function, &na);
	d->cut[1] = flat(d->b, d->by_function, &nb);
	d->rows = calloc(na + nb + 1, sizeof(*d->rows));
	if (!d->cut[0] || !d->cut[1] || !d->rows)
		return -ENOMEM;
	join(d, d->cut[0], na, d->cut[1], nb);
	return 0;
}

/* Count the places whose events a result lacks, because they have no probe. */
static size_t unseen(const struct result *r)
{
	return r->probes ? r->coverage.out_of_scope + r->coverage.uncovered : 0;
}

/* Did one result see places that the other did not see, as far as their headers tell? */
static bool other_coverage(const struct result *a, const struct result *b)
{
	if (a->probes && b->probes && a->probe_scope && b->probe_scope &&
	    strcmp(a->probe_scope, b->probe_scope))
		return true;
	/* Other kernels have other places. */
	return !strcmp(a->kernel, b->kernel) ? unseen(a) != unseen(b) : !unseen(a) != !unseen(b);
}

int diff_make(struct diff *d, const struct result *a, const struct result *b)
{
	int ret;

	d->a = a;
	d->b = b;
	d->incomplete = a->lost || b->lost || a->incomplete || b->incomplete;
	d->other_per = a->per != b->per;
	d->other_subject = strcmp(a->subject, b->subject);
	d->other_scope = a->scope && b->scope && strcmp(a->scope, b->scope);
	d->other_backend = a->probes != b->probes;
	d->other_coverage = other_coverage(a, b);
	d->levels_unknown = d->other_backend && a->per == PER_LEVEL;
	/* A probe is at the instruction, an event has the address behind its call. */
	d->by_function = a->per == PER_SITE && (strcmp(a->kernel, b->kernel) || d->other_backend);
	for (int m = 0; !a->hist && m < M_NR; m++) {
		struct diff_value *v = &d->total[m];

		v->a = total_of(a, m);
		v->b = total_of(b, m);
		v->verdict = judge(d, m, &v->p);
	}
	ret = d->other_per || d->levels_unknown ? 0 : join_rows(d);
	if (!ret)
		ret = a->hist ? diff_hist_make(d) : sort_rows(d);
	return ret;
}

bool diff_row_equal(const struct diff *d, const struct diff_row *row)
{
	for (int f = 0; f < F_NR; f++)
		if (!row->a || !row->b ||
		    diff_row_value(d->a, row->a, f) != diff_row_value(d->b, row->b, f))
			return false;
	return true;
}

void diff_free(struct diff *d)
{
	for (int side = 0; side < 2; side++) {
		size_t n = 0;

		/* Only rows with cut names own their names; the others borrow from the result. */
		while (d->by_function && d->cut[side] && d->cut[side][n].name)
			n++;
		free_cut(d->cut[side], n);
	}
	diff_hist_free(d->hist);
	free(d->rows);
}
