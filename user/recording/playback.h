/* SPDX-License-Identifier: GPL-2.0 */
/* Read a recording for the views: tasks, stacks, names and losses.  Each event passes by once. */
#ifndef BT_PLAYBACK_H
#define BT_PLAYBACK_H

#include "aggregate/about.h"
#include "aggregate/check_result.h"
#include "kernel/generation.h"
#include "kernel/build_id.h"
#include "kernel/ksyms.h"
#include "kernel/module_history.h"
#include "shared/sites.h"
#include "recording/recording.h"

struct filter;

/* The content of a recording, but for its events.  All pointers are owned. */
struct recorded {
	/* read before the first event */
	struct probe_coverage coverage;	/* empty with tracepoints */
	char scope[16];		/* functions with probes; "" with tracepoints */
	char kernel[128], attach[16], subject[512], tool[64];
	char watched[512];	/* about.scope, "" if not known */
	char build_id[BUILD_ID_SIZE];	/* "" if not known */
	uint64_t text;		/* address of _text, 0 if not known */
	struct bt_text_range at_once;	/* what is used at once, see kernel/at_once.h; or all 0 */
	enum generation generation;
	bool cgroup_followed, stacks;
	bool stretches;		/* events have BT_WHAT_NEW_STRETCH */
	uint64_t start_ns;	/* CLOCK_MONOTONIC */
	/* grow between the events */
	struct rec_task *tasks;		/* [0] is task 1 */
	size_t nr_tasks;
	struct rec_stack *call_stacks;	/* [0] is stack 1 */
	size_t nr_stacks;
	/* known after the last event */
	struct rec_extent extent;
	struct ksyms *ksyms;	/* NULL without names */
	struct module_history modules;	/* that came or went; @ksyms knows them */
	uint64_t derived;	/* events that were derived, and not observed */
	uint64_t elapsed_ns;
	uint64_t looks[BT_NR_LOOKS];
	struct loss_cause losses[MAX_LOSS_CAUSES + 2];	/* and gaps, incomplete */
	size_t nr_losses;
	uint64_t lost;		/* events: the sum of the losses that are events */
	bool unknown_loss;	/* incomplete or damaged: @lost is at least 1 */
	/* needed while reading */
	char *names, *module_names, *cgroups, *end;	/* text; @losses borrow names from @end */
	struct stream {
		uint32_t n, next;	/* events, and the number of the next one */
	} *streams;		/* by CPU */
	size_t nr_streams;
};

/*
 * Takes an event.  @stack is NULL for an event without a stack; all pointers are borrowed.
 * Return: 0, or another value to end the reading.
 */
typedef int (*recorded_event_fn)(const struct recorded *r, const struct bt_event *e,
				 const struct rec_task *task, const struct rec_stack *stack,
				 void *arg);

/**
 * recorded_read() - read a recording, and print why that failed or what is missing.
 * @r: result, to be freed with recorded_free() in any case
 * @path: "-" for standard input
 * @fn: called once for each event; may be NULL
 * @arg: for @fn
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int recorded_read(struct recorded *r, const char *path, recorded_event_fn fn, void *arg);

/**
 * recorded_slot() - make a slot of a task, for filters and rows.
 *
 * The slot has no counts, no level and no site: level and site belong to an event.
 */
struct bt_slot recorded_slot(const struct rec_task *task, uint32_t cpu);

/**
 * recorded_passes() - tell whether the user has asked for an event.
 *
 * If the recording followed a cgroup, only tasks in that cgroup pass.
 */
bool recorded_passes(const struct recorded *r, const struct filter *filter,
		     const struct bt_event *e, const struct rec_task *task);

/** recorded_about() - return what was recorded, and how.  @r: owns the strings of the result */
static inline struct about recorded_about(const struct recorded *r)
{
	return (struct about){
		.subject = r->subject, .scope = r->watched, .kernel = r->kernel,
		.generation = generation_name(r->generation), .attach = r->attach,
		.by_probes = *r->scope, .coverage = r->coverage,
	};
}

/** recorded_free() - free the content of @r. */
void recorded_free(struct recorded *r);

#endif /* BT_PLAYBACK_H */
