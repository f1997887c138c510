/* SPDX-License-Identifier: GPL-2.0 */
/* Loads the programs of `sites`, and reads their counts by stack. */
#ifndef BT_SITESESSION_H
#define BT_SITESESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/sites.h"
#include "live/bpf_filter.h"
#include "live/bpf_object.h"

struct sites_session_opts {
	struct live_opts live;
	uint32_t max_stacks;	/* number of stacks to make room for */
	/* keep stacks apart by these, for filters */
	bool by_task, by_comm, by_cpu;
	struct bpf_filter wanted;	/* tasks whose stacks are kept */
};

/* The session of `sites`, with the options struct sites_session_opts */
extern const struct live_object_ops sites_session;

/**
 * sites_session_take_dead() - free what dead tasks used.
 *
 * To be called every few ten ms, or there is no room for new tasks.
 */
void sites_session_take_dead(struct live_object *o);

/**
 * sites_session_knows_at_once() - return whether the kernel's symbols have AT_ONCE_FUNCTION.
 *
 * Otherwise its stores count as those of any function.
 */
bool sites_session_knows_at_once(const struct live_object *o);

typedef int (*stack_fn)(const struct bt_site_key *key, const struct bt_site_counts *n, void *arg);

/**
 * sites_session_each() - hand each stack to @fn; only after bpf_object_disable().
 *
 * Says why it failed.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int sites_session_each(struct live_object *o, stack_fn fn, void *arg);

#endif /* BT_SITESESSION_H */
