/* SPDX-License-Identifier: GPL-2.0 */
/* Loads the programs of `hist`, and takes their histograms. */
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
	/* keep samples apart by these, for rows and filters */
	bool by_task, by_comm, by_cgroup, by_cpu, by_level, by_site;
	struct bpf_filter wanted;	/* tasks whose samples are kept */
};

/*
 * The session of `hist`, with the options struct hist_session_opts.  Disabling ends all open spans:
 * then call hist_session_take() a last time.
 */
extern const struct live_object_ops hist_session;

typedef int (*set_fn)(const struct bt_set *set, void *arg);

/**
 * hist_session_take_dead() - free what dead tasks used.
 * @fn: called for each set of a dead task that has samples, if tasks have sets of their own
 * (by_task)
 *
 * To be called every few ten ms, or there is no room for new tasks.
 *
 * Return: 0 or what @fn returned.
 */
int hist_session_take_dead(struct live_object *o, set_fn fn, void *arg);

/**
 * hist_session_take() - take all samples that came since the last call, also those of dead tasks.
 * @fn: called for each set that has samples
 *
 * A sample that comes meanwhile is taken now or the next time.
 *
 * Return: 0 or what @fn returned.
 */
int hist_session_take(struct live_object *o, set_fn fn, void *arg);

#endif /* BT_HISTSESSION_H */
