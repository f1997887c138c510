/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Premature accesses that wait to be shown with the flush that came too late: it follows them
 * in the ring buffer, mostly within microseconds.
 */
#ifndef BT_PREMATURE_QUEUE_H
#define BT_PREMATURE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "aggregate/check_result.h"


/* Zero-initialise. */
struct premature_queue {
	struct bt_report *v;
	size_t n;
};

/** premature_queue_hold() - keep a copy of @report. Return: 0 or -ENOMEM. */
int premature_queue_hold(struct premature_queue *l, const struct bt_report *report);

/**
 * premature_queue_flush() - a task has flushed: its accesses are complete.
 * @flush: the BT_REPORT_LATE
 * @fn: called for each, with the flush filled in
 *
 * Return: 0, or what @fn returned.
 */
int premature_queue_flush(struct premature_queue *l, const struct bt_report *flush, report_fn fn,
			  void *arg);

/**
 * premature_queue_release() - those whose flush has not come.
 * @before_ns: of accesses before this time; UINT64_MAX: all
 *
 * Return: 0, or what @fn returned.
 */
int premature_queue_release(struct premature_queue *l, uint64_t before_ns, report_fn fn, void *arg);

/** premature_queue_free() - what it holds. */
void premature_queue_free(struct premature_queue *l);

#endif /* BT_PREMATURE_QUEUE_H */
