/* SPDX-License-Identifier: GPL-2.0 */
/* The BPF side of `stat` and `top` from user space. */
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
	bool cgroups;	/* know each slot's cgroup */
};

/** stat_session_keys() - tell by what slots are kept apart for rows per @per and for a filter. */
void stat_session_keys(struct stat_session_opts *opts, enum per per, const struct filter *filter);

/* Takes struct stat_session_opts. */
extern const struct live_object_ops stat_session;

/** stat_session_take_closed() - slots_take_closed() of a session. */
int stat_session_take_closed(struct live_object *o, slot_fn fn, void *arg);

/**
 * stat_session_derived() - find the counts of a slot that were derived from the state at a call, and
 * not observed.
 * @index: as the slot's callback has it, and valid as long
 *
 * Return: BT_NR_COUNTERS of them; NULL where all are facts, by tracepoints.
 */
const uint64_t *stat_session_derived(const struct live_object *o, uint32_t index);

#endif /* BT_SESSION_H */
