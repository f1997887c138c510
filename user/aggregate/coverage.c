// SPDX-License-Identifier: GPL-2.0
#include <math.h>
#include <stdio.h>

#include "aggregate/coverage.h"
#include "aggregate/violations.h"

const char *const verdict_names[NR_VERDICTS] = { "clean", "violated", "incomplete", "partial" };

const char *const rule_state_names[NR_RULE_STATES] = {
	[RULE_ABSENT] = "absent", [RULE_JUDGED] = "judged", [RULE_NOTHING] = "nothing to judge",
	[RULE_PARTLY] = "judged in part", [RULE_UNASKED] = "not asked for",
	[RULE_NOT_JUDGED] = "not looked at",
};

static struct rule_coverage rule(enum rule_state state, const char *why)
{
	return (struct rule_coverage){ state, why };
}

static struct rule_coverage judged(void)
{
	return rule(RULE_JUDGED, "");
}

/* Judge a rule on single events of two kinds, which may be the same. */
static struct rule_coverage on_events(const struct coverage_facts *f, enum bt_kind a,
				      enum bt_kind b, const char *none)
{
	uint64_t events = f->events[a] + (b == a ? 0 : f->events[b]);
	uint64_t derived = f->derived[a] + (b == a ? 0 : f->derived[b]);

	if (!events)
		return rule(RULE_NOTHING, none);
	if (!derived)
		return judged();
	return derived < events ? rule(RULE_PARTLY, "probes derived some of the events") :
				  rule(RULE_NOT_JUDGED, "probes derived all of the events");
}

/* Judge a rule on the order of events, which needs the calls that enter and leave the mode. */
static struct rule_coverage on_order(const struct coverage_facts *f, uint64_t calls,
				     const char *none)
{
	if (f->by_probes)
		return rule(RULE_NOT_JUDGED, "probes do not see sections");
	if (!calls)
		return rule(RULE_NOTHING, none);
	if (f->silent_entries)
		return rule(RULE_PARTLY, "no event has opened some sections");
	return f->doubtful ? rule(RULE_PARTLY, "the order of some events was in doubt") : judged();
}

static struct rule_coverage on_looks(const struct coverage_facts *f, enum bt_look look,
				     const char *none)
{
	if (f->missed[look])
		return rule(RULE_PARTLY, "some looks at tasks were missed");
	return f->looks[look] ? judged() : rule(RULE_NOTHING, none);
}

/* Judge a rule on the kernel's text at @n sites, of which @decided were decided. */
static struct rule_coverage on_text(const struct coverage_facts *f, uint64_t n, uint64_t decided,
				    const char *none)
{
	if (f->recorded)
		return rule(RULE_NOT_JUDGED, "the kernel's text is not in a recording");
	if (!f->has_names)
		return rule(RULE_NOT_JUDGED, "the kernel's names are not readable");
	if (!f->has_text)
		return rule(RULE_NOT_JUDGED, "the kernel's text is not readable");
	if (!n)
		return rule(RULE_NOTHING, none);
	return decided < n ? rule(RULE_PARTLY, "the text of some sites was not decided") : judged();
}

static struct rule_coverage on_names(const struct coverage_facts *f, uint64_t n, const char *none)
{
	if (!f->has_names)
		return rule(RULE_NOT_JUDGED, f->recorded ? "the recording has no names" :
			    "the kernel's names are not readable");
	return n ? judged() : rule(RULE_NOTHING, none);
}

static struct rule_coverage on_strict(const struct coverage_facts *f)
{
	if (f->recorded)
		return rule(RULE_UNASKED, "a recording has no reports of a strict kernel");
	return f->is_strict ? judged() :
			      rule(RULE_UNASKED, "no strict kernel (lazy_mmu_strict=on)");
}

static uint64_t sections(const struct coverage_facts *f)
{
	return f->events[BT_KIND_ENABLE] + f->events[BT_KIND_DISABLE];
}

static uint64_t sum(const uint64_t *v, size_t n)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++)
		all += v[i];
	return all;
}

static struct rule_coverage look_at(const struct coverage_facts *f, enum bt_invariant i)
{
	const uint64_t deferred = f->events[BT_KIND_FIRST] + f->events[BT_KIND_AGAIN];

