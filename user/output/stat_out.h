/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an output format has to be able to say.  Formats know the data model and
 * nothing of how it was collected.
 */
#ifndef BT_OUT_H
#define BT_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "aggregate/row_key.h"
#include "aggregate/about.h"
#include "aggregate/pair_cost.h"
#include "kernel/ksyms.h"
#include "aggregate/losses.h"
#include "output/header.h"
#include "aggregate/stats.h"

/* True for all frames of one output. */
struct out_header {
	const char *command;
	struct about about;
	enum per per;
	int runs;		/* asked for with -r, 1 without */
	bool intervals;		/* -I */
	const struct pair_cost *cost;	/* of a pair of barriers, or NULL: no estimate */
};

enum frame_kind {
	FRAME_INTERVAL,	/* the counts of one interval */
	FRAME_RUN,	/* of one of several runs */
	FRAME_TOTAL,	/* of everything; the last but for end() */
};

struct frame {
	enum frame_kind kind;
	int number;		/* of the interval or run, from 1; in the total, how many runs */
	uint64_t time_ns;	/* from the start to the end of this frame */
	uint64_t elapsed_ns;	/* that it covers */
	const struct stats *stats;
	struct out_losses losses;
	bool has_usage;
	double user_s, sys_s;
	/* For FRAME_TOTAL of several runs: of each field over the runs. */
	const double *mean, *stddev;
};

struct stat_out;

struct stat_ops {
	void (*begin)(struct stat_out *out, const struct out_header *header);
	void (*frame)(struct stat_out *out, const struct frame *frame);
	void (*end)(struct stat_out *out);
};

struct stat_out {
	const struct stat_ops *ops;
	const struct out_header *header;
	const struct ksyms *ksyms;	/* names for --per site, or NULL */
	FILE *f;
	const char *separator;	/* CSV */
	bool textfile;		/* OpenMetrics as node_exporter reads it from a file */
	int width;		/* columns of the terminal, 0 if it is none */
	int rows;		/* at most so many, 0 for all */
	int frames;		/* written so far */
};

extern const struct stat_ops stat_text, stat_json, stat_csv, stat_openmetrics;

/** stat_out_width() - columns of the terminal behind @f, 0 if it is none. */
int stat_out_width(FILE *f);

/** stat_schema() - print what --format=json writes, as JSON Schema. */
void stat_schema(FILE *f);

/** stat_out_row_name() - row_name() with what @out knows. */
char *stat_out_row_name(const struct stat_out *out, char *buf, size_t size, const struct row *row);

#endif /* BT_OUT_H */
