// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "aggregate/stacks.h"

const struct site_field_info site_field_infos[SITE_NR_FIELDS] = {
	[SITE_QUEUED]	 = { "queued", "stores that needed barriers: emitted + deferred" },
	[SITE_EMITTED]	 = { "emitted", "queued, and executed at once" },
	[SITE_DEFERRED]	 = { "deferred", "queued while lazy: first + again" },
	[SITE_FIRST]	 = { "first", "deferred, and set PENDING" },
	[SITE_AGAIN]	 = { "again", "deferred, PENDING was set already" },
	[SITE_AVOIDABLE] = { "avoidable", "emitted right after another one of the task, where a section "
			     "around both would have avoided it" },
	[SITE_RUNS]	 = { "runs", "of two or more emitted in a row, where a section would do" },
	[SITE_NO_SECTION] = { "no_section", "emitted because the task was in no section" },
	[SITE_INTERRUPT] = { "interrupt", "emitted because in interrupt there is no lazy MMU mode" },
	[SITE_BH_OFF]	 = { "bh_off", "emitted because BH was disabled, which counts as interrupt" },
	[SITE_PAUSED]	 = { "paused", "emitted because lazy MMU mode was paused" },
	[SITE_AT_ONCE]	 = { "used_at_once", "emitted, and used at once: no section may hold them" },
	[SITE_OF_ONE]	 = { "sections_of_one", "first, right after a section that held one store, "
			     "where one section around both would have avoided a barrier" },
	[SITE_DERIVED]	 = { "derived", "with probes: of those queued, derived from the state at a call" },
};

enum site_field site_field_find(const char *name)
{
	enum site_field f = 0;

	while (f < SITE_NR_FIELDS && strcmp(name, site_field_infos[f].name))
		f++;
	return f;
}

const enum site_field site_reason_fields[BT_NR_REASONS] = {
	[BT_REASON_INTERRUPT] = SITE_INTERRUPT,
	[BT_REASON_BH] = SITE_BH_OFF,
	[BT_REASON_PAUSED] = SITE_PAUSED,
	[BT_REASON_AT_ONCE] = SITE_AT_ONCE,
	[BT_REASON_NO_SECTION] = SITE_NO_SECTION,
};

const char *const site_reason_names[BT_NR_REASONS] = {
	[BT_REASON_INTERRUPT] = "interrupt",
	[BT_REASON_BH] = "BH off",
	[BT_REASON_PAUSED] = "paused",
	[BT_REASON_AT_ONCE] = "used at once",
	[BT_REASON_NO_SECTION] = "no section",
};

/* Programs count the other reasons, and so nothing for the most frequent one. */
static uint64_t no_section(const __u64 *v)
{
	uint64_t n = v[BT_SITE_EMITTED];

	for (int i = 0; i < BT_REASON_NO_SECTION; i++)
		n -= v[BT_SITE_REASON + i];
	return n;
}

uint64_t site_get(const struct bt_site_counts *n, enum site_field field)
{
	const __u64 *v = n->n;

	switch (field) {
	case SITE_QUEUED:	return v[BT_SITE_EMITTED] + v[BT_SITE_FIRST] + v[BT_SITE_AGAIN];
	case SITE_EMITTED:	return v[BT_SITE_EMITTED];
	case SITE_DEFERRED:	return v[BT_SITE_FIRST] + v[BT_SITE_AGAIN];
	case SITE_FIRST:	return v[BT_SITE_FIRST];
	case SITE_AGAIN:	return v[BT_SITE_AGAIN];
	case SITE_AVOIDABLE:	return v[BT_SITE_AVOIDABLE];
	case SITE_RUNS:		return v[BT_SITE_RUNS];
	case SITE_NO_SECTION:	return no_section(v);
	case SITE_INTERRUPT:	return v[BT_SITE_REASON + BT_REASON_INTERRUPT];
	case SITE_BH_OFF:	return v[BT_SITE_REASON + BT_REASON_BH];
	case SITE_PAUSED:	return v[BT_SITE_REASON + BT_REASON_PAUSED];
	case SITE_AT_ONCE:	return v[BT_SITE_REASON + BT_REASON_AT_ONCE];
	case SITE_OF_ONE:	return v[BT_SITE_AFTER_ONE];
	case SITE_DERIVED:	return v[BT_SITE_DERIVED];
	default:		return 0;
	}
}

char *site_reasons(const struct bt_site_counts *n, char *buf, size_t size)
{
	bool done[BT_NR_REASONS] = { false };
	size_t length = 0;

	snprintf(buf, size, "-");
	for (int i = 0; i < BT_NR_REASONS; i++) {
		int most = -1;

		for (int k = 0; k < BT_NR_REASONS; k++)
			if (!done[k] && site_get(n, site_reason_fields[k]) &&
			    (most < 0 || site_get(n, site_reason_fields[k]) >
			     site_get(n, site_reason_fields[most])))
				most = k;
		if (most < 0 || length >= size)
			break;
		length += snprintf(buf + length, size - length, "%s%s", length ? ", " : "",
				   site_reason_names[most]);
		done[most] = true;
	}
	return buf;
}

struct stacks {
	const struct filter *filter;
	struct bt_site_counts total;
	void *tree;
	size_t n;
};

_Static_assert(!offsetof(struct site_stack, address), "stacks are compared by it");

/* The site is the first address, so the stacks of a site become neighbours. */
static int compare_stacks(const void *a, const void *b)
{
	const struct site_stack *x = a, *y = b;

	for (size_t i = 0; i < BT_STACK_DEPTH; i++)
		if (x->address[i] != y->address[i])
			return x->address[i] < y->address[i] ? -1 : 1;
	return 0;
}

