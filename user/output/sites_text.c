// SPDX-License-Identifier: GPL-2.0
/* Write sites for people: a row for each site, and with -g the stacks that lead there. */
#include <string.h>

#include "base/escape.h"
#include "output/losses_out.h"
#include "output/source_out.h"
#include "output/sites_out.h"
#include "base/parse.h"

#define COLUMN_WIDTH	13

static const enum site_field columns[] = {
	SITE_QUEUED, SITE_EMITTED, SITE_DEFERRED, SITE_AVOIDABLE, SITE_NR_FIELDS,
};

/* With probes, all events of a site are derived or none: SITE_DERIVED shows which. */
static const enum site_field probes_columns[] = {
	SITE_QUEUED, SITE_EMITTED, SITE_DEFERRED, SITE_AVOIDABLE, SITE_DERIVED, SITE_NR_FIELDS,
};

static const enum site_field missed_columns[] = {
	SITE_AVOIDABLE, SITE_RUNS, SITE_EMITTED, SITE_NR_FIELDS,
};

struct table {
	struct sites_out *out;
	const enum site_field *columns;
	bool per_run;
};

static void print_heading(const struct table *t)
{
	for (int i = 0; t->columns[i] < SITE_NR_FIELDS; i++)
		fprintf(t->out->f, "%*s", COLUMN_WIDTH, site_field_infos[t->columns[i]].name);
	if (t->per_run)
		fprintf(t->out->f, "%*s", COLUMN_WIDTH, "per run");
	fputs("  site\n", t->out->f);
}

static void print_counts(const struct table *t, const struct bt_site_counts *n)
{
	uint64_t runs = site_get(n, SITE_RUNS);
	char count[32];

	for (int i = 0; t->columns[i] < SITE_NR_FIELDS; i++)
		fprintf(t->out->f, "%*s", COLUMN_WIDTH,
			format_count(count, sizeof(count), site_get(n, t->columns[i])));
	if (t->per_run && runs)
		fprintf(t->out->f, "%*.1f", COLUMN_WIDTH,
			(double)(site_get(n, SITE_AVOIDABLE) + runs) / runs);
	else if (t->per_run)
		fprintf(t->out->f, "%*s", COLUMN_WIDTH, "-");
}

static void print_row(const struct table *t, const struct bt_site_counts *n, const char *name)
{
	char clean[1024];

	print_counts(t, n);
	fprintf(t->out->f, "  %s\n", escape_terminal(clean, sizeof(clean), name));
}

/* Return the column where the counts end and names begin. */
static int names_column(const struct table *t)
{
	int column = COLUMN_WIDTH * t->per_run;

	for (int i = 0; t->columns[i] < SITE_NR_FIELDS; i++)
		column += COLUMN_WIDTH;
	return column;
}

/* Print the functions that hold a call, below the name of the call. */
static void print_source(const struct table *t, uint64_t address, int column)
{
	char indent[COLUMN_WIDTH * 8];

	snprintf(indent, sizeof(indent), "%*s", column, "");
	source_out_text(t->out->f, t->out->lines, address, indent);
}

/* Print the caller of the site on the line of the counts, and the other callers below. */
static void print_stack(const struct table *t, const struct site_stack *stack)
{
	int indent = names_column(t) + 4;
	char name[256], clean[1024];

	print_counts(t, &stack->n);
	if (stack->depth < 2)
		fputs("    (no stack)\n", t->out->f);
	for (size_t i = 1; i < stack->depth; i++) {
		fprintf(t->out->f, "%*s%s\n", i > 1 ? indent : 4, "",
			escape_terminal(clean, sizeof(clean),
					sites_frame(t->out, name, sizeof(name),
						    stack->address[i])));
		print_source(t, stack->address[i], indent + 2);
	}
}

static void print_table(const struct table *t, const struct sites_result *r)
{
	size_t n, max;
	struct site *rows = sites_shown(t->out, r, &n);
	bool stacks = t->out->what->stacks && !r->no_stacks;
	char name[256];

	if (!rows)
		return;
	max = t->out->rows && (size_t)t->out->rows < n ? (size_t)t->out->rows : n;
	if (n || !t->out->what->missed)
		print_heading(t);
	for (size_t i = 0; i < max; i++) {
		print_row(t, &rows[i].n, sites_frame(t->out, name, sizeof(name), rows[i].ip));
		print_source(t, rows[i].ip, names_column(t) + 4);
		for (size_t k = 0; stacks && k < rows[i].nr_stacks; k++)
			print_stack(t, rows[i].stacks[k]);
	}
	if (max < n)
		fprintf(t->out->f, "%*s  (%zu more rows; --rows shows them)\n", COLUMN_WIDTH, "",
			n - max);
	if (n || !t->out->what->missed)
		print_row(t, stacks_total(r->stacks), "(all)");
	else
		fprintf(t->out->f, "%*s  no site emits two in a row that one section could hold\n",
			COLUMN_WIDTH, "");
	stacks_sites_free(rows, n);
}

static void print_derived(FILE *f, const struct sites_result *r)
{
	char count[32];

	if (!r->about.by_probes)
		return;
	fprintf(f, "%18s      of queued derived, the rest observed\n",
		format_count(count, sizeof(count),
			     site_get(stacks_total(r->stacks), SITE_DERIVED)));
	coverage_text(f, &r->about);
	putc('\n', f);
}

static void text_show(struct sites_out *out, const struct sites_result *r)
{
	bool missed = out->what->missed;
	const struct table t = {
		out, missed ? missed_columns : r->about.by_probes ? probes_columns : columns,
		missed,
	};

	header_text(out->f, missed ? "\n Missed batches for" : "\n Barriers by site for", &r->about, 1);
	fputs(":\n\n", out->f);
	if (r->no_runs)
		fputs(" An older barrier-trace recorded this: what is avoidable is not known.\n\n", out->f);
	if (r->no_stacks)
		fputs(" Recorded without stacks (record -g): sites only.\n\n", out->f);
	print_table(&t, r);
	fprintf(out->f, "\n%18.9f      seconds elapsed\n\n", r->elapsed_ns / 1e9);
	print_derived(out->f, r);
	losses_text(out->f, &r->losses, "events", "the counts are short by as many");
	putc('\n', out->f);
}

const struct sites_ops sites_text = { text_show };
