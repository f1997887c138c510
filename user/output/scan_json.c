// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

#include "base/json.h"
#include "output/scan_report.h"

static void hex(struct json *j, const char *name, uint64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	json_string(j, name, text);
}

static void place(struct json *j, const char *name, const char *offset, uint64_t address,
		  const struct ksyms *ksyms)
{
	char site[256];
	uint64_t start, end;

	if (!ksyms_bounds(ksyms, address + 4, &start, &end))
		return;
	json_string(j, name, ksyms_function(ksyms, site, sizeof(site), address));
	if (offset)
		json_uint(j, offset, address - start);
}

static void point(struct json *j, const struct scan_point *p, const struct ksyms *ksyms)
{
	json_open(j, NULL);
	json_string(j, "type", "point");
	json_string(j, "kind", scan_kind_name(p->kind));
	hex(j, "address", p->address);
	place(j, "function", "offset", p->address, ksyms);
	hex(j, "site", p->site);
	if (p->callee)
		place(j, "callee", NULL, p->callee, ksyms);
	if (p->mask) {
		json_uint(j, "register", p->reg);
		hex(j, "mask", p->mask);
		if (p->callee)
			hex(j, "value", p->value);
	}
	if (p->callee) {
		json_bool(j, "unless_interrupt", p->when & SCAN_UNLESS_INTERRUPT);
		json_bool(j, "unless_paused", p->when & SCAN_UNLESS_PAUSED);
		json_bool(j, "if_enabled", p->when & SCAN_IF_ENABLED);
	}
	if (p->why_not)
		json_string(j, "why_not", p->why_not);
	json_close(j);
}

static void coverage(struct json *j, const struct scan *scan, int kind, const char *name)
{
	struct scan_coverage c = scan_coverage(scan, kind);

	json_open(j, name);
	json_uint(j, "sites", scan->nr[kind]);
	json_uint(j, "direct", c.direct);
	json_uint(j, "via_calls", c.by_calls);
	json_uint(j, "partly", c.partly);
	json_uint(j, "not", c.not);
	json_close(j);
}

void scan_report_json(FILE *out, const struct scan *scan, const struct ksyms *ksyms)
{
	struct json j = { .out = out };

	for (size_t i = 0; i < scan->nr_points; i++)
		point(&j, &scan->points[i], ksyms);
	for (size_t i = 0; i < scan->nr_problems; i++) {
		json_open(&j, NULL);
		json_string(&j, "type", "problem");
		hex(&j, "address", scan->problems[i].address);
		place(&j, "function", "offset", scan->problems[i].address, ksyms);
		json_string(&j, "what", scan->problems[i].what);
		json_close(&j);
	}
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_string(&j, "logic", scan_generation_name(scan->generation));
	json_int(&j, "pending_bit", scan->pending_bit);
	json_int(&j, "lazy_bit", scan->lazy_bit);
	hex(&j, "interrupt_mask", scan->interrupt_mask);
	json_bool(&j, "softirq_apart", scan->softirq_apart);
	coverage(&j, scan, SCAN_QUEUE_EMIT, "queue");
	coverage(&j, scan, SCAN_FLUSH_EMIT, "flush");
	coverage(&j, scan, SCAN_DIRECT, "direct");
	json_uint(&j, "problems", scan->nr_problems);
	json_close(&j);
}

void scan_dwarf_json(FILE *out, const struct dwarf_check *d, const struct ksyms *ksyms)
{
	struct json j = { .out = out };

	for (size_t i = 0; i < d->n; i++) {
		json_open(&j, NULL);
		json_string(&j, "type",
			    dwarf_difference_is_note(d->v[i].kind) ? "note" : "difference");
		hex(&j, "address", d->v[i].address);
		place(&j, "function", "offset", d->v[i].address, ksyms);
		json_string(&j, "what", dwarf_difference_name(d->v[i].kind));
		if (d->v[i].kind == SCAN_FOLDED)
			place(&j, "twin", NULL, d->v[i].twin, ksyms);
		json_close(&j);
	}
	json_open(&j, NULL);
	json_string(&j, "type", "debug_info");
	json_bool(&j, "compared", d->compared);
	json_uint(&j, "pairs", d->nr_pairs);
	json_uint(&j, "agree", d->nr_agree);
	json_uint(&j, "folded", d->nr[SCAN_FOLDED]);
	json_uint(&j, "no_emit", d->nr[SCAN_NO_EMIT]);
	json_uint(&j, "differ", dwarf_check_differences(d));
	json_close(&j);
}
