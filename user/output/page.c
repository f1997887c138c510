// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output/page.h"
#include "output/verdict_out.h"
#include "base/array.h"
#include "base/svg.h"

static const char page_style[] =
	":root{color-scheme:light dark}"
	"body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
	"background:#fff;color:#24292f}"
	"h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2.2rem 0 .3rem}"
	"p{margin:.3rem 0 .8rem}.note{color:#57606a}"
	"table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
	"td,th{padding:.15rem .8rem .15rem 0;text-align:right;white-space:nowrap}"
	"td:last-child,th:last-child{text-align:left;padding-left:.4rem}"
	"th{font-weight:600;border-bottom:1px solid #d8dee4}tr.sum td{border-top:1px solid #d8dee4}"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:.8rem 0}"
	"dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}"
	".wide{overflow-x:auto}.wide svg{max-width:none}code{font-size:.92em}"
	".sites td{vertical-align:top}.source{display:block;color:#57606a;padding-left:1rem}"
	"summary{cursor:pointer}details p{margin:.4rem 0 0 1rem}details ol{margin:.1rem 0 .5rem;"
	"padding-left:2.4rem;list-style:none}.section{fill:#a9cdf3}.missed{color:#a14a00;font-weight:600}"
	".verdict{display:inline-block;padding:.1rem .6rem;border-radius:.3rem;font-weight:600}"
	".clean{background:#dafbe1;color:#116329}.violated{background:#ffdbd7;color:#8b1a10}"
	".incomplete,.partial{background:#fff1c7;color:#6b4a00}.paid{fill:#c2620e}"
	"@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}"
	".note,.source,dt{color:#9da7b3}.section{fill:#274b75}.missed{color:#f0a35c}"
	"th{border-color:#2d333b}tr.sum td{border-color:#2d333b}"
	".clean{background:#12351f;color:#7ee2a0}.violated{background:#4a1613;color:#ffb3aa}"
	".incomplete,.partial{background:#3d2f00;color:#f2cc60}.paid{fill:#f0a35c}}"
	"@media print{.wide{overflow:visible}}";

void page_begin(FILE *f, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      /* Forbid scripts and loading, in case a hostile name gets into the page as markup. */
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>", f);
	svg_text(f, title);
	fprintf(f, "</title>\n<style>%s%s</style>\n</head>\n<body>\n", svg_style, page_style);
}

void page_end(FILE *f)
{
	fputs("</body>\n</html>\n", f);
}

void page_section(FILE *f, const char *heading, const char *explanation)
{
	fprintf(f, "<h2>%s</h2>\n", heading);
	if (*explanation)
		fprintf(f, "<p class=\"note\">%s</p>\n", explanation);
}

void page_fact(FILE *f, const char *name, const char *value)
{
	fprintf(f, "<dt>%s</dt><dd>", name);
	svg_text(f, value);
	fputs("</dd>\n", f);
}

static void put_counts(FILE *f, const struct counts *n)
{
	static const enum field fields[] = {
		F_QUEUED, F_EMITTED, F_DEFERRED, F_FLUSH, F_BARRIERS, F_AVOIDED,
	};
	char count[32];

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		fprintf(f, "<td>%s</td>", format_count(count, sizeof(count), counts_get(n, fields[i])));
	fprintf(f, "<td>%.1f %%</td><td>", 100 * counts_saving(n));
}

void page_rows(FILE *f, const struct stats *stats, enum per per, const struct ksyms *ksyms,
	       const char *what, size_t max)
{
	const struct row **rows;
	char name[256];
	size_t n = 0;

	rows = stats_rows(stats, &n);
	fprintf(f, "<div class=\"wide\"><table>\n<thead><tr><th>queued</th><th>emitted</th><th>deferred</th>"
		"<th>flush</th><th>barriers</th><th>avoided</th><th>saving</th><th>%s</th></tr></thead>\n"
		"<tbody>\n", what);
	for (size_t i = 0; rows && i < n && i < max; i++) {
		fputs("<tr>", f);
		put_counts(f, &rows[i]->n);
		svg_text(f, row_name(per, ksyms, name, sizeof(name), rows[i]));
		fputs("</td></tr>\n", f);
	}
	fputs("<tr class=\"sum\">", f);
	put_counts(f, stats_total(stats));
	fputs("(all)</td></tr>\n</tbody></table></div>\n", f);
	if (rows && n > max)
		fprintf(f, "<p class=\"note\">%zu more.</p>\n", n - max);
	free(rows);
}

