/* SPDX-License-Identifier: GPL-2.0 */
/* Write the findings of `check`: text, NDJSON or KTAP. */
#ifndef BT_CHECK_OUT_H
#define BT_CHECK_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "aggregate/check_result.h"
#include "aggregate/finding.h"
#include "output/header.h"

struct check_out;

/* Declares the operations of a format. */
struct check_ops {
	void (*begin)(struct check_out *out);
	/* Called as soon as a violation is found, once for each invariant and stack. */
	void (*violation)(struct check_out *out, const struct finding *f);
	void (*end)(struct check_out *out, const struct check_result *result);
};

/* Describes one output of findings.  All pointers are borrowed. */
struct check_out {
	const struct check_ops *ops;
	const struct about *about;
	const struct ksyms *ksyms;	/* NULL: write addresses */
	struct source_lines *lines;	/* NULL: write names only */
	FILE *f;
	enum generation generation;
	int history;		/* events to show before each violation */
	bool verbose;		/* list each site that was passed */
	bool live;		/* the running kernel is checked, not a recording */
	uint64_t start_ns;	/* start of the check, CLOCK_MONOTONIC */
};

/** check_context() - return the context that findings of @out are resolved with. */
static inline struct finding_context check_context(const struct check_out *out)
{
	return (struct finding_context){
		.ksyms = out->ksyms, .lines = out->lines, .generation = out->generation,
		.history = out->history, .start_ns = out->start_ns,
		.live = out->live,
	};
}

/**
 * check_violation() - resolve a violation and write it.
 * @f: result, valid as long as @v and @out are
 */
static inline void check_violation(struct check_out *out, const struct violation *v,
				   struct finding *f)
{
	const struct finding_context context = check_context(out);

	finding_resolve(f, v, &context);
	out->ops->violation(out, f);
}

extern const struct check_ops check_text, check_json, check_ktap;

extern const char check_json_version[];	/* of --json, also with --now */

/** check_schema() - print what --format=json writes, as JSON Schema. */
void check_schema(FILE *f);

#endif /* BT_CHECK_OUT_H */
