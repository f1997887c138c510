/* SPDX-License-Identifier: GPL-2.0 */
/* How the findings of `check` are written: text, NDJSON or KTAP. */
#ifndef BT_CHECK_OUT_H
#define BT_CHECK_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "live/check_session.h"
#include "kernel/ksyms.h"
#include "kernel/source_lines.h"
#include "output/probe_coverage.h"
#include "kernel/strict_mode.h"
#include "aggregate/violations.h"

#define CHECK_JSON_VERSION "1"

struct check_header {
	const char *subject;	/* "'CMD ARGS'", "system wide", "process 42" */
	const char *kernel;
	const char *generation;
	const char *attach;
	const struct out_probes *probes;	/* NULL: tracepoints */
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

struct check_out;

struct check_ops {
	const char *name;	/* value of --format */
	void (*begin)(struct check_out *out);
	/* As soon as it is found, once for each invariant and stack. */
	void (*violation)(struct check_out *out, const struct violation *v);
	void (*end)(struct check_out *out, const struct check_result *result);
};

struct check_out {
	const struct check_ops *ops;
	const struct check_header *header;
	const struct ksyms *ksyms;	/* or NULL: addresses */
	struct lines *lines;	/* or NULL: names only */
	FILE *f;
	int generation;		/* 1 to 3 */
	int history;		/* events to show */
	uint64_t start_ns;	/* CLOCK_MONOTONIC */
};

extern const struct check_ops check_text, check_json, check_ktap;
extern const char *const verdict_names[];

/** check_schema() - print what --format=json writes, as JSON Schema. */
void check_schema(FILE *f);

/** check_ops_find() - the format of this name, or NULL. */
const struct check_ops *check_ops_find(const char *name);

#endif /* BT_CHECK_OUT_H */
