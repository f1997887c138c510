// SPDX-License-Identifier: GPL-2.0
/* Write numbers, names and verdicts of comparisons, both of counts and of histograms. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "compare/judge.h"
#include "base/escape.h"
#include "base/parse.h"
#include "output/diff_parts.h"

const char *diff_format(char *buf, size_t size, long double v, bool mean)
{
	long double tenths = roundl(fabsl(v) * 10);
	char whole[32];

	if (!mean || tenths > 1e17L)
		return format_count(buf, size, (int64_t)v);
	format_count(whole, sizeof(whole), (int64_t)(tenths / 10));
	snprintf(buf, size, "%s%s.%d", v < 0 ? "-" : "", whole, (int)((int64_t)tenths % 10));
	return buf;
}

const char *diff_format_change(char *buf, size_t size, long double v, bool mean)
{
	char text[40];

	snprintf(buf, size, "%s%s", v > 0 ? "+" : "", diff_format(text, sizeof(text), v, mean));
	return buf;
}

const char *diff_format_percent(char *buf, size_t size, long double a, long double b)
{
	long double percent = diff_percent(a, b);

	if (!isfinite(percent) || fabsl(percent) >= 1e6L)
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, percent == 0 ? "%.1Lf %%" : "%+.1Lf %%", percent);
	return buf;
}

bool diff_means(const struct diff *d)
{
	return d->a->nr_runs > 1 || d->b->nr_runs > 1;
}

bool diff_derived(const struct diff *d)
{
	return d->a->probes || d->b->probes;
}

void diff_heading(FILE *f, const struct diff *d)
{
	fprintf(f, "%*s%*s%*s%11s", DIFF_WIDTH, "A", DIFF_WIDTH, "B", DIFF_WIDTH, "difference", "percent");
	if (d->unit.name) {
		char a[80], b[80];

		snprintf(a, sizeof(a), "A/%s", d->unit.name);
		snprintf(b, sizeof(b), "B/%s", d->unit.name);
		fprintf(f, " %*s %*s", DIFF_RATE - 1, a, DIFF_RATE - 1, b);
	}
}

void diff_rates(FILE *f, const struct diff *d, long double a, long double b)
{
	if (d->unit.name)
		fprintf(f, "%*.4Lg%*.4Lg", DIFF_RATE, a / d->unit.a, DIFF_RATE, b / d->unit.b);
}

void diff_name_and_verdict(FILE *f, const char *name, const struct diff_value *v)
{
	bool said = v->verdict != DIFF_SINGLE;

	if (!said && !v->coarse)
		fprintf(f, "  %s", name);
	else
		fprintf(f, "  %-16s %s", name, diff_verdicts[v->verdict]);
	if (v->p >= 0 && v->verdict != DIFF_EQUAL)
		fprintf(f, " (p = %.3f)", v->p);
	if (v->coarse)
		fprintf(f, "%swithin the buckets' resolution", said ? ", " : "");
	putc('\n', f);
}

void diff_rows_left(FILE *f, size_t shown, size_t more, size_t equal)
{
	if (more)
		fprintf(f, "%*s  (%zu more rows; --rows shows them)\n", DIFF_WIDTH, "", more);
	if (equal)
		fprintf(f, "%s%*s  (%zu rows are equal)\n", shown ? "" : "\n", DIFF_WIDTH, "", equal);
}

/* Write a whole number in full, and an empty field where there is no number. */
static void put_number(const struct diff_out *out, long double v)
{
	if (!isfinite(v))
		;
	else if (v == truncl(v))
		fprintf(out->f, "%" PRId64, (int64_t)v);
	else
		fprintf(out->f, "%.6Lf", v);
	fputs(out->separator, out->f);
}

void diff_csv_line(const struct diff_out *out, const struct diff *d, const char *key,
		   const char *name, bool rate, const struct diff_value *v)
{
	char clean[1024];

	if (d->a->per != PER_NONE && !d->other_per)
		fprintf(out->f, "%s%s", escape_csv(clean, sizeof(clean), key, out->separator),
			out->separator);
	put_number(out, v->a);
	put_number(out, v->b);
	put_number(out, v->b - v->a);
	put_number(out, diff_percent(v->a, v->b));
	if (d->unit.name) {
		put_number(out, rate ? v->a / d->unit.a : NAN);
		put_number(out, rate ? v->b / d->unit.b : NAN);
	}
	fprintf(out->f, "%s%s", diff_verdicts[v->verdict], out->separator);
	if (v->p >= 0)
		fprintf(out->f, "%.6f", v->p);
	if (d->hist)
		fprintf(out->f, "%s%s", out->separator, v->coarse ? "within" : "");
	fprintf(out->f, "%s%s\n", out->separator, name);
}
