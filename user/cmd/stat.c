// SPDX-License-Identifier: GPL-2.0
/* barrier-trace stat: how many barriers were deferred, emitted, flushed, avoided. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/pair_cost.h"
#include "cmd/cmd.h"
#include "output/formats.h"
#include "kernel/ksyms.h"
#include "output/textfile.h"
#include "cmd/stat_opts.h"
#include "output/stat_out.h"
#include "aggregate/spread.h"
#include "live/measure.h"
#include "live/stat_session.h"
#include "aggregate/stats.h"

/* Keeps the state of `stat` over all its runs. */
struct run {
	struct measurement m;	/* first: callbacks cast its address to struct run */
	struct opts *o;		/* borrowed */
	struct stat_out out;
	struct out_header header;
	struct pair_cost cost;
	struct ksyms *ksyms;	/* for --per site, or NULL; owned */
	struct stats *closed;	/* counts of finished slots, this run; owned */
	struct stats *shown;	/* counts that earlier intervals have printed, this run; owned */
	struct stats *sum;	/* counts of all runs; owned */
	struct losses losses;	/* all runs so far */
	struct repeat repeat;
	double user_s, sys_s;	/* CPU time of CMD, all runs */
};

/* Argument of add_slot(): where to add the counts.  Both borrowed. */
struct adding {
	const struct live_object *object;
	struct stats *to;
};

static int add_slot(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct adding *a = arg;

	return stats_add_site(a->to, slot, stat_session_derived(a->object, index),
			      stat_session_flush_here(a->object, index));
}

static int take_closed(struct measurement *m)
{
	struct adding adding = { m->object, ((struct run *)m)->closed };

	return stat_session_take_closed(m->object, add_slot, &adding);
}

/* Add up all counts since the start of this run.  Return: the caller's to free; NULL: no memory. */
static struct stats *snapshot(struct run *r)
{
	struct stats *s = stats_new(r->o->per, &r->o->filter);
	struct adding adding = { r->m.object, s };

	if (!s || take_closed(&r->m) || stats_merge(s, r->closed, 1) ||
	    slots_each_live(&r->m.object->slots, add_slot, &adding)) {
		stats_free(s);
		return NULL;
	}
	return s;
}

/* Load symbols once, as late as possible: CMD may have loaded modules. */
static void load_ksyms(struct run *r)
{
	if (r->o->per != PER_SITE || r->ksyms)
		return;
	r->ksyms = ksyms_of_kernel("sites");
	module_history_attach(&r->m.modules, r->ksyms);
	r->out.ksyms = r->ksyms;
}

static int show_interval(struct measurement *m)
{
	struct run *r = (struct run *)m;
	struct stats *now = snapshot(r), *diff = stats_new(r->o->per, &r->o->filter);
	struct losses losses;
	struct frame frame = {
		.kind = FRAME_INTERVAL,
		.number = m->interval,
		.time_ns = m->to_ns - m->start_ns,
		.elapsed_ns = m->to_ns - m->from_ns,
		.stats = diff,
	};
	int ret = -ENOMEM;

	if (!now || !diff || stats_merge(diff, now, 1) || stats_merge(diff, r->shown, -1))
		goto out;
	bpf_object_losses(m->object, &losses);
	frame.losses = losses_show(&losses);
	load_ksyms(r);
	r->out.ops->frame(&r->out, &frame);
	fflush(r->out.f);
	/* A counter of OpenMetrics must not fall: write the counts since the start. */
	frame.stats = now;
	frame.elapsed_ns = m->to_ns - m->start_ns;
	ret = ferror(r->out.f) ? -EIO : textfile_write(r->o->openmetrics, &r->out, &frame);
	stats_free(r->shown);
	r->shown = now;
	now = NULL;
out:
	stats_free(now);
	stats_free(diff);
	return ret;
}

static int open_session(struct measurement *m, int cgroup_fd)
{
	struct run *r = (struct run *)m;
	struct stat_session_opts opts = { .live = { r->o->backend, cgroup_fd } };

	r->closed = stats_new(r->o->per, &r->o->filter);
	r->shown = stats_new(r->o->per, &r->o->filter);
	if (!r->closed || !r->shown)
		return -ENOMEM;
	stat_session_keys(&opts, r->o->per, &r->o->filter);
	return bpf_object_open(&m->object, &stat_session, &m->kernel, &opts.live);
}

