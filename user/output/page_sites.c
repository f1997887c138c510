// SPDX-License-Identifier: GPL-2.0
/* Write a table of sites; the reader opens a site to see the stacks that lead there. */
#include "output/page.h"
#include "base/array.h"
#include "base/svg.h"

#define MAX_STACKS	3

static const enum site_field columns[] = {
	SITE_QUEUED, SITE_EMITTED, SITE_DEFERRED, SITE_AVOIDABLE, SITE_DERIVED,
};

/* Return the number of columns; the last, derived counts, is for probes only. */
static size_t nr_columns(const struct sites_result *r)
{
	return ARRAY_SIZE(columns) - !r->about.by_probes;
}

static void put_counts(FILE *f, const struct sites_result *r, const struct bt_site_counts *n)
{
	char count[32];

	for (size_t i = 0; i < nr_columns(r); i++) {
		uint64_t value = site_get(n, columns[i]);

		if (columns[i] == SITE_AVOIDABLE && r->no_runs)
			fputs("<td>-</td>", f);
		else
			fprintf(f, "<td%s>%s</td>",
				columns[i] == SITE_AVOIDABLE && value ? " class=\"missed\"" : "",
				format_count(count, sizeof(count), value));
	}
}

static void put_frame(const struct sites_out *out, struct source_lines *lines, uint64_t ip)
{
	char name[256];

	fputs("<li>", out->f);
	svg_text(out->f, sites_frame(out, name, sizeof(name), ip));
	page_lines(out->f, lines, ip);
	fputs("</li>\n", out->f);
}

static void put_stack(const struct sites_out *out, const struct sites_result *r,
		      struct source_lines *lines, const struct site_stack *stack)
{
	bool first = true;
	char count[32];

	fputs("<p>", out->f);
	for (size_t i = 0; i < nr_columns(r); i++) {
		uint64_t value = site_get(&stack->n, columns[i]);

		if (!value || (columns[i] == SITE_AVOIDABLE && r->no_runs))
			continue;
		fprintf(out->f, "%s%s %s", first ? "" : ", ", format_count(count, sizeof(count), value),
			site_field_infos[columns[i]].name);
		first = false;
	}
	if (stack->depth < 2) {
		fputs("; without a stack</p>\n", out->f);
		return;
	}
	fputs("</p>\n<ol>\n", out->f);
	for (size_t i = 1; i < stack->depth; i++)
		put_frame(out, lines, stack->address[i]);
	fputs("</ol>\n", out->f);
}

static void put_site(const struct sites_out *out, const struct sites_result *r,
		     struct source_lines *lines, const struct site *site)
{
	char name[256];
	size_t i;

	fputs("<tr>", out->f);
	put_counts(out->f, r, &site->n);
	sites_frame(out, name, sizeof(name), site->ip);
	if (r->no_stacks) {
		fputs("<td>", out->f);
		svg_text(out->f, name);
		page_lines(out->f, lines, site->ip);
		fputs("</td></tr>\n", out->f);
		return;
	}
	fputs("<td><details><summary>", out->f);
	svg_text(out->f, name);
	fputs("</summary>\n", out->f);
	page_lines(out->f, lines, site->ip);
	for (i = 0; i < site->nr_stacks && i < MAX_STACKS; i++)
		put_stack(out, r, lines, site->stacks[i]);
	if (i < site->nr_stacks)
		fprintf(out->f, "<p class=\"note\">%zu more %s.</p>\n", site->nr_stacks - i,
			site->nr_stacks - i == 1 ? "stack" : "stacks");
	fputs("</details></td></tr>\n", out->f);
}

void page_sites(const struct sites_out *out, const struct sites_result *r,
		struct source_lines *lines)
{
	size_t n, max;
	struct site *rows = sites_shown(out, r, &n);

	if (!rows)
		return;
	max = (size_t)out->rows < n ? (size_t)out->rows : n;
	fputs("<div class=\"wide\"><table class=\"sites\">\n<thead><tr>", out->f);
	for (size_t i = 0; i < nr_columns(r); i++)
		fprintf(out->f, "<th>%s</th>", site_field_infos[columns[i]].name);
	fputs("<th>site</th></tr></thead>\n<tbody>\n", out->f);
	for (size_t i = 0; i < max; i++)
		put_site(out, r, lines, &rows[i]);
	fputs("<tr class=\"sum\">", out->f);
	put_counts(out->f, r, stacks_total(r->stacks));
	fputs("<td>(all)</td></tr>\n</tbody></table></div>\n", out->f);
	if (!n && out->what->missed)
		fputs("<p>No site emits two in a row that one section could hold.</p>\n", out->f);
	if (max < n)
		fprintf(out->f, "<p class=\"note\">%zu more %s.</p>\n", n - max,
			n - max == 1 ? "site" : "sites");
	stacks_sites_free(rows, n);
}
