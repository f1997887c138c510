/* SPDX-License-Identifier: GPL-2.0 */
/* Write events of the BPF programs to a recording: events of tasks that the user asked for. */
#ifndef BT_RECORD_STREAM_H
#define BT_RECORD_STREAM_H

#include "shared/record.h"
#include "base/address_set.h"
#include "recording/recording.h"

struct filter;

/*
 * Takes an event from the BPF programs.  Return: 0 or a negative errno.
 * @stack: addresses, bt_event::stack of them; the new name for a BT_EVENT_RENAME
 * @slot: of the task that the event belongs to
 * @born: the task began after the programs
 * @cell: stays with the slot until the task has ended; 0 in the beginning
 */
typedef int (*recorded_fn)(const struct bt_event *e, const __u64 *stack,
			   const struct bt_slot *slot, bool born, uint32_t *cell, void *arg);

/* The way of events to a recording.  The caller sets the members before the results. */
struct record_stream {
	struct rec_writer *writer;	/* borrowed */
	const struct filter *filter;	/* borrowed; its CPUs are ignored */
	bool cut;		/* tasks may come from a cgroup that was not recorded */
	/* Takes each event as it is recorded; may be NULL.  Return: 0 or a negative errno. */
	int (*seen)(const struct bt_event *e, const struct rec_task *task, void *arg);
	void *arg;		/* for @seen */
	/* results */
	uint32_t tasks;		/* written tasks: a task counts again with a new name */
	struct address_set cgroups;	/* owned: ids of the cgroups that tasks were in */
	uint64_t events, skipped;	/* recorded; not asked for */
	uint64_t derived;	/* recorded events that were derived, and not observed */
	uint32_t skipped_on[BT_NR_IDLE];	/* events by CPU: numbers that the sequence skips */
	bool full;		/* the writer takes no more events */
	struct rec_task *of_slot;	/* owned, by slot: the task as it was last written */
};

/**
 * record_stream_init() - allocate what a stream needs.
 * @c: to be freed with record_stream_free()
 *
 * Return: 0 or -ENOMEM.
 */
int record_stream_init(struct record_stream *c);

/** record_stream_free() - free the results of a stream; the writer stays open. */
void record_stream_free(struct record_stream *c);

/** record_stream_event() - write an event; a recorded_fn.  @arg: the struct record_stream */
int record_stream_event(const struct bt_event *e, const __u64 *stack, const struct bt_slot *slot,
			bool born, uint32_t *cell, void *arg);

#endif /* BT_RECORD_STREAM_H */
