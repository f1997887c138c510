/* SPDX-License-Identifier: GPL-2.0 */
/* Loads the programs of `stat` and `top`, and reads their slots. */
#ifndef BT_SESSION_H
#define BT_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/stats.h"
#include "live/bpf_object.h"

struct stat_session_opts {
	struct live_opts live;
	bool by_cpu;	/* keep a task's slots apart by CPU */
	bool by_level;	/* by page-table level */
	bool by_site;	/* by ip of the event */
	bool cgroups;	/* keep a task's slots apart by cgroup */
};

/** stat_session_keys() - set the members of @opts that rows per @per and a filter need. */
void stat_session_keys(struct stat_session_opts *opts, enum per per, const struct filter *filter);

/* The session of `stat`, with the options struct stat_session_opts */
extern const struct live_object_ops stat_session;

/** stat_session_take_closed() - call slots_take_closed() for a session. */
int stat_session_take_closed(struct live_object *o, slot_fn fn, void *arg);

/**
 * stat_session_derived() - find the derived counts of a slot.
 * @index: as the slot's callback gets it; the result is valid as long as the slot
 *
 * Return: BT_NR_COUNTERS counts; NULL where tracepoints observe all events.
 */
const uint64_t *stat_session_derived(const struct live_object *o, uint32_t index);

/** stat_session_flush_here() - return the flushes executed at a slot's site; 0 unless by site. */
uint64_t stat_session_flush_here(const struct live_object *o, uint32_t index);

#endif /* BT_SESSION_H */
