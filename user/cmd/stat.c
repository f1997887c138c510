// SPDX-License-Identifier: GPL-2.0
/* barrier-trace stat: how many barriers were deferred, emitted, flushed, avoided. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/pair_cost.h"
#include "cmd/cmd.h"
#include "kernel/kernel.h"
#include "kernel/ksyms.h"
#include "base/log.h"
#include "output/textfile.h"
#include "cmd/opts.h"
#include "output/stat_out.h"
#include "aggregate/spread.h"
#include "live/stat_session.h"
#include "aggregate/stats.h"
#include "base/parse.h"
#include "live/watch.h"

#define HARVEST_NS	20000000ull	/* how often finished slots are taken */

struct run {
	struct opts *o;
	struct session *session;
	struct watch watch;
	struct out out;
	struct out_header header;
	struct out_probes probes;
	struct kernel kernel;
	struct pair_cost cost;
	struct ksyms *ksyms;	/* for --per site */
	struct stats *closed;	/* of slots that are finished */
	struct stats *shown;	/* all that earlier intervals have shown */
	struct loss_cause loss[LOSS_NR];
	struct losses lost;	/* of all runs so far */
};

struct adding {
	const struct session *session;
	struct stats *to;
};

static int add_slot(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct adding *a = arg;

	return stats_add_derived(a->to, slot, session_derived(a->session, index));
}

static int take_closed(struct run *r)
{
	struct adding adding = { r->session, r->closed };

	return session_take_closed(r->session, add_slot, &adding);
}

/* All counts since the start of this run; the caller frees them. */
static struct stats *snapshot(struct run *r)
{
	struct adding adding = { .session = r->session };
	struct stats *s;

	if (take_closed(r))
		return NULL;
	s = stats_new(r->o->per, &r->o->filter);
	adding.to = s;
	if (!s || stats_merge(s, r->closed, 1) || session_each_live(r->session, add_slot, &adding)) {
		stats_free(s);
		return NULL;
	}
	return s;
}

static void fill_losses(struct run *r, const struct losses *l, struct out_losses *to)
{
	for (int i = 0; i < LOSS_NR; i++)
		r->loss[i] = (struct loss_cause){
			.name = loss_names[i],
			.count = l->by_cause[i],
			.event = i < LOSS_EVENTS,
		};
	*to = (struct out_losses){ r->loss, LOSS_NR, losses_total(l) };
}

/* As late as possible: CMD may have loaded modules. */
static void load_ksyms(struct run *r)
{
	if (r->o->per != PER_SITE || r->ksyms)
		return;
	r->ksyms = ksyms_of_kernel("sites");
	r->out.ksyms = r->ksyms;
}

static int show_interval(struct run *r, int number, uint64_t start, uint64_t from, uint64_t to)
{
	struct stats *now = snapshot(r), *diff = stats_new(r->o->per, &r->o->filter);
	struct frame frame = {
		.kind = FRAME_INTERVAL,
		.number = number,
		.time_ns = to - start,
		.elapsed_ns = to - from,
		.stats = diff,
	};
	struct losses l;
	int ret = -ENOMEM;

	if (!now || !diff || stats_merge(diff, now, 1) || stats_merge(diff, r->shown, -1))
		goto out;
	session_losses(r->session, &l);
	fill_losses(r, &l, &frame.losses);
	load_ksyms(r);
	r->out.ops->frame(&r->out, &frame);
	fflush(r->out.f);
	/* A counter of Prometheus counts since the start. */
	frame.stats = now;
	frame.elapsed_ns = to - start;
	ret = ferror(r->out.f) ? -EIO : metrics_write(r->o->openmetrics, &r->out, &frame);
	stats_free(r->shown);
	r->shown = now;
	now = NULL;
out:
	stats_free(now);
	stats_free(diff);
	return ret;
}

/* Until CMD or the watched process ends, time is up, or the user has enough. */
static int wait_and_harvest(struct run *r, uint64_t start)
{
	uint64_t end = r->o->duration_ns ? start + r->o->duration_ns : UINT64_MAX;
	uint64_t last = start, now = start;
	int number = 0, ret = 0;

	while (!ret && !r->watch.signalled) {
		uint64_t next = now + HARVEST_NS, show = UINT64_MAX;
		bool ended;

		if (r->o->interval_ns)
			show = last + r->o->interval_ns;
		if (show < next)
			next = show;
		if (end < next)
			next = end;
		ended = watch_wait(&r->watch, next, -1);
		now = now_ns();
		if (now >= show) {
			ret = show_interval(r, ++number, start, last, now);
			last = show;	/* no drift */
			if (r->o->intervals && number == r->o->intervals)
				break;
		} else {
			ret = take_closed(r);
		}
		if (ended || now >= end)
			break;
	}
	if (!ret && r->o->interval_ns && now > last && number != r->o->intervals)
		ret = show_interval(r, ++number, start, last, now);
	return ret;
}

