/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The samples of `hist` from recorded events: bt_measure_event() as the BPF programs have it,
 * fed by the order that a recording keeps.
 */
#ifndef BT_SPANS_H
#define BT_SPANS_H

#include "kernel/generation.h"
#include "aggregate/histogram.h"
#include "recording/recording.h"

struct spans;

/**
 * spans_new() - nothing seen yet.
 * @generation: of the logic
 * @shape: of each metric, borrowed: widths of the linear buckets
 * @hs: where samples go, borrowed
 *
 * Return: to be freed with spans_free(), or NULL when out of memory.
 */
struct spans *spans_new(enum generation generation, const struct hist_shape *shape,
			struct histograms *hs);

/** spans_free() - NULL is fine. */
void spans_free(struct spans *s);

/** spans_event() - Return: 0 or -ENOMEM. */
int spans_event(struct spans *s, const struct bt_event *e, const struct rec_task *task);

/** spans_end() - what is open ends, as where measuring does.  Return: 0 or -ENOMEM. */
int spans_end(struct spans *s);

#endif /* BT_SPANS_H */
