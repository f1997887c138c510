// SPDX-License-Identifier: GPL-2.0
/* Write sites for people: a row for each site, and with -g the stacks that lead there. */
#include <string.h>

#include "base/escape.h"
#include "kernel/at_once.h"
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

static const enum site_field one_columns[] = {
	SITE_OF_ONE, SITE_DEFERRED, SITE_QUEUED, SITE_NR_FIELDS,
};

/*
 * The first column has the field that orders the rows, or queued.  Two columns follow: a row's
 * share of the field that orders, and the share of all rows so far.
 */
struct table {
	struct sites_out *out;
	const struct sites_result *r;
	const enum site_field *columns;
	enum site_field order;
	bool reasons;		/* a column says why barriers were emitted */
	bool callers;		/* without -g, too, a row has the callers of its largest stack */
};

#define SHARE_WIDTH	9
#define TOTAL_WIDTH	12
#define REASON_WIDTH	12
#define MAX_CALLERS	6

static void print_heading(const struct table *t)
{
	for (int i = 0; t->columns[i] < SITE_NR_FIELDS; i++) {
		fprintf(t->out->f, "%*s", COLUMN_WIDTH, t->columns[i] == SITE_OF_ONE ? "of one" :
			site_field_infos[t->columns[i]].name);
		if (!i)
			fprintf(t->out->f, "%*s%*s", SHARE_WIDTH, "share", TOTAL_WIDTH, "cumulative");
	}
	if (t->reasons)
		fprintf(t->out->f, "  %-*s", REASON_WIDTH, "reason");
	fputs("  site\n", t->out->f);
}

/* @so_far: the sum of the rows down to this one; 0: leave the column empty */
static void print_counts(const struct table *t, const struct bt_site_counts *n, uint64_t so_far)
{
	FILE *f = t->out->f;
	char text[128];

	for (int i = 0; t->columns[i] < SITE_NR_FIELDS; i++) {
		fprintf(f, "%*s", COLUMN_WIDTH,
			format_count(text, sizeof(text), site_get(n, t->columns[i])));
		if (i)
			continue;
		fprintf(f, "%*.1f %%", SHARE_WIDTH - 2,
			100 * sites_share(t->r, site_get(n, t->order), t->order));
		if (so_far)
			fprintf(f, "%*.1f %%", TOTAL_WIDTH - 2,
				100 * sites_share(t->r, so_far, t->order));
		else
			fprintf(f, "%*s", TOTAL_WIDTH, "");
	}
	if (t->reasons)
		fprintf(f, "  %-*s", REASON_WIDTH, site_reasons(n, text, sizeof(text)));
}

static void print_row(const struct table *t, const struct bt_site_counts *n, uint64_t so_far,
		      const char *name)
{
	char clean[1024];

	print_counts(t, n, so_far);
	fprintf(t->out->f, "  %s\n", escape_terminal(clean, sizeof(clean), name));
}

