/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counts of `sites` from recorded events: bt_run_event() as the BPF programs have it, fed by
 * the order that a recording keeps.
 */
#ifndef BT_REPLAY_SITES_H
#define BT_REPLAY_SITES_H

#include "recording/playback.h"
#include "aggregate/stacks.h"

struct filter;
struct replay_sites;

/**
 * replay_sites_new() - nothing seen yet.
 * @filter: borrowed: events of which tasks, on which CPUs
 *
 * Return: to be freed with replay_sites_free(), or NULL when out of memory.
 */
struct replay_sites *replay_sites_new(const struct filter *filter);

/** replay_sites_free() - NULL is fine. */
void replay_sites_free(struct replay_sites *s);

/**
 * replay_sites_event() - count it, if it is one that counts.
 * @runs: the recording says where stretches begin; else nothing is avoidable
 * @stack: or NULL: by its site
 *
 * Return: 0 or -ENOMEM.
 */
int replay_sites_event(struct replay_sites *s, bool runs, const struct bt_event *e,
		       const struct rec_task *task, const struct rec_stack *stack);

/**
 * replay_sites_end() - hand all of it over.
 * @stacks: where it goes; its filter lets everything pass
 *
 * Return: 0 or -ENOMEM.
 */
int replay_sites_end(const struct replay_sites *s, const struct recorded *r, struct stacks *stacks);

#endif /* BT_REPLAY_SITES_H */
