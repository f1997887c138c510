/* SPDX-License-Identifier: GPL-2.0 */
/* A recording as views need it: who, where, what was lost; events pass by once. */
#ifndef BT_PLAYBACK_H
#define BT_PLAYBACK_H

#include "aggregate/about.h"
#include "aggregate/check_result.h"
#include "kernel/generation.h"
#include "kernel/build_id.h"
#include "kernel/ksyms.h"
#include "recording/recording.h"

struct filter;

struct recorded {
	/* from the beginning; read before the first event */
	struct probe_coverage coverage;	/* of probes; empty by tracepoints */
	char scope[16];
	char kernel[128], attach[16], subject[512], tool[64];
	char build_id[BUILD_ID_SIZE];	/* "" where it is not known */
	uint64_t text;		/* address of _text, 0 where it is not known */
	enum generation generation;
	bool cgroup_followed, stacks;
	bool stretches;		/* BT_WHAT_NEW_STRETCH is in events */
	uint64_t start_ns;	/* CLOCK_MONOTONIC */
	/* as they are introduced */
	struct rec_task *tasks;		/* [0] is task 1 */
	size_t nr_tasks;
	struct rec_stack *call_stacks;
	size_t nr_stacks;
	/* after the last event */
	struct rec_extent extent;
	struct ksyms *ksyms;	/* NULL where there are no names */
	uint64_t derived;	/* of its events, those that were not observed */
	uint64_t elapsed_ns;
	uint64_t looks[BT_NR_LOOKS];
	struct loss_cause losses[MAX_LOSS_CAUSES + 1];
	size_t nr_losses;
	uint64_t lost;		/* events, the sum of those that are */
	bool unknown_loss;	/* it is incomplete or damaged: what else was lost nobody knows */
	/* for what is counted on the way */
	char *names, *cgroups, *end;	/* text; names of losses are in the last */
	struct stream {
		uint32_t n, next;	/* events, and the number of the next one */
	} *streams;		/* by CPU */
	size_t nr_streams;
};

/* @stack is NULL where there is none. */
typedef int (*recorded_event_fn)(const struct recorded *r, const struct bt_event *e,
				 const struct rec_task *task, const struct rec_stack *stack,
				 void *arg);

/**
 * recorded_read() - read a recording, each event once.
 * @path: "-" for standard input
 * @r: result, to be freed with recorded_free() in any case
 *
 * Says why it failed, and warns of what is missing.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int recorded_read(struct recorded *r, const char *path, recorded_event_fn fn, void *arg);

/**
 * recorded_slot() - a task of a recording as a slot, for filters and rows: without counts and
 * without what is an event's (level and site).
 */
struct bt_slot recorded_slot(const struct rec_task *task, uint32_t cpu);

/**
 * recorded_passes() - is this event asked for?  Only what was in the followed cgroup is, where
 * one was.
 */
bool recorded_passes(const struct recorded *r, const struct filter *filter,
		     const struct bt_event *e, const struct rec_task *task);

/** recorded_about() - what it is of, and how its events were seen; @r owns the strings. */
static inline struct about recorded_about(const struct recorded *r)
{
	return (struct about){
		.subject = r->subject, .kernel = r->kernel,
		.generation = generation_name(r->generation), .attach = r->attach,
		.by_probes = *r->scope, .coverage = r->coverage,
	};
}

/** recorded_free() - what is in @r. */
void recorded_free(struct recorded *r);

#endif /* BT_PLAYBACK_H */
