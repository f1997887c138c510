/* SPDX-License-Identifier: GPL-2.0 */
/* Remember the tasks whose mistake was reported, so that the same mistake is not reported again. */
#ifndef BT_TOLD_TASKS_H
#define BT_TOLD_TASKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/now_tasks.h"
#include "shared/report.h"

struct told_task;

/* Tasks whose mistake was reported. */
struct told_tasks {
	struct told_task *v;	/* owned */
	size_t n;
};

/** told_tasks_add_report() - remember the task of a report.  Return: 0 or -ENOMEM. */
int told_tasks_add_report(struct told_tasks *set, const struct bt_report *r);

/** told_tasks_add_found() - remember a task that a look found wrong.  Return: 0 or -ENOMEM. */
int told_tasks_add_found(struct told_tasks *set, const struct now_task *task);

/**
 * told_tasks_explain() - return whether a report is an effect of a task's wrong state.
 * @set: tasks that a look had found wrong before
 */
bool told_tasks_explain(const struct told_tasks *set, const struct bt_report *r);

/** told_tasks_have() - return whether a task, or the process that made it, was reported. */
bool told_tasks_have(const struct told_tasks *set, const struct now_task *task);

/** told_tasks_free() - free the tasks, and make @set empty. */
void told_tasks_free(struct told_tasks *set);

/**
 * now_task_report() - describe a task that a look found wrong as a report (I26).
 * @time_ns: of the look, CLOCK_MONOTONIC
 * @at_end: the look came after the check; else before
 * @r: result
 */
void now_task_report(const struct now_task *task, uint64_t time_ns, bool at_end,
		     struct bt_report *r);

#endif /* BT_TOLD_TASKS_H */
