// SPDX-License-Identifier: GPL-2.0
#include <stdbool.h>

#include "aggregate/allowed_functions.h"
#include "aggregate/deferrer.h"
#include "aggregate/violations.h"

/* The names of a report: the functions on the stack, and the one that has opened the section */
struct named {
	const struct bt_report *r;
	const struct ksyms *ksyms;
	size_t n;		/* number of entries in the stack */
	char opener[256];
};

/* Write the name that @ip had when the event was seen: a module may have come or gone since. */
static const char *name_of(const struct named *s, char *buf, size_t size, uint64_t ip)
{
	return ksyms_site_at(s->ksyms, buf, size, ip, s->r->time_ns);
}

static bool is(const struct named *s, size_t i, bool (*kind)(const char *site))
{
	char site[256];

	return i < s->n && kind(name_of(s, site, sizeof(site), s->r->stack[i]));
}

static bool is_opener(const struct named *s, size_t i)
{
	char site[256];

	return i < s->n && is_same_function(name_of(s, site, sizeof(site), s->r->stack[i]),
					    s->opener);
}

/* Judge the function at @i of the stack, the one that stores, in the opener's section. */
static enum deferrer judge(const struct named *s, size_t i)
{
	size_t caller;

	/* A setter stores for its caller. */
	while (is(s, i, is_setter))
		i++;
	if (is_opener(s, i))
		return DEFERRER_FINE;
	/* A callback of apply_to_page_range(), whose section is around the calls */
	caller = i + 1;
	if (is_opener(s, caller) && is_applier(s->opener))
		return DEFERRER_FINE;
	/* A callback of a walk that the opener makes */
	while (is(s, caller, is_table_walker))
		caller++;
	if (caller > i + 1 && is_opener(s, caller))
		return DEFERRER_FINE;
	/* A function whose name is not known may be one that may. */
	return is(s, i, ksyms_is_name) && (caller >= s->n || is(s, caller, ksyms_is_name)) ?
	       DEFERRER_UNEXPECTED : DEFERRER_UNKNOWN;
}

enum deferrer deferrer_judge(const struct bt_report *r, const struct ksyms *ksyms, char **globs)
{
	struct named s = { .r = r, .ksyms = ksyms };
	uint64_t opener = violation_opener(r);
	char site[256];
	size_t i;

	if (!ksyms)
		return DEFERRER_UNKNOWN;
	name_of(&s, site, sizeof(site), r->ip);
	if (allowed_in_any_section(site) || allowed_by_user(site, globs))
		return DEFERRER_FINE;
	if (opener)
		name_of(&s, s.opener, sizeof(s.opener), opener);
	if (!opener || is_graph_tracer(s.opener))
		return allowed_deferrer(site, NULL) ? DEFERRER_FINE : DEFERRER_UNKNOWN;
	if (is_same_function(site, s.opener))
		return DEFERRER_FINE;
	if (!ksyms_is_name(site) || !ksyms_is_name(s.opener))
		return DEFERRER_UNKNOWN;
	i = violation_stack(r, ksyms, &s.n);
	if (i >= s.n || r->stack[i] != r->ip)
		return allowed_deferrer(site, NULL) ? DEFERRER_FINE : DEFERRER_UNKNOWN;
	return judge(&s, i);
}
