/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tell a mistake from what follows from it.  A task with an open section defers wherever it stores,
 * its children inherit the section, and its later calls do not balance.  All that is one mistake.
 */
#ifndef BT_CAUSES_H
#define BT_CAUSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/check_result.h"
#include "aggregate/violations.h"

/* A task whose state is wrong since a violation, or since its birth. */
struct cause {
	uint32_t tid;
	uint64_t start;			/* task_struct::start_boottime */
	uint8_t enable_count, pause_count;	/* counts that the violation left */
	bool at_sleep;			/* found at a sleep: the programs do not know of the leak */
	struct violation *violation;	/* borrowed; NULL: of a task that is not shown */
};

/* All zero at the start. */
struct causes {
	struct cause *v;		/* owned */
	size_t n;
	struct bt_report **held;	/* owned: reports of I20 in sections that are still open */
	size_t nr_held;
	bool unnamed;			/* held reports may be of functions that may defer */
};

/**
 * causes_follows() - tell whether a report follows from a mistake that was reported, and count it.
 *
 * That is so for an open section that was found at a sleep, and is found once more where the task
 * has to be outside of any section.
 */
bool causes_follows(struct causes *c, const struct bt_report *r);

/**
 * causes_add() - note that a violation leaves a task's state wrong.
 * @v: violation, must outlive @c; NULL: the violation is not shown
 *
 * Reports of I20 that were held for the task follow from this violation.
 *
 * Return: 0 or -ENOMEM.
 */
int causes_add(struct causes *c, const struct bt_report *r, struct violation *v);

/** causes_inherit() - note a BT_REPORT_HEIR: the task has its parent's state.  Return: as above. */
int causes_inherit(struct causes *c, const struct bt_report *r);

/** causes_count() - count the events of a BT_REPORT_EFFECTS with the task's violation. */
void causes_count(struct causes *c, const struct bt_report *r);

/**
 * causes_hold() - keep a report of I20 until its section has ended: the section may be a leak.
 *
 * Return: 0 or -ENOMEM.
 */
int causes_hold(struct causes *c, const struct bt_report *r);

/**
 * causes_settle() - hand the reports to @show that were held for the task of a BT_REPORT_SETTLED.
 * @r: NULL: for all tasks
 *
 * Return: 0, what @show returned, or a negative errno.
 */
int causes_settle(struct causes *c, const struct bt_report *r, report_fn show, void *arg);

/** causes_free() - free all that @c owns. */
void causes_free(struct causes *c);

#endif /* BT_CAUSES_H */
