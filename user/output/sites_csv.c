// SPDX-License-Identifier: GPL-2.0
/* Write sites as CSV: a line for each counter of each site, and with -g of each stack. */
#include <inttypes.h>
#include <string.h>

#include "base/escape.h"
#include "output/sites_out.h"

/* @stack: NULL for a site */
static void put_prefix(struct sites_out *out, const char *name, const struct site_stack *stack)
{
	char frames[BT_STACK_DEPTH * 256] = "", clean[4 * BT_STACK_DEPTH * 256 + 4];
	size_t length = 0;

	fprintf(out->f, "%s%s", escape_csv(clean, sizeof(clean), name, out->separator),
		out->separator);
	if (!out->what->stacks)
		return;
	for (size_t i = 1; stack && i < stack->depth; i++) {
		if (i > 1)
			frames[length++] = ';';
		sites_frame(out, frames + length, 255, stack->address[i]);
		length += strlen(frames + length);
	}
	fprintf(out->f, "%s%s", escape_csv(clean, sizeof(clean), frames, out->separator),
		out->separator);
}

static void put_counts(struct sites_out *out, const struct sites_result *r,
		       const struct bt_site_counts *n, const char *name,
		       const struct site_stack *stack)
{
	for (enum site_field f = 0; f < sites_fields(r); f++) {
		put_prefix(out, name, stack);
		fprintf(out->f, "%" PRIu64 "%s%s\n", site_get(n, f), out->separator,
			site_field_infos[f].name);
	}
}

static void put_value(struct sites_out *out, const char *counter, uint64_t value)
{
	put_prefix(out, "(all)", NULL);
	fprintf(out->f, "%" PRIu64 "%s%s\n", value, out->separator, counter);
}

static void csv_show(struct sites_out *out, const struct sites_result *r)
{
	bool stacks = out->what->stacks && !r->no_stacks;
	const char *s = out->separator;
	char name[256];
	struct site *rows;
	size_t n;

	fprintf(out->f, "site%s", s);
	if (out->what->stacks)
		fprintf(out->f, "stack%s", s);
	fprintf(out->f, "value%scounter\n", s);
	rows = sites_shown(out, r, &n);
	for (size_t i = 0; rows && i < n; i++) {
		sites_frame(out, name, sizeof(name), rows[i].ip);
		put_counts(out, r, &rows[i].n, name, NULL);
		for (size_t k = 0; stacks && k < rows[i].nr_stacks; k++)
			put_counts(out, r, &rows[i].stacks[k]->n, name, rows[i].stacks[k]);
	}
	stacks_sites_free(rows, n);
	put_counts(out, r, stacks_total(r->stacks), "(all)", NULL);
	put_value(out, "lost", r->losses.total);
	for (size_t i = 0; i < r->losses.n; i++)
		if (r->losses.v[i].count)
			put_value(out, r->losses.v[i].name, r->losses.v[i].count);
	put_value(out, "elapsed_ns", r->elapsed_ns);
}

const struct sites_ops sites_csv = { csv_show };
