// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan/reach_condition.h"

static const char several_arguments[] = "it depends on two arguments";
static const char not_understood[] = "it depends on what is not understood";
static const char static_branch[] = "it depends on a static branch";
static const char never[] = "it never gets there";

/* Add the condition (argument & mask) == value.  All conditions must be of one argument. */
static void add_argument(struct reach_condition *c, uint8_t reg, uint64_t mask, uint64_t value)
{
	if (!mask)
		return;
	if (c->mask && c->reg != reg)
		c->why_not = several_arguments;
	else if ((c->value ^ value) & c->mask & mask)
		c->why_not = never;
	c->reg = reg;
	c->mask |= mask;
	c->value |= value;
}

/* Map bits of a value to bits of the argument that the value was made from. */
static uint64_t of_argument(const struct value *v, uint64_t bits)
{
	bits &= v->same;
	return v->rot >= 0 ? bits << v->rot : bits >> -v->rot;
}

static void need_argument(const struct flow_test *t, bool equal, struct reach_condition *c)
{
	const struct value *v = &t->value;
	uint64_t mask = of_argument(v, t->bits), value = of_argument(v, t->equal & t->bits);
	bool differs = (v->one & t->bits & ~t->equal) | (v->zero & t->bits & t->equal);

	if (v->src != SRC_ARG || !t->exact || (t->bits & ~(v->same | v->zero | v->one))) {
		c->why_not = not_understood;
	} else if (differs) {	/* known bits decide, whatever the argument is */
		if (equal)
			c->why_not = never;
	} else if (equal) {
		add_argument(c, v->off, mask, value);
	} else if (mask && !(mask & (mask - 1))) {
		add_argument(c, v->off, mask, mask ^ value);
	} else {
		c->why_not = not_understood;
	}
}

/* Add the condition under which branch @i is taken, or is not. */
static void need(const struct scanner *s, const struct flow *f, uint32_t i, bool taken,
		 struct reach_condition *c)
{
	const struct value *v;
	struct flow_test t;
	bool equal, byte;
	int bit = -1;

	if (!flow_test(f, i, &t)) {
		c->why_not = flow_jump(f, i) ? static_branch : not_understood;
		return;
	}
	v = &t.value;
	equal = taken == t.if_equal;
	byte = t.exact && !t.equal && !v->rot && (t.bits & v->same) == 0xff &&
	       !(t.bits & ~(v->same | v->zero));
	switch (barrier_site_head(&t, &bit)) {
	case HEAD_INTERRUPT:
		if (equal && t.exact && !t.equal && !v->guess)
			c->when |= SCAN_UNLESS_INTERRUPT;
		else
			c->why_not = not_understood;
		break;
	case HEAD_PAUSE:
		if (v->src == SRC_PAUSE && equal && byte && !v->guess)
			c->when |= SCAN_UNLESS_PAUSED;
		else
			c->why_not = not_understood;
		break;
	case HEAD_ENABLE:
		if (v->src == SRC_ENABLE && !equal && byte && !v->guess)
			c->when |= SCAN_IF_ENABLED;
		else
			c->why_not = not_understood;
		break;
	case HEAD_FLAG:
		if (bit == s->scan->lazy_bit && equal == !!t.equal && !v->guess)
			c->when |= SCAN_IF_ENABLED;
		else
			c->why_not = not_understood;
		break;
	default:
		need_argument(&t, equal, c);
	}
}

/* Sets of instructions: targets, the way to targets, all before the first target, and scratch. */
struct maps {
	uint8_t *target, *to, *before, *work;	/* by instruction, 0 or 1 */
};

/* Find the way that a branch must go to get to a target.  @way: result, -1 where any will do. */
static int way_to(const struct flow *f, uint32_t i, const struct maps *m, int *way)
{
	const uint32_t *next = f->next[i];
	bool leads[2], leaves;
	int ret;

	*way = -1;
	if (!m->before[i] || m->target[i] || next[1] == FLOW_NONE)
		return 0;
	for (int w = 0; w < 2; w++)
		leads[w] = next[w] < f->n && m->to[next[w]];
	if (leads[0] == leads[1])
		return 0;
	memset(m->work, 0, f->n);
	ret = flow_reach(f, next[leads[0]], m->work, &leaves);
	if (!ret && leaves)	/* otherwise the other way ends in BUG() */
		*way = leads[1];
	return ret;
}

static bool same_condition(const struct reach_condition *a, const struct reach_condition *b)
{
	return a->mask == b->mask && a->value == b->value && a->when == b->when &&
	       a->why_not == b->why_not && (!a->mask || a->reg == b->reg);
}

/*
 * Add the condition of a branch, together with all branches that have the same condition.  No way
 * may lead to a target around all of these branches.
 */
