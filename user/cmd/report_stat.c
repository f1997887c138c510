// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report --view stat: count the events of a recording. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cgroup_names.h"
#include "base/log.h"
#include "cmd/report_views.h"
#include "recording/replay_stat.h"

static int count(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	(void)r;
	(void)stack;
	return replay_stat_event(arg, e, task);
}

static void show(const struct report_opts *o, FILE *f, const struct recorded *r,
		 const struct stats *stats)
{
	const struct out_header header = {
		.command = "report", .about = recorded_about(r), .per = o->o.per, .runs = 1,
	};
	const struct frame frame = {
		.kind = FRAME_TOTAL, .stats = stats, .time_ns = r->elapsed_ns,
		.elapsed_ns = r->elapsed_ns, .losses = { r->losses, r->nr_losses, r->lost },
	};
	struct stat_out out = {
		.ops = o->as.stat, .ksyms = r->ksyms, .f = f,
		.separator = o->o.separator, .width = stat_out_width(f), .rows = o->o.rows,
	};

	cgroup_names_are(r->cgroups ? r->cgroups : "");
	out.ops->begin(&out, &header);
	out.header = &header;
	out.ops->frame(&out, &frame);
	out.ops->end(&out);
	cgroup_names_are(NULL);
}

static int stat_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	struct filter filter = o->o.filter;
	struct replay_stat *tally = replay_stat_new(o->o.per, filter.cpus.n);
	struct stats *stats = stats_new(o->o.per, &filter);
	struct recorded r = { 0 };
	int ret = tally && stats ? 0 : -ENOMEM;

	if (!ret)
		ret = recorded_read(&r, o->path, count, tally);
	filter.cgroup = r.cgroup_followed;
	if (!ret)
		ret = replay_stat_add_to(tally, stats);
	if (!ret)
		show(o, f, &r, stats);
	*lost = r.lost;
	recorded_free(&r);
	replay_stat_free(tally);
	stats_free(stats);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_stat = { "stat", stat_run };
