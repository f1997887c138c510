// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report --view sites: count the stacks of a recording. */
#include <errno.h>

#include "base/log.h"
#include "cmd/report_views.h"
#include "recording/replay_sites.h"
#include "kernel/vmlinux.h"

static int count(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	return replay_sites_event(arg, r, e, task, r->stacks ? stack : NULL);
}

static void show(const struct report_opts *o, FILE *f, const struct recorded *r,
		 const struct stacks *stacks, struct source_lines *lines)
{
	const struct sites_result result = {
		.about = recorded_about(r), .no_stacks = !r->stacks, .no_runs = !r->stretches,
		.no_at_once = !r->at_once.size,
		.stacks = stacks, .elapsed_ns = r->elapsed_ns,
		.losses = { r->losses, r->nr_losses, r->lost },
	};
	struct sites_out out = {
		.ops = o->as.sites, .ksyms = r->ksyms, .lines = lines, .what = &o->sites, .f = f,
		.separator = o->o.separator, .rows = o->o.rows,
	};

	out.ops->show(&out, &result);
}

static int sites_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	static const struct filter all;
	struct replay_sites *replay = replay_sites_new(&o->o.filter);
	struct stacks *stacks = stacks_new(&all);
	struct source_lines *lines = NULL;
	struct recorded r = { 0 };
	int ret = replay && stacks ? 0 : -ENOMEM;

	if (!ret)
		ret = recorded_read(&r, o->path, count, replay);
	if (!ret)
		ret = replay_sites_end(replay, &r, stacks);
	if (!ret)
		ret = report_lines(o, &r, &lines);
	if (!ret && !r.stacks)
		warn("%s was recorded without stacks (record -g): sites only", o->path);
	if (!ret && !r.stretches)
		warn("%s is of an older barrier-trace: what is avoidable is not known", o->path);
	if (!ret)
		show(o, f, &r, stacks, lines);
	if (!ret && o->sites.stacks && r.stacks && !o->vmlinux)
		vmlinux_missing(r.build_id);
	*lost = r.lost;
	source_lines_close(lines);
	recorded_free(&r);
	replay_sites_free(replay);
	stacks_free(stacks);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_sites = { "sites", sites_run };