/* Return the column where the counts end and names begin. */
static int names_column(const struct table *t)
{
	int column = SHARE_WIDTH + TOTAL_WIDTH + (t->reasons ? 2 + REASON_WIDTH : 0);

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

	print_counts(t, &stack->n, 0);
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

/* Print the nearest callers of the stack that a row has most of, one below the other. */
static void print_callers(const struct table *t, const struct site_stack *stack)
{
	int indent = names_column(t) + 4;
	char name[256], clean[1024];
	size_t i;

	for (i = 1; i < stack->depth && i <= MAX_CALLERS; i++)
		fprintf(t->out->f, "%*s%s\n", indent, "",
			escape_terminal(clean, sizeof(clean),
					sites_frame(t->out, name, sizeof(name),
						    stack->address[i])));
	if (i < stack->depth)
		fprintf(t->out->f, "%*s... (-g shows all)\n", indent, "");
}

static void print_rows(const struct table *t, const struct site *rows, size_t n)
{
	size_t max = t->out->rows && (size_t)t->out->rows < n ? (size_t)t->out->rows : n;
	bool stacks = t->out->what->stacks && !t->r->no_stacks;
	uint64_t so_far = 0;
	char name[256];

	print_heading(t);
	for (size_t i = 0; i < max; i++) {
		so_far += site_get(&rows[i].n, t->order);
		print_row(t, &rows[i].n, so_far,
			  sites_frame(t->out, name, sizeof(name), rows[i].ip));
		print_source(t, rows[i].ip, names_column(t) + 4);
		for (size_t k = 0; stacks && k < rows[i].nr_stacks; k++)
			print_stack(t, rows[i].stacks[k]);
		if (!stacks && t->callers && rows[i].nr_stacks)
			print_callers(t, rows[i].stacks[0]);
	}
	if (max < n)
		fprintf(t->out->f, "%*s  (%zu more rows; --rows shows them)\n", COLUMN_WIDTH, "",
			n - max);
	print_row(t, stacks_total(t->r->stacks), 0, "(all)");
}

/* Print a table of the sites.  @all: also those that have none of the field that orders */
static void print_table(const struct table *t, bool all, const char *none)
{
	size_t n;
	struct site *rows = stacks_sites(t->r->stacks, t->order, all, &n);

	if (rows && (n || all))
		print_rows(t, rows, n);
	else if (rows)
		fprintf(t->out->f, "%*s  %s\n", COLUMN_WIDTH, "", none);
	stacks_sites_free(rows, n);
}

/* Say what was emitted and cannot be avoided by a section. */
static void print_reasons(FILE *f, const struct bt_site_counts *n)
{
	static const char *const why[BT_NR_REASONS] = {
		[BT_REASON_INTERRUPT] = "in interrupt: there is no lazy MMU mode",
		[BT_REASON_BH] = "with BH off: there is no lazy MMU mode",
		[BT_REASON_PAUSED] = "while the mode was paused",
		[BT_REASON_AT_ONCE] = "and used at once (" AT_ONCE_FUNCTION "): no section may hold them",
	};
	char count[32];

	for (int i = 0; i < BT_REASON_NO_SECTION; i++) {
		uint64_t value = site_get(n, site_reason_fields[i]);

		if (value)
			fprintf(f, "%18s      emitted %s\n",
				format_count(count, sizeof(count), value), why[i]);
	}
}

static void print_missed(struct sites_out *out, const struct sites_result *r)
{
	const struct bt_site_counts *all = stacks_total(r->stacks);
	const struct table missed = { out, r, missed_columns, SITE_AVOIDABLE, .reasons = true };
	const struct table ones = { out, r, one_columns, SITE_OF_ONE, .callers = true };
	uint64_t runs = site_get(all, SITE_RUNS);

	print_table(&missed, false, "no task emits two in a row that one section could hold");
	fputs("\n Sections of one store, right behind another one:\n\n", out->f);
	print_table(&ones, false, "none");
	putc('\n', out->f);
	if (runs)
		fprintf(out->f, "%18.1f      barriers in a run, on average\n",
			(double)(site_get(all, SITE_AVOIDABLE) + runs) / runs);
	print_reasons(out->f, all);
	if (r->no_at_once && site_get(all, SITE_AVOIDABLE))
		fputs("                        Entries that are used at once are not known here, and "
		      "count as avoidable.\n", out->f);
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
		out, r, r->about.by_probes ? probes_columns : columns, out->what->sort,
		.reasons = true,
	};

	header_text(out->f, missed ? "\n Missed batches for" : "\n Barriers by site for", &r->about, 1);
	fputs(":\n\n", out->f);
	if (r->no_runs)
		fputs(" An older barrier-trace recorded this: what is avoidable is not known.\n\n", out->f);
	if (r->no_stacks)
		fputs(" Recorded without stacks (record -g): sites only.\n\n", out->f);
	if (missed)
		print_missed(out, r);
	else
		print_table(&t, true, "");
	fprintf(out->f, "\n%18.9f      seconds elapsed\n\n", r->elapsed_ns / 1e9);
	print_derived(out->f, r);
	losses_text(out->f, &r->losses, "events", "the counts are short by as many");
	putc('\n', out->f);
}

const struct sites_ops sites_text = { text_show };