struct measured {
	struct stats *stats;
	uint64_t elapsed_ns;
	int status;	/* of CMD */
	double user_s, sys_s;
};

static int open_session(struct run *r)
{
	struct session_opts opts = {
		.backend = r->o->backend,
		.by_cpu = r->o->per == PER_CPU || r->o->filter.cpus.n,
		.by_level = r->o->per == PER_LEVEL,
		.by_site = r->o->per == PER_SITE,
		.cgroups = r->o->per == PER_CGROUP || r->o->filter.cgroup,
	};
	int ret = watch_cgroup(&r->watch, opts_watched(r->o), &opts.cgroup_fd);

	return ret ? ret : session_open(&r->session, &r->kernel, &opts);
}

static void begin_output(struct run *r)
{
	if (r->out.header)
		return;
	r->header.attach = attach_names[session_backend(r->session)->attach];
	r->header.generation = backend_generation(session_backend(r->session), r->header.generation);
	if (backend_probes(session_backend(r->session), &r->probes))
		r->header.probes = &r->probes;
	r->out.ops->begin(&r->out, &r->header);
	r->out.header = &r->header;
}

/* One run: returns 0, a negative errno, or CMD's would-be status in m->status. */
static int measure(struct run *r, struct measured *m)
{
	struct losses l;
	uint64_t start;
	int ret;

	*m = (struct measured){ .status = -1 };
	r->closed = stats_new(r->o->per, &r->o->filter);
	r->shown = stats_new(r->o->per, &r->o->filter);
	if (!r->closed || !r->shown) {
		ret = -ENOMEM;
		goto out;
	}
	if (r->o->cmd) {
		ret = target_prepare(&r->watch.target, r->o->cmd, !r->o->all);
		if (ret)
			goto out;
	}
	ret = open_session(r);
	if (ret)
		goto out;
	if (!r->o->cmd)
		verbose("counting; Ctrl-C ends it");
	start = now_ns();
	session_enable(r->session);
	if (r->o->cmd) {
		ret = target_go(&r->watch.target);
		if (ret) {
			m->status = watch_cannot_start(r->o->cmd[0], ret);
			goto out;
		}
	}
	begin_output(r);
	ret = wait_and_harvest(r, start);
	session_disable(r->session);
	m->elapsed_ns = now_ns() - start;
	if (ret)
		goto out;
	if (r->o->cmd) {
		watch_end(&r->watch);
		m->status = target_exit_status(&r->watch.target);
		m->user_s = r->watch.target.usage.ru_utime.tv_sec + r->watch.target.usage.ru_utime.tv_usec / 1e6;
		m->sys_s = r->watch.target.usage.ru_stime.tv_sec + r->watch.target.usage.ru_stime.tv_usec / 1e6;
	}
	m->stats = snapshot(r);
	ret = m->stats ? 0 : -ENOMEM;
	session_losses(r->session, &l);
	for (int i = 0; i < LOSS_NR; i++)
		r->lost.by_cause[i] += l.by_cause[i];
out:
	session_close(r->session);
	r->session = NULL;
	watch_cleanup(&r->watch);
	stats_free(r->closed);
	stats_free(r->shown);
	r->closed = r->shown = NULL;
	if (ret == -ENOMEM)
		err("out of memory");
	return ret;
}

