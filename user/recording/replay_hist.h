/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The samples of `hist` from recorded events: bt_measure_event() as the BPF programs have it,
 * fed by the order that a recording keeps.
 */
#ifndef BT_REPLAY_HIST_H
#define BT_REPLAY_HIST_H

#include "kernel/generation.h"
#include "aggregate/histogram.h"
#include "recording/recording.h"

struct replay_hist;

/**
 * replay_hist_new() - nothing seen yet.
 * @generation: of the logic
 * @shape: of each metric, borrowed: widths of the linear buckets
 * @hs: where samples go, borrowed
 *
 * Return: to be freed with replay_hist_free(), or NULL when out of memory.
 */
struct replay_hist *replay_hist_new(enum generation generation, const struct hist_shape *shape,
				    struct histograms *hs);

/** replay_hist_free() - NULL is fine. */
void replay_hist_free(struct replay_hist *s);

/** replay_hist_event() - Return: 0 or -ENOMEM. */
int replay_hist_event(struct replay_hist *s, const struct bt_event *e, const struct rec_task *task);

/** replay_hist_end() - what is open ends, as where measuring does.  Return: 0 or -ENOMEM. */
int replay_hist_end(struct replay_hist *s);

#endif /* BT_REPLAY_HIST_H */
