/* SPDX-License-Identifier: GPL-2.0 */
/* Hold the rules that `check` is given, and its findings, from a live kernel or a recording. */
#ifndef BT_CHECK_RESULT_H
#define BT_CHECK_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"
#include "aggregate/violations.h"
#include "kernel/strict_mode.h"
#include "shared/report.h"

/* Rules that the user can set by options. */
struct check_rules {
	int history;		/* number of earlier events to show with a violation */
	char **allow;		/* patterns of functions that may defer; NULL-terminated, or NULL */
	size_t nr_allow;
	uint64_t max_window_ns;	/* longest window allowed, ns; 0: any */
};

#define CHECK_RULES_DEFAULT	((struct check_rules){ .history = 32 })

/* Take a report of a BPF program or of a replay.  Return: 0 or a negative errno. */
typedef int (*report_fn)(const struct bt_report *report, void *arg);

/* Numbers of events and looks of all tasks, and of violations found in them. */
struct check_counts {
	uint64_t events[BT_NR_KINDS];
	uint64_t skipped;	/* events not judged: too little was known of the task */
	uint64_t resumed;	/* sections of finish_task_switch(), see bt_shadow_resumed() */
	uint64_t tasks;
	uint64_t migrated;	/* batches that were flushed on another CPU (I16) */
	uint64_t longest_ns;	/* longest window, ns */
	uint64_t looks[BT_NR_LOOKS];
	uint64_t violations[BT_NR_INVARIANTS];
	uint64_t unreported;	/* violations without a report: the ring buffer was full */
};

/* Verdict of `check`. */
enum check_verdict {
	VERDICT_CLEAN,
	VERDICT_VIOLATED,
	VERDICT_INCOMPLETE,	/* events were lost, and no violation was found in the others */
};

/**
 * check_verdict() - return the verdict.
 * @shown: number of violations
 * @incomplete: events were lost, or violations were not reported
 */
static inline enum check_verdict check_verdict(uint64_t shown, bool incomplete)
{
	if (shown)
		return VERDICT_VIOLATED;
	return incomplete ? VERDICT_INCOMPLETE : VERDICT_CLEAN;
}

/* Numbers of places in the kernel's text. */
struct check_sites {
	uint64_t deferrers;	/* sites that deferred, each looked up in the list of I20 */
	uint64_t flushers;	/* sites that flushed */
	uint64_t executing;	/* flushers whose text executes the barriers (I22) */
	uint64_t direct;	/* functions that store without the queue */
	uint64_t direct_executing;	/* direct functions whose text has the barriers (I23) */
};

/* Result of `check`.  All pointers are borrowed. */
struct check_result {
	enum check_verdict verdict;
	const struct check_counts *counts;
	const struct loss_cause *losses;
	size_t nr_losses;
	uint64_t lost;		/* events that were not checked */
	uint64_t elapsed_ns;
	uint64_t shown;		/* violations of tasks that the user asked for, or of no task */
	uint64_t others;	/* violations of other tasks */
	uint64_t suspect;	/* violations after a loss, perhaps a consequence of the loss */
	const struct violations *violations;
	const struct check_sites *sites;
	bool recorded;		/* result of a recording, without the kernel's text: no I22, I23 */
	bool is_strict;		/* kernel was strict: I24 and I25 were checked */
	struct strict_counts strict;	/* counts during the check */
};

extern const char *const verdict_names[];

#endif /* BT_CHECK_RESULT_H */
