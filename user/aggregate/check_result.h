/* SPDX-License-Identifier: GPL-2.0 */
/* Hold the rules that `check` is given, and its findings, from a live kernel or a recording. */
#ifndef BT_CHECK_RESULT_H
#define BT_CHECK_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/about.h"
#include "aggregate/coverage.h"
#include "aggregate/losses.h"
#include "aggregate/violations.h"
#include "kernel/generation.h"
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
	uint64_t doubtful;	/* of @skipped: see bt_shadow_resumed() */
	uint64_t derived[BT_NR_KINDS];	/* with probes, of @skipped: derived, and not observed */
	uint64_t unreported_entries;	/* sections that no event has opened */
};

/* How a site of the kernel's text was used. */
enum site_use {
	SITE_DEFERS,
	SITE_EMITS,	/* of a queue or directly */
	SITE_FLUSHES,
	SITE_DIRECT,	/* a function that stores without the queue; no event shows it */
	NR_SITE_USES,
};

/* What the kernel's text shows of the barriers at a site. */
enum site_text {
	SITE_NOT_ASKED,		/* no rule asks for the text of this use */
	SITE_EXECUTES,		/* a pair as strong as dsb ishst; isb is there, on every way */
	SITE_SILENT,		/* a violation of I22 or I23 */
	SITE_UNDECIDED,		/* the text could not be read, or does not tell */
};

extern const char *const site_use_names[NR_SITE_USES];

/* A place in the kernel's text that was passed. */
struct check_site {
	uint64_t ip;
	uint64_t time_ns;	/* when it was passed first: the module may be gone; 0: not known */
	enum site_use use;
	enum site_text text;
	const char *why;	/* reason of SITE_UNDECIDED, static text; else NULL */
};

/* Kinds of calls in the kernel's text that report an event of barriers. */
enum call_kind {
	CALL_QUEUE,
	CALL_FLUSH,
	CALL_DIRECT,
	NR_CALL_KINDS,
};

/* A call in the kernel's text that no event came from. */
struct unpassed_call {
	uint64_t ip;		/* return address */
	enum call_kind kind;
};

/* Places in the kernel's text that were passed, and calls that were not. */
struct check_sites {
	uint64_t deferrers;	/* sites that deferred, judged by the section's opener (I20) */
	uint64_t unknown;	/* deferrers that were not judged: no names, or no stack */
	uint64_t flushers;	/* sites that flushed */
	uint64_t executing;	/* flushers whose text executes the barriers (I22) */
	uint64_t emitters;	/* sites that stored and emitted at once, of a queue or directly */
	uint64_t emitters_executing;	/* emitters whose text executes the barriers (I23) */
	uint64_t direct;	/* functions that store without the queue */
	uint64_t direct_executing;	/* direct functions whose text has the barriers (I23) */
	struct check_site *v;	/* all of these, owned, freed with check_sites_free() */
	size_t n;
	/* The kernel's own text, by enum call_kind; all 0 if nobody looked. */
	uint64_t calls[NR_CALL_KINDS];
	struct unpassed_call *unpassed;	/* those that no event came from; owned, freed as @v */
	size_t nr_unpassed;
};

/** check_sites_add() - add a place that was passed.  Return: 0 or -ENOMEM. */
int check_sites_add(struct check_sites *s, struct check_site site);

/** check_sites_count() - count the sites of a use, and those whose text has this state. */
uint64_t check_sites_count(const struct check_sites *s, enum site_use use, enum site_text text);

/** check_sites_free() - free the lists. */
void check_sites_free(struct check_sites *s);

/* Result of `check`.  All pointers are borrowed. */
struct check_result {
	struct coverage coverage;	/* with the verdict */
	const struct check_counts *counts;
	const struct loss_cause *losses;
	size_t nr_losses;
	uint64_t lost;		/* events that were not checked */
	uint64_t elapsed_ns;
	uint64_t shown;		/* violations of tasks that the user asked for, or of no task */
	uint64_t others;	/* violations of other tasks */
	uint64_t suspect;	/* violations after a loss, perhaps a consequence of the loss */
	const struct violations *violations;
	const char *entry;	/* site in a section that no event has opened, or "" */
	const struct check_sites *sites;
	bool recorded;		/* result of a recording, without the kernel's text: no I22, I23 */
	bool unknown_loss;	/* the recording is damaged, or has no end */
	bool has_names, has_text;	/* the kernel's names and text were readable */
	uint64_t rested;	/* tasks that looks before and after saw: I26; 0: no such look */
	uint64_t effects;	/* of states that were wrong before: counted, not shown */
	bool is_strict;		/* kernel was strict: I24 and I25 were checked */
	struct strict_counts strict;	/* counts during the check */
};

/**
 * check_result_judge() - set the coverage and the verdict, once all other members are set.
 * @about: says whether events come from probes
 * @rules: options of the check
 */
void check_result_judge(struct check_result *r, const struct about *about,
			enum generation generation, const struct check_rules *rules);

#endif /* BT_CHECK_RESULT_H */
