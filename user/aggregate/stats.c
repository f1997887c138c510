// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fnmatch.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/stats.h"

const struct field_info field_infos[F_NR] = {
	[F_QUEUED]	  = { "queued", "stores that needed barriers" },
	[F_EMITTED]	  = { "emitted", "queued, and executed at once" },
	[F_DEFERRED]	  = { "deferred", "queued while lazy: first + again" },
	[F_FIRST]	  = { "first", "deferred, and set PENDING" },
	[F_AGAIN]	  = { "again", "deferred, PENDING was set already" },
	[F_FLUSH]	  = { "flush", "flushes that executed barriers" },
	[F_FLUSH_EMPTY]	  = { "flush_empty", "flushes with nothing pending" },
	[F_DIRECT]	  = { "direct", "executed without being queued" },
	[F_BARRIERS]	  = { "barriers", "pairs executed: emitted + flush + direct" },
	[F_AVOIDED]	  = { "avoided", "deferred - flush" },
	[F_PENDING_START] = { "pending_start", "tasks that were PENDING when first seen" },
	[F_PENDING]	  = { "pending", "tasks that were PENDING when last seen" },
};

const enum field counter_fields[BT_NR_COUNTERS] = {
	[BT_EMITTED] = F_EMITTED,
	[BT_FIRST] = F_FIRST,
	[BT_AGAIN] = F_AGAIN,
	[BT_FLUSH] = F_FLUSH,
	[BT_FLUSH_EMPTY] = F_FLUSH_EMPTY,
	[BT_DIRECT] = F_DIRECT,
};

const char *const per_names[PER_NR] = {
	[PER_NONE] = "none",
	[PER_TASK] = "task",
	[PER_PROCESS] = "process",
	[PER_COMM] = "comm",
	[PER_CGROUP] = "cgroup",
	[PER_CPU] = "cpu",
	[PER_LEVEL] = "level",
	[PER_SITE] = "site",
};

const char *const level_names[BT_NR_LEVELS] = {
	[BT_LEVEL_PTE] = "pte",
	[BT_LEVEL_PMD] = "pmd",
	[BT_LEVEL_PUD] = "pud",
	[BT_LEVEL_P4D] = "p4d",
	[BT_LEVEL_PGD] = "pgd",
	[BT_LEVEL_NONE] = "none",	/* flushes are of no level */
};

struct stats {
	enum per per;
	const struct filter *filter;
	struct counts total;
	void *tree;
	size_t nr_rows;
};

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->num != y->num)
		return x->num < y->num ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return 0;
}

/* Rows by comm have no number; their name is the key. */
static int compare_comms(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strcmp(x->comm, y->comm);
}

int (*row_comparator(enum per per))(const void *, const void *)
{
	return per == PER_COMM ? compare_comms : compare_rows;
}

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

static bool matches(const struct identity *set, size_t n, uint32_t id, uint64_t start,
		    uint64_t ticks_per_s)
{
	for (size_t i = 0; i < n; i++) {
		if (set[i].id != id)
			continue;
		if (!set[i].start_ticks ||
		    set[i].start_ticks == start / (1000000000 / ticks_per_s))
			return true;
	}
	return false;
}

/* Options of the same kind widen the choice, different kinds narrow it. */
bool filter_passes(const struct filter *f, const struct bt_slot *slot, const char *comm)
{
	if (f->cgroup && !slot->in_cgroup)
		return false;
	if (f->cpus.n && !numbers_has(&f->cpus, slot->cpu))
		return false;
	if (f->nr_pids && !matches(f->pids, f->nr_pids, slot->tgid, slot->leader_start,
				   f->ticks_per_s))
		return false;
	if (f->nr_tids && !matches(f->tids, f->nr_tids, slot->tid, slot->start,
				   f->ticks_per_s))
		return false;
	if (!f->nr_comms)
		return true;
	for (size_t i = 0; i < f->nr_comms; i++)
		if (!fnmatch(f->comms[i], comm, 0))
			return true;
	return false;
}