	switch (i) {
	case BT_I1_DEFERRED_OUTSIDE:
	case BT_I3_DEFERRED_NOT_PENDING:
		return on_events(f, BT_KIND_FIRST, BT_KIND_AGAIN, "nothing was deferred");
	case BT_I2_EMITTED_INSIDE:
		return on_events(f, BT_KIND_EMITTED, BT_KIND_EMITTED, "nothing was emitted");
	case BT_I4_FLUSHED_STILL_PENDING:
		return on_events(f, BT_KIND_FLUSH, BT_KIND_FLUSH, "no flush was seen");
	case BT_I10_PAUSES_UNBALANCED:
		return on_order(f, f->events[BT_KIND_PAUSE] + f->events[BT_KIND_RESUME],
				"no pause was seen");
	case BT_I12_TO_USER_INSIDE:
		return on_looks(f, BT_LOOK_TO_USER, "no return to user mode was seen");
	case BT_I13_ENDED_INSIDE:
		return on_looks(f, BT_LOOK_TASK_END, "no task ended");
	case BT_I14_FORKED_INSIDE:
		return on_looks(f, BT_LOOK_FORK, "no fork was seen");
	case BT_I15_WORK_ENDED_INSIDE:
		return on_looks(f, BT_LOOK_WORK_END, "no work item ended");
	case BT_I17_SLEPT_INSIDE:
		return f->has_names ? on_looks(f, BT_LOOK_SLEEP, "no task slept") :
		       on_names(f, 0, "");
	case BT_I19_FLUSHED_LATE:
		if (!f->has_window)
			return rule(RULE_UNASKED, "no --max-window");
		return f->events[BT_KIND_FLUSH] ? judged() : rule(RULE_NOTHING, "no flush was seen");
	case BT_I20_UNEXPECTED_DEFERRER:
		if (f->has_names && f->deferrers_unknown)
			return rule(RULE_PARTLY, "who opened the section of some sites is not known");
		return on_names(f, deferred, "nothing was deferred");
	case BT_I21_FAULT_ON_MAPPED:
		if (f->missed_faults)
			return rule(RULE_PARTLY, "some messages of the kernel were missed");
		return f->has_text || f->recorded ? judged() :
		       rule(RULE_PARTLY, "the kernel's text is not readable");
	case BT_I22_FLUSH_WITHOUT_BARRIERS:
		return on_text(f, f->flushers, f->flushers_decided, "no flush was seen");
	case BT_I23_STORE_WITHOUT_BARRIERS:
		return on_text(f, f->emitters + f->direct, f->emitters_decided + f->direct_decided,
			       "nothing was emitted, and no function stores beside the queue");
	case BT_I24_USED_BEFORE_BARRIERS:
	case BT_I25_STORE_UNASKED:
		return on_strict(f);
	case BT_I26_RESTS_WRONGLY:
		if (f->saw_tasks)
			return judged();
		return f->recorded ? rule(RULE_UNASKED, "a recording has no look at all tasks") :
		       rule(RULE_NOT_JUDGED, "the state of tasks cannot be seen");
	case BT_I5_NO_ALTERNATION:
		return on_order(f, sum(f->events, BT_NR_KINDS), "no event was seen");
	default:
		return on_order(f, sections(f), "no section was seen");
	}
}

static void look_at_rules(struct coverage *c, const struct coverage_facts *f)
{
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		c->rules[i] = rule(RULE_ABSENT, "");
	for (const struct invariant *i = invariants; i->title; i++) {
		struct rule_coverage *r = &c->rules[i->number];

		if (!invariant_holds(i, f->generation))
			continue;
		*r = look_at(f, i->number);
		if (f->incomplete && (r->state == RULE_JUDGED || r->state == RULE_NOTHING))
			*r = rule(RULE_PARTLY, "events were lost");
		c->nr_rules++;
		c->nr_looked_at += r->state != RULE_NOT_JUDGED && r->state != RULE_UNASKED;
	}
}

static bool is_partial(const struct coverage *c)
{
	if (c->derived || c->doubtful || c->silent_entries)
		return true;
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		if (rule_is_gap(c->rules[i].state))
			return true;
	return false;
}

struct coverage coverage_make(const struct coverage_facts *f)
{
	struct coverage c = {
		.events = sum(f->events, BT_NR_KINDS), .silent_entries = f->silent_entries,
		.derived = sum(f->derived, BT_NR_KINDS), .doubtful = f->doubtful,
	};
	uint64_t skipped = f->not_judged < c.events ? f->not_judged : c.events;

	c.judged = c.events - skipped;
	if (skipped > c.derived + c.doubtful)
		c.caught = skipped - c.derived - c.doubtful;
	look_at_rules(&c, f);
	c.verdict = f->shown ? VERDICT_VIOLATED : f->incomplete ? VERDICT_INCOMPLETE :
		    is_partial(&c) ? VERDICT_PARTIAL : VERDICT_CLEAN;
	return c;
}

double coverage_share(const struct coverage *c)
{
	return c->events ? floorl(1e6L * c->judged / c->events) / 1e6L : 1;
}

const char *coverage_percent(const struct coverage *c, char *buf, size_t size)
{
	uint64_t tenths = c->events ? floorl(1000.0L * c->judged / c->events) : 1000;

	snprintf(buf, size, "%u.%u", (unsigned int)(tenths / 10), (unsigned int)(tenths % 10));
	return buf;
}
