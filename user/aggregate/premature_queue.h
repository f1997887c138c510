/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hold reports of premature accesses, to show them together with the flush that came too late.  The
 * report of the flush follows in the ring buffer, mostly within microseconds.
 */
#ifndef BT_PREMATURE_QUEUE_H
#define BT_PREMATURE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "aggregate/check_result.h"


/* Accesses that wait.  A zeroed struct is an empty queue. */
struct premature_queue {
	struct bt_report *v;	/* in the order of the ring buffer, owned */
	size_t n;
};

/** premature_queue_hold() - keep a copy of @report. Return: 0 or -ENOMEM. */
int premature_queue_hold(struct premature_queue *l, const struct bt_report *report);

/**
 * premature_queue_flush() - release the accesses to entries whose task has now flushed.
 * @flush: the BT_REPORT_LATE
 * @fn: called for each access, with the time and the site of the flush set
 *
 * Return: 0, or what @fn returned.
 */
int premature_queue_flush(struct premature_queue *l, const struct bt_report *flush, report_fn fn,
			  void *arg);

/**
 * premature_queue_release() - release accesses without a flush.
 * @before_ns: time, ns, CLOCK_MONOTONIC; accesses before it are released; UINT64_MAX: all
 * @fn: called for each access
 *
 * Return: 0, or what @fn returned.
 */
int premature_queue_release(struct premature_queue *l, uint64_t before_ns, report_fn fn, void *arg);

/** premature_queue_free() - free what @l holds, and make it an empty queue. */
void premature_queue_free(struct premature_queue *l);

#endif /* BT_PREMATURE_QUEUE_H */
