/* SPDX-License-Identifier: GPL-2.0 */
/* Check a recording as `check` would have checked the run. */
#ifndef BT_REPLAY_CHECK_H
#define BT_REPLAY_CHECK_H

#include "aggregate/check_result.h"
#include "aggregate/causes.h"
#include "aggregate/filter.h"
#include "recording/playback.h"
#include "recording/replay_validate.h"

/* The state of a check.  The caller sets @rules and @filter, and zeroes the private rest. */
struct replay_check {
	const struct check_rules *rules;	/* borrowed */
	struct filter filter;
	struct replay_validate *replay;		/* owned */
	struct violations violations;
	struct violations deferrers;	/* judged at the end, when names are known */
	struct causes causes;
	uint64_t entry;			/* site in a section that no event has opened, or 0 */
	uint64_t more_entries;		/* violations that such sections explain */
	char entry_name[256];
	struct check_sites sites;
	struct check_counts counts;
	uint64_t shown, others, suspect, unreported;	/* violations */
};

/**
 * replay_check_event() - judge an event by the rules.
 * @stack: of the event, or NULL
 *
 * Return: 0, -EOPNOTSUPP if the recorded kernel does not batch, or -ENOMEM.
 */
int replay_check_event(struct replay_check *c, const struct recorded *r, const struct bt_event *e,
		       const struct rec_task *task, const struct rec_stack *stack);

/**
 * replay_check_end() - collect the findings and the verdict, after the last event.
 * @result: borrows from @c and @r
 *
 * Return: 0 or -ENOMEM.
 */
int replay_check_end(struct replay_check *c, const struct recorded *r, struct check_result *result);

/** replay_check_free() - free the content of @c. */
void replay_check_free(struct replay_check *c);

#endif /* BT_REPLAY_CHECK_H */
