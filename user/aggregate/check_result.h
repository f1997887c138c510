/* SPDX-License-Identifier: GPL-2.0 */
/* Hold the rules that `check` is given and its findings, live or of a recording. */
#ifndef BT_CHECK_RESULT_H
#define BT_CHECK_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"
#include "aggregate/violations.h"
#include "kernel/strict_mode.h"
#include "shared/report.h"

struct check_rules {
	int history;		/* events to show */
	char **allow;		/* patterns of functions that may defer; NULL-terminated, or NULL */
	size_t nr_allow;
	uint64_t max_window_ns;	/* 0: any */
};

#define CHECK_RULES_DEFAULT	((struct check_rules){ .history = 32 })

/* Takes a report of BPF or of a replay.  Return: 0 or a negative errno. */
typedef int (*report_fn)(const struct bt_report *report, void *arg);

/* Events and looks of all tasks, and what was found in them. */
struct check_counts {
	uint64_t events[BT_NR_KINDS];
	uint64_t skipped;	/* of these, not judged: too little was known of the task */
	uint64_t resumed;	/* sections of finish_task_switch(), see bt_shadow_resumed() */
	uint64_t tasks;
	uint64_t migrated;	/* batches that were flushed on another CPU (I16) */
	uint64_t longest_ns;	/* that one has waited */
	uint64_t looks[BT_NR_LOOKS];
	uint64_t violations[BT_NR_INVARIANTS];
	uint64_t unreported;	/* of these, without a report: the ring buffer was full */
};

enum check_verdict {
	VERDICT_CLEAN,
	VERDICT_VIOLATED,
	VERDICT_INCOMPLETE,	/* something was lost: neither */
};

/** check_verdict() - of what was found, and of what could not be looked at. */
static inline enum check_verdict check_verdict(uint64_t shown, bool incomplete)
{
	if (shown)
		return VERDICT_VIOLATED;
	return incomplete ? VERDICT_INCOMPLETE : VERDICT_CLEAN;
}

/* Places in the kernel's text. */
struct check_sites {
	uint64_t deferrers;	/* that deferred, each held against a list (I20) */
	uint64_t flushers;	/* that flushed */
	uint64_t executing;	/* of these, seen to execute the barriers (I22) */
	uint64_t direct;	/* functions that store without the queue */
	uint64_t direct_executing;	/* of these, seen to have the barriers (I23) */
};

struct check_result {
	enum check_verdict verdict;
	const struct check_counts *counts;
	const struct loss_cause *losses;
	size_t nr_losses;
	uint64_t lost;		/* events that were not checked */
	uint64_t elapsed_ns;
	uint64_t shown;		/* violations, of those that were asked for */
	uint64_t others;	/* of tasks that were not asked for */
	uint64_t suspect;	/* came after a loss, may be its consequence */
	const struct violations *violations;
	const struct check_sites *sites;
	bool recorded;		/* nobody looked at the kernel's text: no I22 and I23 */
	bool is_strict;		/* the kernel was strict: I24 and I25 */
	struct strict_counts strict;	/* meanwhile */
};

extern const char *const verdict_names[];

#endif /* BT_CHECK_RESULT_H */
