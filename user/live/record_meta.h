/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes the chunks of text in which a recording describes its run: barrier-trace-recording(5).
 */
#ifndef BT_REC_META_H
#define BT_REC_META_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/about.h"
#include "base/address_set.h"
#include "kernel/module_history.h"
#include "recording/record_stream.h"
#include "live/record_session.h"
#include "recording/recording.h"

/* Facts that are known when the recording begins */
struct record_meta {
	struct about about;
	bool cgroup;		/* only tasks below the followed cgroup are recorded */
	bool stacks;		/* every event has a stack */
	bool ring;		/* the file keeps the last events: --ring */
	uint64_t start_ns;	/* CLOCK_MONOTONIC */
};

/**
 * record_meta_begin() - write the header's text: @m, and facts about the running system.
 *
 * Return: to be freed with free(), or NULL without memory.
 */
char *record_meta_begin(const struct record_meta *m);

/**
 * record_meta_names() - write the names of all functions that hold an address of the recording.
 * @modules: that came or went while recording
 *
 * To be called late, because modules may come while recording.  If the kernel gives no names, a
 * message says so, and nothing is written.
 *
 * Return: 0 or a negative errno.
 */
int record_meta_names(struct rec_writer *w, const struct module_history *modules);

/**
 * record_meta_cgroups() - write the paths of cgroups.
 * @ids: of the cgroups
 *
 * Return: 0 or a negative errno.
 */
int record_meta_cgroups(struct rec_writer *w, const struct address_set *ids);

/**
 * record_meta_end() - write the last text: numbers of events and of losses.
 * @recorder: session of record_session, disabled
 * @collect: counts of the events that went from @recorder to @w
 * @elapsed_ns: since record_meta::start_ns
 * @lost: result, number of lost events
 *
 * Return: to be freed with free(), or NULL without memory.
 */
char *record_meta_end(struct live_object *recorder, const struct rec_writer *w,
		      const struct record_stream *collect, uint64_t elapsed_ns, uint64_t *lost);

#endif /* BT_REC_META_H */
