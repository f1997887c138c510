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

/* @r was read once already: names and losses come at the end of a recording. */
struct events_ops {
	bool stacks;	/* it shows them, and source lines */
	/* Return: 0 or a negative errno. */
	int (*begin)(struct events_out *out, const struct recorded *r);
	/* @stack: NULL where there is none.  Return: 0 or a negative errno. */
	int (*event)(struct events_out *out, const struct bt_event *e, const struct rec_task *task,
		     const struct rec_stack *stack);
	/* Also after begin() or event() failed, which @complete says. */
	void (*end)(struct events_out *out, bool complete);
};

struct timeline;

/* Large: not for the stack. */
struct events_out {
	const struct events_ops *ops;
	const struct recorded *r;	/* what begin() was given */
	struct source_lines *lines;		/* or NULL: no source */
	FILE *f;
	const char *separator;		/* CSV */
	struct timeline *timeline;	/* of events_chrome */
	/* Private: sites are few, and to look one up takes longer than all the rest. */
	struct { uint64_t ip; char name[128]; } sites[1024];
};

extern const struct events_ops events_text, events_json, events_csv;
/* Chrome's trace event format, which Perfetto opens: sections and batches are slices. */
extern const struct events_ops events_chrome;

/** events_begin() - name what is to be written; @r must outlive @out.  Return: as begin(). */
int events_begin(struct events_out *out, const struct recorded *r);

/** events_site() - the name of an address, valid until the next call. */
const char *events_site(struct events_out *out, uint64_t ip);

/** events_name() - an event, a look at a task or a fault, for people. */
const char *events_name(const struct bt_event *e);

/** events_level() - of the table that an event is about, or "". */
const char *events_level(const struct bt_event *e);

#endif /* BT_EVENTS_OUT_H */
