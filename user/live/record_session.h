/* SPDX-License-Identifier: GPL-2.0 */
/* The BPF side of `record` from user space. */
#ifndef BT_RECORDER_H
#define BT_RECORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "recording/record_stream.h"
#include "shared/record.h"
#include "live/bpf_object.h"

struct record_session_opts {
	struct live_opts live;
	bool cgroups;		/* know each slot's cgroup */
	bool stacks;		/* with every event, and not only where something is wrong */
	uint64_t buffer_size;	/* bytes, a power of two and a multiple of the page size */
};

/* Takes struct record_session_opts. */
extern const struct live_object_ops record_session;

/**
 * record_session_take() - hand the events that have come to @fn, in order, and free what dead
 * tasks used.
 *
 * To be called every few ms.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int record_session_take(struct live_object *o, recorded_fn fn, void *arg);

/** record_session_looks() - how often tasks were looked at where they have to be clean. */
void record_session_looks(struct live_object *o, uint64_t looks[BT_NR_LOOKS]);

/** record_session_stream() - of a CPU below BT_NR_IDLE. */
const struct bt_stream *record_session_stream(struct live_object *o, unsigned int cpu);

#endif /* BT_RECORDER_H */
