// SPDX-License-Identifier: GPL-2.0
/* barrier-trace top: the counts of stat, live on a terminal. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "kernel/kernel.h"
#include "kernel/ksyms.h"
#include "aggregate/interval_counts.h"
#include "base/log.h"
#include "top/terminal.h"
#include "live/stat_session.h"
#include "cmd/top_opts.h"
#include "top/view.h"
#include "base/parse.h"
#include "live/watch.h"

#define HARVEST_NS	20000000ull	/* how often finished slots are taken */
#define NEW_NAMES_NS	10000000000ull	/* and at most how often modules are looked for */

struct run {
	struct top_opts *o;
	struct session *session;
	struct watch watch;
	struct live *live;
	struct top_state state;
	struct kernel kernel;
	char *subject;
	FILE *f;		/* with --batch, and for what is printed last */
	int screen;		/* see screen_open(); negative: none */
	struct ksyms *ksyms;	/* for --per site */
	uint64_t ksyms_ns;	/* when they were read */
	bool unnamed;		/* some site has no name */
	uint64_t start, last, next;	/* of the measurement; of this interval: its begin and end */
	int frames;
	struct top_frame frame;
	struct out_probes probes;
	struct loss_cause loss[LOSS_NR];
};

/* Modules come and go; their functions have no names until these are read again. */
static void load_ksyms(struct run *r)
{
	uint64_t now = now_ns();
	struct ksyms *k;

	if (r->o->o.per != PER_SITE)
		return;
	if (!r->ksyms_ns) {
		r->ksyms = ksyms_of_kernel("sites");
	} else if (r->unnamed && now - r->ksyms_ns > NEW_NAMES_NS && !ksyms_load(&k, KALLSYMS)) {
		ksyms_free(r->ksyms);
		r->ksyms = k;
	} else {
		return;
	}
	r->unnamed = false;
	r->ksyms_ns = now;
}

static char *name_of_row(void *arg, char *buf, size_t size, const struct row *row)
{
	struct run *r = arg;

	row_name(r->state.per, r->ksyms, buf, size, row);
	if (r->state.per == PER_SITE && !strncmp(buf, "0x", 2))
		r->unnamed = true;
	return buf;
}

static void fill_losses(struct run *r)
{
	struct losses l;

	session_losses(r->session, &l);
	for (int i = 0; i < LOSS_NR; i++)
		r->loss[i] = (struct loss_cause){
			.name = loss_names[i],
			.count = l.by_cause[i],
			.event = i < LOSS_EVENTS,
		};
	r->frame.losses = (struct out_losses){ r->loss, LOSS_NR, losses_total(&l) };
}

static int add_ended(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct run *r = arg;

	return live_ended(r->live, slot, session_derived(r->session, index));
}

static int add_running(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct run *r = arg;

	return live_running(r->live, slot, session_derived(r->session, index));
}

/* The interval ends here. */
static int take_frame(struct run *r)
{
	uint64_t now;
	int ret = session_take_closed(r->session, add_ended, r);

	if (!ret)
		ret = session_each_live(r->session, add_running, r);
	if (!ret)
		ret = live_next(r->live);
	now = now_ns();
	r->frame.elapsed_ns = now - r->start;
	r->frame.interval_ns = now - r->last;
	r->last = now;
	fill_losses(r);
	load_ksyms(r);
	return ret;
}

static int view(struct run *r, struct text_lines *lines, int width, int height)
{
	struct top_frame *f = &r->frame;

	f->stats = r->state.totals ? live_total(r->live, r->state.per) :
		live_interval(r->live, r->state.per);
	return top_view(lines, &r->state, f, width, height);
}

static int draw(struct run *r)
{
	struct text_lines lines = { 0 };
	int width, height, ret;

	screen_size(&width, &height);
	ret = view(r, &lines, width, height);
	if (!ret) {
		ret = screen_draw(&lines);
		if (ret) {
			screen_close();
			err("cannot write to the terminal: %s", strerror(-ret));
		}
	}
	text_lines_free(&lines);
	return ret;
}

