/* SPDX-License-Identifier: GPL-2.0 */
/* Write the events of a recording one after the other: text, NDJSON, CSV, or a timeline. */
#ifndef BT_EVENTS_OUT_H
#define BT_EVENTS_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/source_lines.h"
#include "recording/playback.h"

struct events_out;

/* Declares the operations of a format. */
struct events_ops {
	bool stacks;	/* the format has stacks and source lines */
	/*
	 * @r: read once already, as names and losses come at the end of a recording.
	 * Return: 0 or a negative errno.
	 */
	int (*begin)(struct events_out *out, const struct recorded *r);
	/* @stack: NULL for an event without one.  Return: 0 or a negative errno. */
	int (*event)(struct events_out *out, const struct bt_event *e, const struct rec_task *task,
		     const struct rec_stack *stack);
	/* Called in any case.  @complete: false after begin() or event() has failed. */
	void (*end)(struct events_out *out, bool complete);
};

struct timeline;

/* Describes one output of events.  Borrows all pointers but @timeline.  Too large for a stack. */
struct events_out {
	const struct events_ops *ops;
	const struct recorded *r;	/* set by events_begin() */
	struct source_lines *lines;	/* NULL: no source lines */
	FILE *f;
	const char *separator;		/* between fields of CSV */
	struct timeline *timeline;	/* state of events_chrome, owned */
	/* Private: names of sites by ip.  A lookup costs more than the rest of an event. */
	struct { uint64_t ip; const void *module; char name[128]; } sites[1024];
};

extern const struct events_ops events_text, events_json, events_csv;
/* Write Chrome's trace event format, which Perfetto opens: sections and batches are slices. */
extern const struct events_ops events_chrome;

/**
 * events_begin() - begin the output of a recording.
 * @r: borrowed; must outlive @out
 *
 * Return: 0 or a negative errno.
 */
int events_begin(struct events_out *out, const struct recorded *r);

/**
 * events_site() - return the name of an address, valid until the next call.
 * @time_ns: of the event, CLOCK_MONOTONIC: an address may have had several owners
 */
const char *events_site(struct events_out *out, uint64_t ip, uint64_t time_ns);

/** events_name() - name an event, a look at a task or a fault, for people. */
const char *events_name(const struct bt_event *e);

/** events_level() - name the level of the table that an event is about, or return "". */
const char *events_level(const struct bt_event *e);

#endif /* BT_EVENTS_OUT_H */
