// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "recording/task_states.h"

/*
 * The state of a task.  A task is known by @tid and @start.  All idle tasks have 0 for both, so
 * @start is their CPU here.
 */
struct entry {
	uint64_t start;
	uint32_t tid;
	unsigned char state[] __attribute__((aligned(8)));
};

struct task_states {
	size_t size;			/* bytes of a state */
	struct entry **by_identity;	/* owned, by hash of tid and start */
	size_t n, room;			/* room: a power of two */
	struct entry **by_id;		/* by number in the recording */
	size_t nr_ids;
};

struct task_states *task_states_new(size_t size)
{
	struct task_states *s = calloc(1, sizeof(*s));

	if (s)
		s->size = size;
	return s;
}

void task_states_free(struct task_states *s, void (*end)(void *state))
{
	if (!s)
		return;
	for (size_t i = 0; i < s->room; i++) {
		if (s->by_identity[i] && end)
			end(s->by_identity[i]->state);
		free(s->by_identity[i]);
	}
	free(s->by_identity);
	free(s->by_id);
	free(s);
}

static size_t place_of(struct entry *const *v, size_t room, uint32_t tid, uint64_t start)
{
	size_t at = ((start ^ tid) * 0x9e3779b97f4a7c15ull) >> 20 & (room - 1);

	while (v[at] && (v[at]->tid != tid || v[at]->start != start))
		at = (at + 1) & (room - 1);
	return at;
}

static int grow(struct task_states *s)
{
	size_t room = s->room ? s->room * 2 : 1024;
	struct entry **v = calloc(room, sizeof(*v));

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < s->room; i++)
		if (s->by_identity[i])
			v[place_of(v, room, s->by_identity[i]->tid, s->by_identity[i]->start)] =
				s->by_identity[i];
	free(s->by_identity);
	s->by_identity = v;
	s->room = room;
	return 0;
}

static struct entry *introduce(struct task_states *s, const struct rec_task *task, bool *is_new)
{
	uint64_t start = task->tid ? task->start : task->flags >> REC_TASK_CPU_SHIFT;
	struct entry *e;
	size_t at;

	if (2 * s->n >= s->room && grow(s))
		return NULL;
	at = place_of(s->by_identity, s->room, task->tid, start);
	if (s->by_identity[at])
		return s->by_identity[at];
	e = calloc(1, sizeof(*e) + s->size);
	if (!e)
		return NULL;
	e->tid = task->tid;
	e->start = start;
	s->by_identity[at] = e;
	s->n++;
	*is_new = true;
	return e;
}

void *task_state(struct task_states *s, const struct rec_task *task, bool *introduced, bool *is_new)
{
	*introduced = false;
	*is_new = false;
	if (array_reach(s->by_id, s->nr_ids, task->id))
		return NULL;
	if (!s->by_id[task->id]) {
		*introduced = true;
		s->by_id[task->id] = introduce(s, task, is_new);
	}
	return s->by_id[task->id] ? s->by_id[task->id]->state : NULL;
}

int task_states_each(struct task_states *s, int (*fn)(void *state, void *arg), void *arg)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < s->room; i++)
		if (s->by_identity[i])
			ret = fn(s->by_identity[i]->state, arg);
	return ret;
}

size_t task_states_number(const struct task_states *s)
{
	return s->n;
}
