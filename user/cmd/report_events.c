// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report --view events: print the events of a recording one by one. */
#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "cmd/report_views.h"
#include "kernel/vmlinux.h"
#include "output/events_out.h"

/* Keeps the state of this view. */
struct view {
	const struct report_opts *o;	/* borrowed */
	struct events_out out;
};

static int see(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
	       const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;

	return recorded_passes(r, &v->o->o.filter, e, task) ?
	       v->out.ops->event(&v->out, e, task, stack) : 0;
}

/* Read the recording twice: its names are at the end, and the first pass is for them. */
static int events_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	static struct view v;	/* too large for some stacks */
	const struct events_ops *ops = o->as.events;
	struct recorded names = { 0 }, r = { 0 };
	int level, ret;

	v = (struct view){ .o = o, .out = { .ops = ops, .f = f, .separator = o->o.separator } };
	ret = recorded_read(&names, o->path, NULL, NULL);
	if (!ret && ops->stacks)
		ret = report_lines(o, &names, &v.out.lines);
	if (!ret)
		ret = events_begin(&v.out, &names);
	/* The first pass has printed what is wrong with the recording: do not print it again. */
	level = log_level();
	log_set_level(LOG_QUIET);
	if (!ret)
		ret = recorded_read(&r, o->path, see, &v);
	log_set_level(level);
	ops->end(&v.out, !ret);
	if (!ret && ops->stacks && r.nr_stacks && !o->vmlinux)
		vmlinux_missing(names.build_id);
	source_lines_close(v.out.lines);
	*lost = names.lost;
	recorded_free(&r);
	recorded_free(&names);
	return ret ? EXIT_ERROR : EXIT_FINE;
}

const struct report_view report_events = { "events", events_run };
