// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "aggregate/causes.h"

/* Tasks, and reports that are held: a recording can hold any number */
#define CAUSES_MAX	4096

static struct cause *find(struct causes *c, uint32_t tid, uint64_t start)
{
	for (size_t i = c->n; i-- > 0;)
		if (c->v[i].tid == tid && c->v[i].start == start)
			return &c->v[i];
	return NULL;
}

static int add(struct causes *c, const struct cause *cause)
{
	struct cause *old = find(c, cause->tid, cause->start);

	if (old) {
		*old = *cause;
		return 0;
	}
	if (c->n >= CAUSES_MAX)
		return 0;
	if (array_add(c->v, c->n))
		return -ENOMEM;
	c->v[c->n++] = *cause;
	return 0;
}

bool causes_follows(struct causes *c, const struct bt_report *r)
{
	const struct cause *cause;

	if (r->type != BT_REPORT_STATE || r->invariant == BT_I17_SLEPT_INSIDE)
		return false;
	cause = find(c, r->tid, r->start);
	if (!cause || !cause->at_sleep || r->before.enable_count > cause->enable_count ||
	    r->before.pause_count > cause->pause_count)
		return false;
	if (cause->violation)
		cause->violation->effects++;
	return true;
}

/* Take the held report @i out.  Return: the report, owned by the caller. */
static struct bt_report *take(struct causes *c, size_t i)
{
	struct bt_report *r = c->held[i];

	memmove(&c->held[i], &c->held[i + 1], (--c->nr_held - i) * sizeof(*c->held));
	return r;
}

int causes_add(struct causes *c, const struct bt_report *r, struct violation *v)
{
	const bool event = r->type == BT_REPORT_EVENT;
	const struct cause cause = {
		.tid = r->tid, .start = r->start, .violation = v,
		.at_sleep = !event && r->kind == BT_INPUT_SLEEP,
		.enable_count = event ? r->after.enable_count : r->before.enable_count,
		.pause_count = event ? r->after.pause_count : r->before.pause_count,
	};

	for (size_t i = c->nr_held; i-- > 0;)
		if (c->held[i]->tid == r->tid && c->held[i]->start == r->start) {
			free(take(c, i));
			if (v && !c->unnamed)
				v->effects++;
		}
	return add(c, &cause);
}

int causes_inherit(struct causes *c, const struct bt_report *r)
{
	const struct cause *parent = find(c, r->parent, r->address);
	struct cause cause = {
		.tid = r->tid, .start = r->start, .enable_count = r->before.enable_count,
		.pause_count = r->before.pause_count,
	};
	struct violation *v;

	/* A parent that has ended left its children to another task: the last mistake is it. */
	if (!parent && c->n)
		parent = &c->v[c->n - 1];
	if (!parent)
		return 0;
	v = parent->violation;
	cause.violation = v;
	if (v) {
		if (v->nr_heirs < VIOLATION_HEIRS) {
			v->heirs[v->nr_heirs].tid = r->tid;
			memcpy(v->heirs[v->nr_heirs].comm, r->comm, BT_COMM_LEN);
		}
		v->nr_heirs++;
	}
	return add(c, &cause);
}

void causes_count(struct causes *c, const struct bt_report *r)
{
	const struct cause *cause = find(c, r->tid, r->start);

	if (cause && cause->violation)
		cause->violation->effects += r->parent;
}

int causes_hold(struct causes *c, const struct bt_report *r)
{
	struct bt_report *copy;

	if (c->nr_held >= CAUSES_MAX)
		return 0;
	if (array_add(c->held, c->nr_held))
		return -ENOMEM;
	copy = malloc(sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	*copy = *r;
	c->held[c->nr_held++] = copy;
	return 0;
}

int causes_settle(struct causes *c, const struct bt_report *r, report_fn show, void *arg)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < c->nr_held;) {
		struct bt_report *held = c->held[i];

		if (r && (held->tid != r->tid || held->start != r->start)) {
			i++;
			continue;
		}
		take(c, i);
		ret = show(held, arg);
		free(held);
	}
	return ret;
}

void causes_free(struct causes *c)
{
	for (size_t i = 0; i < c->nr_held; i++)
		free(c->held[i]);
	free(c->held);
	free(c->v);
	*c = (struct causes){ 0 };
}
