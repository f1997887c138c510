// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "recorded.h"
#include "tally.h"

struct tally {
	enum per per;
	bool by_cpu;
	struct place {
		uint32_t task;	/* 0: free */
		uint32_t cpu;
		uint64_t key;
		struct bt_slot *slot;
	} *v;			/* by hash */
	size_t n, room;		/* a power of two */
};

struct tally *tally_new(enum per per, bool by_cpu)
{
	struct tally *t = calloc(1, sizeof(*t));

	if (t) {
		t->per = per;
		t->by_cpu = by_cpu || per == PER_CPU;
	}
	return t;
}

void tally_free(struct tally *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->room; i++)
		free(t->v[i].slot);
	free(t->v);
	free(t);
}

static struct place *find(struct place *v, size_t room, uint32_t task, uint32_t cpu, uint64_t key)
{
	uint64_t all = key ^ ((uint64_t)task << 32 | (uint64_t)cpu << 16);
	size_t at = (all * 0x9e3779b97f4a7c15ull) >> 24 & (room - 1);

	while (v[at].task && (v[at].task != task || v[at].cpu != cpu || v[at].key != key))
		at = (at + 1) & (room - 1);
	return &v[at];
}

static int grow(struct tally *t)
{
	size_t room = t->room ? t->room * 2 : 256;
	struct place *v = calloc(room, sizeof(*v));

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < t->room; i++)
		if (t->v[i].task)
			*find(v, room, t->v[i].task, t->v[i].cpu, t->v[i].key) = t->v[i];
	free(t->v);
	t->v = v;
	t->room = room;
	return 0;
}

static uint64_t key_of(const struct tally *t, const struct bt_event *e)
{
	if (t->per == PER_SITE)
		return e->ip;
	return t->per == PER_LEVEL ? bt_past_level(e->what) : 0;
}

static struct bt_slot *new_slot(const struct tally *t, const struct bt_event *e,
				const struct rec_task *task)
{
	struct bt_slot *slot = calloc(1, sizeof(*slot));
	uint32_t kind = bt_past_kind(e->what);

	if (!slot)
		return NULL;
	*slot = recorded_slot(task, t->by_cpu || !task->tid ? e->cpu : BT_CPU_ANY);
	slot->level = t->per == PER_LEVEL ? bt_past_level(e->what) : BT_LEVEL_NONE;
	slot->ip = t->per == PER_SITE ? e->ip : 0;
	/* As pending_before() of bpf/slots.bpf.h has it. */
	if (kind == BT_AGAIN || kind == BT_FLUSH)
		slot->pending_start = 1;
	else if (kind != BT_FIRST && kind != BT_FLUSH_EMPTY)
		slot->pending_start = bt_past_snapshot(e->what).pending;
	return slot;
}

int tally_event(struct tally *t, const struct bt_event *e, const struct rec_task *task)
{
	uint32_t kind = bt_past_kind(e->what);
	uint32_t cpu = t->by_cpu ? e->cpu : 0;
	uint64_t key = key_of(t, e);
	struct place *p;

	if (e->type != BT_EVENT_LAZY_MMU || kind >= BT_NR_COUNTERS)
		return 0;
	if (2 * t->n >= t->room && grow(t))
		return -ENOMEM;
	p = find(t->v, t->room, task->id, cpu, key);
	if (!p->task) {
		struct bt_slot *slot = new_slot(t, e, task);

		if (!slot)
			return -ENOMEM;
		*p = (struct place){ task->id, cpu, key, slot };
		t->n++;
	}
	p->slot->count[kind]++;
	p->slot->pending = bt_past_snapshot(e->what).pending;
	return 0;
}

static int by_task(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->task > y->task) - (x->task < y->task);
}

int tally_each(const struct tally *t, slot_fn fn, void *arg)
{
	struct place *v = calloc(t->n + 1, sizeof(*v));
	int ret = v ? 0 : -ENOMEM;
	size_t n = 0;

	for (size_t i = 0; v && i < t->room; i++)
		if (t->v[i].task)
			v[n++] = t->v[i];
	/* The name that a task had last comes last, as with slots. */
	if (n)
		qsort(v, n, sizeof(*v), by_task);
	for (size_t i = 0; !ret && i < n; i++)
		ret = fn(v[i].slot, i, arg);
	free(v);
	return ret;
}
