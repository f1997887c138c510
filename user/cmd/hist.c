// SPDX-License-Identifier: GPL-2.0
/* barrier-trace hist: how batches, windows, sections and runs are distributed. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "output/formats.h"
#include "cmd/hist_opts.h"
#include "live/hist_session.h"
#include "live/measure.h"

/* Keeps the state of `hist` over all its runs. */
struct run {
	struct measurement m;		/* first: callbacks cast its address to struct run */
	struct hist_opts *o;		/* borrowed */
	struct hist_out out;
	struct hist_header header;
	struct ksyms *ksyms;		/* for --per site, or NULL; owned */
	struct histograms *now;		/* samples of the current interval; owned */
	struct histograms *all;		/* samples of earlier intervals of this run; owned */
	struct histograms *sum;		/* samples of all runs; owned */
	struct losses losses;		/* all runs so far */
	struct hist_repeat repeat;
};

static int take(const struct bt_set *set, void *arg)
{
	struct run *r = arg;

	return histograms_take(r->now, set);
}

static int take_dead(struct measurement *m)
{
	return hist_session_take_dead(m->object, take, m);
}

/* Load symbols once, as late as possible: CMD may have loaded modules. */
static void load_ksyms(struct run *r)
{
	if (r->o->o.per != PER_SITE || r->ksyms)
		return;
	r->ksyms = ksyms_of_kernel("sites");
	module_history_attach(&r->m.modules, r->ksyms);
	r->out.ksyms = r->ksyms;
}

/* Add the interval's histograms to those of the run, and start an empty interval. */
static int end_interval(struct run *r)
{
	int ret = histograms_merge(r->all, r->now);

	histograms_free(r->now);
	r->now = histograms_new(r->o->o.per, &r->o->o.filter);
	return r->now ? ret : -ENOMEM;
}

static int show_interval(struct measurement *m)
{
	struct run *r = (struct run *)m;
	struct losses losses;
	struct hist_frame frame = {
		.kind = FRAME_INTERVAL, .number = m->interval, .time_ns = m->to_ns - m->start_ns,
		.elapsed_ns = m->to_ns - m->from_ns, .hs = r->now,
	};
	int ret = hist_session_take(m->object, take, r);

	if (ret)
		return ret;
	bpf_object_losses(m->object, &losses);
	frame.losses = losses_show(&losses);
	load_ksyms(r);
	r->out.ops->frame(&r->out, &frame);
	fflush(r->out.f);
	ret = end_interval(r);
	return ret ? ret : ferror(r->out.f) ? -EIO : 0;
}

static int open_session(struct measurement *m, int cgroup_fd)
{
	struct run *r = (struct run *)m;
	struct hist_session_opts opts;

	r->now = histograms_new(r->o->o.per, &r->o->o.filter);
	r->all = histograms_new(r->o->o.per, &r->o->o.filter);
	if (!r->now || !r->all)
		return -ENOMEM;
	hist_opts_session(r->o, &opts);
	opts.live.cgroup_fd = cgroup_fd;
	return bpf_object_open(&m->object, &hist_session, &m->kernel, &opts.live);
}

static int begin_output(struct measurement *m)
{
	struct run *r = (struct run *)m;

	if (r->header.about.attach)
		return 0;
	r->header.about = backend_about(&m->object->backend, m->subject, m->scope);
	r->out.f = m->out;
	r->out.width = stat_out_width(m->out);
	r->out.ops->begin(&r->out);
	return 0;
}

static int end_run(struct measurement *m)
{
	struct run *r = (struct run *)m;
	struct losses losses;
	struct hist_frame frame = {
		.kind = FRAME_RUN, .number = m->run, .time_ns = m->total_ns,
		.elapsed_ns = m->elapsed_ns, .hs = r->all,
	};
	int ret = hist_session_take(m->object, take, r);

	if (!ret)
		ret = histograms_merge(r->all, r->now);
	if (ret)
		return ret;
	bpf_object_losses(m->object, &losses);
	losses_add(&r->losses, &losses);
	hist_repeat_add(&r->repeat, r->all, r->o->shape);
	load_ksyms(r);
	if (m->repeat > 1) {
		frame.losses = losses_show(&losses);
		r->out.ops->frame(&r->out, &frame);
	}
	return histograms_merge(r->sum, r->all);
}

static void close_run(struct measurement *m)
{
	struct run *r = (struct run *)m;

	histograms_free(r->now);
	histograms_free(r->all);
	r->now = r->all = NULL;
}

static int show_total(struct measurement *m)
{
	struct run *r = (struct run *)m;
	struct hist_frame frame = {
		.kind = FRAME_TOTAL, .time_ns = m->total_ns, .elapsed_ns = m->total_ns,
		.hs = r->sum, .losses = losses_show(&r->losses),
		.repeat = m->repeat > 1 ? &r->repeat : NULL,
	};

	r->out.ops->frame(&r->out, &frame);
	return r->o->svg ? hist_opts_draw(r->o, &r->out, &frame) : 0;
}

static const struct measurement_ops hist_ops = {
	.doing = "measuring",
	.tick_ns = 20000000,	/* how often dead tasks are taken */
	.open = open_session,
	.begin = begin_output,
	.tick = take_dead,
	.show = show_interval,
	.finish = end_run,
	.close = close_run,
	.total = show_total,
};

static int hist_run(void *opts)
{
	struct hist_opts *o = opts;
	struct run r = { .m.ops = &hist_ops, .o = o };
	int ret;

	command_open(&r.m, &o->o);
	r.header = (struct hist_header){
		.per = o->o.per, .intervals = o->o.interval_ns, .runs = o->o.repeat,
		.metrics = o->metrics,
	};
	memcpy(r.header.shape, o->shape, sizeof(o->shape));
	r.out = (struct hist_out){
		.ops = format_find("hist", o->o.format).hist, .header = &r.header,
		.separator = o->o.separator,
		.rows = o->o.rows, .no_header = o->no_header, .no_summary = o->no_summary,
		.with_zeros = o->with_zeros,
	};
	r.sum = histograms_new(o->o.per, &o->o.filter);
	ret = r.sum ? command_measure(&r.m, &o->o) : -ENOMEM;
	histograms_free(r.sum);
	ksyms_free(r.ksyms);
	measurement_close(&r.m);
	return exit_status_with(ret, r.m.status, losses_show(&r.losses).total, "events or samples",
				o->o.strict);
}

int cmd_hist(int argc, char **argv)
{
	static const struct command_parts hist = {
		&hist_options, hist_schema, opts_check, hist_run,
	};
	struct hist_opts o = { .o = OPTS_DEFAULT, .metrics = HIST_ALL_METRICS };

	histogram_default_shape(o.shape);
	return command_run(&hist, argc, argv, &o.o);
}
