/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rules of `check` over recorded events: bt_validate() as the BPF programs have it, fed
 * by the order that a recording keeps.
 */
#ifndef BT_REPLAY_H
#define BT_REPLAY_H

#include "kernel/generation.h"
#include "aggregate/check_result.h"
#include "recording/recording.h"

struct replay;

/**
 * replay_new() - of a kernel of this generation, nothing seen yet.
 * @max_window_ns: a batch that waits longer is a violation (I19); 0: none is
 *
 * Return: to be freed with replay_free(), or NULL when out of memory.
 */
struct replay *replay_new(enum generation generation, uint64_t max_window_ns);

/** replay_free() - NULL is fine. */
void replay_free(struct replay *r);

/**
 * replay_event() - judge one event.
 * @task: that it belongs to
 * @stack: of the event, or NULL
 * @fn: gets what a checker would report, sites that defer and flush for the first time too
 *
 * Return: 0, what @fn returned, or -ENOMEM.
 */
int replay_event(struct replay *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, report_fn fn, void *arg);

/** replay_counts() - of what was seen; looks are not: a recording has those that may find. */
void replay_counts(const struct replay *r, struct check_counts *counts);

#endif /* BT_REPLAY_H */