static int measure_all(struct run *r, int *status)
{
	double user = 0, sys = 0;
	struct repeat repeat = { 0 };
	struct stats *sum = stats_new(r->o->per, &r->o->filter);
	struct frame frame = { .kind = FRAME_TOTAL, .stats = sum };
	struct measured m;
	int n, ret = sum ? 0 : -ENOMEM;

	for (n = 0; !ret && n < r->o->repeat && !r->watch.signalled;) {
		ret = measure(r, &m);
		if (m.status >= 0)
			*status = m.status;
		if (ret)
			break;
		n++;
		repeat_add(&repeat, stats_total(m.stats));
		ret = stats_merge(sum, m.stats, 1);
		frame.elapsed_ns += m.elapsed_ns;
		user += m.user_s;
		sys += m.sys_s;
		load_ksyms(r);
		if (r->o->repeat > 1) {
			struct frame one = {
				.kind = FRAME_RUN, .number = n, .stats = m.stats,
				.time_ns = frame.elapsed_ns, .elapsed_ns = m.elapsed_ns,
			};

			fill_losses(r, &r->lost, &one.losses);
			r->out.ops->frame(&r->out, &one);
		}
		stats_free(m.stats);
	}
	if (!ret) {
		frame.mean = r->o->repeat > 1 ? repeat.mean : NULL;
		frame.stddev = r->o->repeat > 1 ? repeat.stddev : NULL;
		frame.time_ns = frame.elapsed_ns;
		frame.has_usage = r->o->cmd;
		frame.user_s = n ? user / n : 0;
		frame.sys_s = n ? sys / n : 0;
		frame.number = n;
		fill_losses(r, &r->lost, &frame.losses);
		r->out.ops->frame(&r->out, &frame);
		r->out.ops->end(&r->out);
		ret = metrics_write(r->o->openmetrics, &r->out, &frame);
	}
	stats_free(sum);
	return ret;
}

static int stat_run(struct opts *o)
{
	struct run r = { .o = o };
	int ret, status = -1;
	char *subject;

	ret = metrics_check(o->openmetrics);
	if (!ret)
		ret = calibration_load(o->calibration, &r.cost);
	if (ret < 0)
		return exit_status_of(ret);
	kernel_examine(&r.kernel);
	watch_open(&r.watch, opts_watched(o));
	subject = watch_describe(opts_watched(o));
	r.header = (struct out_header){
		.command = "stat", .subject = subject ? subject : "", .kernel = r.kernel.release,
		.generation = r.kernel.generation, .per = o->per, .runs = o->repeat,
		.intervals = o->interval_ns, .cost = ret ? &r.cost : NULL,
	};
	r.out = (struct out){ .ops = o->format, .separator = o->separator, .rows = o->rows };
	r.out.f = opts_open_output(o);
	if (!r.out.f) {
		ret = -EIO;
		goto out;
	}
	r.out.width = out_width(r.out.f);
	ret = measure_all(&r, &status);
	if (opts_close_output(o, r.out.f) && !ret)
		ret = -EIO;
out:
	free(subject);
	ksyms_free(r.ksyms);
	kernel_free(&r.kernel);
	watch_close(&r.watch);
	return exit_status_with(ret, status, losses_total(&r.lost), "events", o->strict);
}

enum { OPT_CALIBRATION = 512, OPT_OPENMETRICS };

static const struct argp_option stat_options[] = {
	{ NULL, 0, NULL, 0, "Beside it:", 4 },
	{ "calibration", OPT_CALIBRATION, "FILE", 0, "estimate with this file of calibrate", 4 },
	{ "openmetrics", OPT_OPENMETRICS, "FILE", 0,
	  "for node_exporter's textfile collector; replaced at the end and with each interval", 4 },
	{ 0 },
};

static error_t parse_stat(int key, char *arg, struct argp_state *state)
{
	struct opts *o = state->input;

	switch (key) {
	case OPT_CALIBRATION:
		o->calibration = arg;
		return 0;
	case OPT_OPENMETRICS:
		o->openmetrics = arg;
		return 0;
	default:
		return opts_parse_key(key, arg, state);
	}
}

static const struct argp stat_argp = {
	.options = stat_options,
	.parser = parse_stat,
	.args_doc = "[-- CMD [ARGS]]",
	.doc = "Count deferred, emitted, flushed and avoided barriers, exactly.\v"
	       "Examples:\n"
	       "  barrier-trace stat -- modprobe loop\n"
	       "  barrier-trace stat -a -d 10s --per comm\n"
	       "  barrier-trace stat -p 1234 -I 1s -c 5\n"
	       "  barrier-trace stat -r 5 --json -o result.json -- make modules_install\n\n"
	       "With CMD its whole process tree is counted, by cgroup. Kernel threads that work "
	       "for it are seen with -a only.\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.children = opts_children,
};

int cmd_stat(int argc, char **argv)
{
	struct opts o;
	int ret;

	opts_init(&o);
	if (argp_parse(&stat_argp, argc, argv, ARGP_IN_ORDER, NULL, &o))
		return EXIT_USAGE;
	if (command_ready(&o, out_schema, &ret))
		ret = stat_run(&o);
	opts_free(&o);
	return ret;
}
