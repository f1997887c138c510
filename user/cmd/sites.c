// SPDX-License-Identifier: GPL-2.0
/* barrier-trace sites: who emits, who defers, and where batching is missed. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "kernel/kernel.h"
#include "base/log.h"
#include "cmd/sites_opts.h"
#include "base/parse.h"
#include "kernel/vmlinux.h"
#include "live/watch.h"

#define HARVEST_NS	20000000ull	/* how often dead tasks are taken */

struct run {
	struct sites_opts *o;
	struct sitesession *session;
	struct watch watch;
	struct stacks *stacks;
	struct sites_result result;
	struct out_probes probes;
	struct kernel kernel;
	struct lines *lines;	/* or NULL */
};

static int take(const struct bt_site_key *key, const struct bt_site_counts *n, void *arg)
{
	return stacks_add(arg, key, n);
}

/* Until CMD or the watched process ends, time is up, or the user has enough. */
static void wait_for_end(struct run *r, uint64_t start)
{
	const struct opts *o = &r->o->o;
	uint64_t end = o->duration_ns ? start + o->duration_ns : UINT64_MAX, now = start;
	bool ended = false;

	while (!ended && !r->watch.signalled && now < end) {
		uint64_t next = now + HARVEST_NS;

		ended = watch_wait(&r->watch, next < end ? next : end, -1);
		sitesession_take_dead(r->session);
		now = now_ns();
	}
}

static int open_session(struct run *r)
{
	struct sitesession_opts opts;
	int ret;

	sites_opts_session(r->o, &opts);
	ret = watch_cgroup(&r->watch, opts_watched(&r->o->o), &opts.cgroup_fd);
	return ret ? ret : sitesession_open(&r->session, &r->kernel, &opts);
}

/* Names as late as possible: CMD may have loaded modules. */
static void show(struct run *r, FILE *f)
{
	struct ksyms *ksyms = ksyms_of_kernel("sites");
	struct sites_out out = {
		.ops = r->o->format, .ksyms = ksyms, .lines = r->lines, .what = &r->o->show,
		.f = f, .separator = r->o->o.separator, .rows = r->o->o.rows,
	};

	r->result.stacks = r->stacks;
	lines_place(r->lines, ksyms_address(ksyms, "_text"));
	out.ops->show(&out, &r->result);
	ksyms_free(ksyms);
}

static int count(struct run *r, FILE *f, int *status)
{
	struct out_losses *losses = &r->result.losses;
	struct opts *o = &r->o->o;
	uint64_t start;
	int ret = 0;

	r->stacks = stacks_new(&o->filter);
	if (!r->stacks)
		ret = -ENOMEM;
	else if (o->cmd)
		ret = target_prepare(&r->watch.target, o->cmd, !o->all);
	if (!ret)
		ret = open_session(r);
	if (ret)
		goto out;
	if (!o->cmd)
		verbose("counting; Ctrl-C ends it");
	r->result.attach = attach_names[sitesession_backend(r->session)->attach];
	r->result.generation = backend_generation(sitesession_backend(r->session),
						  r->result.generation);
	if (backend_probes(sitesession_backend(r->session), &r->probes))
		r->result.probes = &r->probes;
	start = now_ns();
	sitesession_enable(r->session);
	if (o->cmd) {
		ret = target_go(&r->watch.target);
		if (ret) {
			*status = watch_cannot_start(o->cmd[0], ret);
			goto out;
		}
	}
	wait_for_end(r, start);
	sitesession_disable(r->session);
	r->result.elapsed_ns = now_ns() - start;
	if (o->cmd) {
		watch_end(&r->watch);
		*status = target_exit_status(&r->watch.target);
	}
	losses->n = sitesession_losses(r->session, &losses->v);
	losses->total = loss_total(losses->v, losses->n);
	ret = sitesession_each(r->session, take, r->stacks);
	if (!ret)
		show(r, f);
out:
	sitesession_close(r->session);
	watch_cleanup(&r->watch);
	stacks_free(r->stacks);
	if (ret == -ENOMEM)
		err("out of memory");
	return ret;
}

static int sites_run(struct sites_opts *o)
{
	struct run r = { .o = o };
	int ret, status = -1;
	char *subject;
	FILE *f;

	kernel_examine(&r.kernel);
	watch_open(&r.watch, opts_watched(&o->o));
	subject = watch_describe(opts_watched(&o->o));
	r.result = (struct sites_result){
		.subject = subject ? subject : "", .kernel = r.kernel.release,
		.generation = r.kernel.generation,
	};
	ret = vmlinux_of_kernel(&r.lines, o->vmlinux, r.kernel.release);
	f = ret ? NULL : opts_open_output(&o->o);
	if (!f) {
		ret = ret ? ret : -EIO;
	} else {
		ret = count(&r, f, &status);
		if (opts_close_output(&o->o, f) && !ret)
			ret = -EIO;
	}
	if (!ret && o->show.stacks && !r.lines)
		vmlinux_missing(NULL);
	lines_close(r.lines);
	free(subject);
	kernel_free(&r.kernel);
	watch_close(&r.watch);
	return exit_status_with(ret, status, r.result.losses.total, "events", o->o.strict);
}

int cmd_sites(int argc, char **argv)
{
	struct sites_opts o;
	int ret;

	if (sites_opts_parse(&o, argc, argv))
		return EXIT_USAGE;
	if (command_ready(&o.o, sites_schema, &ret))
		ret = sites_run(&o);
	opts_free(&o.o);
	return ret;
}
