// SPDX-License-Identifier: GPL-2.0
/*
 * barrier-trace report --view html: print all views of a recording on one page.  The first pass
 * over the events counts, measures and judges; the second draws the tasks with most events.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output/check_out.h"
#include "kernel/cgroup_names.h"
#include "recording/activity.h"
#include "output/page.h"
#include "recording/task_lanes.h"
#include "base/log.h"
#include "recording/replay_check.h"
#include "cmd/report_views.h"
#include "recording/replay_sites.h"
#include "recording/replay_hist.h"
#include "recording/replay_stat.h"
#include "kernel/vmlinux.h"

#define MAX_ROWS	20
#define MAX_SITES	10
#define MAX_LANES	8

/* Keeps the state of this view.  Owns all pointers but @o and @f. */
struct view {
	const struct report_opts *o;
	FILE *f;
	struct recorded r;
	struct filter filter;
	enum per per;		/* key of the table of totals */
	struct replay_stat *totals;
	struct replay_sites *sites;
	struct stacks *stacks;
	struct source_lines *lines;
	struct histograms *hs;
	struct replay_hist *spans;
	struct activity *activity;
	struct task_lanes *lanes;
	bool drawn;		/* the second pass has filled @lanes */
	uint64_t last_ns;	/* latest time of an event, since the start */
	struct replay_check check;
};

static int see(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
	       const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;
	int64_t since_ns = e->time_ns - r->start_ns;
	int ret = replay_stat_event(v->totals, e, task);

	if (!ret)
		ret = replay_sites_event(v->sites, r, e, task, r->stacks ? stack : NULL);
	if (!ret && !v->spans) {
		v->spans = replay_hist_new(r->generation, v->o->shape, v->hs);
		ret = v->spans ? 0 : -ENOMEM;
	}
	if (!ret)
		ret = replay_hist_event(v->spans, e, task);
	if (!ret && generation_batches(r->generation))
		ret = replay_check_event(&v->check, r, e, task, stack);
	if (ret || !recorded_passes(r, &v->filter, e, task))
		return ret;
	activity_event(v->activity, e, task, since_ns);
	if (since_ns > 0 && (uint64_t)since_ns > v->last_ns)
		v->last_ns = since_ns;
	return task_lanes_count(v->lanes, e, task);
}

static int draw(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;

	(void)stack;
	if (task_lanes_has(v->lanes, task))
		task_lanes_event(v->lanes, e, task, recorded_passes(r, &v->filter, e, task));
	return 0;
}

/* Return how long the pictures show: to the end of the recording or to its last event, ns. */
static uint64_t shown_ns(const struct view *v)
{
	uint64_t ns = v->last_ns > v->r.elapsed_ns ? v->last_ns : v->r.elapsed_ns;

	return ns ? ns : 1;
}

/* Read the recording again for the lanes, unless it is a pipe, which cannot be read twice. */
static int read_lanes(struct view *v)
{
	struct recorded again = { 0 };
	enum log_level level = log_level();
	struct stat st;
	int ret;

	if (!strcmp(v->o->path, "-") || stat(v->o->path, &st) || !S_ISREG(st.st_mode))
		return 0;
	ret = task_lanes_choose(v->lanes, &v->r, MAX_LANES, shown_ns(v));
	if (ret)
		return ret;
	/* The first pass has printed what is wrong with the recording: do not print it again. */
	log_set_level(LOG_QUIET);
	ret = recorded_read(&again, v->o->path, draw, v);
	log_set_level(level);
	recorded_free(&again);
	task_lanes_end(v->lanes);
	v->drawn = true;
	return ret;
}

static int put_totals(const struct view *v)
{
	struct stats *stats = stats_new(v->per, &v->filter);
	int ret = stats ? replay_stat_add_to(v->totals, stats) : -ENOMEM;

	if (!ret)
		page_rows(v->f, stats, v->per, v->r.ksyms, per_names[v->per],
			  v->o->o.rows ? (size_t)v->o->o.rows : MAX_ROWS);
	stats_free(stats);
	return ret;
}

