// SPDX-License-Identifier: GPL-2.0
/* Write NDJSON: a header, a record for each metric, each row and each condition, a total. */
#include <math.h>

#include "compare/judge.h"
#include "output/diff_parts.h"
#include "base/json_schema.h"
#include "version.h"

#define JSON_VERSION "1.3"	/* major: a field changed its meaning; minor: new ones */

#define MEMBERS(M) \
	M(version, string, "of this format") \
	M(tool, string, "name and version") \
	M(command, string, "diff") \
	M(compared, string, "counts or histograms") \
	M(a, any, \
	  "header: what A is, and with probes how much of it is derived; metric: its value, " \
	  "a mean of runs; row: counts") \
	M(b, any, "the same of B") \
	M(unit, object, "amounts of --unit, with its name") \
	M(differs, array, \
	  "per, subject: where A and B are not comparable; backend, coverage: compared is what " \
	  "both saw") \
	M(name, string, \
	  "metric: a count, saving, lost or elapsed_ns, of histograms batch.avg and the " \
	  "like; row: its key") \
	M(difference, double, "B - A") \
	M(percent, double, "of A; not there if A is 0 and B is not") \
	M(a_per_unit, double, "A by the amount of --unit") \
	M(b_per_unit, double, "B by the amount of --unit") \
	M(verdict, string, \
	  "with -r: equal, changed, no difference seen, too few runs, incomplete; of " \
	  "histograms also no verdict: fewer than 3 runs") \
	M(p, double, "of the exact rank test behind the verdict") \
	M(within_resolution, bool, \
	  "of percentiles: at most one bucket apart, so that they may be next to each other") \
	M(metric, string, "of histograms: batch, window, section or run") \
	M(per, string, "key of the row, or function") \
	M(in, string, "both, a or b: who has this row") \
	M(equal, bool, "no count of the row differs") \
	M(condition, string, "as --fail-if has it") \
	M(holds, bool, "it is so: a failure") \
	M(rows, uint, "how many there are") \
	M(incomplete, bool, "events were lost in A or B") \
	M(failed, bool, "some condition holds")

JSON_MEMBERS(m, MEMBERS);

/* Write a whole number in full, another as a double; leave out what is not finite. */
static void put_number(struct json *j, const char *name, long double v)
{
	if (!isfinite(v))
		return;
	if (v == truncl(v) && fabsl(v) < 0x1p63L)
		json_int(j, name, v);
	else
		json_double(j, name, v);
}

static void put_side(struct json *j, struct member_any member, const struct result *r)
{
	json_put_open(j, member);
	json_string(j, "file", r->file);
	json_string(j, "subject", r->subject);
	json_string(j, "kernel", r->kernel);
	json_string(j, "generation", r->generation);
	json_string(j, "attach", r->attach);
	json_string(j, "per", per_names[r->per]);
	json_uint(j, "runs", r->nr_runs);
	json_uint(j, "lost", r->lost);
	json_string(j, "backend", r->probes ? "probes" : "tracepoints");
	json_string(j, "scope", r->scope ? r->scope : "not known");
	if (r->probes) {
		json_uint(j, "derived", result_derived(r));
		json_uint(j, "places", r->coverage.places);
		json_uint(j, "out_of_scope", r->coverage.out_of_scope);
		json_uint(j, "uncovered", r->coverage.uncovered);
		json_bool(j, "times_with_exceptions", true);
	}
	json_close(j);
}

static void put_header(struct json *j, const struct diff *d)
{
	json_open(j, NULL);
	json_string(j, "type", "header");
	json_put(j, m.version, JSON_VERSION);
	json_put(j, m.tool, "barrier-trace " BT_VERSION);
	json_put(j, m.command, "diff");
	json_put(j, m.compared, d->hist ? "histograms" : "counts");
	put_side(j, m.a, d->a);
	put_side(j, m.b, d->b);
	if (d->unit.name) {
		json_put_open(j, m.unit);
		json_string(j, "name", d->unit.name);
		put_number(j, "a", d->unit.a);
		put_number(j, "b", d->unit.b);
		json_close(j);
	}
	json_put_open(j, m.differs);
	if (d->other_per)
		json_string(j, NULL, "per");
	if (d->other_subject)
		json_string(j, NULL, "subject");
	if (d->other_backend)
		json_string(j, NULL, "backend");
	if (d->other_coverage)
		json_string(j, NULL, "coverage");
	json_array_end(j);
	json_close(j);
}

/* @metric: of histograms, else NULL */
static void put_metric(struct json *j, const struct diff *d, const char *name, const char *metric,
		       bool rate, const struct diff_value *v)
{
	json_open(j, NULL);
	json_string(j, "type", "metric");
	json_put(j, m.name, name);
	if (metric)
		json_put(j, m.metric, metric);
	put_number(j, json_name(m.a), v->a);
	put_number(j, json_name(m.b), v->b);
	put_number(j, json_name(m.difference), v->b - v->a);
	put_number(j, json_name(m.percent), diff_percent(v->a, v->b));
	if (d->unit.name && rate) {
		json_put(j, m.a_per_unit, v->a / d->unit.a);
		json_put(j, m.b_per_unit, v->b / d->unit.b);
	}
	if (metric || v->verdict != DIFF_SINGLE)
		json_put(j, m.verdict, diff_verdicts[v->verdict]);
	if (v->p >= 0)
		json_put(j, m.p, v->p);
}

