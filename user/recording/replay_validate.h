/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Judge recorded events by the rules of `check`.  bt_validate() of the BPF programs gets the
 * events in the order that a recording keeps.
 */
#ifndef BT_REPLAY_VALIDATE_H
#define BT_REPLAY_VALIDATE_H

#include "kernel/generation.h"
#include "aggregate/check_result.h"
#include "recording/recording.h"

struct replay_validate;

/**
 * replay_validate_new() - begin a replay.
 * @generation: of the recorded kernel
 * @max_window_ns: a batch that waits longer is a violation (I19); 0: any may wait
 *
 * Return: to be freed with replay_validate_free(), or NULL when out of memory.
 */
struct replay_validate *replay_validate_new(enum generation generation, uint64_t max_window_ns);

/** replay_validate_free() - free a replay; NULL is fine. */
void replay_validate_free(struct replay_validate *r);

/**
 * replay_validate_event() - judge one event.
 * @task: of the event
 * @stack: of the event, or NULL
 * @fn: gets the reports of a checker, also for sites that defer or flush for the first time
 * @arg: for @fn
 *
 * Return: 0, what @fn returned, or -ENOMEM.
 */
int replay_validate_event(struct replay_validate *r, const struct bt_event *e,
			  const struct rec_task *task, const struct rec_stack *stack,
			  report_fn fn, void *arg);

/** replay_validate_counts() - return the counts, without looks, of which few are recorded. */
void replay_validate_counts(const struct replay_validate *r, struct check_counts *counts);

#endif /* BT_REPLAY_VALIDATE_H */
