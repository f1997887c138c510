/* SPDX-License-Identifier: GPL-2.0 */
/* Write the result of `sites`: text, NDJSON, CSV or folded stacks. */
#ifndef BT_SITES_OUT_H
#define BT_SITES_OUT_H

#include <stdint.h>
#include <stdio.h>

#include "kernel/ksyms.h"
#include "kernel/source_lines.h"
#include "output/stat_out.h"
#include "aggregate/stacks.h"

/* Holds the user's choice of sites and columns. */
struct sites_show {
	enum site_field sort;
	enum site_field count;	/* in folded stacks */
	bool missed;		/* only sites with avoidable barriers, sorted by their number */
	bool stacks;		/* -g; JSON and folded have stacks in any case */
};

/* Holds a result.  All pointers are borrowed. */
struct sites_result {
	struct about about;
	bool no_stacks;		/* the recording was made without stacks */
	bool no_runs;		/* the recording does not tell what is avoidable */
	bool no_at_once;	/* what is used at once is not known, and counts as avoidable */
	const struct stacks *stacks;
	uint64_t elapsed_ns;
	struct out_losses losses;
};

struct sites_out;

/* Declares the operation of a format. */
struct sites_ops {
	void (*show)(struct sites_out *out, const struct sites_result *r);
};

/* Describes one output of sites.  All pointers are borrowed. */
struct sites_out {
	const struct sites_ops *ops;
	const struct ksyms *ksyms;	/* NULL: write addresses */
	struct source_lines *lines;	/* NULL: no source lines */
	const struct sites_show *what;
	FILE *f;
	const char *separator;	/* between fields of CSV */
	int rows;		/* at most, in text; 0: all */
};

extern const struct sites_ops sites_text, sites_json, sites_csv, sites_folded;

/** sites_schema() - print what --format=json writes, as JSON Schema. */
void sites_schema(FILE *f);

/** sites_shown() - call stacks_sites(), or stacks_missed(), with the order and choice of @out. */
struct site *sites_shown(const struct sites_out *out, const struct sites_result *r, size_t *n);

/**
 * sites_fields() - return how many of enum site_field to show.
 *
 * With probes these are all; with tracepoints all but the last, SITE_DERIVED.
 */
enum site_field sites_fields(const struct sites_result *r);

/**
 * sites_order() - return the field that orders the sites, and of which each has a share.
 */
enum site_field sites_order(const struct sites_out *out);

/** sites_share() - return a part of the sum over all sites, 0 to 1. */
double sites_share(const struct sites_result *r, uint64_t part, enum site_field of);

/** sites_frame() - write a frame of a stack, for people; not escaped.  Return: @buf. */
char *sites_frame(const struct sites_out *out, char *buf, size_t size, uint64_t address);

#endif /* BT_SITES_OUT_H */