static void put_counted(struct json *j, const struct diff *d, int metric)
{
	put_metric(j, d, metric_name(metric), NULL, metric != M_SAVING && metric != M_LOST,
		   &d->total[metric]);
	json_close(j);
}

static void put_measured(struct json *j, const struct diff *d, int metric, int number)
{
	struct diff_value v = d->hist->v[metric][number];
	char name[64];

	if (number != HIST_COUNT && !d->a->hist->total[metric].count)
		v.a = NAN;
	if (number != HIST_COUNT && !d->b->hist->total[metric].count)
		v.b = NAN;
	put_metric(j, d, diff_hist_name(name, sizeof(name), metric, number),
		   metric_infos[metric].name, number == HIST_COUNT, &v);
	if (number >= HIST_PERCENTILE && number < HIST_MAX)
		json_put(j, m.within_resolution, v.coarse);
	json_close(j);
}

static void put_counts(struct json *j, struct member_any member, const struct result *r,
		       const struct counts *n)
{
	if (!n)
		return;
	json_put_open(j, member);
	for (int f = 0; f < F_NR; f++)
		put_number(j, field_infos[f].name, diff_row_value(r, n, f));
	json_double(j, "saving", counts_saving(n));
	json_close(j);
}

static void put_histogram(struct json *j, struct member_any member, const struct result *r,
			  int metric, const struct histogram *h)
{
	if (!h)
		return;
	json_put_open(j, member);
	for (int i = 0; i < HIST_NR_NUMBERS; i++)
		put_number(j, hist_number_key(i), diff_hist_number(r, metric, h, i));
	json_close(j);
}

/* @metric: of histograms, else NULL */
static void begin_row(struct json *j, const struct diff *d, const char *name, const char *metric,
		      const char *in, bool equal)
{
	json_open(j, NULL);
	json_string(j, "type", "row");
	json_put(j, m.per, d->by_function ? "function" : per_names[d->a->per]);
	json_put(j, m.name, name);
	if (metric)
		json_put(j, m.metric, metric);
	json_put(j, m.in, in);
	json_put(j, m.equal, equal);
}

static const char *who_has(const void *a, const void *b)
{
	return !b ? "a" : !a ? "b" : "both";
}

static void put_row(struct json *j, const struct diff *d, const struct diff_row *row)
{
	begin_row(j, d, row->name, NULL, who_has(row->a, row->b), diff_row_equal(d, row));
	put_counts(j, m.a, d->a, row->a);
	put_counts(j, m.b, d->b, row->b);
	json_close(j);
}

static void put_hist_row(struct json *j, const struct diff *d, int metric,
			 const struct diff_hist_row *row)
{
	begin_row(j, d, row->name, metric_infos[metric].name, who_has(row->a, row->b),
		  diff_hist_row_equal(d, metric, row));
	put_histogram(j, m.a, d->a, metric, row->a);
	put_histogram(j, m.b, d->b, metric, row->b);
	json_close(j);
}

/* Write a record for each row.  Return: the number of rows. */
static size_t put_all_counts(struct json *j, const struct diff *d)
{
	for (int i = 0; i < M_NR; i++)
		put_counted(j, d, i);
	for (size_t i = 0; i < d->nr_rows; i++)
		put_row(j, d, &d->rows[i]);
	return d->nr_rows;
}

static size_t put_all_histograms(struct json *j, const struct diff *d)
{
	size_t rows = 0;

	for (int metric = 0; metric < BT_NR_METRICS; metric++)
		for (int i = 0; d->hist->metrics & 1u << metric && i < HIST_NR_NUMBERS; i++)
			put_measured(j, d, metric, i);
	for (int metric = 0; metric < BT_NR_METRICS; metric++)
		for (size_t i = 0; i < d->hist->nr_rows[metric]; i++, rows++)
			put_hist_row(j, d, metric, &d->hist->rows[metric][i]);
	return rows;
}

static void json_write(const struct diff_out *out, const struct diff *d)
{
	struct json j = { .out = out->f };
	bool failed = false;
	size_t rows;

	put_header(&j, d);
	rows = d->hist ? put_all_histograms(&j, d) : put_all_counts(&j, d);
	for (size_t i = 0; i < out->nr_conditions; i++) {
		bool holds = fail_if_holds(&out->conditions[i], d);

		failed |= holds;
		json_open(&j, NULL);
		json_string(&j, "type", "condition");
		json_put(&j, m.condition, out->conditions[i].text);
		json_put(&j, m.holds, holds);
		json_close(&j);
	}
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_put(&j, m.rows, rows);
	json_put(&j, m.incomplete, d->incomplete);
	json_put(&j, m.failed, failed);
	json_close(&j);
}

const struct diff_ops diff_json = { json_write };

void diff_schema(FILE *f)
{
	static const char *const types[] = { "header", "metric", "row", "condition", "total", NULL };
	struct json j = json_schema_begin(f, "diff", JSON_VERSION, types);

	json_schema_members(&j, m);
	json_schema_end(&j);
}
