// SPDX-License-Identifier: GPL-2.0
/* Write a comparison for people: the totals in a table, then the rows that changed. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/diff_parts.h"
#include "base/escape.h"
#include "base/parse.h"

static void put_side(FILE *f, char letter, const struct result *r)
{
	char file[512], subject[1024], kernel[256], generation[64], attach[64];

	fprintf(f, " %c  %s: %s\n    Linux %s, %s, attached as %s", letter,
		escape_terminal(file, sizeof(file), r->file),
		escape_terminal(subject, sizeof(subject), r->subject),
		escape_terminal(kernel, sizeof(kernel), r->kernel),
		escape_terminal(generation, sizeof(generation), r->generation),
		escape_terminal(attach, sizeof(attach), r->attach));
	fprintf(f, ", tasks: %s", r->scope ? escape_terminal(file, sizeof(file), r->scope) :
		"not known");
	if (r->probes)
		fprintf(f, ", not seen: %zu places",
			r->coverage.out_of_scope + r->coverage.uncovered);
	if (r->nr_runs > 1)
		fprintf(f, r->hist ? ", %zu runs" : ", mean of %zu runs", r->nr_runs);
	putc('\n', f);
}

static void put_numbers(FILE *f, const struct diff *d, int metric, long double a, long double b)
{
	char va[40], vb[40], change[48], percent[32];
	bool mean = diff_means(d) && metric != M_LOST;

	if (metric == M_SAVING) {
		fprintf(f, "%*.1Lf %%%*.1Lf %%%+*.1Lf points%11s", DIFF_WIDTH - 2, 100 * a, DIFF_WIDTH - 2,
			100 * b, DIFF_WIDTH - 7, 100 * (b - a), "");
		if (d->unit.name)
			fprintf(f, "%*s", 2 * DIFF_RATE, "");
		return;
	}
	diff_format_percent(percent, sizeof(percent), a, b);
	if (metric == M_ELAPSED) {
		fprintf(f, "%*.6Lf%*.6Lf%+*.6Lf%11s", DIFF_WIDTH, a / 1e9L, DIFF_WIDTH, b / 1e9L, DIFF_WIDTH,
			(b - a) / 1e9L, percent);
		diff_rates(f, d, a / 1e9L, b / 1e9L);
		return;
	}
	fprintf(f, "%*s%*s%*s%11s", DIFF_WIDTH, diff_format(va, sizeof(va), a, mean),
		DIFF_WIDTH, diff_format(vb, sizeof(vb), b, mean),
		DIFF_WIDTH, diff_format_change(change, sizeof(change), b - a, mean), percent);
	diff_rates(f, d, a, b);
}

static const char *name_of(int metric)
{
	switch (metric) {
	case F_FIRST:	return "  first";
	case F_AGAIN:	return "  again";
	case M_ELAPSED:	return "seconds elapsed";
	default:	return metric_name(metric);
	}
}

static void put_totals(FILE *f, const struct diff *d)
{
	diff_heading(f, d);
	putc('\n', f);
	for (int m = 0; m < M_NR; m++) {
		const struct diff_value *v = &d->total[m];

		if (m == M_LOST || ((m == F_PENDING_START || m == F_PENDING) && !v->a && !v->b))
			continue;
		put_numbers(f, d, m, v->a, v->b);
		diff_name_and_verdict(f, name_of(m), v);
	}
}

static void put_row_side(FILE *f, const struct counts *n)
{
	if (n)
		fprintf(f, "%8.1f %%", 100 * counts_saving(n));
	else
		fprintf(f, "%10s", "-");
}

static void put_row(FILE *f, const struct diff *d, const struct diff_row *row)
{
	long double a = row->a ? diff_row_value(d->a, row->a, d->field) : 0;
	long double b = row->b ? diff_row_value(d->b, row->b, d->field) : 0;
	char name[1024];

	put_numbers(f, d, d->field, a, b);
	fprintf(f, "  ");
	put_row_side(f, row->a);
	put_row_side(f, row->b);
	fprintf(f, "  %s%s\n", escape_terminal(name, sizeof(name), row->name),
		!row->b ? "  (A only)" : !row->a ? "  (B only)" : "");
}

static void put_rows(const struct diff_out *out, const struct diff *d)
{
	const char *key = d->by_function ? "function" : per_names[d->a->per];
	size_t shown = 0, equal = 0, more = 0;

	for (size_t i = 0; i < d->nr_rows; i++) {
		if (diff_row_equal(d, &d->rows[i])) {
			equal++;
		} else if (out->rows && shown == (size_t)out->rows) {
			more++;
		} else {
			if (!shown++) {
				fprintf(out->f, "\n %s by %s%s, the largest change first:\n\n",
					metric_name(d->field), key,
					d->by_function ? " (offsets differ between kernels)" : "");
				diff_heading(out->f, d);
				fprintf(out->f, "%12s%10s  %s\n", "saving A", "saving B", key);
			}
			put_row(out->f, d, &d->rows[i]);
		}
	}
	diff_rows_left(out->f, shown, more, equal);
}

static void text_write(const struct diff_out *out, const struct diff *d)
{
	char a[32], b[32], text[512];
	FILE *f = out->f;

	putc('\n', f);
	put_side(f, 'A', d->a);
	put_side(f, 'B', d->b);
	if (d->other_backend)
		fputs("    compared is what both backends see\n", f);
	if (d->hist && diff_derived(d))
		fputs("    windows by probes contain the probes' exceptions\n", f);
	putc('\n', f);
	if (d->hist)
		diff_hist_text(out, d);
	else
		put_totals(f, d);
	if (!d->hist && d->a->per != PER_NONE && !d->other_per && !d->levels_unknown)
		put_rows(out, d);
	fprintf(f, "\n%*s%*s  events%s %s\n", DIFF_WIDTH, format_count(a, sizeof(a), d->a->lost),
		DIFF_WIDTH, format_count(b, sizeof(b), d->b->lost), d->hist ? " or samples" : "",
		!d->incomplete ? "lost" : d->a->incomplete || d->b->incomplete ?
		"LOST, and a recording is incomplete, and so is the comparison" : d->hist ?
		"LOST: the histograms are short, the comparison is incomplete" :
		"LOST: the counts are short by as many, the comparison is incomplete");
	if (diff_derived(d))
		fprintf(f, "%*s%*s  %s derived, the rest observed\n",
			DIFF_WIDTH, format_count(a, sizeof(a), result_derived(d->a)),
			DIFF_WIDTH, format_count(b, sizeof(b), result_derived(d->b)),
			d->hist ? "samples with an event" : "events");
	for (size_t i = 0; i < out->nr_conditions; i++)
		fprintf(f, "%s%18s  %s\n", i ? "" : "\n",
			fail_if_holds(&out->conditions[i], d) ? "FAILS" : "passes",
			escape_terminal(text, sizeof(text), out->conditions[i].text));
	putc('\n', f);
}

const struct diff_ops diff_text = { text_write };
