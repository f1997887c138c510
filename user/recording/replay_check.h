/* SPDX-License-Identifier: GPL-2.0 */
/* What `check` would have said of the run that was recorded. */
#ifndef BT_REPLAY_CHECK_H
#define BT_REPLAY_CHECK_H

#include "aggregate/check_result.h"
#include "aggregate/filter.h"
#include "recording/playback.h"
#include "recording/replay_validate.h"

/* Zero-initialise, with @rules and @filter set; the rest is not to be touched from outside. */
struct replay_check {
	const struct check_rules *rules;
	struct filter filter;
	struct replay_validate *replay;
	struct violations violations;
	struct violations deferrers;	/* their names come last */
	struct check_sites sites;
	struct check_counts counts;
	uint64_t shown, others, suspect, unreported;
};

/**
 * replay_check_event() - hold it against the rules.
 *
 * Return: 0, -EOPNOTSUPP where nothing is batched, or -ENOMEM.
 */
int replay_check_event(struct replay_check *c, const struct recorded *r, const struct bt_event *e,
		       const struct rec_task *task, const struct rec_stack *stack);

/**
 * replay_check_end() - after the last event: what was found, and the verdict.
 * @result: refers to @c and @r
 *
 * Return: 0 or -ENOMEM.
 */
int replay_check_end(struct replay_check *c, const struct recorded *r, struct check_result *result);

/** replay_check_free() - what is in @c. */
void replay_check_free(struct replay_check *c);

#endif /* BT_REPLAY_CHECK_H */