static int look_at_branch(const struct scanner *s, const struct flow *f, uint32_t i, int way,
			  const struct maps *m, const int8_t *ways, struct reach_condition *c)
{
	struct reach_condition one = { 0 }, other;
	int ret;

	need(s, f, i, way, &one);
	memset(m->work, 0, f->n);
	for (uint32_t k = 0; k < f->n; k++) {
		other = (struct reach_condition){ 0 };
		if (ways[k] >= 0)
			need(s, f, k, ways[k], &other);
		m->work[k] = ways[k] >= 0 && same_condition(&one, &other);
	}
	ret = m->work[0] ? 0 : flow_reach(f, 0, m->work, NULL);
	c->when |= one.when;
	if (one.why_not)
		c->why_not = one.why_not;
	else
		add_argument(c, one.reg, one.mask, one.value);
	for (uint32_t k = 0; k < f->n; k++)
		if (m->work[k] && m->target[k])
			c->why_not = "it gets there on several ways";
	return ret;
}

static int look_at_branches(const struct scanner *s, const struct flow *f, const struct maps *m,
			    struct reach_condition *c)
{
	int8_t *ways = malloc(f->n);
	int ret = ways ? 0 : -ENOMEM;

	for (uint32_t i = 0; !ret && i < f->n; i++) {
		int way;

		ret = way_to(f, i, m, &way);
		ways[i] = way;
	}
	for (uint32_t i = 0; !ret && !c->why_not && i < f->n; i++)
		if (ways[i] >= 0)
			ret = look_at_branch(s, f, i, ways[i], m, ways, c);
	free(ways);
	return ret;
}

/* Refuse targets in a loop: one call may pass them twice, and a probe at the call counts once. */
static int look_for_loops(const struct flow *f, const struct maps *m, struct reach_condition *c)
{
	int ret = 0;

	for (uint32_t i = 0; !ret && i < f->n; i++) {
		if (!m->target[i] || !m->before[i])
			continue;
		memset(m->work, 0, f->n);
		for (int w = 0; !ret && w < 2; w++)
			ret = flow_reach(f, f->next[i][w], m->work, NULL);
		if (m->work[i])
			c->why_not = "it gets there in a loop";
	}
	return ret;
}

static int look(const struct scanner *s, const struct flow *f, const struct maps *m,
		const uint32_t *targets, size_t n, struct reach_condition *c)
{
	bool any = false;
	int ret = 0;

	for (size_t i = 0; !ret && i < n; i++) {
		m->target[targets[i]] = 1;
		ret = flow_back(f, targets[i], m->to);
	}
	/* Mark the way from the entry up to the first targets, and these targets, too. */
	memcpy(m->work, m->target, f->n);
	if (!ret && !m->work[0])
		ret = flow_reach(f, 0, m->work, NULL);
	for (uint32_t i = 0; i < f->n; i++)
		m->before[i] = m->work[i] && !m->target[i];
	m->before[0] = 1;
	for (uint32_t i = 0; i < f->n; i++)
		for (uint32_t w = f->first[i]; m->target[i] && w < f->first[i + 1]; w++)
			m->before[i] |= m->work[f->from[w]] && !m->target[f->from[w]];
	for (uint32_t i = 0; i < f->n; i++)
		any |= m->before[i] && m->target[i];
	if (!any)
		c->why_not = never;
	if (!ret)
		ret = look_for_loops(f, m, c);
	if (!ret && !c->why_not)
		ret = look_at_branches(s, f, m, c);
	return ret;
}

int reach_condition_of(const struct scanner *s, const struct flow *f, const uint32_t *targets,
		       size_t n, struct reach_condition *c)
{
	uint8_t *all = calloc(f->n, 4);
	struct maps m = { all, all + f->n, all + 2 * f->n, all + 3 * f->n };
	int ret = -ENOMEM;

	*c = (struct reach_condition){ 0 };
	if (f->has_table) {
		c->why_not = "it has a jump table";
		ret = 0;
	} else if (all) {
		ret = look(s, f, &m, targets, n, c);
	}
	free(all);
	return ret;
}

static bool rules_out(const struct value *v, const struct reach_condition *c)
{
	return (v->one & c->mask & ~c->value) | (v->zero & c->mask & c->value);
}

/*
 * Does a call pass a value for which the callee never gets to its site?  An example is a loop that
 * stores a marker, which is never a valid entry.  The value is always the same and decides alone,
 * however often and on whatever ways the call is reached.
 */
static bool does_nothing(const struct scanner *s, const struct flow *f, uint32_t call,
			 const struct reach_condition *inner)
{
	struct step_state before;
	struct value v;

	if (inner->why_not || !inner->mask || f->has_table)
		return inner->why_not == scan_does_nothing;
	flow_straight(f, call, s->layout, &before);
	v = step_get(&before, inner->reg, true);
	return rules_out(&v, inner);
}

void reach_condition_through(const struct scanner *s, const struct flow *f, uint32_t call,
			     struct reach_condition *outer, const struct reach_condition *inner)
{
	struct value v = step_get(&f->before[call], inner->reg, true);

	if (does_nothing(s, f, call, inner)) {
		outer->why_not = scan_does_nothing;
		return;
	}
	if (!outer->why_not)
		outer->why_not = inner->why_not;
	outer->when |= inner->when;
	if (!inner->mask || outer->why_not)
		return;
	if (rules_out(&v, inner))
		outer->why_not = never;
	else if (inner->mask & ~(v.one | v.zero | v.same) ||
		 (inner->mask & v.same && v.src != SRC_ARG))
		outer->why_not = not_understood;
	else
		add_argument(outer, v.off, of_argument(&v, inner->mask),
			     of_argument(&v, inner->value));
}
