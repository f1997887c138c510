/* SPDX-License-Identifier: GPL-2.0 */
/* The BPF side of `hist` from user space. */
#ifndef BT_HISTSESSION_H
#define BT_HISTSESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/hist.h"
#include "live/bpf_filter.h"
#include "live/bpf_object.h"

struct hist_session_opts {
	struct live_opts live;
	uint64_t step[BT_NR_METRICS];	/* widths of the linear buckets, 0 for none */
	/* What samples are kept apart by: rows and filters need it */
	bool by_task, by_comm, by_cgroup, by_cpu, by_level, by_site;
	struct bpf_filter wanted;	/* whose are kept at all */
};

/* Takes struct hist_session_opts.  Disabling ends what is open; then take a last time. */
extern const struct live_object_ops hist_session;

typedef int (*set_fn)(const struct bt_set *set, void *arg);

/**
 * hist_session_take_dead() - free what dead tasks used.
 * @fn: gets the samples of those that have sets of their own (by_task)
 *
 * To be called every few ten ms, or there is no room for new tasks.
 *
 * Return: 0 or what @fn returned.
 */
int hist_session_take_dead(struct live_object *o, set_fn fn, void *arg);

/**
 * hist_session_take() - all samples that came since the last call, dead tasks' too.
 * @fn: called for each set that has some
 *
 * A sample that comes meanwhile is taken now or the next time.
 *
 * Return: 0 or what @fn returned.
 */
int hist_session_take(struct live_object *o, set_fn fn, void *arg);

#endif /* BT_HISTSESSION_H */