struct stacks *stacks_new(const struct filter *filter)
{
	struct stacks *s = calloc(1, sizeof(*s));

	if (s)
		s->filter = filter;
	return s;
}

void stacks_free(struct stacks *s)
{
	if (!s)
		return;
	tdestroy(s->tree, free);
	free(s);
}

static void add_counts(struct bt_site_counts *to, const struct bt_site_counts *from)
{
	for (int i = 0; i < BT_NR_SITE_COUNTERS; i++)
		to->n[i] += from->n[i];
}

static struct site_stack *find_stack(struct stacks *s, const __u64 *address)
{
	struct site_stack *stack = calloc(1, sizeof(*stack));
	struct site_stack **node;

	if (!stack)
		return NULL;
	for (size_t i = 0; i < BT_STACK_DEPTH; i++)
		stack->address[i] = address[i];
	while (stack->depth < BT_STACK_DEPTH && stack->address[stack->depth])
		stack->depth++;
	node = tsearch(stack, &s->tree, compare_stacks);
	if (!node || *node != stack)
		free(stack);
	else
		s->n++;
	return node ? *node : NULL;
}

int stacks_add(struct stacks *s, const struct bt_site_key *key, const struct bt_site_counts *n)
{
	struct bt_slot who = {
		.tid = key->tid, .tgid = key->tgid, .start = key->start,
		.leader_start = key->leader_start, .cpu = key->cpu, .in_cgroup = true,
	};
	char comm[BT_COMM_LEN + 1] = "";
	struct site_stack *stack;

	memcpy(comm, key->comm, BT_COMM_LEN);
	if (!filter_passes(s->filter, &who, comm))
		return 0;
	stack = find_stack(s, key->stack);
	if (!stack)
		return -ENOMEM;
	add_counts(&stack->n, n);
	add_counts(&s->total, n);
	return 0;
}

const struct bt_site_counts *stacks_total(const struct stacks *s)
{
	return &s->total;
}

struct collect {
	const struct site_stack **v;
	size_t n;
};

static void collect_stack(const void *node, VISIT which, void *arg)
{
	struct collect *c = arg;

	if (which == postorder || which == leaf)
		c->v[c->n++] = *(struct site_stack * const *)node;
}

/* Order of sites and stacks; those that have 0 in both fields of @keep are left out. */
struct order {
	enum site_field sort, keep[2];
};

static bool is_kept(const struct bt_site_counts *n, const struct order *o)
{
	return site_get(n, o->keep[0]) || site_get(n, o->keep[1]);
}

static int by_number(const struct bt_site_counts *x, const struct bt_site_counts *y,
		     const struct order *o)
{
	uint64_t p = site_get(x, o->sort), q = site_get(y, o->sort);

	if (p == q) {
		p = site_get(x, SITE_QUEUED);
		q = site_get(y, SITE_QUEUED);
	}
	return p < q ? 1 : p > q ? -1 : 0;
}

static int compare_by_stack(const void *a, const void *b, void *arg)
{
	const struct site_stack *x = *(const struct site_stack * const *)a;
	const struct site_stack *y = *(const struct site_stack * const *)b;
	int order = by_number(&x->n, &y->n, arg);

	return order ? order : compare_stacks(x, y);
}

static int compare_by_site(const void *a, const void *b, void *arg)
{
	const struct site *x = a, *y = b;
	int order = by_number(&x->n, &y->n, arg);

	return order ? order : x->ip < y->ip ? -1 : x->ip > y->ip;
}

/* Sum up the @n stacks at @v, all of one site.  Return: 0 or -ENOMEM. */
static int make_site(struct site *site, const struct site_stack **v, size_t n, struct order *o)
{
	*site = (struct site){ .ip = v[0]->address[0] };
	site->stacks = calloc(n, sizeof(*site->stacks));
	if (!site->stacks)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		add_counts(&site->n, &v[i]->n);
		if (is_kept(&v[i]->n, o))
			site->stacks[site->nr_stacks++] = v[i];
	}
	qsort_r(site->stacks, site->nr_stacks, sizeof(*site->stacks), compare_by_stack, o);
	return 0;
}

static struct site *list(const struct stacks *s, struct order o, size_t *n)
{
	struct collect c = { .v = calloc(s->n + 1, sizeof(*c.v)) };
	struct site *rows = calloc(s->n + 1, sizeof(*rows));

	*n = 0;
	if (!c.v || !rows)
		goto out_memory;
	twalk_r(s->tree, collect_stack, &c);
	for (size_t i = 0, end; i < c.n; i = end) {
		for (end = i + 1; end < c.n && c.v[end]->address[0] == c.v[i]->address[0]; end++)
			;
		if (make_site(&rows[*n], c.v + i, end - i, &o))
			goto out_memory;
		if (is_kept(&rows[*n].n, &o))
			++*n;
		else
			free(rows[*n].stacks);
	}
	qsort_r(rows, *n, sizeof(*rows), compare_by_site, &o);
	free(c.v);
	return rows;
out_memory:
	if (rows)
		stacks_sites_free(rows, *n);
	free(c.v);
	*n = 0;
	return NULL;
}

/* Each stack has queued something, so SITE_QUEUED keeps all. */
struct site *stacks_sites(const struct stacks *s, enum site_field sort, bool all, size_t *n)
{
	return list(s, (struct order){ sort, { sort, all ? SITE_QUEUED : sort } }, n);
}

struct site *stacks_missed(const struct stacks *s, size_t *n)
{
	return list(s, (struct order){ SITE_AVOIDABLE, { SITE_AVOIDABLE, SITE_OF_ONE } }, n);
}

void stacks_sites_free(struct site *rows, size_t n)
{
	for (size_t i = 0; rows && i < n; i++)
		free(rows[i].stacks);
	free(rows);
}
