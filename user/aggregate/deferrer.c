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

static bool is(const struct named *s, size_t i, bool (*kind)(const char *site))
{
	char site[256];

	return i < s->n && kind(ksyms_site(s->ksyms, site, sizeof(site), s->r->stack[i]));
}

static bool is_opener(const struct named *s, size_t i)
{
	char site[256];

	return i < s->n && is_same_function(ksyms_site(s->ksyms, site, sizeof(site),
						       s->r->stack[i]), s->opener);
}

/* May the function at @i of the stack, the one that stores, defer in the opener's section? */
static bool is_expected(const struct named *s, size_t i)
{
	size_t caller;

	/* A setter stores for its caller. */
	while (is(s, i, is_setter))
		i++;
	if (is_opener(s, i))
		return true;
	/* A callback of apply_to_page_range(), whose section is around the calls */
	caller = i + 1;
	if (is_opener(s, caller) && is_applier(s->opener))
		return true;
	/* A callback of a walk that the opener makes */
	while (is(s, caller, is_table_walker))
		caller++;
	return caller > i + 1 && is_opener(s, caller);
}

enum deferrer deferrer_judge(const struct bt_report *r, const struct ksyms *ksyms, char **globs)
{
	struct named s = { .r = r, .ksyms = ksyms };
	uint64_t opener = violation_opener(r);
	char site[256];
	size_t i;

	if (!ksyms)
		return DEFERRER_UNKNOWN;
	ksyms_site(ksyms, site, sizeof(site), r->ip);
	if (allowed_in_any_section(site) || allowed_by_user(site, globs))
		return DEFERRER_FINE;
	if (opener)
		ksyms_site(ksyms, s.opener, sizeof(s.opener), opener);
	if (!opener || is_graph_tracer(s.opener))
		return allowed_deferrer(site, NULL) ? DEFERRER_FINE : DEFERRER_UNKNOWN;
	if (is_same_function(site, s.opener))
		return DEFERRER_FINE;
	i = violation_stack(r, ksyms, &s.n);
	if (i >= s.n || r->stack[i] != r->ip)
		return allowed_deferrer(site, NULL) ? DEFERRER_FINE : DEFERRER_UNKNOWN;
	return is_expected(&s, i) ? DEFERRER_FINE : DEFERRER_UNEXPECTED;
}
