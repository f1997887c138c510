// SPDX-License-Identifier: GPL-2.0
/* Find the calls of copies that cannot be probed, and add points there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scan/reach_condition.h"
#include "scan/static_branches.h"

#define MAX_DEPTH	4	/* copies that call each other, one inside the other */

/* Addresses of calls. */
struct calls {
	uint64_t *v;
	size_t n;
};

static bool is_call_to(const struct scan_text *text, size_t i, uint64_t target)
{
	uint32_t insn = text->insn[i];

	return (insn & 0x7c000000) == 0x14000000 &&
	       text->base + 4 * i + 4 * (uint64_t)a64_signed(insn, 0, 26) == target;
}

/* Find each BL to a function, and each B from elsewhere: that is a call that ends its function. */
static int find_calls(const struct scanner *s, const struct function *to, struct calls *calls)
{
	const struct scan_text *text = s->text;

	for (size_t i = 0; i < text->n; i++) {
		uint64_t from = text->base + 4 * i;

		if (!is_call_to(text, i, to->start) ||
		    (!a64_wide(text->insn[i]) && from >= to->start && from < to->end))
			continue;
		if (array_add(calls->v, calls->n))
			return -ENOMEM;
		calls->v[calls->n++] = from;
	}
	return 0;
}

/*
 * Does a static branch of another function lead to @to?  Such a branch takes no probe, and nothing
 * tells when the kernel turns it on.
 */
static bool is_static_target(const struct scan_text *text, const struct function *to)
{
	for (size_t i = 0; i < text->nr_jumps; i++)
		if (text->jumps[i].to == to->start &&
		    (text->jumps[i].from < to->start || text->jumps[i].from >= to->end))
			return true;
	return false;
}

static int add_call(struct scanner *s, const struct copy *copy, const struct function *callee,
		    uint64_t address, uint64_t function, const struct reach_condition *c)
{
	struct scan_point p = {
		.address = address, .function = function, .callee = callee->start,
		.site = copy->function.start + 4ull * copy->site.at,
		.kind = copy->site.kind == BARRIER_QUEUE ? SCAN_CALL_QUEUE : SCAN_CALL_FLUSH,
		.reg = c->reg, .mask = c->mask, .value = c->value, .when = c->when,
		.why_not = c->why_not,
	};

	return points_add(s, &p);
}

static int each_call(struct scanner *s, const struct copy *copy, const struct function *callee,
		     const struct reach_condition *c, int depth);

/*
 * Add the points of a call in @from, which cannot be probed either.  The points are at the calls of
 * @from, if the scan knows when @from makes the call.
 */
static int call_from_copy(struct scanner *s, const struct copy *copy, const struct function *from,
			  uint64_t address, const struct reach_condition *inner, int depth)
{
	uint32_t at = (address - from->start) / 4;
	struct reach_condition c;
	struct flow flow;
	int ret = points_open_flow(s, from, &flow);

	if (!ret)
		ret = reach_condition_of(s, &flow, &at, 1, &c);
	if (!ret)
		reach_condition_through(s, &flow, at, &c, inner);
	flow_close(&flow);
	return ret ? ret : each_call(s, copy, from, &c, depth + 1);
}

static int each_call(struct scanner *s, const struct copy *copy, const struct function *callee,
		     const struct reach_condition *c, int depth)
{
	struct reach_condition unknown = { .why_not = scan_no_caller };
	struct calls calls = { 0 };
	int ret = find_calls(s, callee, &calls);

	if (!ret && depth > MAX_DEPTH) {
		unknown.why_not = "copies that call each other too deeply";
		calls.n = 0;
	}
	if (is_static_target(s->text, callee)) {
		unknown.why_not = "a static branch leads there";
		calls.n = 0;
	}
	if (!ret && !calls.n)
		ret = add_call(s, copy, callee, callee->start, callee->start, &unknown);
	for (size_t i = 0; !ret && i < calls.n; i++) {
		struct function from;

		if (!points_function(s, calls.v[i], &from))
			ret = points_problem(s, calls.v[i], "a call from no known function");
		else if (from.can_probe)
			ret = add_call(s, copy, callee, calls.v[i], from.start, c);
		else
			ret = call_from_copy(s, copy, &from, calls.v[i], c, depth);
	}
	free(calls.v);
	return ret;
}

/*
 * Refuse a call that passes several sites of one function.  Each site begins with the state that
 * the one before left, and a probe at the call sees only the state before the first.
 */
static int look_at_others(const struct flow *flow, const struct copy *copies, size_t n,
			  const struct copy *copy, struct reach_condition *c)
{
	uint8_t *seen = calloc(flow->n, 1);
	int ret = 0;

	if (!seen)
		return -ENOMEM;
	for (size_t i = 0; !ret && i < n; i++) {
		const struct barrier_site *a = &copies[i].site, *b = &copy->site;

		if (&copies[i] == copy || copies[i].function.start != copy->function.start)
			continue;
		memset(seen, 0, flow->n);
		for (uint32_t k = 0; !ret && k < a->nr_heads; k++)
			ret = flow_reach(flow, a->heads[k], seen, NULL);
		if (seen[b->at])
			c->why_not = "several sites in one call";
		memset(seen, 0, flow->n);
		for (uint32_t k = 0; !ret && k < b->nr_heads; k++)
			ret = flow_reach(flow, b->heads[k], seen, NULL);
		if (seen[a->at])
			c->why_not = "several sites in one call";
	}
	free(seen);
	return ret;
}

static const char chain[] = "several sites in one call, through other copies";

static bool is_used(const struct scan_point *p)
{
	return p->callee && (!p->why_not || p->why_not == chain);
}

static uint64_t function_of(const struct scanner *s, const struct scan_point *p)
{
	struct function f;

	return points_function(s, p->site, &f) ? f.start : 0;
}

/*
 * Refuse calls that lead to sites of several functions.  The second function depends on what the
 * first one has done, and a probe at the call is before both.
 */
static void refuse_chains(struct scanner *s)
{
	struct scan_point *v = s->scan->points;

	for (size_t i = 0; i < s->scan->nr_points; i++)
		for (size_t k = 0; k < i; k++)
			if (v[i].address == v[k].address && is_used(&v[i]) && is_used(&v[k]) &&
			    function_of(s, &v[i]) != function_of(s, &v[k]))
				v[i].why_not = v[k].why_not = chain;
}

int call_points_add(struct scanner *s, const struct copy *copies, size_t n)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < n; i++) {
		uint32_t targets[BARRIER_SITE_MAX + 1];
		const struct barrier_site *site = &copies[i].site;
		struct reach_condition c;
		struct flow flow;

		memcpy(targets, site->heads, sizeof(site->heads));
		targets[site->nr_heads] = site->at;
		ret = points_open_flow(s, &copies[i].function, &flow);
		if (!ret)
			ret = reach_condition_of(s, &flow, targets, site->nr_heads + 1, &c);
		if (!ret)
			ret = look_at_others(&flow, copies, n, &copies[i], &c);
		flow_close(&flow);
		if (!ret)
			ret = each_call(s, &copies[i], &copies[i].function, &c, 0);
	}
	if (!ret)
		refuse_chains(s);
	return ret;
}