void counts_add(struct counts *to, const struct counts *from, int sign)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++) {
		to->c[i] += sign * from->c[i];
		to->derived[i] += sign * from->derived[i];
	}
	to->pending_start += sign * from->pending_start;
	to->pending += sign * from->pending;
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

void row_of_slot(enum per per, const struct bt_slot *slot, const char *comm, struct row *key)
{
	*key = (struct row){ .kthread = slot->kthread };
	switch (per) {
	case PER_TASK:
		key->num = slot->tid;
		key->pid = slot->tgid;
		/* All idle tasks are tid 0, born at about the same time. */
		key->id = slot->tid ? slot->start : slot->cpu;
		strcpy(key->comm, comm);
		break;
	case PER_PROCESS:
		key->num = slot->tgid;
		key->pid = slot->tgid;
		key->id = slot->tgid ? slot->leader_start : 0;
		strcpy(key->comm, comm);
		break;
	case PER_COMM:
		strcpy(key->comm, comm);
		break;
	case PER_CGROUP:
		key->id = slot->cgroup;
		break;
	case PER_CPU:
		key->num = slot->cpu;
		break;
	case PER_LEVEL:
		key->num = slot->level;
		break;
	case PER_SITE:
		key->id = slot->ip;
		break;
	default:
		break;
	}
}

int stats_add(struct stats *s, const struct bt_slot *slot)
{
	return stats_add_derived(s, slot, NULL);
}

int stats_add_derived(struct stats *s, const struct bt_slot *slot, const uint64_t *derived)
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
	/* The name a task has last, and a process has from its leader. */
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
	bool all;		/* also those that count nothing */
};

static bool counts_any(const struct counts *n)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++)
		if (n->c[i])
			return true;
	return false;
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
	return compare_rows(x, y) ? compare_rows(x, y) : compare_comms(x, y);
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

/* No task has this number, and no task's name is that long: the kernel's end with a NUL. */
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

int64_t counts_get(const struct counts *n, enum field f)
{
	const uint64_t *c = n->c;

	switch (f) {
	case F_QUEUED:		return c[BT_EMITTED] + c[BT_FIRST] + c[BT_AGAIN];
	case F_EMITTED:		return c[BT_EMITTED];
	case F_DEFERRED:	return c[BT_FIRST] + c[BT_AGAIN];
	case F_FIRST:		return c[BT_FIRST];
	case F_AGAIN:		return c[BT_AGAIN];
	case F_FLUSH:		return c[BT_FLUSH];
	case F_FLUSH_EMPTY:	return c[BT_FLUSH_EMPTY];
	case F_DIRECT:		return c[BT_DIRECT];
	case F_BARRIERS:	return c[BT_EMITTED] + c[BT_FLUSH] + c[BT_DIRECT];
	case F_AVOIDED:		return (int64_t)(c[BT_FIRST] + c[BT_AGAIN]) - (int64_t)c[BT_FLUSH];
	case F_PENDING_START:	return n->pending_start;
	case F_PENDING:		return n->pending;
	default:		return 0;
	}
}

uint64_t counts_derived(const struct counts *n, enum field f)
{
	struct counts derived = { 0 };

	memcpy(derived.c, n->derived, sizeof(derived.c));
	return counts_get(&derived, f);
}

uint64_t counts_events(const struct counts *n, uint64_t *derived)
{
	uint64_t events = 0;

	*derived = 0;
	for (int i = 0; i < BT_NR_COUNTERS; i++) {
		events += n->c[i];
		*derived += n->derived[i];
	}
	return events;
}

double counts_saving(const struct counts *n)
{
	int64_t queued = counts_get(n, F_QUEUED);

	return queued ? (double)counts_get(n, F_AVOIDED) / queued : 0;
}
