// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

#include "base/escape.h"
#include "output/scan_report.h"

struct scan_coverage scan_coverage(const struct scan *scan, int kind)
{
	struct scan_coverage c = { 0 };

	for (size_t i = 0; i < scan->nr_points; i++) {
		const struct scan_point *p = &scan->points[i];
		size_t good = 0, nothing = 0, bad = 0, own = 0;

		if (p->kind != kind)
			continue;
		for (size_t k = 0; k < scan->nr_points; k++) {
			const struct scan_point *of = &scan->points[k];

			if (of->site != p->site)
				continue;
			own += !of->callee && of->why_not;
			good += of->callee && !of->why_not;
			nothing += of->callee && of->why_not == scan_does_nothing;
			bad += of->callee && of->why_not && of->why_not != scan_does_nothing;
		}
		good += nothing && !bad;
		c.direct += !own;
		c.by_calls += own && good && !bad;
		c.partly += own && good && bad;
		c.not += own && !good;
	}
	return c;
}

static void print_name(FILE *out, const struct ksyms *ksyms, uint64_t address, int width)
{
	char site[256], clean[1024];

	ksyms_place(ksyms, site, sizeof(site), address);
	fprintf(out, "%-*s", width, escape_terminal(clean, sizeof(clean), site));
}

static void print_call(FILE *out, const struct scan_point *p, const struct ksyms *ksyms)
{
	uint64_t start, end;
	char name[256];

	if (p->address == p->callee) {
		fprintf(out, "not: %s", p->why_not);
		return;
	}
	fprintf(out, "via call of %s", ksyms_function(ksyms, name, sizeof(name), p->callee));
	if (ksyms_bounds(ksyms, p->site + 4, &start, &end) && start != p->callee) {
		fputs(" to ", out);
		print_name(out, ksyms, p->site, 0);
	}
	if (p->why_not) {
		fprintf(out, ", %s: %s", p->why_not == scan_does_nothing ? "no need" : "not", p->why_not);
		return;
	}
	if (p->mask)
		fprintf(out, ", if (x%u & 0x%" PRIx64 ") == 0x%" PRIx64, p->reg, p->mask, p->value);
	if (p->when & SCAN_UNLESS_INTERRUPT)
		fputs(", not in interrupt", out);
	if (p->when & SCAN_UNLESS_PAUSED)
		fputs(", not paused", out);
	if (p->when & SCAN_IF_ENABLED)
		fputs(", enabled", out);
}

static void print_coverage(FILE *out, const struct scan *scan, int kind, const char *what)
{
	struct scan_coverage c = scan_coverage(scan, kind);

	fprintf(out, "%4zu %s: %zu direct, %zu via calls, %zu partly, %zu not\n", scan->nr[kind], what,
		c.direct, c.by_calls, c.partly, c.not);
}

static void print_summary(FILE *out, const struct scan *scan, const struct ksyms *ksyms)
{
	fprintf(out, "\nlazy MMU logic: %s\n", scan_generation_name(scan->generation));
	if (scan->pending_bit >= 0)
		fprintf(out, "TIF_LAZY_MMU_PENDING is bit %d", scan->pending_bit);
	if (scan->lazy_bit >= 0)
		fprintf(out, ", TIF_LAZY_MMU bit %d", scan->lazy_bit);
	if (scan->pending_bit >= 0)
		fprintf(out, "; in_interrupt() tests 0x%" PRIx64 " of preempt_count%s\n",
			scan->interrupt_mask, scan->softirq_apart ? ", and a count of softirqs" : "");
	print_coverage(out, scan, SCAN_QUEUE_EMIT, "queue sites");
	print_coverage(out, scan, SCAN_FLUSH_EMIT, "flush sites");
	print_coverage(out, scan, SCAN_DIRECT, "others");
	fputs("points:", out);
	for (int i = 0; i < SCAN_NR_KINDS; i++)
		fprintf(out, "%s %zu %s", i ? "," : "", scan->nr[i], scan_kind_name(i));
	fprintf(out, "\nself-checks: %s\n", scan->nr_problems ? "FAILED" : "clean");
	for (size_t i = 0; i < scan->nr_problems; i++) {
		fputs("  ", out);
		print_name(out, ksyms, scan->problems[i].address, 40);
		fprintf(out, " %s\n", scan->problems[i].what);
	}
}

void scan_report_text(FILE *out, const struct scan *scan, const struct ksyms *ksyms)
{
	fprintf(out, "%-10s  %-44s  %s\n", "kind", "where", "how");
	for (size_t i = 0; i < scan->nr_points; i++) {
		const struct scan_point *p = &scan->points[i];

		fprintf(out, "%-10s  ", scan_kind_name(p->kind));
		print_name(out, ksyms, p->address, 44);
		fputs("  ", out);
		if (p->callee)
			print_call(out, p, ksyms);
		else if (p->why_not)
			fprintf(out, "not: %s", p->why_not);
		else if (p->mask)
			fprintf(out, "direct, PENDING is x%u & 0x%" PRIx64, p->reg, p->mask);
		else
			fputs("direct", out);
		putc('\n', out);
	}
	print_summary(out, scan, ksyms);
}

void scan_dwarf_text(FILE *out, const struct dwarf_check *d, const struct ksyms *ksyms)
{
	if (!d->compared) {
		fputs("debug info: not compared, the file has none or libdw is not there\n", out);
		return;
	}
	fprintf(out, "debug info: of %zu pairs %zu agree, %zu folded, %zu no emit_pte_barriers(); %zu differ\n",
		d->nr_pairs, d->nr_agree, d->nr[SCAN_FOLDED], d->nr[SCAN_NO_EMIT],
		dwarf_check_differences(d));
	for (size_t i = 0; i < d->n; i++) {
		fprintf(out, "  0x%" PRIx64 " ", d->v[i].address);
		print_name(out, ksyms, d->v[i].address, 0);
		fprintf(out, " %s", dwarf_difference_name(d->v[i].kind));
		if (d->v[i].kind == SCAN_FOLDED) {
			fputc(' ', out);
			print_name(out, ksyms, d->v[i].twin, 0);
		}
		fputc('\n', out);
	}
}