static int begin_output(struct measurement *m)
{
	struct run *r = (struct run *)m;

	if (r->out.header)
		return 0;
	r->header.about = backend_about(&m->object->backend, m->subject, m->scope);
	r->out.f = m->out;
	r->out.width = stat_out_width(m->out);
	r->out.ops->begin(&r->out, &r->header);
	r->out.header = &r->header;
	return 0;
}

static int end_run(struct measurement *m)
{
	struct run *r = (struct run *)m;
	const struct rusage *usage = &m->watch.target.usage;
	struct frame frame = {
		.kind = FRAME_RUN, .number = m->run, .time_ns = m->total_ns,
		.elapsed_ns = m->elapsed_ns,
	};
	struct stats *stats = snapshot(r);
	struct losses losses;
	int ret = stats ? stats_merge(r->sum, stats, 1) : -ENOMEM;

	if (ret)
		goto out;
	bpf_object_losses(m->object, &losses);
	losses_add(&r->losses, &losses);
	repeat_add(&r->repeat, stats_total(stats));
	r->user_s += usage->ru_utime.tv_sec + usage->ru_utime.tv_usec / 1e6;
	r->sys_s += usage->ru_stime.tv_sec + usage->ru_stime.tv_usec / 1e6;
	load_ksyms(r);
	if (m->repeat > 1) {
		frame.stats = stats;
		frame.losses = losses_show(&r->losses);
		r->out.ops->frame(&r->out, &frame);
	}
out:
	stats_free(stats);
	return ret;
}

static void close_run(struct measurement *m)
{
	struct run *r = (struct run *)m;

	stats_free(r->closed);
	stats_free(r->shown);
	r->closed = r->shown = NULL;
}

static int show_total(struct measurement *m)
{
	struct run *r = (struct run *)m;
	struct frame frame = {
		.kind = FRAME_TOTAL, .number = m->run, .time_ns = m->total_ns,
		.elapsed_ns = m->total_ns, .stats = r->sum, .losses = losses_show(&r->losses),
		.has_usage = r->o->cmd,
		.user_s = m->run ? r->user_s / m->run : 0,
		.sys_s = m->run ? r->sys_s / m->run : 0,
		.mean = m->repeat > 1 ? r->repeat.mean : NULL,
		.stddev = m->repeat > 1 ? r->repeat.stddev : NULL,
	};

	r->out.ops->frame(&r->out, &frame);
	r->out.ops->end(&r->out);
	return textfile_write(r->o->openmetrics, &r->out, &frame);
}

static const struct measurement_ops stat_ops = {
	.doing = "counting",
	.tick_ns = 20000000,	/* how often finished slots are taken */
	.open = open_session,
	.begin = begin_output,
	.tick = take_closed,
	.show = show_interval,
	.finish = end_run,
	.close = close_run,
	.total = show_total,
};

static int stat_run(void *opts)
{
	struct opts *o = opts;
	struct run r = { .m.ops = &stat_ops, .o = o };
	int ret;

	ret = textfile_check(o->openmetrics);
	if (!ret)
		ret = pair_cost_load(o->calibration, &r.cost);
	if (ret < 0)
		return exit_status_of(ret);
	command_open(&r.m, o);
	r.header = (struct out_header){
		.command = "stat", .per = o->per, .runs = o->repeat,
		.intervals = o->interval_ns, .cost = ret ? &r.cost : NULL,
	};
	r.out = (struct stat_out){
		.ops = format_find("stat", o->format).stat, .separator = o->separator,
		.rows = o->rows,
	};
	r.sum = stats_new(o->per, &o->filter);
	ret = r.sum ? command_measure(&r.m, o) : -ENOMEM;
	stats_free(r.sum);
	ksyms_free(r.ksyms);
	measurement_close(&r.m);
	return exit_status_with(ret, r.m.status, losses_show(&r.losses).total, "events", o->strict);
}

int cmd_stat(int argc, char **argv)
{
	static const struct command_parts stat = {
		&stat_options, stat_schema, opts_check, stat_run,
	};
	struct opts o = OPTS_DEFAULT;

	return command_run(&stat, argc, argv, &o);
}
