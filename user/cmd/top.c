// SPDX-License-Identifier: GPL-2.0
/* barrier-trace top: the counts of stat, live on a terminal. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "kernel/ksyms.h"
#include "aggregate/interval_counts.h"
#include "aggregate/row_key.h"
#include "base/log.h"
#include "output/stat_out.h"
#include "top/terminal.h"
#include "live/measure.h"
#include "live/stat_session.h"
#include "cmd/top_opts.h"
#include "top/view.h"
#include "base/parse.h"

#define NEW_NAMES_NS	10000000000ull	/* shortest time between two reads of the symbols */

/* Keeps the state of `top`. */
struct run {
	struct measurement m;	/* first; its fd is the terminal's, negative without a terminal */
	struct top_opts *o;	/* borrowed */
	struct interval_counts *live;	/* owned */
	struct top_state state;
	int width, height;	/* size of the terminal before it was closed, characters */
	struct ksyms *ksyms;	/* for --per site, or NULL; owned */
	uint64_t ksyms_ns;	/* time of the last read, CLOCK_MONOTONIC; 0: none yet */
	bool unnamed;		/* the symbols lack the name of a site on the screen */
	int frames;		/* printed so far */
	struct top_frame frame;
	struct losses losses;
};

/* Read the symbols again when a site has no name: the kernel may have loaded a module since. */
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
	if (r->state.per == PER_SITE && !ksyms_is_name(buf))
		r->unnamed = true;
	return buf;
}

static int add_ended(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct run *r = arg;

	return interval_counts_ended(r->live, slot, stat_session_derived(r->m.object, index));
}

static int add_running(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct run *r = arg;

	return interval_counts_running(r->live, slot, stat_session_derived(r->m.object, index));
}

static int take_frame(struct run *r)
{
	struct measurement *m = &r->m;
	int ret = stat_session_take_closed(m->object, add_ended, r);

	if (!ret)
		ret = slots_each_live(&m->object->slots, add_running, r);
	if (!ret)
		ret = interval_counts_next(r->live);
	r->frame.elapsed_ns = m->to_ns - m->start_ns;
	r->frame.interval_ns = m->to_ns - m->from_ns;
	bpf_object_losses(m->object, &r->losses);
	r->frame.losses = losses_show(&r->losses);
	load_ksyms(r);
	return ret;
}

static int view(struct run *r, struct styled_lines *lines, int width, int height)
{
	struct top_frame *f = &r->frame;

	f->stats = r->state.totals ? interval_counts_total(r->live, r->state.per) :
		interval_counts_last(r->live, r->state.per);
	return top_view(lines, &r->state, f, width, height);
}

static int draw(struct run *r)
{
	struct styled_lines lines = { 0 };
	int width, height, ret;

	terminal_size(&width, &height);
	ret = view(r, &lines, width, height);
	if (!ret) {
		ret = terminal_draw(&lines);
		if (ret) {
			terminal_close();
			err("cannot write to the terminal: %s", strerror(-ret));
		}
	}
	styled_lines_free(&lines);
	return ret;
}

static int print(struct run *r, int width)
{
	struct styled_lines lines = { 0 };
	FILE *f = r->m.out;
	int ret = view(r, &lines, width, 0);

	if (!ret) {
		if (r->frames++)
			putc('\n', f);
		styled_lines_print(&lines, f);
		/* A failed write of a line drops the line: fflush() succeeds, ferror() does not. */
		ret = fflush(f) || ferror(f) ? -EIO : 0;
	}
	styled_lines_free(&lines);
	return ret;
}

static int show_interval(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret = take_frame(r);

	if (ret)
		return ret;
	if (r->o->batch)
		return print(r, stat_out_width(m->out));
	return m->fd >= 0 ? draw(r) : 0;
}

static int take_keys(struct run *r)
{
	struct measurement *m = &r->m;
	bool paused = r->state.paused, changed = false;
	int key;

	while (m->fd >= 0 && !r->state.quit && (key = terminal_next())) {
		if (key == SCREEN_GONE)
			r->state.quit = true;
		changed |= key == SCREEN_REDRAW || top_key(&r->state, key);
	}
	m->stop = r->state.quit;
	/* End the interval at once after a pause, so that it covers the whole pause. */
	if (r->state.paused)
		m->next_ns = UINT64_MAX;
	else if (paused)
		m->next_ns = m->from_ns;
	else if (r->state.interval_ns != m->interval_ns)
		m->next_ns = m->from_ns + r->state.interval_ns;
	m->interval_ns = r->state.interval_ns;
	return changed && !r->state.quit ? draw(r) : 0;
}

