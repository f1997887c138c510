// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report --view check: judge the events of a recording. */
#include <errno.h>

#include "output/check_out.h"
#include "base/log.h"
#include "recording/replay_check.h"
#include "cmd/report_views.h"
#include "kernel/vmlinux.h"

/* Keeps the state of this view. */
struct view {
	const struct report_opts *o;	/* borrowed */
	struct recorded r;
	struct replay_check check;
	struct source_lines *lines;	/* owned; NULL without --vmlinux */
};

static int judge(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;
	int ret = replay_check_event(&v->check, r, e, task, stack);

	if (ret == -EOPNOTSUPP)
		err("%s: of a kernel that does not batch barriers: there is no PENDING to check",
		    v->o->path);
	return ret;
}

static void show(struct view *v, FILE *f, const struct check_result *result)
{
	const struct recorded *r = &v->r;
	const struct about about = recorded_about(r);
	struct finding finding;
	struct check_out out = {
		.ops = v->o->as.check,
		.about = &about, .ksyms = r->ksyms, .lines = v->lines, .f = f,
		.history = v->o->rules.history, .verbose = log_level() >= LOG_VERBOSE,
		.generation = generation_batches(r->generation) ? r->generation : GENERATION_3,
		.start_ns = r->start_ns,
	};

	out.ops->begin(&out);
	for (size_t i = 0; i < result->violations->n; i++)
		check_violation(&out, result->violations->v[i], &finding);
	out.ops->end(&out, result);
	if (result->shown && !v->lines && !v->o->vmlinux)
		vmlinux_missing(r->build_id);
}

static int check_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	struct check_result result = { 0 };
	struct view v = { .o = o, .check = { .rules = &o->rules, .filter = o->o.filter } };
	int ret = recorded_read(&v.r, o->path, judge, &v);

	if (!ret)
		ret = report_lines(o, &v.r, &v.lines);
	if (!ret)
		ret = replay_check_end(&v.check, &v.r, &result);
	if (!ret)
		show(&v, f, &result);
	*lost = v.r.lost;
	replay_check_free(&v.check);
	source_lines_close(v.lines);
	recorded_free(&v.r);
	if (ret)
		return ret == -EOPNOTSUPP ? EXIT_UNTRACEABLE : EXIT_ERROR;
	return exit_status_of_verdict(result.coverage.verdict, o->o.strict);
}

const struct report_view report_check = { "check", check_run };
