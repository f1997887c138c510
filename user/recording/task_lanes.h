/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Collect the sections and batches of the busiest tasks over the time of a recording, for a
 * picture.  The busiest tasks are known at the end only, so the caller reads the recording twice.
 * Memory does not grow with the number of events.  Each further task adds only a count of its
 * events.
 */
#ifndef BT_TASK_LANES_H
#define BT_TASK_LANES_H

#include "recording/playback.h"
#include "base/time_axis.h"

#define LANE_BINS	TIME_PLOT	/* pixels */
#define LANE_WIDE	8		/* bins: a shorter span is added up in bins, not kept */
#define LANE_MAX_WIDE	(LANE_BINS / LANE_WIDE + 1)

enum lane_part {
	LANE_SECTION,
	LANE_BATCH,
	LANE_NR_PARTS,
};

/* A section or batch that is drawn by itself. */
struct lane_span {
	uint64_t from_ns, to_ns;	/* since the start */
	uint64_t deferred;		/* deferrals of a batch that ended */
	bool cut;			/* the end was not seen */
};

/* Sections of a task, or its batches. */
struct lane_spans {
	uint64_t n, longest_ns;		/* all spans: number, longest */
	size_t nr_wide;
	struct lane_span wide[LANE_MAX_WIDE];	/* spans that are kept */
	uint64_t bins[LANE_BINS];	/* ns that the other spans cover */
};

/* A task of the picture. */
struct task_lane {
	char comm[BT_COMM_LEN + 1];	/* last name */
	uint32_t tid;
	uint64_t events;
	struct lane_spans parts[LANE_NR_PARTS];
};

struct task_lanes;

/**
 * task_lanes_new() - begin the first reading.
 *
 * Return: to be freed with task_lanes_free(), or NULL when out of memory.
 */
struct task_lanes *task_lanes_new(void);

/** task_lanes_free() - free all lanes; NULL is fine. */
void task_lanes_free(struct task_lanes *l);

/** task_lanes_count() - count an event, in the first reading.  Return: 0 or -ENOMEM. */
int task_lanes_count(struct task_lanes *l, const struct bt_event *e, const struct rec_task *task);

/**
 * task_lanes_choose() - choose the tasks with most events, between the readings.
 * @r: after the first reading
 * @max: tasks, at most
 * @total_ns: ns from the start to the end of the picture, not 0
 *
 * Return: 0 or -ENOMEM.
 */
int task_lanes_choose(struct task_lanes *l, const struct recorded *r, size_t max,
		      uint64_t total_ns);

/** task_lanes_has() - tell whether a task was chosen. */
bool task_lanes_has(struct task_lanes *l, const struct rec_task *task);

/**
 * task_lanes_event() - take an event of a chosen task, in the second reading; ignore all others.
 * @passes: the event was counted; only a span that begins with such an event is kept
 */
void task_lanes_event(struct task_lanes *l, const struct bt_event *e, const struct rec_task *task,
		      bool passes);

/** task_lanes_end() - draw open spans to the end, after the second reading. */
void task_lanes_end(struct task_lanes *l);

/**
 * task_lanes_get() - get a chosen task; 0 is the busiest.
 *
 * Return: the task, borrowed from @l, or NULL behind the last one.
 */
const struct task_lane *task_lanes_get(const struct task_lanes *l, size_t n);

/** task_lanes_number() - count all tasks of the first reading, after task_lanes_choose(). */
size_t task_lanes_number(const struct task_lanes *l);

/** task_lanes_total_ns() - return the ns that task_lanes_choose() was given. */
uint64_t task_lanes_total_ns(const struct task_lanes *l);

/** page_lanes() - draw the lanes.  @f: gets the picture */
void page_lanes(const struct task_lanes *l, FILE *f);

#endif /* BT_TASK_LANES_H */
