/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Premature accesses that wait to be shown with the flush that came too late: it follows them
 * in the ring buffer, mostly within microseconds.
 */
#ifndef BT_LATE_H
#define BT_LATE_H

#include <stddef.h>
#include <stdint.h>

#include "aggregate/check_result.h"


/* Zero-initialise. */
struct late {
	struct bt_report *v;
	size_t n;
};

/** late_hold() - keep a copy of @report. Return: 0 or -ENOMEM. */
int late_hold(struct late *l, const struct bt_report *report);

/**
 * late_flush() - a task has flushed: its accesses are complete.
 * @flush: the BT_REPORT_LATE
 * @fn: called for each, with the flush filled in
 *
 * Return: 0, or what @fn returned.
 */
int late_flush(struct late *l, const struct bt_report *flush, report_fn fn, void *arg);

/**
 * late_release() - those whose flush has not come.
 * @before_ns: of accesses before this time; UINT64_MAX: all
 *
 * Return: 0, or what @fn returned.
 */
int late_release(struct late *l, uint64_t before_ns, report_fn fn, void *arg);

/** late_free() - what it holds. */
void late_free(struct late *l);

#endif /* BT_LATE_H */
