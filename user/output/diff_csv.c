// SPDX-License-Identifier: GPL-2.0
/* Write a comparison as CSV, a line for each counter: key, both values, difference, name. */
#include <inttypes.h>
#include <math.h>

#include "output/diff_parts.h"
#include "base/escape.h"

static void put_line(const struct diff_out *out, const struct diff *d, const char *key, int metric,
		     const struct diff_value *v)
{
	diff_csv_line(out, d, key, metric_name(metric), metric != M_SAVING && metric != M_LOST, v);
}

static void put_row(const struct diff_out *out, const struct diff *d, const struct diff_row *row)
{
	for (int m = 0; m <= M_SAVING; m++) {
		struct diff_value v = { .a = NAN, .b = NAN, .p = -1 };

		if (row->a)
			v.a = diff_row_value(d->a, row->a, m);
		if (row->b)
			v.b = diff_row_value(d->b, row->b, m);
		put_line(out, d, row->name, m, &v);
	}
}

/* Write derived events, as the last line, if probes counted for a side. */
static void put_derived(const struct diff_out *out, const struct diff *d)
{
	const struct diff_value v = {
		.a = result_derived(d->a), .b = result_derived(d->b), .verdict = DIFF_SINGLE,
		.p = -1,
	};

	if (diff_derived(d))
		diff_csv_line(out, d, "(all)", "derived", false, &v);
}

static void csv_write(const struct diff_out *out, const struct diff *d)
{
	const char *s = out->separator;

	if (d->a->per != PER_NONE && !d->other_per)
		fprintf(out->f, "%s%s", d->by_function ? "function" : per_names[d->a->per], s);
	fprintf(out->f, "a%sb%sdifference%spercent%s", s, s, s, s);
	if (d->unit.name)
		fprintf(out->f, "a_per_%s%sb_per_%s%s", d->unit.name, s, d->unit.name, s);
	fprintf(out->f, "verdict%sp%s", s, s);
	if (d->hist) {
		fprintf(out->f, "resolution%snumber\n", s);
		diff_hist_csv(out, d);
		put_derived(out, d);
		return;
	}
	fprintf(out->f, "counter\n");
	for (size_t i = 0; i < d->nr_rows; i++)
		put_row(out, d, &d->rows[i]);
	for (int m = 0; m < M_NR; m++)
		put_line(out, d, "(all)", m, &d->total[m]);
	put_derived(out, d);
}

const struct diff_ops diff_csv = { csv_write };
