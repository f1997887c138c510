/* SPDX-License-Identifier: GPL-2.0 */
/* Which programs of an object see the events, and what each of them has missed. */
#ifndef BT_SOURCES_H
#define BT_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"

struct backend;
struct bpf_object;
struct bpf_program;

/* Zero-initialised: none. */
struct sources {
	struct {
		const char *name;	/* of its loss */
		const struct bpf_program *prog;
		bool event;
		uint64_t before;	/* missed before sources_begin() */
	} v[MAX_LOSS_CAUSES];
	size_t n;
	const struct backend *backend;
	uint64_t probes_before;
};

/** sources_add() - what @prog misses is @name; @event: it is an event, and no mere lapse. */
void sources_add(struct sources *s, const char *name, const struct bpf_program *prog, bool event);

#define SOURCES_ALL		0xffu
#define SOURCES_QUEUE_AND_FLUSH	0x07u	/* an empty flush, too */

/**
 * sources_choose_events() - of the programs of bpf/parts/events.bpf.h load those on BTF tracepoints,
 * the classic ones, or those on probes, and add them.
 * @backend: the caller's, kept
 * @wanted: of which events, as bits; of others none is loaded.  Probes see no more than queue,
 * flush and direct events
 */
void sources_choose_events(struct sources *s, struct bpf_object *obj, const struct backend *backend,
			   unsigned int wanted);

/** sources_begin() - what was missed so far does not count. */
void sources_begin(struct sources *s);

/**
 * sources_losses() - since sources_begin().
 * @v: MAX_LOSS_CAUSES of them
 *
 * Return: how many causes there are.
 */
size_t sources_losses(const struct sources *s, struct loss_cause *v);

#endif /* BT_SOURCES_H */
