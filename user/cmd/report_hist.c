// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report --view hist: measure the spans of a recording. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cgroup_names.h"
#include "base/log.h"
#include "cmd/report_views.h"
#include "recording/replay_hist.h"

/* Keeps the state of this view. */
struct view {
	const struct report_opts *o;	/* borrowed */
	struct histograms *hs;		/* owned */
	struct replay_hist *spans;	/* owned; NULL before the first event */
};

static int measure(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		   const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;

	(void)stack;
	if (!v->spans)
		v->spans = replay_hist_new(r->generation, v->o->shape, v->hs);
	return v->spans ? replay_hist_event(v->spans, e, task) : -ENOMEM;
}

static void show(const struct view *v, FILE *f, const struct recorded *r)
{
	const struct report_opts *o = v->o;
	struct hist_header header = {
		.about = recorded_about(r), .per = o->o.per, .runs = 1, .metrics = o->metrics,
	};
	const struct hist_frame frame = {
		.kind = FRAME_TOTAL, .time_ns = r->elapsed_ns, .elapsed_ns = r->elapsed_ns,
		.hs = v->hs, .losses = { r->losses, r->nr_losses, r->lost },
	};
	struct hist_out out = {
		.ops = o->as.hist,
		.header = &header, .ksyms = r->ksyms, .f = f, .separator = o->o.separator,
		.width = stat_out_width(f), .rows = o->o.rows,
	};

	memcpy(header.shape, o->shape, sizeof(header.shape));
	cgroup_names_are(r->cgroups ? r->cgroups : "");
	out.ops->begin(&out);
	out.ops->frame(&out, &frame);
	cgroup_names_are(NULL);
}

static int hist_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	struct filter filter = o->o.filter;
	struct view v = { .o = o, .hs = histograms_new(o->o.per, &filter) };
	struct recorded r = { 0 };
	int ret = v.hs ? 0 : -ENOMEM;

	/* `record` has kept only what the user asked for: do not filter by cgroup again. */
	filter.cgroup = false;
	if (!ret)
		ret = recorded_read(&r, o->path, measure, &v);
	if (!ret && v.spans)
		ret = replay_hist_end(v.spans);
	if (!ret)
		show(&v, f, &r);
	*lost = r.lost;
	recorded_free(&r);
	replay_hist_free(v.spans);
	histograms_free(v.hs);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_hist = { "hist", hist_run };