static void put_facts(const struct view *v)
{
	const struct out_losses losses = { v->r.losses, v->r.nr_losses, v->r.lost };
	const struct about about = recorded_about(&v->r);
	char number[64], count[32];
	FILE *f = v->f;

	fputs("<h1>Lazy MMU barriers</h1>\n<dl>\n", f);
	page_fact(f, "recorded", about.subject);
	page_fact(f, "kernel", about.kernel);
	page_fact(f, "logic", about.generation);
	page_fact(f, "by", v->r.tool);
	snprintf(number, sizeof(number), "%.6f s", v->r.elapsed_ns / 1e9);
	page_fact(f, "time", number);
	page_fact(f, "events", format_count(count, sizeof(count), v->r.extent.events));
	page_probes(f, &about, v->r.derived);
	page_losses(f, &losses);
	if (v->r.unknown_loss)
		page_fact(f, "incomplete", v->r.extent.damage[0] ? v->r.extent.damage :
			  "the recording has no end");
	fputs("</dl>\n", f);
}

/*
 * Name the metrics without samples in a line, which says more than empty frames.
 * Return: bits of the metrics that have samples.
 */
static unsigned int with_samples(const struct view *v)
{
	unsigned int metrics = v->o->metrics;
	bool first = true;
	char count[32];

	for (int m = 0; m < BT_NR_METRICS; m++) {
		const struct histogram *h = histograms_total(v->hs, m);

		if (!(metrics & 1 << m) || h->count)
			continue;
		metrics &= ~(1 << m);
		fprintf(v->f, "%s%s", first ? "<p>No samples: " : ", ", metric_infos[m].name);
		if (h->partial)
			fprintf(v->f, " (%s partial)", format_count(count, sizeof(count), h->partial));
		first = false;
	}
	if (!first)
		fputs(".</p>\n", v->f);
	return metrics;
}

static void put_histograms(const struct view *v)
{
	const struct recorded *r = &v->r;
	struct hist_header header = { .about = recorded_about(r) };
	const struct hist_frame frame = {
		.kind = FRAME_TOTAL, .time_ns = r->elapsed_ns, .elapsed_ns = r->elapsed_ns,
		.hs = v->hs, .losses = { r->losses, r->nr_losses, r->lost },
	};
	struct hist_out out = { .header = &header, .f = v->f };

	page_section(v->f, "Histograms", "");
	header.metrics = with_samples(v);
	if (!header.metrics)
		return;
	memcpy(header.shape, v->o->shape, sizeof(header.shape));
	fputs("<div class=\"wide\">\n", v->f);
	hist_svg.frame(&out, &frame);
	fputs("</div>\n", v->f);
}

static int put_check(struct view *v)
{
	struct check_result result;
	int ret;

	page_section(v->f, "Check", "Was the PENDING logic obeyed? <code>report --view check</code> "
		     "shows each violation with its history.");
	if (!generation_batches(v->r.generation)) {
		fputs("<p>Nothing is batched there: there is no PENDING to check.</p>\n", v->f);
		return 0;
	}
	ret = replay_check_end(&v->check, &v->r, &result);
	if (!ret)
		page_violations(v->f, &result, v->r.ksyms, v->lines);
	return ret;
}

static void put_time(const struct view *v)
{
	size_t tasks = task_lanes_number(v->lanes);
	FILE *f = v->f;

	page_section(f, "Over time", "By name: queued above the line, emitted and flushed below "
		     "it, on one scale; what is missing below was avoided.");
	fputs("<div class=\"wide\">\n", f);
	activity_svg(v->activity, f, MAX_LANES, shown_ns(v));
	fputs("</div>\n", f);
	page_section(f, "Sections and batches", "Of the tasks with most events, on the same scale. Where "
		     "they are too short to be drawn one by one, they are added up: the height is the "
		     "share of its time that each pixel spent in them, and at least a mark.");
	if (!v->drawn) {
		fputs("<p>Not drawn: this needs the recording to be a file, which is read twice.</p>\n", f);
		return;
	}
	fputs("<div class=\"wide\">\n", f);
	page_lanes(v->lanes, f);
	fputs("</div>\n", f);
	if (tasks > MAX_LANES)
		fprintf(f, "<p class=\"note\">%zu more %s.</p>\n", tasks - MAX_LANES,
			tasks - MAX_LANES == 1 ? "task" : "tasks");
}

