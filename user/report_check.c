// SPDX-License-Identifier: GPL-2.0
/* The view of `check`. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "allowed.h"
#include "check_out.h"
#include "log.h"
#include "replay.h"
#include "report_views.h"

#define MAX_VIOLATIONS	4096	/* different ones; a file can hold any number */

struct view {
	const struct report_opts *o;
	struct filter filter;
	struct recorded r;
	struct replay *replay;
	struct check_out out;
	struct check_header header;
	struct violations violations;
	struct violations sites;	/* that deferred: their names come last */
	struct check_sites counts;
	uint64_t shown, others, suspect, unreported;
};

static bool check_has(const char *format)
{
	return check_ops_find(format);
}

/* All are kept: names, by which some turn out to be right, and losses come at the end. */
static int keep(const struct bt_report *report, void *arg)
{
	struct view *v = arg;
	bool is_new;

	if (v->violations.n >= MAX_VIOLATIONS || v->sites.n >= MAX_VIOLATIONS) {
		v->unreported++;
		return 0;
	}
	switch (report->type) {
	case BT_REPORT_FLUSHER:
		v->counts.flushers++;
		return 0;
	case BT_REPORT_DEFERRER:
		v->counts.deferrers++;
		return violations_add(&v->sites, report, &is_new) ? 0 : -ENOMEM;
	default:
		if (!violation_passes(report, &v->filter)) {
			v->others++;
			return 0;
		}
		return violations_add(&v->violations, report, &is_new) ? 0 : -ENOMEM;
	}
}

static int judge(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	struct view *v = arg;

	if (!v->replay && !r->generation_number) {
		err("%s: of a kernel that does not batch barriers: there is no PENDING to check",
		    v->o->path);
		return -EOPNOTSUPP;
	}
	v->filter.cgroup = r->cgroup_followed;
	if (!v->replay)
		v->replay = replay_new(r->generation_number, v->o->rules.max_window_ns);
	return v->replay ? replay_event(v->replay, e, task, stack, keep, v) : -ENOMEM;
}

/* What an event lost is to the task's next cannot be told from a mistake. */
static bool is_suspect(const struct view *v, const struct bt_report *r)
{
	return (v->r.lost || v->r.unknown_loss) &&
	       (r->type == BT_REPORT_EVENT || r->type == BT_REPORT_STATE);
}

/* Of those kept leave what is one indeed. */
static int sort_out(struct view *v)
{
	struct violations all = v->violations;
	bool is_new;
	size_t n = 0;

	for (size_t i = 0; i < v->sites.n; i++) {
		const struct bt_report *report = &v->sites.v[i]->first;
		char site[256];

		ksyms_site(v->r.ksyms, site, sizeof(site), report->ip);
		if (!v->r.ksyms || allowed_deferrer(site, v->o->rules.allow))
			continue;
		if (!violation_passes(report, &v->filter))
			v->others++;
		else if (!violations_add(&all, report, &is_new))
			return -ENOMEM;
	}
	for (size_t i = 0; i < all.n; i++) {
		struct violation *one = all.v[i];

		if (one->first.invariant == 17 && violation_is_fine_sleep(&one->first, v->r.ksyms)) {
			free(one);
		} else if (is_suspect(v, &one->first)) {
			v->suspect += one->count;
			free(one);
		} else {
			v->shown += one->count;
			all.v[n++] = one;
		}
	}
	all.n = n;
	v->violations = all;
	return 0;
}

static enum check_verdict show(struct view *v, FILE *f)
{
	const struct recorded *r = &v->r;
	struct check_counts counts = { 0 };
	struct check_result result = {
		.counts = &counts, .losses = r->losses, .nr_losses = r->nr_losses, .lost = r->lost,
		.elapsed_ns = r->elapsed_ns, .shown = v->shown, .others = v->others,
		.suspect = v->suspect, .violations = &v->violations, .sites = &v->counts,
		.recorded = true,
	};

	v->header = (struct check_header){
		.subject = r->subject, .kernel = r->kernel, .generation = r->generation,
		.attach = r->attach,
	};
	v->out = (struct check_out){
		.ops = v->o->format ? check_ops_find(v->o->format) : &check_text,
		.header = &v->header, .ksyms = r->ksyms, .f = f, .history = v->o->rules.history,
		.generation = r->generation_number ? r->generation_number : 3,
		.start_ns = r->start_ns,
	};
	if (v->replay)
		replay_counts(v->replay, &counts);
	memcpy(counts.looks, r->looks, sizeof(counts.looks));
	counts.unreported = v->unreported;
	result.verdict = check_verdict(v->shown, r->lost || r->unknown_loss || v->unreported);
	v->out.ops->begin(&v->out);
	for (size_t i = 0; i < v->violations.n; i++)
		v->out.ops->violation(&v->out, v->violations.v[i]);
	v->out.ops->end(&v->out, &result);
	return result.verdict;
}

static int check_run(const struct report_opts *o, FILE *f, uint64_t *lost)
{
	enum check_verdict verdict = VERDICT_INCOMPLETE;
	struct view v = { .o = o, .filter = o->o.filter };
	int ret = recorded_read(&v.r, o->path, judge, &v);

	if (!ret)
		ret = sort_out(&v);
	if (!ret)
		verdict = show(&v, f);
	*lost = v.r.lost + v.r.unknown_loss;
	violations_free(&v.violations);
	violations_free(&v.sites);
	replay_free(v.replay);
	recorded_free(&v.r);
	if (ret)
		return ret == -EOPNOTSUPP ? EXIT_UNTRACEABLE : EXIT_ERROR;
	return verdict == VERDICT_VIOLATED ? EXIT_VIOLATION : EXIT_FINE;
}

const struct report_view report_check = { "check", "text, json or ktap", check_has, check_run };