static int print(struct run *r, int width, int height)
{
	struct text_lines lines = { 0 };
	int ret = view(r, &lines, width, height);

	if (!ret) {
		if (r->frames)
			putc('\n', r->f);
		text_lines_print(&lines, r->f);
		/* A line that could not be written leaves nothing for fflush() to fail at. */
		ret = fflush(r->f) || ferror(r->f) ? -EIO : 0;
	}
	text_lines_free(&lines);
	return ret;
}

static int show(struct run *r)
{
	int ret = r->o->batch ? print(r, out_width(r->f), 0) : draw(r);

	r->frames++;
	return ret;
}

static int take_keys(struct run *r)
{
	uint64_t interval = r->state.interval_ns;
	bool paused = r->state.paused, changed = false;
	int key;

	while (r->screen >= 0 && !r->state.quit && (key = screen_next())) {
		if (key == SCREEN_GONE)
			r->state.quit = true;
		changed |= key == SCREEN_REDRAW || top_key(&r->state, key);
	}
	if (interval != r->state.interval_ns)
		r->next = r->last + r->state.interval_ns;
	/* What was missed meanwhile is seen at once, as one interval. */
	if (paused && !r->state.paused)
		r->next = r->last;
	return changed && !r->state.quit ? draw(r) : 0;
}

static bool has_all(const struct run *r)
{
	return r->o->o.intervals && r->frames == r->o->o.intervals;
}

/* Until CMD or the watched process ends, time is up, or the user has enough. */
static int wait_and_show(struct run *r)
{
	struct opts *o = &r->o->o;
	uint64_t end = o->duration_ns ? r->start + o->duration_ns : UINT64_MAX, now = r->start;
	bool ended = false;
	int ret = 0;

	r->next = r->start + r->state.interval_ns;
	while (!ret && !ended && !r->watch.signalled && !r->state.quit && now < end && !has_all(r)) {
		uint64_t until = now + HARVEST_NS;

		if (!r->state.paused && r->next < until)
			until = r->next;
		ended = watch_wait(&r->watch, until < end ? until : end, r->screen);
		ret = take_keys(r);
		now = now_ns();
		if (ret)
			break;
		if (r->state.paused || now < r->next) {
			ret = session_take_closed(r->session, add_ended, r);
			continue;
		}
		ret = take_frame(r);
		/* No drift; but what was missed, while stopped, is one interval. */
		r->next += r->state.interval_ns;
		if (r->next <= now)
			r->next = now + r->state.interval_ns;
		if (!ret)
			ret = show(r);
	}
	return ret;
}

#define LINES_BESIDE	6	/* the rows, and the prompt */

static int print_totals(struct run *r, int width, int height)
{
	size_t room = height > LINES_BESIDE ? height - LINES_BESIDE : 1;

	if (!r->frame.rows || room < r->frame.rows)
		r->frame.rows = room;
	r->state.totals = true;
	r->state.paused = r->state.help = false;
	r->frames = 0;
	return print(r, width, 0);
}

/* The last interval, which nobody waited for; after a terminal's picture what there was in all. */
static int end(struct run *r, int *status)
{
	bool more = !r->o->batch || !has_all(r);
	int width = 0, height = 0, ret;

	session_disable(r->session);
	ret = more ? take_frame(r) : 0;
	/* CMD may take its time to end: Ctrl-C is seen then, and keys are the shell's. */
	if (r->screen >= 0) {
		screen_size(&width, &height);
		screen_close();
	}
	if (r->o->o.cmd) {
		watch_end(&r->watch);
		*status = target_exit_status(&r->watch.target);
	}
	if (ret || !more)
		return ret;
	return r->o->batch ? show(r) : print_totals(r, width, height);
}

