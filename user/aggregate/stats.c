// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "aggregate/stats.h"

struct stats {
	enum per per;
	const struct filter *filter;
	struct counts total;
	void *tree;
	size_t nr_rows;
};

struct stats *stats_new(enum per per, const struct filter *filter)
{
	struct stats *s = calloc(1, sizeof(*s));

	if (s) {
		s->per = per;
		s->filter = filter;
	}
	return s;
}

void stats_free(struct stats *s)
{
	if (!s)
		return;
	tdestroy(s->tree, free);
	free(s);
}

static struct row *find_row(struct stats *s, const struct row *key)
{
	struct row *row;
	void *node;

	node = tfind(key, &s->tree, row_comparator(s->per));
	if (node)
		return *(struct row **)node;
	row = malloc(sizeof(*row));
	if (!row)
		return NULL;
	*row = *key;
	memset(&row->n, 0, sizeof(row->n));
	if (!tsearch(row, &s->tree, row_comparator(s->per))) {
		free(row);
		return NULL;
	}
	s->nr_rows++;
	return row;
}

int stats_add(struct stats *s, const struct bt_slot *slot)
{
	return stats_add_derived(s, slot, NULL);
}

int stats_add_derived(struct stats *s, const struct bt_slot *slot, const uint64_t *derived)
{
	return stats_add_site(s, slot, derived, 0);
}

int stats_add_site(struct stats *s, const struct bt_slot *slot, const uint64_t *derived,
		   uint64_t flush_here)
{
	char comm[BT_COMM_LEN + 1];
	struct counts n = { 0 };
	struct row key, *row;

	memcpy(comm, slot->comm, BT_COMM_LEN);
	comm[BT_COMM_LEN] = '\0';
	if (!filter_passes(s->filter, slot, comm))
		return 0;

	memcpy(n.c, slot->count, sizeof(n.c));
	if (derived)
		memcpy(n.derived, derived, sizeof(n.derived));
	n.flush_here = flush_here;
	n.pending_start = slot->pending_start;
	n.pending = slot->pending;
	counts_add(&s->total, &n, 1);
	if (s->per == PER_NONE)
		return 0;

	row_of_slot(s->per, slot, comm, &key);
	row = find_row(s, &key);
	if (!row)
		return -ENOMEM;
	counts_add(&row->n, &n, 1);
	/* A task is shown by its last name, a process by its leader's. */
	if (s->per == PER_TASK || (s->per == PER_PROCESS && slot->tid == slot->tgid))
		strcpy(row->comm, comm);
	return 0;
}

struct merge {
	struct stats *to;
	int sign;
	int ret;
};

static void merge_row(const void *node, VISIT which, void *arg)
{
	const struct row *from = *(struct row * const *)node;
	struct merge *m = arg;
	struct row *row;

	if ((which != postorder && which != leaf) || m->ret)
		return;
	row = find_row(m->to, from);
	if (!row) {
		m->ret = -ENOMEM;
		return;
	}
	counts_add(&row->n, &from->n, m->sign);
	if (m->sign > 0)
		strcpy(row->comm, from->comm);
}

int stats_merge(struct stats *to, const struct stats *from, int sign)
{
	struct merge m = { .to = to, .sign = sign };

	counts_add(&to->total, &from->total, sign);
	twalk_r(from->tree, merge_row, &m);
	return m.ret;
}

const struct counts *stats_total(const struct stats *s)
{
	return &s->total;
}

struct collect {
	const struct row **rows;
	size_t n;
	bool all;		/* collect rows without counts, too */
};

static bool counts_any(const struct counts *n)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++)
		if (n->c[i])
			return true;
	return n->flush_here;
}

static void collect_row(const void *node, VISIT which, void *arg)
{
	const struct row *row = *(struct row * const *)node;
	struct collect *c = arg;

	if ((which == postorder || which == leaf) && (c->all || counts_any(&row->n)))
		c->rows[c->n++] = row;
}

static int by_queued(const void *a, const void *b)
{
	const struct row *x = *(struct row * const *)a, *y = *(struct row * const *)b;
	int64_t p = counts_get(&x->n, F_QUEUED), q = counts_get(&y->n, F_QUEUED);

	if (p != q)
		return p < q ? 1 : -1;
	p = counts_get(&x->n, F_FLUSH_EMPTY);
	q = counts_get(&y->n, F_FLUSH_EMPTY);
	if (p != q)
		return p < q ? 1 : -1;
	return row_order(x, y);
}

const struct row **stats_rows(const struct stats *s, size_t *n)
{
	struct collect c = { 0 };

	c.rows = malloc((s->nr_rows + 1) * sizeof(*c.rows));
	if (!c.rows)
		return NULL;
	twalk_r(s->tree, collect_row, &c);
	qsort(c.rows, c.n, sizeof(*c.rows), by_queued);
	*n = c.n;
	return c.rows;
}

/*
 * Key of the row for all folded rows.  No task has this number, nor a name of 16 bytes: the kernel
 * ends names with a NUL.
 */
static const struct row folded_row = {
	.id = UINT64_MAX, .num = UINT32_MAX, .pid = UINT32_MAX, .folded = true,
	.comm = "(smaller, ended)",
};

int stats_fold(struct stats *s, size_t keep)
{
	struct row **rows, *to;
	struct collect c = { 0 };

	if (s->nr_rows <= 2 * keep)
		return 0;
	to = find_row(s, &folded_row);
	rows = malloc(s->nr_rows * sizeof(*rows));
	if (!to || !rows) {
		free(rows);
		return -ENOMEM;
	}
	c.rows = (const struct row **)rows;
	c.all = true;
	twalk_r(s->tree, collect_row, &c);
	qsort(rows, c.n, sizeof(*rows), by_queued);
	for (size_t i = keep; i < c.n; i++) {
		if (rows[i] == to)
			continue;
		counts_add(&to->n, &rows[i]->n, 1);
		tdelete(rows[i], &s->tree, row_comparator(s->per));
		free(rows[i]);
		s->nr_rows--;
	}
	free(rows);
	return 0;
}
