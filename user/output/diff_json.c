// SPDX-License-Identifier: GPL-2.0
/* NDJSON: a header, a record for each metric, each row and each condition, a total. */
#include <math.h>

#include "output/diff_parts.h"
#include "base/array.h"
#include "base/json.h"
#include "base/json_schema.h"
#include "version.h"

#define JSON_VERSION "1.2"	/* major: a field changed its meaning; minor: new ones */

static void put_side(struct json *j, const char *name, const struct result *r)
{
	json_open(j, name);
	json_string(j, "file", r->file);
	json_string(j, "subject", r->subject);
	json_string(j, "kernel", r->kernel);
	json_string(j, "generation", r->generation);
	json_string(j, "attach", r->attach);
	json_string(j, "per", per_names[r->per]);
	json_uint(j, "runs", r->nr_runs);
	json_uint(j, "lost", r->lost);
	if (r->probes)
		json_uint(j, "derived", result_derived(r));
	json_close(j);
}

static void put_header(struct json *j, const struct diff *d)
{
	json_open(j, NULL);
	json_string(j, "type", "header");
	json_string(j, "version", JSON_VERSION);
	json_string(j, "tool", "barrier-trace " BT_VERSION);
	json_string(j, "command", "diff");
	json_string(j, "compared", d->hist ? "histograms" : "counts");
	put_side(j, "a", d->a);
	put_side(j, "b", d->b);
	if (d->unit.name) {
		json_open(j, "unit");
		json_string(j, "name", d->unit.name);
		diff_json_number(j, "a", d->unit.a);
		diff_json_number(j, "b", d->unit.b);
		json_close(j);
	}
	json_array(j, "differs");
	if (d->other_per)
		json_string(j, NULL, "per");
	if (d->other_subject)
		json_string(j, NULL, "subject");
	json_array_end(j);
	json_close(j);
}

static void put_metric(struct json *j, const struct diff *d, int metric)
{
	const struct diff_value *v = &d->total[metric];

	json_open(j, NULL);
	json_string(j, "type", "metric");
	json_string(j, "name", metric_name(metric));
	diff_json_number(j, "a", v->a);
	diff_json_number(j, "b", v->b);
	diff_json_number(j, "difference", v->b - v->a);
	diff_json_number(j, "percent", diff_percent(v->a, v->b));
	if (d->unit.name && metric != M_SAVING && metric != M_LOST) {
		json_double(j, "a_per_unit", v->a / d->unit.a);
		json_double(j, "b_per_unit", v->b / d->unit.b);
	}
	if (v->verdict != DIFF_SINGLE)
		json_string(j, "verdict", diff_verdicts[v->verdict]);
	if (v->p >= 0)
		json_double(j, "p", v->p);
	json_close(j);
}

static void put_counts(struct json *j, const char *name, const struct result *r,
		       const struct counts *n)
{
	if (!n)
		return;
	json_open(j, name);
	for (int f = 0; f < F_NR; f++)
		diff_json_number(j, field_infos[f].name, diff_row_value(r, n, f));
	json_double(j, "saving", counts_saving(n));
	json_close(j);
}

static void put_row(struct json *j, const struct diff *d, const struct diff_row *row)
{
	json_open(j, NULL);
	json_string(j, "type", "row");
	json_string(j, "per", d->by_function ? "function" : per_names[d->a->per]);
	json_string(j, "name", row->name);
	json_string(j, "in", !row->b ? "a" : !row->a ? "b" : "both");
	json_bool(j, "equal", diff_row_equal(d, row));
	put_counts(j, "a", d->a, row->a);
	put_counts(j, "b", d->b, row->b);
	json_close(j);
}

static void json_write(const struct diff_out *out, const struct diff *d)
{
	struct json j = { .out = out->f };
	size_t rows = d->nr_rows;
	bool failed = false;

	put_header(&j, d);
	if (d->hist)
		rows = diff_hist_json(&j, d);
	for (int m = 0; !d->hist && m < M_NR; m++)
		put_metric(&j, d, m);
	for (size_t i = 0; !d->hist && i < d->nr_rows; i++)
		put_row(&j, d, &d->rows[i]);
	for (size_t i = 0; i < out->nr_conditions; i++) {
		bool holds = fail_if_holds(&out->conditions[i], d);

		failed |= holds;
		json_open(&j, NULL);
		json_string(&j, "type", "condition");
		json_string(&j, "condition", out->conditions[i].text);
		json_bool(&j, "holds", holds);
		json_close(&j);
	}
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_uint(&j, "rows", rows);
	json_bool(&j, "incomplete", d->incomplete);
	json_bool(&j, "failed", failed);
	json_close(&j);
}

const struct diff_ops diff_json = { json_write };

void diff_schema(FILE *f)
{
	static const char *const types[] = { "header", "metric", "row", "condition", "total", NULL };
	static const struct schema_member members[] = {
		{ "version", "string", "of this format" },
		{ "tool", "string", "name and version" },
		{ "command", "string", "diff" },
		{ "compared", "string", "counts or histograms" },
		{ "a", NULL, "header: what A is, and with probes how much of it is derived; metric: its "
			     "value, a mean of runs; row: counts" },
		{ "b", NULL, "the same of B" },
		{ "unit", "object", "amounts of --unit, with its name" },
		{ "differs", "array", "per, subject: where A and B are not comparable" },
		{ "name", "string", "metric: a count, saving, lost or elapsed_ns, of histograms batch.avg "
				    "and the like; row: its key" },
		{ "difference", "number", "B - A" },
		{ "percent", "number", "of A; not there if A is 0 and B is not" },
		{ "a_per_unit", "number", "A by the amount of --unit" },
		{ "b_per_unit", "number", "B by the amount of --unit" },
		{ "verdict", "string",
		  "with -r: equal, changed, no difference seen, too few runs, incomplete; of "
		  "histograms also no verdict: fewer than 3 runs" },
		{ "p", "number", "of the exact rank test behind the verdict" },
		{ "within_resolution", "boolean",
		  "of percentiles: at most one bucket apart, so that they may be next to each other" },
		{ "metric", "string", "of histograms: batch, window, section or run" },
		{ "per", "string", "key of the row, or function" },
		{ "in", "string", "both, a or b: who has this row" },
		{ "equal", "boolean", "no count of the row differs" },
		{ "condition", "string", "as --fail-if has it" },
		{ "holds", "boolean", "it is so: a failure" },
		{ "rows", "integer", "how many there are" },
		{ "incomplete", "boolean", "events were lost in A or B" },
		{ "failed", "boolean", "some condition holds" },
	};
	struct json j = schema_begin(f, "diff", JSON_VERSION, types);

	schema_members(&j, members, ARRAY_SIZE(members));
	schema_end(&j);
}
