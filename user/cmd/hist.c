// SPDX-License-Identifier: GPL-2.0
/* barrier-trace hist: how batches, windows, sections and runs are distributed. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/hist_opts.h"
#include "live/hist_session.h"
#include "kernel/kernel.h"
#include "base/log.h"
#include "base/parse.h"
#include "live/watch.h"

#define HARVEST_NS	20000000ull	/* how often dead tasks are taken */

struct run {
	struct hist_opts *o;
	struct histsession *session;
	struct watch watch;
	struct hist_out out;
	struct hist_header header;
	struct out_probes probes;
	struct kernel kernel;
	struct ksyms *ksyms;		/* for --per site */
	struct histograms *now;		/* since the last interval */
	struct histograms *all;		/* before that, of this run */
	struct loss_cause loss[MAX_LOSS_CAUSES];	/* of this run */
	size_t nr_losses;
};

static int take(const struct bt_set *set, void *arg)
{
	struct run *r = arg;

	return histograms_take(r->now, set);
}

static struct out_losses losses_of(const struct loss_cause *v, size_t n)
{
	return (struct out_losses){ v, n, loss_total(v, n) };
}

/* As late as possible: CMD may have loaded modules. */
static void load_ksyms(struct run *r)
{
	if (r->o->o.per != PER_SITE || r->ksyms)
		return;
	r->ksyms = ksyms_of_kernel("sites");
	r->out.ksyms = r->ksyms;
}

/* Moves the interval's samples to the others. */
static int end_interval(struct run *r)
{
	int ret = histograms_merge(r->all, r->now);

	histograms_free(r->now);
	r->now = histograms_new(r->o->o.per, &r->o->o.filter);
	return r->now ? ret : -ENOMEM;
}

static int show_interval(struct run *r, int number, uint64_t start, uint64_t from, uint64_t to)
{
	struct hist_frame frame = {
		.kind = FRAME_INTERVAL, .number = number, .time_ns = to - start,
		.elapsed_ns = to - from, .hs = r->now,
	};
	int ret = histsession_take(r->session, take, r);

	if (ret)
		return ret;
	r->nr_losses = histsession_losses(r->session, r->loss);
	frame.losses = losses_of(r->loss, r->nr_losses);
	load_ksyms(r);
	r->out.ops->frame(&r->out, &frame);
	fflush(r->out.f);
	ret = end_interval(r);
	return ret ? ret : ferror(r->out.f) ? -EIO : 0;
}

/*
 * Until CMD or the watched process ends, time is up, or the user has enough.  The last
 * interval is shown by take_last(): the end of measuring ends samples, too.
 */
static int wait_and_take(struct run *r, uint64_t start, uint64_t *last, int *number)
{
	struct opts *o = &r->o->o;
	uint64_t end = o->duration_ns ? start + o->duration_ns : UINT64_MAX, now = start;
	bool ended = false;
	int ret = 0;

	*last = start;
	while (!ret && !ended && !r->watch.signalled && now < end) {
		uint64_t next = now + HARVEST_NS, show = UINT64_MAX;

		if (o->interval_ns)
			show = *last + o->interval_ns;
		next = show < next ? show : next;
		ended = watch_wait(&r->watch, end < next ? end : next, -1);
		now = now_ns();
		if (now < show) {
			ret = histsession_take_dead(r->session, take, r);
		} else if (o->intervals && *number + 1 == o->intervals) {
			break;
		} else {
			ret = show_interval(r, ++*number, start, *last, now);
			*last = show;	/* no drift */
		}
	}
	return ret;
}

/* What is left when measuring has ended: then all of the run is in r->all. */
static int take_last(struct run *r, uint64_t start, uint64_t last, int number, uint64_t end)
{
	int ret;

	if (r->o->o.interval_ns)
		ret = show_interval(r, number + 1, start, last, end);
	else
		ret = histsession_take(r->session, take, r);
	r->nr_losses = histsession_losses(r->session, r->loss);
	return ret ? ret : end_interval(r);
}

static int open_session(struct run *r)
{
	struct histsession_opts opts;
	int ret;

	hist_opts_session(r->o, &opts);
	opts.generation = generation_number(r->kernel.generation);
	ret = watch_cgroup(&r->watch, opts_watched(&r->o->o), &opts.cgroup_fd);
	return ret ? ret : histsession_open(&r->session, &r->kernel, &opts);
}

static void begin_output(struct run *r)
{
	if (r->header.attach)
		return;
	r->header.attach = attach_names[histsession_backend(r->session)->attach];
	r->header.generation = backend_generation(histsession_backend(r->session),
						  r->header.generation);
	if (backend_probes(histsession_backend(r->session), &r->probes))
		r->header.probes = &r->probes;
	r->out.ops->begin(&r->out);
}