static void put_source(FILE *f, const struct source_frame *frames, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fputs("<span class=\"source\">", f);
		svg_text(f, frames[i].function ? frames[i].function : "");
		fprintf(f, "%s ", frames[i].inlined ? " (inlined)" : "");
		svg_text(f, frames[i].file ? frames[i].file : "");
		if (frames[i].file && frames[i].line)
			fprintf(f, ":%d", frames[i].line);
		fputs("</span>", f);
	}
}

void page_lines(FILE *f, struct source_lines *lines, uint64_t ip)
{
	size_t n;
	const struct source_frame *frames = source_lines_find(lines, ip, &n);

	put_source(f, frames, n);
}

static void put_rules(const char *line, void *arg)
{
	fprintf(arg, "<br>%s", line);
}

static void put_judged(FILE *f, const struct coverage *c)
{
	char judged[32], events[32];

	fprintf(f, "<p class=\"note\">%s of %s events judged",
		format_count(judged, sizeof(judged), c->judged),
		format_count(events, sizeof(events), c->events));
	verdict_rules(c, put_rules, f);
	fputs("</p>\n", f);
}

void page_violations(FILE *f, const struct check_result *result, const struct ksyms *ksyms,
		     struct source_lines *lines)
{
	const struct finding_context context = { .ksyms = ksyms, .lines = lines };
	const char *verdict = verdict_names[result->coverage.verdict];
	struct finding v;
	char count[32], line[256];

	/* The badge has the first word of the line. */
	fprintf(f, "<p><span class=\"verdict %s\">%s</span>%s</p>\n", verdict, verdict,
		verdict_line(result, line, sizeof(line)) + strlen(verdict));
	if (result->coverage.events)
		put_judged(f, &result->coverage);
	if (!result->violations->n)
		return;
	fputs("<div class=\"wide\"><table>\n<thead><tr><th>count</th><th>invariant</th><th>task</th><th>CPU</th>"
	      "<th>what broke it</th></tr></thead>\n<tbody>\n", f);
	for (size_t i = 0; i < result->violations->n; i++) {
		finding_head(&v, result->violations->v[i], &context);
		fprintf(f, "<tr><td>%s</td><td>%s</td><td>",
			format_count(count, sizeof(count), result->violations->v[i]->count), v.id);
		svg_text(f, v.comm);
		fprintf(f, "/%u</td><td>%u</td><td>%s: %s", v.report->tid, v.report->cpu,
			v.invariant->title, v.event);
		if (v.is_event) {
			fputs(" at <code>", f);
			svg_text(f, v.at.name);
			fputs("</code>", f);
			put_source(f, v.at.source, v.at.nr_source);
		}
		fputs("</td></tr>\n", f);
	}
	fputs("</tbody></table></div>\n", f);
}

void page_probes(FILE *f, const struct about *about, uint64_t derived)
{
	const struct probe_coverage *c = &about->coverage;
	char count[32], text[160];

	if (!about->by_probes)
		return;
	fprintf(f, "<dt>events derived</dt><dd>%s, the rest observed</dd>\n",
		format_count(count, sizeof(count), derived));
	snprintf(text, sizeof(text), "at %zu places (--scope=%s), %zu of them calls; not seen: %zu places",
		 c->places, c->scope, c->calls, c->uncovered);
	page_fact(f, "kprobes", text);
}

void page_losses(FILE *f, const struct out_losses *losses)
{
	char count[32];

	fprintf(f, "<dt>events lost</dt><dd%s>%s", losses->total ? " class=\"violated\"" : "",
		format_count(count, sizeof(count), losses->total));
	for (size_t i = 0; i < losses->n; i++) {
		if (!losses->v[i].count)
			continue;
		fputs("<br>", f);
		svg_text(f, losses->v[i].name);
		fprintf(f, ": %s", format_count(count, sizeof(count), losses->v[i].count));
	}
	fputs("</dd>\n", f);
}
