/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a recording says of the run that it is of: barrier-trace-recording(5), its chunks of
 * text.
 */
#ifndef BT_REC_META_H
#define BT_REC_META_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/about.h"
#include "base/address_set.h"
#include "recording/record_stream.h"
#include "live/record_session.h"
#include "recording/recording.h"

/* Known when it begins. */
struct record_meta {
	struct about about;
	bool cgroup;		/* one is followed, and nothing else recorded */
	bool stacks;
	bool ring;
	uint64_t start_ns;	/* CLOCK_MONOTONIC */
};

/**
 * record_meta_begin() - the header's text: @m, and what the running system says of itself.
 *
 * Return: to be freed with free(), or NULL without memory.
 */
char *record_meta_begin(const struct record_meta *m);

/**
 * record_meta_names() - write the names of all functions that an address of the recording is in.
 *
 * As late as possible: modules come while it is made.  Without names, which a message says,
 * nothing is written.
 *
 * Return: 0 or a negative errno.
 */
int record_meta_names(struct rec_writer *w);

/** record_meta_cgroups() - write the paths of these IDs of cgroups.  Return: 0 or a negative errno. */
int record_meta_cgroups(struct rec_writer *w, const struct address_set *ids);

/**
 * record_meta_end() - the last text: what there was, and what is missing.
 * @recorder: of record_session, disabled
 * @collect: what went through it into @w
 * @elapsed_ns: from the header's start
 * @lost: result, events
 *
 * Return: to be freed with free(), or NULL without memory.
 */
char *record_meta_end(struct live_object *recorder, const struct rec_writer *w,
		      const struct record_stream *collect, uint64_t elapsed_ns, uint64_t *lost);

#endif /* BT_REC_META_H */