/* One run, into r->all and r->loss, or CMD's would-be status. */
static int measure(struct run *r, int *status, uint64_t *elapsed_ns)
{
	uint64_t start, last, end;
	struct opts *o = &r->o->o;
	int ret = 0, number = 0;

	r->now = histograms_new(o->per, &o->filter);
	r->all = histograms_new(o->per, &o->filter);
	if (!r->now || !r->all)
		ret = -ENOMEM;
	else if (o->cmd)
		ret = target_prepare(&r->watch.target, o->cmd, !o->all);
	if (!ret)
		ret = open_session(r);
	if (ret)
		goto out;
	if (!o->cmd)
		verbose("measuring; Ctrl-C ends it");
	start = now_ns();
	histsession_enable(r->session);
	if (o->cmd) {
		ret = target_go(&r->watch.target);
		if (ret) {
			*status = watch_cannot_start(o->cmd[0], ret);
			goto out;
		}
	}
	begin_output(r);
	ret = wait_and_take(r, start, &last, &number);
	histsession_disable(r->session);
	end = now_ns();
	*elapsed_ns = end - start;
	if (ret)
		goto out;
	if (o->cmd) {
		watch_end(&r->watch);
		*status = target_exit_status(&r->watch.target);
	}
	ret = take_last(r, start, last, number, end);
out:
	histsession_close(r->session);
	r->session = NULL;
	watch_cleanup(&r->watch);
	histograms_free(r->now);
	r->now = NULL;
	return ret;
}

static void show_run(struct run *r, int number, uint64_t time_ns, uint64_t elapsed_ns)
{
	struct hist_frame frame = {
		.kind = FRAME_RUN, .number = number, .time_ns = time_ns, .elapsed_ns = elapsed_ns,
		.hs = r->all, .losses = losses_of(r->loss, r->nr_losses),
	};

	r->out.ops->frame(&r->out, &frame);
}

static int measure_all(struct run *r, int *status, uint64_t *lost)
{
	struct histograms *sum = histograms_new(r->o->o.per, &r->o->o.filter);
	struct hist_frame frame = { .kind = FRAME_TOTAL, .hs = sum };
	struct loss_cause loss[MAX_LOSS_CAUSES];
	struct hist_repeat repeat = { 0 };
	int ret = sum ? 0 : -ENOMEM;
	uint64_t elapsed_ns = 0;
	size_t n = 0;

	while (!ret && repeat.runs < r->o->o.repeat && !r->watch.signalled) {
		ret = measure(r, status, &elapsed_ns);
		if (!ret) {
			hist_repeat_add(&repeat, r->all, r->o->shape);
			frame.elapsed_ns += elapsed_ns;
			/* The causes are the same in each run. */
			for (size_t i = 0; i < r->nr_losses; i++) {
				uint64_t before = i < n ? loss[i].count : 0;

				loss[i] = r->loss[i];
				loss[i].count += before;
			}
			n = r->nr_losses;
			load_ksyms(r);
			ret = histograms_merge(sum, r->all);
			if (r->o->o.repeat > 1)
				show_run(r, repeat.runs, frame.elapsed_ns, elapsed_ns);
		}
		histograms_free(r->all);
		r->all = NULL;
	}
	if (!ret) {
		frame.time_ns = frame.elapsed_ns;
		frame.losses = losses_of(loss, n);
		frame.repeat = r->o->o.repeat > 1 ? &repeat : NULL;
		*lost = frame.losses.total;
		r->out.ops->frame(&r->out, &frame);
		ret = r->o->svg ? hist_opts_draw(r->o, &r->out, &frame) : 0;
	} else if (ret == -ENOMEM) {
		err("out of memory");
	}
	histograms_free(sum);
	return ret;
}

static int hist_run(struct hist_opts *o)
{
	struct run r = { .o = o };
	int ret, status = -1;
	uint64_t lost = 0;
	char *subject;

	kernel_examine(&r.kernel);
	watch_open(&r.watch, opts_watched(&o->o));
	subject = watch_describe(opts_watched(&o->o));
	r.header = (struct hist_header){
		.subject = subject ? subject : "", .kernel = r.kernel.release,
		.generation = r.kernel.generation, .per = o->o.per,
		.intervals = o->o.interval_ns, .runs = o->o.repeat, .metrics = o->metrics,
	};
	memcpy(r.header.shape, o->shape, sizeof(o->shape));
	r.out = (struct hist_out){
		.ops = o->format, .header = &r.header, .separator = o->o.separator,
		.rows = o->o.rows, .no_header = o->no_header, .no_summary = o->no_summary,
		.with_zeros = o->with_zeros,
	};
	r.out.f = opts_open_output(&o->o);
	if (!r.out.f) {
		ret = -EIO;
	} else {
		r.out.width = out_width(r.out.f);
		ret = measure_all(&r, &status, &lost);
		if (opts_close_output(&o->o, r.out.f) && !ret)
			ret = -EIO;
	}
	free(subject);
	ksyms_free(r.ksyms);
	kernel_free(&r.kernel);
	watch_close(&r.watch);
	return exit_status_with(ret, status, lost, "events or samples", o->o.strict);
}

int cmd_hist(int argc, char **argv)
{
	struct hist_opts o;
	int ret;

	if (hist_opts_parse(&o, argc, argv))
		return EXIT_USAGE;
	if (command_ready(&o.o, hist_schema, &ret))
		ret = hist_run(&o);
	opts_free(&o.o);
	return ret;
}