static int open_session(struct run *r)
{
	struct opts *o = &r->o->o;
	struct session_opts opts = {
		.backend = o->backend,
		.by_cpu = o->per == PER_CPU || o->filter.cpus.n,
		.by_level = o->per == PER_LEVEL,
		.by_site = o->per == PER_SITE,
		.cgroups = o->per == PER_CGROUP || o->filter.cgroup,
	};
	int ret = watch_cgroup(&r->watch, opts_watched(o), &opts.cgroup_fd);

	if (!ret)
		ret = session_open(&r->session, &r->kernel, &opts);
	if (ret)
		return ret;
	if (backend_probes(session_backend(r->session), &r->probes))
		r->frame.probes = &r->probes;
	r->frame.generation = backend_generation(session_backend(r->session), r->frame.generation);
	r->state.pers = 1u << PER_TASK | 1u << PER_PROCESS | 1u << PER_COMM | 1u << o->per |
		(opts.by_cpu ? 1u << PER_CPU : 0) | (opts.cgroups ? 1u << PER_CGROUP : 0);
	r->live = live_new(r->state.pers, &o->filter);
	return r->live ? 0 : -ENOMEM;
}

static int begin(struct run *r, int *status)
{
	int ret;

	load_ksyms(r);
	if (!r->o->batch) {
		r->screen = screen_open(top_opts_color(r->o));
		if (r->screen < 0)
			return r->screen;
	}
	r->start = r->last = now_ns();
	session_enable(r->session);
	if (r->o->o.cmd) {
		ret = target_go(&r->watch.target);
		if (ret) {
			screen_close();
			*status = watch_cannot_start(r->o->o.cmd[0], ret);
			return ret;
		}
	}
	/* Something to look at, until the first interval is over. */
	return r->screen >= 0 ? draw(r) : 0;
}

static int measure(struct run *r, int *status)
{
	struct opts *o = &r->o->o;
	int ret = 0;

	if (o->cmd) {
		r->watch.target.silent = !r->o->batch;
		ret = target_prepare(&r->watch.target, o->cmd, !o->all);
	}
	if (!ret)
		ret = open_session(r);
	if (!ret)
		ret = begin(r, status);
	if (ret)
		goto out;
	ret = wait_and_show(r);
	if (!ret)
		ret = end(r, status);
out:
	screen_close();
	session_close(r->session);
	watch_cleanup(&r->watch);
	live_free(r->live);
	if (ret == -ENOMEM)
		err("out of memory");
	return ret;
}

static int top_run(struct top_opts *o)
{
	struct run r = { .o = o, .screen = -1 };
	int ret = o->batch ? 0 : screen_check(), status = -1;

	if (ret)
		return exit_status_of(ret);
	kernel_examine(&r.kernel);
	watch_open(&r.watch, opts_watched(&o->o));
	r.subject = watch_describe(opts_watched(&o->o));
	r.state = (struct top_state){
		.per = o->o.per, .sort = o->sort, .interval_ns = o->o.interval_ns,
	};
	r.frame = (struct top_frame){
		.subject = r.subject ? r.subject : "", .kernel = r.kernel.release,
		.generation = r.kernel.generation, .rows = o->o.rows,
		.name = name_of_row, .arg = &r,
	};
	r.f = opts_open_output(&o->o);
	if (!r.f) {
		ret = -EIO;
	} else {
		ret = measure(&r, &status);
		if (opts_close_output(&o->o, r.f) && !ret)
			ret = -EIO;
	}
	free(r.subject);
	ksyms_free(r.ksyms);
	kernel_free(&r.kernel);
	watch_close(&r.watch);
	return exit_status_with(ret, status, r.frame.losses.total, "events", o->o.strict);
}

int cmd_top(int argc, char **argv)
{
	struct top_opts o;
	int ret = EXIT_USAGE;

	if (!top_opts_parse(&o, argc, argv) && command_ready(&o.o, NULL, &ret))
		ret = top_run(&o);
	opts_free(&o.o);
	return ret;
}
