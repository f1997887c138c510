// SPDX-License-Identifier: GPL-2.0
/* All views of a recording on one page, from one pass over its events. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "activity.h"
#include "html.h"
#include "log.h"
#include "replay_check.h"
#include "report_views.h"
#include "spans.h"
#include "tally.h"
#include "target.h"

#define MAX_ROWS	20
#define MAX_LANES	8

struct view {
	const struct report_opts *o;
	FILE *f;
	struct recorded r;
	struct filter filter;
	enum per per;		/* of the table of totals */
	struct tally *totals, *sites;
	struct histograms *hs;
	struct spans *spans;
	struct activity *activity;
	struct replay_check check;
	bool checked;		/* something is batched there */
};

static bool html_has(const char *format)
{
	return !strcmp(format, "html");
}

static int see(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
	       const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;
	int ret = tally_event(v->totals, e, task);

	if (!ret)
		ret = tally_event(v->sites, e, task);
	if (!ret && !v->spans) {
		v->checked = r->generation_number;
		v->spans = spans_new(r->generation_number, v->o->shape, v->hs);
		ret = v->spans ? 0 : -ENOMEM;
	}
	if (!ret)
		ret = spans_event(v->spans, e, task);
	if (!ret && v->checked)
		ret = replay_check_event(&v->check, r, e, task, stack);
	if (!ret && recorded_passes(r, &v->filter, e, task))
		activity_event(v->activity, e, task, e->time_ns - r->start_ns);
	return ret;
}

static int add_slot(const struct bt_slot *slot, uint32_t index, void *stats)
{
	(void)index;
	return stats_add(stats, slot);
}

static int put_table(const struct view *v, const struct tally *tally, enum per per, const char *what)
{
	struct stats *stats = stats_new(per, &v->filter);
	int ret = stats ? tally_each(tally, add_slot, stats) : -ENOMEM;

	if (!ret)
		html_rows(v->f, stats, per, v->r.ksyms, what,
			  v->o->o.rows ? (size_t)v->o->o.rows : MAX_ROWS);
	stats_free(stats);
	return ret;
}

static void put_facts(const struct view *v)
{
	const struct out_losses losses = { v->r.losses, v->r.nr_losses, v->r.lost };
	char number[64], count[32];
	FILE *f = v->f;

	fputs("<h1>Lazy MMU barriers</h1>\n<dl>\n", f);
	html_fact(f, "recorded", v->r.subject);
	html_fact(f, "kernel", v->r.kernel);
	html_fact(f, "logic", v->r.generation);
	html_fact(f, "by", v->r.tool);
	snprintf(number, sizeof(number), "%.6f s", v->r.elapsed_ns / 1e9);
	html_fact(f, "time", number);
	html_fact(f, "events", format_count(count, sizeof(count), v->r.extent.events));
	html_losses(f, &losses);
	if (v->r.unknown_loss)
		html_fact(f, "incomplete", v->r.extent.damage[0] ? v->r.extent.damage :
			  "the recording has no end");
	fputs("</dl>\n", f);
}

static void put_histograms(const struct view *v)
{
	const struct recorded *r = &v->r;
	struct hist_header header = {
		.subject = r->subject, .kernel = r->kernel, .generation = r->generation,
		.attach = r->attach, .metrics = v->o->metrics,
	};
	const struct hist_frame frame = {
		.kind = FRAME_TOTAL, .time_ns = r->elapsed_ns, .elapsed_ns = r->elapsed_ns,
		.hs = v->hs, .losses = { r->losses, r->nr_losses, r->lost },
	};
	struct hist_out out = { .header = &header, .f = v->f };

	memcpy(header.shape, v->o->shape, sizeof(header.shape));
	fputs("<div class=\"wide\">\n", v->f);
	hist_svg(&out, &frame);
	fputs("</div>\n", v->f);
}

static int put_check(struct view *v)
{
	struct check_result result;
	int ret;

	html_section(v->f, "Check", "Was the PENDING logic obeyed? <code>report --view check</code> "
		     "shows each violation with its history.");
	if (!v->checked) {
		fputs("<p>Nothing is batched there: there is no PENDING to check.</p>\n", v->f);
		return 0;
	}
	ret = replay_check_end(&v->check, &v->r, &result);
	if (!ret)
		html_violations(v->f, &result, v->r.ksyms);
	return ret;
}

static int put_page(struct view *v)
{
	FILE *f = v->f;
	int ret;

	html_begin(f, v->r.subject);
	put_facts(v);
	ret = put_check(v);
	if (ret)
		return ret;
	html_section(f, "Totals", "barriers = emitted + flush, avoided = queued - barriers");
	ret = put_table(v, v->totals, v->per, per_names[v->per]);
	if (ret)
		return ret;
	html_section(f, "Over time", "By name: queued above the line, barriers executed below it, "
		     "on one scale; what is missing below was avoided.");
	fputs("<div class=\"wide\">\n", f);
	activity_svg(v->activity, f, MAX_LANES);
	fputs("</div>\n", f);
	html_section(f, "Histograms", "");
	put_histograms(v);
	html_section(f, "Call sites", "Functions whose stores or sections these are.");
	ret = put_table(v, v->sites, PER_SITE, "site");
	html_end(f);
	return ret;
}

static int html_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	struct view v = {
		.o = o, .f = f, .filter = o->o.filter, .per = o->o.per ? o->o.per : PER_COMM,
		.activity = activity_new(), .check = { .rules = &o->rules, .filter = o->o.filter },
	};
	int ret;

	v.totals = tally_new(v.per, v.filter.cpus.n);
	v.sites = tally_new(PER_SITE, v.filter.cpus.n);
	v.hs = histograms_new(PER_NONE, &o->o.filter);
	ret = v.activity && v.totals && v.sites && v.hs ? 0 : -ENOMEM;
	if (!ret)
		ret = recorded_read(&v.r, o->path, see, &v);
	v.filter.cgroup = v.r.cgroup_followed;
	if (!ret && v.spans)
		ret = spans_end(v.spans);
	if (!ret) {
		cgroup_names_are(v.r.cgroups ? v.r.cgroups : "");
		ret = put_page(&v);
		cgroup_names_are(NULL);
	}
	*lost = v.r.lost + v.r.unknown_loss;
	replay_check_free(&v.check);
	spans_free(v.spans);
	histograms_free(v.hs);
	activity_free(v.activity);
	tally_free(v.totals);
	tally_free(v.sites);
	recorded_free(&v.r);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_html = { "html", "html", html_has, html_run };
