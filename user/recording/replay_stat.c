// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "recording/playback.h"
#include "recording/replay_stat.h"

/*
 * The counts of a task at a key: a site, a level, or 0 for all.  A recording may have 10,000 tasks
 * at 50 sites each, and most count next to nothing.  So an entry is small, and a count that does
 * not fit has another entry.
 */
struct entry {
	uint64_t key;
	uint32_t task;		/* number */
	uint32_t older;		/* number of the task's entry before this one, 0: none */
	uint16_t cpu;
	uint8_t pending, pending_start;	/* PENDING after the last event, before the first one */
	uint16_t count[BT_NR_COUNTERS];
};

/* The derived events among the counts of an entry. */
struct derived {
	uint16_t count[BT_NR_COUNTERS];
};

/* A task, and the last of its entries. */
struct who {
	struct rec_task task;
	uint32_t newest;	/* number of the entry, 0: none */
	uint32_t open;		/* entry of the open batch's first deferral, 0: not known */
};

struct replay_stat {
	enum per per;
	bool by_cpu;
	struct entry *v;	/* [0] has number 1 */
	size_t n;
	struct derived *derived;	/* by entry; NULL for tracepoints, which derive no event */
	size_t room_derived;
	uint32_t *flush_here;	/* by entry: flushes executed at its site; NULL unless by site */
	size_t room_flush_here;
	uint32_t *places;	/* numbers of entries by hash, 0: free */
	size_t room;		/* for @places, a power of two */
	struct who *tasks;	/* [0] is task 1 */
	size_t nr_tasks;
};

struct replay_stat *replay_stat_new(enum per per, bool by_cpu)
{
	struct replay_stat *t = calloc(1, sizeof(*t));

	if (t) {
		t->per = per;
		t->by_cpu = by_cpu || per == PER_CPU;
	}
	return t;
}

void replay_stat_free(struct replay_stat *t)
{
	if (!t)
		return;
	free(t->v);
	free(t->derived);
	free(t->flush_here);
	free(t->places);
	free(t->tasks);
	free(t);
}

/* Find the place in the hash table that has the number of an entry, or will have it. */
static uint32_t *find(const struct replay_stat *t, uint32_t task, uint32_t cpu, uint64_t key)
{
	/* Each part has a factor: if one is always 0, the others have to fill the table. */
	uint64_t all = key * 0x9e3779b97f4a7c15ull + task * 0xd1342543de82ef95ull +
		       (t->by_cpu ? cpu : 0) * 0xaf251af3b0f025b5ull;
	size_t at = all >> 32 & (t->room - 1);

	for (; t->places[at]; at = (at + 1) & (t->room - 1)) {
		const struct entry *e = &t->v[t->places[at] - 1];

		if (e->task == task && e->key == key && (!t->by_cpu || e->cpu == cpu))
			break;
	}
	return &t->places[at];
}

static int grow_places(struct replay_stat *t)
{
	size_t room = t->room ? t->room * 2 : 256;
	uint32_t *places = calloc(room, sizeof(*places));

	if (!places)
		return -ENOMEM;
	free(t->places);
	t->places = places;
	t->room = room;
	/* The last of several entries for one place is the one that counts on. */
	for (size_t i = 0; i < t->n; i++)
		*find(t, t->v[i].task, t->v[i].cpu, t->v[i].key) = i + 1;
	return 0;
}

static int introduce(struct replay_stat *t, const struct rec_task *task)
{
	if (array_reach(t->tasks, t->nr_tasks, task->id - 1))
		return -ENOMEM;
	t->tasks[task->id - 1].task = *task;
	return 0;
}

/*
 * Append an entry; the caller has made room.  PENDING, and the open batch, move on from an entry
 * that is full.
 */
static struct entry *append(struct replay_stat *t, uint32_t *place, const struct rec_task *task,
			    uint16_t cpu, uint64_t key)
{
	struct who *who = &t->tasks[task->id - 1];
	struct entry *to = &t->v[t->n++];

	*to = (struct entry){ .key = key, .task = task->id, .cpu = cpu, .older = who->newest };
	who->newest = t->n;
	if (*place) {
		to->pending = t->v[*place - 1].pending;
		t->v[*place - 1].pending = 0;
		if (who->open == *place)
			who->open = t->n;
	}
	*place = t->n;
	return to;
}

static uint64_t key_of(const struct replay_stat *t, const struct bt_event *e)
{
	if (t->per == PER_SITE)
		return e->ip;
	return t->per == PER_LEVEL ? bt_past_level(e->what) : 0;
}

/* Was PENDING set before an event?  pending_before() in bpf/parts/slots.bpf.h does the same. */
static bool was_pending(const struct bt_event *e)
{
	uint32_t kind = bt_past_kind(e->what);

	if (kind == BT_AGAIN || kind == BT_FLUSH)
		return true;
	return kind != BT_FIRST && kind != BT_FLUSH_EMPTY && bt_past_snapshot(e->what).pending;
}

