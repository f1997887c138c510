// SPDX-License-Identifier: GPL-2.0
/* Write the comparison of two results of hist, as text and CSV. */
#include <math.h>
#include <string.h>

#include "output/diff_parts.h"
#include "base/escape.h"
#include "output/hist_out.h"

static const char *key_of(const struct diff *d)
{
	return d->by_function ? "function" : per_names[d->a->per];
}

static bool has_rows(const struct diff *d)
{
	return d->a->per != PER_NONE && !d->other_per;
}

/* Holds both sides of a row or of the total; a side is NULL or empty without samples. */
struct sides {
	const struct histogram *a, *b;
};

static struct sides totals(const struct diff *d, int metric)
{
	return (struct sides){ &d->a->hist->total[metric], &d->b->hist->total[metric] };
}

static bool has(const struct histogram *h, int number)
{
	return number == HIST_COUNT || (h && h->count);
}

static const char *format(char *buf, size_t size, const struct diff *d, int metric, int number,
			  long double v)
{
	if (number == HIST_COUNT)
		return diff_format(buf, size, v, diff_means(d));
	if (number == HIST_AVG || metric_infos[metric].time)
		return hist_mean(buf, size, metric, v);
	return format_count(buf, size, (int64_t)v);
}

static void put_cell(FILE *f, const struct diff *d, int metric, int number, bool there,
		     long double v, int width)
{
	char buf[64];

	fprintf(f, "%*s", width, there ? format(buf, sizeof(buf), d, metric, number, v) : "-");
}

static void put_numbers(FILE *f, const struct diff *d, int metric, int number, struct sides s)
{
	bool in_a = has(s.a, number), in_b = has(s.b, number);
	long double a = diff_hist_number(d->a, metric, s.a, number);
	long double b = diff_hist_number(d->b, metric, s.b, number);
	char buf[64], change[80], percent[32] = "-";

	put_cell(f, d, metric, number, in_a, a, DIFF_WIDTH);
	put_cell(f, d, metric, number, in_b, b, DIFF_WIDTH);
	strcpy(change, "-");
	if (in_a && in_b) {
		snprintf(change, sizeof(change), "%s%s", b > a ? "+" : b < a ? "-" : "",
			 format(buf, sizeof(buf), d, metric, number, fabsl(b - a)));
		diff_format_percent(percent, sizeof(percent), a, b);
	}
	fprintf(f, "%*s%11s", DIFF_WIDTH, change, percent);
	if (number == HIST_COUNT)
		diff_rates(f, d, a, b);
	else if (d->unit.name)
		fprintf(f, "%*s", 2 * DIFF_RATE, "");
}

/* Choose the number to print beside the compared one, as its change may explain the other's. */
static int other_number(const struct diff *d)
{
	return d->number == HIST_COUNT ? HIST_AVG : HIST_COUNT;
}

static void put_rows_heading(FILE *f, const struct diff *d, int metric)
{
	const char *other = hist_number_name(other_number(d));
	char a[16], b[16];

	fprintf(f, "\n %s of %s by %s%s, the largest change first:\n\n", hist_number_name(d->number),
		metric_infos[metric].name, key_of(d),
		d->by_function ? " (offsets differ between kernels)" : "");
	snprintf(a, sizeof(a), "%s A", other);
	snprintf(b, sizeof(b), "%s B", other);
	diff_heading(f, d);
	fprintf(f, "%12s%12s  %s\n", a, b, key_of(d));
}

static void put_row(FILE *f, const struct diff *d, int metric, const struct diff_hist_row *row)
{
	const struct sides s = { row->a, row->b };
	int other = other_number(d);
	char name[1024];

	put_numbers(f, d, metric, d->number, s);
	put_cell(f, d, metric, other, row->a, diff_hist_number(d->a, metric, row->a, other), 12);
	put_cell(f, d, metric, other, row->b, diff_hist_number(d->b, metric, row->b, other), 12);
	fprintf(f, "  %s%s\n", escape_terminal(name, sizeof(name), row->name),
		!row->b ? "  (A only)" : !row->a ? "  (B only)" : "");
}

static void put_rows(const struct diff_out *out, const struct diff *d, int metric)
{
	const struct diff_hist_row *rows = d->hist->rows[metric];
	size_t shown = 0, equal = 0, more = 0;

	for (size_t i = 0; i < d->hist->nr_rows[metric]; i++) {
		if (diff_hist_row_equal(d, metric, &rows[i])) {
			equal++;
		} else if (out->rows && shown == (size_t)out->rows) {
			more++;
		} else {
			if (!shown++)
				put_rows_heading(out->f, d, metric);
			put_row(out->f, d, metric, &rows[i]);
		}
	}
	diff_rows_left(out->f, shown, more, equal);
}

void diff_hist_text(const struct diff_out *out, const struct diff *d)
{
	bool few = d->a->nr_runs < DIFF_LEAST_RUNS || d->b->nr_runs < DIFF_LEAST_RUNS, first = true;

	for (int m = 0; m < BT_NR_METRICS; m++) {
		if (!(d->hist->metrics & 1u << m))
			continue;
		fprintf(out->f, "%s %s: %s\n\n", first ? "" : "\n", metric_infos[m].name,
			metric_infos[m].help);
		first = false;
		diff_heading(out->f, d);
		putc('\n', out->f);
		for (int i = 0; i < HIST_NR_NUMBERS; i++) {
			struct diff_value v = d->hist->v[m][i];

			put_numbers(out->f, d, m, i, totals(d, m));
			/* No line has a verdict: a note below the table gives the reason once. */
			if (few)
				v.verdict = DIFF_SINGLE;
			diff_name_and_verdict(out->f, hist_number_name(i), &v);
		}
		if (has_rows(d))
			put_rows(out, d, m);
	}
	if (few)
		fprintf(out->f, "\n%*s  %s\n", DIFF_WIDTH, "", diff_verdicts[DIFF_NO_VERDICT]);
}

const char *diff_hist_name(char *buf, size_t size, int metric, int number)
{
	snprintf(buf, size, "%s.%s", metric_infos[metric].name, hist_number_key(number));
	return buf;
}

static void put_csv(const struct diff_out *out, const struct diff *d, const char *key, int metric,
		    int number, struct sides s, struct diff_value v)
{
	char name[64];

	v.a = s.a && has(s.a, number) ? diff_hist_number(d->a, metric, s.a, number) : NAN;
	v.b = s.b && has(s.b, number) ? diff_hist_number(d->b, metric, s.b, number) : NAN;
	diff_csv_line(out, d, key, diff_hist_name(name, sizeof(name), metric, number),
		      number == HIST_COUNT, &v);
}

void diff_hist_csv(const struct diff_out *out, const struct diff *d)
{
	const struct diff_value none = { .verdict = DIFF_SINGLE, .p = -1 };

	for (int m = 0; m < BT_NR_METRICS; m++) {
		const struct diff_hist_row *rows = d->hist->rows[m];

		for (size_t k = 0; k < d->hist->nr_rows[m]; k++)
			for (int i = 0; i < HIST_NR_NUMBERS; i++)
				put_csv(out, d, rows[k].name, m, i,
					(struct sides){ rows[k].a, rows[k].b }, none);
	}
	for (int m = 0; m < BT_NR_METRICS; m++)
		for (int i = 0; d->hist->metrics & 1u << m && i < HIST_NR_NUMBERS; i++)
			put_csv(out, d, "(all)", m, i, totals(d, m), d->hist->v[m][i]);
}