static int tick(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret = take_keys(r);

	return ret ? ret : stat_session_take_closed(m->object, add_ended, r);
}

static int open_session(struct measurement *m, int cgroup_fd)
{
	struct run *r = (struct run *)m;
	const struct opts *o = &r->o->o;
	struct stat_session_opts opts = { .live = { o->backend, cgroup_fd } };
	int ret;

	stat_session_keys(&opts, o->per, &o->filter);
	ret = bpf_object_open(&m->object, &stat_session, &m->kernel, &opts.live);
	if (ret)
		return ret;
	r->frame.about = backend_about(&m->object->backend, m->subject, m->scope);
	r->state.pers = 1u << PER_TASK | 1u << PER_PROCESS | 1u << PER_COMM | 1u << o->per |
		(opts.by_cpu ? 1u << PER_CPU : 0) | (opts.cgroups ? 1u << PER_CGROUP : 0);
	r->live = interval_counts_new(r->state.pers, &o->filter);
	if (!r->live)
		return -ENOMEM;
	load_ksyms(r);
	if (!r->o->batch)
		m->fd = terminal_open(top_opts_color(r->o));
	return r->o->batch || m->fd >= 0 ? 0 : m->fd;
}

/* Draw an empty picture, which stays until the first interval is over. */
static int begin(struct measurement *m)
{
	return m->fd >= 0 ? draw((struct run *)m) : 0;
}

/* Give the terminal back before waiting for CMD: Ctrl-C works then, and keys go to the shell. */
static void leave_screen(struct measurement *m)
{
	struct run *r = (struct run *)m;

	if (m->fd < 0)
		return;
	terminal_size(&r->width, &r->height);
	terminal_close();
	m->fd = -1;
}

#define LINES_BESIDE	6	/* the rows, and the prompt */

/* Print the totals below the last picture of the terminal. */
static int print_totals(struct measurement *m)
{
	struct run *r = (struct run *)m;
	size_t room = r->height > LINES_BESIDE ? r->height - LINES_BESIDE : 1;

	if (r->o->batch)
		return 0;
	if (!r->frame.rows || room < r->frame.rows)
		r->frame.rows = room;
	r->state.totals = true;
	r->state.paused = r->state.help = false;
	return print(r, r->width);
}

static void close_run(struct measurement *m)
{
	terminal_close();
	interval_counts_free(((struct run *)m)->live);
}

static const struct measurement_ops top_ops = {
	.doing = "counting",
	.tick_ns = 20000000,	/* how often finished slots are taken */
	.open = open_session,
	.begin = begin,
	.tick = tick,
	.show = show_interval,
	.disabled = leave_screen,
	.finish = print_totals,
	.close = close_run,
};

static int top_run(void *opts)
{
	struct top_opts *o = opts;
	struct run r = { .m = { .ops = &top_ops, .silent = !o->batch }, .o = o };
	int ret = o->batch ? 0 : terminal_check();

	if (ret)
		return exit_status_of(ret);
	command_open(&r.m, &o->o);
	r.state = (struct top_state){
		.per = o->o.per, .sort = o->sort, .interval_ns = o->o.interval_ns,
	};
	r.frame = (struct top_frame){ .rows = o->o.rows, .name = name_of_row, .arg = &r };
	ret = command_measure(&r.m, &o->o);
	ksyms_free(r.ksyms);
	measurement_close(&r.m);
	return exit_status_with(ret, r.m.status, r.frame.losses.total, "events", o->o.strict);
}

int cmd_top(int argc, char **argv)
{
	static const struct command_parts top = { &top_options, NULL, opts_check, top_run };
	struct top_opts o = { .o = OPTS_DEFAULT, .sort = F_QUEUED };

	o.o.per = PER_TASK;
	o.o.interval_ns = 1000000000;
	return command_run(&top, argc, argv, &o.o);
}
