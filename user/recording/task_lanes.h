/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sections and batches of the busiest tasks over the time of a recording, for a picture.  Which
 * tasks these are is known at its end only: it is read twice.  What is kept does not grow with
 * the number of events, and with that of tasks just by what counts theirs.
 */
#ifndef BT_TASK_LANES_H
#define BT_TASK_LANES_H

#include "recording/playback.h"
#include "base/time_axis.h"

#define LANE_BINS	TIME_PLOT	/* pixels */
#define LANE_WIDE	8		/* bins of a span that is kept by itself; others are added up */
#define LANE_MAX_WIDE	(LANE_BINS / LANE_WIDE + 1)

enum lane_part {
	LANE_SECTION,
	LANE_BATCH,
	LANE_NR_PARTS,
};

struct lane_span {
	uint64_t from_ns, to_ns;	/* since the start */
	uint64_t deferred;		/* of a batch that ended */
	bool cut;			/* its end was not seen */
};

/* Sections of a task, or its batches. */
struct lane_spans {
	uint64_t n, longest_ns;
	size_t nr_wide;
	struct lane_span wide[LANE_MAX_WIDE];
	uint64_t bins[LANE_BINS];	/* ns that the others cover */
};

struct task_lane {
	char comm[BT_COMM_LEN + 1];	/* its last name */
	uint32_t tid;
	uint64_t events;
	struct lane_spans parts[LANE_NR_PARTS];
};

struct task_lanes;

/** task_lanes_new() - Return: to be freed with task_lanes_free(), or NULL when out of memory. */
struct task_lanes *task_lanes_new(void);

/** task_lanes_free() - NULL is fine. */
void task_lanes_free(struct task_lanes *l);

/** task_lanes_count() - an event, the first time.  Return: 0 or -ENOMEM. */
int task_lanes_count(struct task_lanes *l, const struct bt_event *e, const struct rec_task *task);

/**
 * task_lanes_choose() - between the first time and the second.
 * @r: read
 * @max: tasks, those with most events
 * @total_ns: from the start, what the picture shows; not 0
 *
 * Return: 0 or -ENOMEM.
 */
int task_lanes_choose(struct task_lanes *l, const struct recorded *r, size_t max,
		      uint64_t total_ns);

/** task_lanes_has() - was this task chosen? */
bool task_lanes_has(struct task_lanes *l, const struct rec_task *task);

/**
 * task_lanes_event() - an event, the second time; of tasks that were not chosen nothing is kept.
 * @passes: it was counted; a span that begins with another one is not kept
 */
void task_lanes_event(struct task_lanes *l, const struct bt_event *e, const struct rec_task *task,
		      bool passes);

/** task_lanes_end() - what is open lasts until the end. */
void task_lanes_end(struct task_lanes *l);

/** task_lanes_get() - those that were chosen, busiest first.  Return: NULL behind the last one. */
const struct task_lane *task_lanes_get(const struct task_lanes *l, size_t n);

/** task_lanes_number() - how many were counted, chosen or not; after task_lanes_choose(). */
size_t task_lanes_number(const struct task_lanes *l);

/** task_lanes_total_ns() - as it was given to task_lanes_choose(). */
uint64_t task_lanes_total_ns(const struct task_lanes *l);

/** page_lanes() - draw them. */
void page_lanes(const struct task_lanes *l, FILE *f);

#endif /* BT_TASK_LANES_H */
