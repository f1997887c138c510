// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "aggregate/address_owner.h"
#include "aggregate/finding.h"

static void name_site(struct finding_site *s, const struct finding_context *c, uint64_t ip,
		      uint64_t time_ns)
{
	s->ip = ip;
	ksyms_site_at(c->ksyms, s->name, sizeof(s->name), ip, time_ns);
}

static void locate(struct finding_site *s, const struct finding_context *c, uint64_t ip,
		   uint64_t time_ns)
{
	name_site(s, c, ip, time_ns);
	s->source = source_lines_find(c->lines, ip, &s->nr_source);
}

void finding_head(struct finding *f, const struct violation *v, const struct finding_context *c)
{
	const struct bt_report *r = &v->first;

	*f = (struct finding){
		.report = r, .invariant = invariant_find(r->invariant), .title = violation_title(r),
		.hint = violation_hint(r), .event = violation_event(r),
		.is_event = violation_is_event(r), .is_premature = r->type == BT_REPORT_PREMATURE,
		.has_store = violation_has_store(r), .time_ns = r->time_ns - c->start_ns,
	};
	snprintf(f->id, sizeof(f->id), "I%u", r->invariant % 1000);
	memcpy(f->comm, r->comm, BT_COMM_LEN);
	locate(&f->at, c, r->ip, r->time_ns);
}

static void resolve_stack(struct finding *f, const struct finding_context *c)
{
	const struct bt_report *r = f->report;
	size_t n;

	for (size_t i = violation_stack(r, c->ksyms, &n);
	     i < n && f->nr_stack < BT_STACK_DEPTH; i++)
		locate(&f->stack[f->nr_stack++], c, r->stack[i], r->time_ns);
	f->at_in_stack = f->nr_stack && f->stack[0].ip == r->ip;
}

static void resolve_store(struct finding *f, const struct finding_context *c)
{
	const struct bt_store *s = &f->report->store;

	memcpy(f->store_comm, s->comm, BT_COMM_LEN);
	while (f->nr_store_stack < s->depth && f->nr_store_stack < BT_STORE_DEPTH) {
		name_site(&f->store_stack[f->nr_store_stack], c, s->stack[f->nr_store_stack],
			  f->report->time_ns);
		f->nr_store_stack++;
	}
	if (s->late_ns)
		name_site(&f->flush, c, s->late_ip, s->late_ns);
	if (f->is_premature)
		address_owner(c->ksyms, f->report, f->owner, sizeof(f->owner));
}

static void resolve_history(struct finding *f, const struct finding_context *c)
{
	for (int back = c->history; back > 0; back--) {
		struct finding_past *p = &f->history[f->nr_history];

		if (!violation_past(f->report, back, &p->past))
			continue;
		p->time_ns = p->past.time_ns - c->start_ns;
		ksyms_site_at(c->ksyms, p->site, sizeof(p->site), p->past.ip, p->past.time_ns);
		f->nr_history++;
	}
}

void finding_resolve(struct finding *f, const struct violation *v, const struct finding_context *c)
{
	finding_head(f, v, c);
	f->expected = violation_expected(f->report, c->generation);
	f->has_source = c->lines;
	resolve_stack(f, c);
	if (violation_opener(f->report))
		name_site(&f->opener, c, violation_opener(f->report), f->report->time_ns);
	if (f->has_store)
		resolve_store(f, c);
	else if (f->report->type == BT_REPORT_FAULT && c->live)
		address_owner(c->ksyms, f->report, f->owner, sizeof(f->owner));
	resolve_history(f, c);
}
