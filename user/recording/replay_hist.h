/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Compute the samples of `hist` from recorded events.  bt_measure_event() of the BPF programs gets
 * the events in the order that a recording keeps.
 */
#ifndef BT_REPLAY_HIST_H
#define BT_REPLAY_HIST_H

#include "kernel/generation.h"
#include "aggregate/histogram.h"
#include "recording/recording.h"

struct replay_hist;

/**
 * replay_hist_new() - begin a replay.
 * @generation: of the batching logic
 * @shape: borrowed, by metric: widths of the linear buckets
 * @hs: borrowed, gets the samples
 *
 * Return: to be freed with replay_hist_free(), or NULL when out of memory.
 */
struct replay_hist *replay_hist_new(enum generation generation, const struct hist_shape *shape,
				    struct histograms *hs);

/** replay_hist_free() - free a replay; NULL is fine. */
void replay_hist_free(struct replay_hist *s);

/** replay_hist_event() - take an event.  Return: 0 or -ENOMEM. */
int replay_hist_event(struct replay_hist *s, const struct bt_event *e, const struct rec_task *task);

/** replay_hist_end() - end all open spans, as at the end of measuring.  Return: 0 or -ENOMEM. */
int replay_hist_end(struct replay_hist *s);

#endif /* BT_REPLAY_HIST_H */
