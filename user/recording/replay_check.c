// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/deferrer.h"
#include "recording/replay_check.h"

#define MAX_VIOLATIONS	4096	/* different violations: a file can hold any number */

static int keep_deferrer(const struct bt_report *report, void *arg)
{
	struct replay_check *c = arg;
	bool is_new;

	return violations_add(&c->deferrers, report, &is_new) ? 0 : -ENOMEM;
}

static int keep_violation(struct replay_check *c, const struct bt_report *report)
{
	struct violation *v = NULL;
	bool is_new;

	if (causes_follows(&c->causes, report))
		return 0;
	if (c->entry && violation_is_one_more(report)) {
		c->more_entries++;
		return 0;
	}
	if (!violation_passes(report, &c->filter)) {
		c->others++;
	} else {
		v = violations_add(&c->violations, report, &is_new);
		if (!v)
			return -ENOMEM;
	}
	return violation_leaves_state(report) ? causes_add(&c->causes, report, v) : 0;
}

static int add_site(struct replay_check *c, const struct bt_report *report, enum site_use use)
{
	return check_sites_add(&c->sites, (struct check_site){
		.ip = report->ip, .time_ns = report->time_ns, .use = use, .text = SITE_NOT_ASKED,
	});
}

/* Keep all reports.  Names, which show some to be no violation, and losses come at the end. */
static int keep(const struct bt_report *report, void *arg)
{
	struct replay_check *c = arg;
	struct bt_report count;

	if (c->violations.n >= MAX_VIOLATIONS || c->deferrers.n >= MAX_VIOLATIONS) {
		c->unreported++;
		return 0;
	}
	switch (report->type) {
	case BT_REPORT_FLUSHER:
		c->sites.flushers++;
		return add_site(c, report, SITE_FLUSHES);
	case BT_REPORT_DEFERRER:
		c->sites.deferrers++;
		if (add_site(c, report, SITE_DEFERS))
			return -ENOMEM;
		c->causes.unnamed = true;
		return causes_hold(&c->causes, report);
	case BT_REPORT_SETTLED:
		return causes_settle(&c->causes, report, keep_deferrer, c);
	case BT_REPORT_HEIR:
		return causes_inherit(&c->causes, report);
	case BT_REPORT_ENTRY:
		c->entry = c->entry ? c->entry : report->ip;
		return 0;
	case BT_REPORT_EFFECTS:
		count = *report;
		count.parent = 1;
		causes_count(&c->causes, &count);
		return 0;
	default:
		return keep_violation(c, report);
	}
}

int replay_check_event(struct replay_check *c, const struct recorded *r, const struct bt_event *e,
		       const struct rec_task *task, const struct rec_stack *stack)
{
	if (!c->replay) {
		if (!generation_batches(r->generation))
			return -EOPNOTSUPP;
		c->filter.cgroup = r->cgroup_followed;
		c->replay = replay_validate_new(r->generation, c->rules->max_window_ns);
	}
	return c->replay ? replay_validate_event(c->replay, e, task, stack, keep, c) : -ENOMEM;
}

/* May a loss have caused a report?  After a lost event, the next one looks like a mistake. */
static bool is_suspect(const struct recorded *r, const struct bt_report *report)
{
	return (r->lost || r->unknown_loss) &&
	       (report->type == BT_REPORT_EVENT || report->type == BT_REPORT_STATE);
}

/* Add a violation of I20 for each function that defers although its name is not allowed. */
static int add_deferrers(struct replay_check *c, const struct recorded *r)
{
	bool is_new;

	for (size_t i = 0; i < c->deferrers.n; i++) {
		const struct bt_report *report = &c->deferrers.v[i]->first;
		enum deferrer verdict = deferrer_judge(report, r->ksyms, c->rules->allow);

		c->sites.unknown += verdict == DEFERRER_UNKNOWN;
		if (verdict != DEFERRER_UNEXPECTED)
			continue;
		if (!violation_passes(report, &c->filter))
			c->others++;
		else if (!violations_add(&c->violations, report, &is_new))
			return -ENOMEM;
	}
	return 0;
}

/* Remove the reports that are no violations after all, and count those that a loss may explain. */
static void sort_out(struct replay_check *c, const struct recorded *r)
{
	struct violations *all = &c->violations;
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		struct violation *one = all->v[i];

		if (one->first.invariant == BT_I17_SLEPT_INSIDE &&
		    violation_is_leak(&one->first, r->ksyms))
			one->first.invariant = BT_I9_SECTIONS_UNBALANCED;
		if (one->first.invariant == BT_I17_SLEPT_INSIDE &&
		    violation_is_fine_sleep(&one->first, r->ksyms)) {
			free(one);
		} else if (is_suspect(r, &one->first)) {
			c->suspect += one->count;
			free(one);
		} else {
			c->shown += one->count;
			all->v[n++] = one;
		}
	}
	all->n = n;
}

int replay_check_end(struct replay_check *c, const struct recorded *r, struct check_result *result)
{
	const struct about about = recorded_about(r);
	int ret = causes_settle(&c->causes, NULL, keep_deferrer, c);

	if (!ret)
		ret = add_deferrers(c, r);
	if (ret)
		return ret;
	sort_out(c, r);
	if (c->replay)
		replay_validate_counts(c->replay, &c->counts);
	memcpy(c->counts.looks, r->looks, sizeof(c->counts.looks));
	c->counts.unreported = c->unreported;
	c->counts.unreported_entries += c->more_entries;
	if (c->entry)
		ksyms_site(r->ksyms, c->entry_name, sizeof(c->entry_name), c->entry);
	*result = (struct check_result){
		.counts = &c->counts, .losses = r->losses, .nr_losses = r->nr_losses,
		.lost = r->lost, .elapsed_ns = r->elapsed_ns, .shown = c->shown,
		.others = c->others, .suspect = c->suspect, .violations = &c->violations,
		.sites = &c->sites, .recorded = true, .unknown_loss = r->unknown_loss,
		.has_names = r->ksyms, .entry = c->entry_name,
	};
	check_result_judge(result, &about, r->generation, c->rules);
	return 0;
}

void replay_check_free(struct replay_check *c)
{
	violations_free(&c->violations);
	violations_free(&c->deferrers);
	check_sites_free(&c->sites);
	causes_free(&c->causes);
	replay_validate_free(c->replay);
}
