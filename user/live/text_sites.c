// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "base/array.h"
#include "live/text_sites.h"
#include "scan/a64.h"
#include "scan/text_calls.h"

#define MAX_CALLERS	4	/* functions that the way to an event is followed through */

int text_sites_add(struct text_sites *s, const struct bt_report *report)
{
	const struct past_module *m = module_history_find(s->modules, report->ip - 4,
							  report->time_ns);

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].first.ip == report->ip &&
		    module_history_find(s->modules, report->ip - 4, s->v[i].first.time_ns) == m)
			return 0;
	if (array_add(s->v, s->n))
		return -ENOMEM;
	s->v[s->n++] = (struct text_site){ .first = *report, .verdict = TEXT_UNDECIDED };
	return 0;
}

/* Where text is read, and when an event came from there. */
struct reading {
	const struct text_sites *sites;
	uint64_t time_ns;
};

/* Read the text as it is, but of a module that is gone what was copied when it was there. */
static size_t read_words(uint64_t address, uint32_t *words, size_t n, void *arg)
{
	const struct reading *r = arg;
	const struct module_history *h = r->sites->modules;
	const struct past_module *m = module_history_find(h, address, r->time_ns);
	size_t done = 0;

	if (!m || m->to_ns == UINT64_MAX)
		done = check_session_read_text(r->sites->checker, address, words, n);
	return done ? done : module_history_read(h, address, r->time_ns, words, n);
}

static enum text_event event_of(const struct bt_report *report)
{
	return report->kind == BT_KIND_FLUSH ? TEXT_FLUSH :
	       report->kind == BT_KIND_DIRECT ? TEXT_DIRECT : TEXT_QUEUE;
}

/*
 * Judge the function that a return address is in.
 * @ip: of the event; above @depth 0 of a call that leads to the event
 */
static enum text_verdict judge_function(struct text_sites *s, const struct bt_report *report,
					const struct ksyms *ksyms, uint64_t ip, int depth,
					const char **why)
{
	struct reading reading = { s, report->time_ns };
	struct barrier_text t = { .ksyms = ksyms, .event = event_of(report), .read = read_words,
				  .arg = &reading };
	const struct past_module *m = module_history_find(s->modules, ip - 4, report->time_ns);
	enum text_verdict verdict = TEXT_UNDECIDED;
	uint32_t *words = NULL;
	uint64_t end, call;

	/* Only the function that reports the event has the action in a register. */
	if (depth && t.event == TEXT_QUEUE)
		t.event = TEXT_DIRECT;
	*why = "the bounds of its function are not known";
	if (!ksyms_bounds(m ? m->ksyms : ksyms, ip, &t.start, &end) || end == UINT64_MAX ||
	    t.start & 3)
		return verdict;
	t.n = (end - t.start) / 4;
	call = (ip - 4 - t.start) / 4;
	*why = "its function is too long";
	if (t.n > TEXT_MAX)
		return verdict;
	*why = "its text cannot be read";
	words = malloc(t.n * sizeof(*words));
	t.n = words ? read_words(t.start, words, t.n, &reading) : 0;
	*(t.n ? &s->nr_read : &s->nr_unread) += 1;
	t.text = (struct scan_text){ .base = t.start, .insn = words, .n = t.n };
	if (t.n > call) {
		uint64_t to = barrier_text_target(words[call], ip - 4, read_words, &reading);

		if (!depth && text_call_kind(ksyms, to) != TEXT_CALL_EVENT)
			*why = "its event is reported by a function that it calls";
		else
			verdict = barrier_text_judge(&t, call, why);
	}
	free(words);
	if (verdict == TEXT_OTHER)
		*why = "no way to its event reports that barriers were executed";
	return verdict == TEXT_OTHER ? TEXT_UNDECIDED : verdict;
}

/* Follow the stack to the function that stores, while functions have neither store nor barriers. */
static enum text_verdict judge_stack(struct text_sites *s, const struct bt_report *r,
				     const struct ksyms *ksyms, const char **why)
{
	size_t n = r->stack_size > 0 ? r->stack_size / sizeof(*r->stack) : 0, at = 0;
	enum text_verdict verdict = judge_function(s, r, ksyms, r->ip, 0, why);

	while (at < n && r->stack[at] != r->ip)
		at++;
	for (int depth = 1; verdict == TEXT_BEFORE && depth <= MAX_CALLERS; depth++) {
		if (++at >= n) {
			*why = "it neither stores nor clears PENDING, and its caller is not known";
			return TEXT_UNDECIDED;
		}
		verdict = judge_function(s, r, ksyms, r->stack[at], depth, why);
	}
	/* None of these functions has barriers. */
	return verdict == TEXT_BEFORE ? TEXT_SILENT : verdict;
}

/*
 * Is the site a probe's that is where barriers are?  The scan of the text has found the pair, and
 * for a flush the test of PENDING before it: otherwise there were no probe.
 */
static bool is_probed(const struct probe_plan *plan, uint64_t ip)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->points[i].address == ip && plan->points[i].kind != BT_POINT_QUEUE_TEST)
			return true;
	return false;
}

void text_sites_judge(struct text_sites *s, struct text_site *site, const struct ksyms *ksyms)
{
	const struct probe_plan *plan = s->checker->backend.plan;

	if (site->judged)
		return;
	site->judged = true;
	site->why = NULL;
	if (plan) {
		site->why = "no probe is there";
		if (is_probed(plan, site->first.ip))
			site->verdict = TEXT_EXECUTES;
	} else if (ksyms) {
		site->verdict = judge_stack(s, &site->first, ksyms, &site->why);
	} else {
		site->why = "names cannot be read";
	}
	if (site->verdict != TEXT_UNDECIDED)
		site->why = NULL;
}

void text_sites_free(struct text_sites *s)
{
	free(s->v);
}
