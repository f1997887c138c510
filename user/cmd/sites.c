// SPDX-License-Identifier: GPL-2.0
/* barrier-trace sites: who emits, who defers, and where batching is missed. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "output/formats.h"
#include "cmd/sites_opts.h"
#include "kernel/vmlinux.h"
#include "live/measure.h"

/* Keeps the state of `sites`. */
struct run {
	struct measurement m;		/* first: callbacks cast its address to struct run */
	struct sites_opts *o;		/* borrowed */
	struct stacks *stacks;		/* owned */
	struct sites_result result;
	struct losses losses;
	struct source_lines *lines;	/* NULL without debug info; owned */
};

static int take(const struct bt_site_key *key, const struct bt_site_counts *n, void *arg)
{
	return stacks_add(arg, key, n);
}

static int take_dead(struct measurement *m)
{
	sites_session_take_dead(m->object);
	return 0;
}

static int open_session(struct measurement *m, int cgroup_fd)
{
	struct run *r = (struct run *)m;
	struct sites_session_opts opts;

	r->stacks = stacks_new(&r->o->o.filter);
	if (!r->stacks)
		return -ENOMEM;
	sites_opts_session(r->o, &opts);
	opts.live.cgroup_fd = cgroup_fd;
	return bpf_object_open(&m->object, &sites_session, &m->kernel, &opts.live);
}

/* Load symbols as late as possible, as CMD may have loaded modules, and print the result. */
static void show(struct run *r)
{
	struct ksyms *ksyms = ksyms_of_kernel("sites");
	struct sites_out out = {
		.ops = format_find("sites", r->o->o.format).sites, .ksyms = ksyms, .lines = r->lines,
		.what = &r->o->show,
		.f = r->m.out, .separator = r->o->o.separator, .rows = r->o->o.rows,
	};

	module_history_attach(&r->m.modules, ksyms);
	source_lines_place(r->lines, ksyms_address(ksyms, "_text"));
	out.ops->show(&out, &r->result);
	ksyms_free(ksyms);
}

static int finish(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret;

	r->result.about = backend_about(&m->object->backend, m->subject, m->scope);
	r->result.elapsed_ns = m->elapsed_ns;
	r->result.stacks = r->stacks;
	r->result.no_at_once = !sites_session_knows_at_once(m->object);
	bpf_object_losses(m->object, &r->losses);
	r->result.losses = losses_show(&r->losses);
	ret = sites_session_each(m->object, take, r->stacks);
	if (!ret)
		show(r);
	return ret;
}

static void close_run(struct measurement *m)
{
	stacks_free(((struct run *)m)->stacks);
}

static const struct measurement_ops sites_ops = {
	.doing = "counting",
	.tick_ns = 20000000,	/* how often dead tasks are taken */
	.open = open_session,
	.tick = take_dead,
	.finish = finish,
	.close = close_run,
};

static int sites_run(void *opts)
{
	struct sites_opts *o = opts;
	struct run r = { .m.ops = &sites_ops, .o = o };
	int ret;

	command_open(&r.m, &o->o);
	ret = vmlinux_of_kernel(&r.lines, o->vmlinux, r.m.kernel.release);
	if (!ret)
		ret = command_measure(&r.m, &o->o);
	if (!ret && o->show.stacks && !r.lines)
		vmlinux_missing(NULL);
	source_lines_close(r.lines);
	measurement_close(&r.m);
	return exit_status_with(ret, r.m.status, r.result.losses.total, "events", o->o.strict);
}

int cmd_sites(int argc, char **argv)
{
	static const struct command_parts sites = {
		&sites_options, sites_schema, opts_check, sites_run,
	};
	struct sites_opts o = {
		.o = OPTS_DEFAULT, .show = SITES_SHOW_DEFAULT, .max_stacks = BT_MAX_STACKS,
	};

	return command_run(&sites, argc, argv, &o.o);
}
