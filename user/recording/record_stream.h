/* SPDX-License-Identifier: GPL-2.0 */
/* From the programs' events to a recording: which are asked for, and whose they are. */
#ifndef BT_RECORD_STREAM_H
#define BT_RECORD_STREAM_H

#include "shared/record.h"
#include "base/address_set.h"
#include "recording/recording.h"

struct filter;

/*
 * An event, with the slot that it belongs to, and a cell that stays with that slot until its
 * task has ended; 0 in the beginning.  Return: 0 or a negative errno.
 */
typedef int (*recorded_fn)(const struct bt_event *e, const __u64 *stack,
			   const struct bt_slot *slot, bool born, uint32_t *cell, void *arg);

struct record_stream {
	struct rec_writer *writer;
	const struct filter *filter;	/* the caller's; CPUs are not looked at */
	bool cut;		/* a task that comes from another cgroup was not recorded there */
	/* An event of the recording, in its numbers; may be NULL. */
	int (*seen)(const struct bt_event *e, const struct rec_task *task, void *arg);
	void *arg;
	/* results */
	uint32_t tasks;
	struct address_set cgroups;	/* ids of those that tasks were in */
	uint64_t events, skipped;	/* the latter: not asked for */
	uint64_t derived;	/* of the events those that were not observed */
	uint32_t skipped_on[BT_NR_IDLE];	/* by CPU: what the sequence is short of */
	bool full;		/* the writer may not take any more */
	struct rec_task *of_slot;	/* by slot: as it was written last */
};

/** record_stream_init() - Return: 0 or -ENOMEM; @c is to be freed with record_stream_free(). */
int record_stream_init(struct record_stream *c);

/** record_stream_free() - not the writer. */
void record_stream_free(struct record_stream *c);

/** record_stream_event() - a recorded_fn; @arg is the struct record_stream. */
int record_stream_event(const struct bt_event *e, const __u64 *stack, const struct bt_slot *slot,
			bool born, uint32_t *cell, void *arg);

#endif /* BT_RECORD_STREAM_H */