static void put_sites(const struct view *v)
{
	const struct recorded *r = &v->r;
	const struct sites_result result = {
		.no_stacks = !r->stacks, .no_runs = !r->stretches, .no_at_once = !r->at_once.size,
		.stacks = v->stacks,
		.about = recorded_about(r),
	};
	const struct sites_out out = {
		.ksyms = r->ksyms, .what = &v->o->sites, .f = v->f,
		.rows = v->o->o.rows ? v->o->o.rows : MAX_SITES,
	};

	page_section(v->f, "Call sites", "Who queues, and by which stacks. Avoidable (missed batches): "
		     "emitted right after another one, where one section around both would have "
		     "avoided it.");
	if (!r->stacks)
		fputs("<p class=\"note\">Recorded without stacks (<code>record -g</code>): sites only.</p>\n",
		      v->f);
	if (!r->stretches)
		fputs("<p class=\"note\">An older barrier-trace recorded this: what is avoidable is not "
		      "known.</p>\n", v->f);
	page_sites(&out, &result, v->lines);
	if (r->stacks && r->nr_stacks && !v->o->vmlinux)
		vmlinux_missing(r->build_id);
}

static int put_page(struct view *v)
{
	FILE *f = v->f;
	int ret;

	page_begin(f, v->r.subject);
	put_facts(v);
	ret = put_check(v);
	if (ret)
		return ret;
	page_section(f, "Totals", "barriers = emitted + flush + direct, "
		     "avoided = queued - emitted - flush");
	ret = put_totals(v);
	if (ret)
		return ret;
	if (v->r.extent.events) {
		put_time(v);
		put_histograms(v);
		put_sites(v);
	} else {
		fputs("<p>No events.</p>\n", f);
	}
	page_end(f);
	return 0;
}

static int start(struct view *v)
{
	static const struct filter all;

	v->activity = activity_new();
	v->lanes = task_lanes_new();
	v->totals = replay_stat_new(v->per, v->filter.cpus.n);
	v->sites = replay_sites_new(&v->o->o.filter);
	v->stacks = stacks_new(&all);
	v->hs = histograms_new(PER_NONE, &v->o->o.filter);
	return v->activity && v->lanes && v->totals && v->sites && v->stacks && v->hs ? 0 : -ENOMEM;
}

static int page_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	struct view v = {
		.o = o, .f = f, .filter = o->o.filter, .per = o->o.per ? o->o.per : PER_COMM,
		.check = { .rules = &o->rules, .filter = o->o.filter },
	};
	int ret = start(&v);

	if (!ret)
		ret = recorded_read(&v.r, o->path, see, &v);
	v.filter.cgroup = v.r.cgroup_followed;
	if (!ret && v.spans)
		ret = replay_hist_end(v.spans);
	if (!ret)
		ret = replay_sites_end(v.sites, &v.r, v.stacks);
	if (!ret)
		ret = report_lines(o, &v.r, &v.lines);
	if (!ret)
		ret = read_lanes(&v);
	if (!ret) {
		cgroup_names_are(v.r.cgroups ? v.r.cgroups : "");
		ret = put_page(&v);
		cgroup_names_are(NULL);
	}
	*lost = v.r.lost;
	replay_check_free(&v.check);
	replay_hist_free(v.spans);
	histograms_free(v.hs);
	activity_free(v.activity);
	task_lanes_free(v.lanes);
	replay_stat_free(v.totals);
	replay_sites_free(v.sites);
	stacks_free(v.stacks);
	source_lines_close(v.lines);
	recorded_free(&v.r);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_html = { "html", page_run };