/* Find or make the entry of an event with this key.  Return: NULL when out of memory. */
static struct entry *entry_for(struct replay_stat *t, const struct rec_task *task, uint16_t cpu,
			       uint64_t key, bool pending_start)
{
	uint32_t *place = find(t, task->id, cpu, key);
	struct entry *entry;

	if (*place)
		return &t->v[*place - 1];
	if (introduce(t, task))
		return NULL;
	entry = append(t, place, task, cpu, key);
	entry->pending_start = pending_start;
	return entry;
}

/* Add one to a count of an entry, or of an entry that goes on for a full one. */
static int count_in(struct replay_stat *t, struct entry *entry, const struct rec_task *task,
		    uint32_t kind, bool derived)
{
	if (entry->count[kind] == UINT16_MAX)
		entry = append(t, find(t, task->id, entry->cpu, entry->key), task, entry->cpu,
			       entry->key);
	entry->count[kind]++;
	if (derived) {
		if (array_reach(t->derived, t->room_derived, (size_t)(entry - t->v)))
			return -ENOMEM;
		t->derived[entry - t->v].count[kind]++;
	}
	return 0;
}

static int count_flush_here(struct replay_stat *t, const struct entry *entry)
{
	if (array_reach(t->flush_here, t->room_flush_here, (size_t)(entry - t->v)))
		return -ENOMEM;
	t->flush_here[entry - t->v]++;
	return 0;
}

/*
 * Find the entry to count an event in, where a flush is booked to its batch's first deferral.
 * bpf/parts/batches.bpf.h does the same.  Return: NULL when out of memory.
 */
static struct entry *entry_of_batch(struct replay_stat *t, const struct bt_event *e,
				    const struct rec_task *task)
{
	uint32_t kind = bt_past_kind(e->what);
	struct entry *entry;
	struct who *who;
	bool before;

	if (introduce(t, task))
		return NULL;
	who = &t->tasks[task->id - 1];
	before = (kind == BT_AGAIN || kind == BT_FLUSH) && !who->open;
	if (kind == BT_FLUSH && who->open && t->per == PER_LEVEL) {
		entry = &t->v[who->open - 1];
	} else {
		entry = entry_for(t, task, e->cpu, key_of(t, e), before);
		if (!entry)
			return NULL;
	}
	if (kind == BT_FLUSH) {
		if (t->per == PER_SITE && count_flush_here(t, entry))
			return NULL;
		if (who->open)
			entry = &t->v[who->open - 1];
		entry->pending = 0;
		who->open = 0;
	} else if (kind == BT_FIRST || (kind == BT_AGAIN && !who->open)) {
		entry->pending = 1;
		who->open = entry - t->v + 1;
	}
	return entry;
}

int replay_stat_event(struct replay_stat *t, const struct bt_event *e, const struct rec_task *task)
{
	uint32_t kind = bt_past_kind(e->what);
	struct entry *entry;

	if (e->type != BT_EVENT_LAZY_MMU || kind >= BT_NR_COUNTERS)
		return 0;
	/* An event makes at most two entries. */
	if ((2 * t->n + 2 >= t->room && grow_places(t)) || t->n >= UINT32_MAX - 1 ||
	    array_add(t->v, t->n) || array_add(t->v, t->n + 1))
		return -ENOMEM;
	if (t->per == PER_LEVEL || t->per == PER_SITE) {
		entry = entry_of_batch(t, e, task);
	} else {
		entry = entry_for(t, task, e->cpu, 0, was_pending(e));
		if (entry)
			entry->pending = bt_past_snapshot(e->what).pending;
	}
	return entry ? count_in(t, entry, task, kind, bt_event_is_derived(e)) : -ENOMEM;
}

static struct bt_slot slot_of(const struct replay_stat *t, const struct entry *e,
			      const struct rec_task *task)
{
	struct bt_slot slot = recorded_slot(task, t->by_cpu || !task->tid ? e->cpu : BT_CPU_ANY);

	slot.level = t->per == PER_LEVEL ? e->key : BT_LEVEL_NONE;
	slot.ip = t->per == PER_SITE ? e->key : 0;
	slot.pending = e->pending;
	slot.pending_start = e->pending_start;
	for (int i = 0; i < BT_NR_COUNTERS; i++)
		slot.count[i] = e->count[i];
	return slot;
}

static int add_entry(const struct replay_stat *t, uint32_t n, const struct rec_task *task,
		     struct stats *stats)
{
	const struct bt_slot slot = slot_of(t, &t->v[n], task);
	uint64_t derived[BT_NR_COUNTERS] = { 0 };

	for (int i = 0; n < t->room_derived && i < BT_NR_COUNTERS; i++)
		derived[i] = t->derived[n].count[i];
	return stats_add_site(stats, &slot, derived,
			      n < t->room_flush_here ? t->flush_here[n] : 0);
}

int replay_stat_add_to(const struct replay_stat *t, struct stats *stats)
{
	int ret = 0;

	/* Add the last name of a task last, as with slots. */
	for (size_t i = 0; !ret && i < t->nr_tasks; i++) {
		const struct who *who = &t->tasks[i];

		for (uint32_t n = who->newest; !ret && n; n = t->v[n - 1].older)
			ret = add_entry(t, n - 1, &who->task, stats);
	}
	return ret;
}
