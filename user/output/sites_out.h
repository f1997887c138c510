/* SPDX-License-Identifier: GPL-2.0 */
/* How `sites` is written: text, NDJSON, CSV or folded stacks. */
#ifndef BT_SITES_OUT_H
#define BT_SITES_OUT_H

#include <stdint.h>
#include <stdio.h>

#include "kernel/ksyms.h"
#include "kernel/source_lines.h"
#include "output/stat_out.h"
#include "aggregate/stacks.h"

/* What of the model is shown. */
struct sites_show {
	enum site_field sort;
	enum site_field count;	/* of folded stacks */
	bool missed;		/* only sites with avoidable barriers, by their number */
	bool stacks;		/* -g; JSON and folded have them anyway */
};

struct sites_result {
	struct about about;
	bool no_stacks;		/* of a recording: it was made without */
	bool no_runs;		/* of a recording: what is avoidable is not known */
	const struct stacks *stacks;
	uint64_t elapsed_ns;
	struct out_losses losses;
};

struct sites_out;

struct sites_ops {
	void (*show)(struct sites_out *out, const struct sites_result *r);
};

struct sites_out {
	const struct sites_ops *ops;
	const struct ksyms *ksyms;	/* or NULL: addresses */
	struct source_lines *lines;	/* or NULL: no source */
	const struct sites_show *what;
	FILE *f;
	const char *separator;	/* CSV */
	int rows;		/* at most so many in text, 0 for all */
};

extern const struct sites_ops sites_text, sites_json, sites_csv, sites_folded;

/** sites_schema() - print what --format=json writes, as JSON Schema. */
void sites_schema(FILE *f);

/** sites_shown() - stacks_sites() as @out is to show them. */
struct site *sites_shown(const struct sites_out *out, const struct sites_result *r, size_t *n);

/** sites_fields() - how many of enum site_field there are to show: all, or with tracepoints all but the last. */
enum site_field sites_fields(const struct sites_result *r);

/** sites_frame() - a frame of a stack, for people; not escaped.  Return: @buf. */
char *sites_frame(const struct sites_out *out, char *buf, size_t size, uint64_t address);

#endif /* BT_SITES_OUT_H */
