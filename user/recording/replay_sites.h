/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compute the counts of `sites` from recorded events.  bt_run_event() of the BPF programs gets the
 * events in the order that a recording keeps.
 */
#ifndef BT_REPLAY_SITES_H
#define BT_REPLAY_SITES_H

#include "recording/playback.h"
#include "aggregate/stacks.h"

struct filter;
struct replay_sites;

/**
 * replay_sites_new() - begin a replay.
 * @filter: borrowed: the tasks and CPUs that count
 *
 * Return: to be freed with replay_sites_free(), or NULL when out of memory.
 */
struct replay_sites *replay_sites_new(const struct filter *filter);

/** replay_sites_free() - free a replay; NULL is fine. */
void replay_sites_free(struct replay_sites *s);

/**
 * replay_sites_event() - count an event, if its barrier was emitted or deferred.
 * @r: says what the recording has; without the beginnings of stretches nothing is avoidable
 * @stack: of the event; NULL: count by site
 *
 * Return: 0 or -ENOMEM.
 */
int replay_sites_event(struct replay_sites *s, const struct recorded *r, const struct bt_event *e,
		       const struct rec_task *task, const struct rec_stack *stack);

/**
 * replay_sites_end() - add all counts to @stacks.
 * @stacks: has a filter that lets everything pass
 *
 * Return: 0 or -ENOMEM.
 */
int replay_sites_end(const struct replay_sites *s, const struct recorded *r, struct stacks *stacks);

#endif /* BT_REPLAY_SITES_H */
