// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "base/array.h"
#include "logic/runs.h"
#include "recording/replay_sites.h"
#include "recording/task_states.h"

/* The counts of a stack, or of a site if its events have no stack. */
struct place {
	uint64_t ip;	/* 0: free */
	struct bt_site_counts n;
};

struct replay_sites {
	const struct filter *filter;
	struct task_states *runs;	/* struct bt_run of each task */
	struct place *by_stack;		/* by number of the stack */
	size_t nr_stacks;
	struct place *by_ip;		/* by hash */
	size_t nr_ips, room_ips;	/* room: a power of two */
	signed char *passes;		/* by number of the task: 1, -1, or 0 if not known yet */
	size_t nr_tasks;
};

struct replay_sites *replay_sites_new(const struct filter *filter)
{
	struct replay_sites *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->filter = filter;
	s->runs = task_states_new(sizeof(struct bt_run));
	if (s->runs)
		return s;
	free(s);
	return NULL;
}

void replay_sites_free(struct replay_sites *s)
{
	if (!s)
		return;
	task_states_free(s->runs, NULL);
	free(s->by_stack);
	free(s->by_ip);
	free(s->passes);
	free(s);
}

/*
 * Does the filter pass an event?  The CPU is the event's, all else the task's.
 * Return: 1, 0 or -ENOMEM.
 */
static int passes(struct replay_sites *s, const struct bt_event *e, const struct rec_task *task)
{
	if (s->filter->cpus.n && !numbers_has(&s->filter->cpus, e->cpu))
		return 0;
	if (array_reach(s->passes, s->nr_tasks, task->id))
		return -ENOMEM;
	if (!s->passes[task->id]) {
		const struct bt_slot who = {
			.tid = task->tid, .tgid = task->tgid, .start = task->start,
			.leader_start = task->leader_start, .in_cgroup = true,
		};
		struct filter filter = *s->filter;
		char comm[BT_COMM_LEN + 1] = "";

		memcpy(comm, task->comm, BT_COMM_LEN);
		filter.cpus.n = 0;
		s->passes[task->id] = filter_passes(&filter, &who, comm) ? 1 : -1;
	}
	return s->passes[task->id] > 0;
}

static struct place *find_ip(struct place *v, size_t room, uint64_t ip)
{
	size_t at = (ip * 0x9e3779b97f4a7c15ull) >> 24 & (room - 1);

	while (v[at].ip && v[at].ip != ip)
		at = (at + 1) & (room - 1);
	return &v[at];
}

static struct place *place_of_ip(struct replay_sites *s, uint64_t ip)
{
	size_t room = s->room_ips ? s->room_ips * 2 : 256;
	struct place *v;

	if (2 * s->nr_ips >= s->room_ips) {
		v = calloc(room, sizeof(*v));
		if (!v)
			return NULL;
		for (size_t i = 0; i < s->room_ips; i++)
			if (s->by_ip[i].ip)
				*find_ip(v, room, s->by_ip[i].ip) = s->by_ip[i];
		free(s->by_ip);
		s->by_ip = v;
		s->room_ips = room;
	}
	v = find_ip(s->by_ip, s->room_ips, ip);
	s->nr_ips += !v->ip;
	v->ip = ip;
	return v;
}

static struct place *place_of(struct replay_sites *s, const struct bt_event *e,
			      const struct rec_stack *stack)
{
	struct place *p;

	if (!stack)
		return place_of_ip(s, e->ip);
	if (array_reach(s->by_stack, s->nr_stacks, stack->id))
		return NULL;
	p = &s->by_stack[stack->id];
	if (p->ip && p->ip != e->ip)
		return place_of_ip(s, e->ip);
	p->ip = e->ip;
	return p;
}

static void count(struct place *p, uint32_t kind, uint32_t run, enum bt_reason reason, bool derived)
{
	p->n.n[kind]++;
	if (kind == BT_EMITTED && reason < BT_REASON_NO_SECTION)
		p->n.n[BT_SITE_REASON + reason]++;
	p->n.n[BT_SITE_AVOIDABLE] += !!(run & BT_RUN_AVOIDABLE);
	p->n.n[BT_SITE_RUNS] += !!(run & BT_RUN_SECOND);
	p->n.n[BT_SITE_AFTER_ONE] += !!(run & BT_RUN_AFTER_ONE);
	p->n.n[BT_SITE_DERIVED] += derived;
}

int replay_sites_event(struct replay_sites *s, const struct recorded *r, const struct bt_event *e,
		       const struct rec_task *task, const struct rec_stack *stack)
{
	const struct bt_snapshot after = bt_past_snapshot(e->what);
	uint32_t kind = bt_past_kind(e->what), run;
	bool introduced, is_new, at_once;
	struct bt_run *state;
	struct place *p;
	int ret;

	if (e->type != BT_EVENT_LAZY_MMU)
		return 0;
	state = task_state(s->runs, task, &introduced, &is_new);
	if (!state)
		return -ENOMEM;
	if (introduced && task->flags & REC_TASK_CUT)
		*state = (struct bt_run){ 0 };
	at_once = kind == BT_EMITTED && bt_range_has(r->at_once, e->ip);
	run = bt_run_event(state, kind, after, r->generation >= GENERATION_3,
			   !r->stretches || e->what & BT_WHAT_NEW_STRETCH, at_once);
	if (kind > BT_AGAIN || !e->ip)	/* an address of 0 ends a stack */
		return 0;
	ret = passes(s, e, task);
	if (ret <= 0)
		return ret;
	p = place_of(s, e, stack);
	if (!p)
		return -ENOMEM;
	count(p, kind, run, bt_emit_reason(after, e->context, at_once), bt_event_is_derived(e));
	return 0;
}

/* Take a stack from the site on, if it has the site: a recording may have more in front. */
static void fill_key(struct bt_site_key *key, uint64_t ip, const struct rec_stack *stack)
{
	uint32_t from = 0;

	*key = (struct bt_site_key){ .stack = { ip } };
	while (stack && from < stack->n && stack->address[from] != ip)
		from++;
	for (uint32_t i = 0; stack && from + i < stack->n; i++)
		key->stack[i] = stack->address[from + i];
}

int replay_sites_end(const struct replay_sites *s, const struct recorded *r, struct stacks *stacks)
{
	struct bt_site_key key;
	int ret = 0;

	for (size_t id = 1; !ret && id < s->nr_stacks && id <= r->nr_stacks; id++) {
		if (!s->by_stack[id].ip)
			continue;
		fill_key(&key, s->by_stack[id].ip, &r->call_stacks[id - 1]);
		ret = stacks_add(stacks, &key, &s->by_stack[id].n);
	}
	for (size_t i = 0; !ret && i < s->room_ips; i++) {
		if (!s->by_ip[i].ip)
			continue;
		fill_key(&key, s->by_ip[i].ip, NULL);
		ret = stacks_add(stacks, &key, &s->by_ip[i].n);
	}
	return ret;
}
