/* SPDX-License-Identifier: GPL-2.0 */
/* Loads the programs of `record`, and takes their events. */
#ifndef BT_RECORDER_H
#define BT_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "recording/record_stream.h"
#include "shared/record.h"
#include "live/bpf_object.h"

struct record_session_opts {
	struct live_opts live;
	bool cgroups;		/* keep a task's slots apart by cgroup */
	bool stacks;		/* with every event, not only with looks and faults */
	uint64_t buffer_size;	/* bytes, a power of two and a multiple of the page size */
};

/* The session of `record`, with the options struct record_session_opts */
extern const struct live_object_ops record_session;

/**
 * record_session_take() - hand the events that have come to @fn in their order, and free what dead
 * tasks used.
 *
 * To be called every few ms.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int record_session_take(struct live_object *o, recorded_fn fn, void *arg);

/** record_session_looks() - count the looks at tasks where they have to be clean, by place. */
void record_session_looks(struct live_object *o, uint64_t looks[BT_NR_LOOKS]);

/** record_session_stream() - return the session's numbers of a CPU below BT_NR_IDLE. */
const struct bt_stream *record_session_stream(struct live_object *o, unsigned int cpu);

#endif /* BT_RECORDER_H */
