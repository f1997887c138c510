/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write the counts of `stat`: text, NDJSON, CSV or OpenMetrics.  Formats know the data model and
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

/* Holds the facts that all frames of an output share. */
struct out_header {
	const char *command;
	struct about about;
	enum per per;
	int runs;		/* -r, or 1 */
	bool intervals;		/* -I */
	const struct pair_cost *cost;	/* a pair's cost; NULL: write no estimate */
};

enum frame_kind {
	FRAME_INTERVAL,	/* counts of one interval */
	FRAME_RUN,	/* counts of one of several runs */
	FRAME_TOTAL,	/* counts of the whole measurement; the last frame */
};

/* Holds the counts of an interval, a run or the whole measurement.  Borrowed. */
struct frame {
	enum frame_kind kind;
	int number;		/* number of the interval or run, from 1; in the total, all runs */
	uint64_t time_ns;	/* from the start of measuring to the end of this frame */
	uint64_t elapsed_ns;	/* length of this frame */
	const struct stats *stats;
	struct out_losses losses;
	bool has_usage;		/* user_s and sys_s are known */
	double user_s, sys_s;	/* CPU time of CMD, s */
	/* FRAME_TOTAL of several runs: by enum field, over the runs; else NULL */
	const double *mean, *stddev;
};

struct stat_out;

/* Declares the operations of a format. */
struct stat_ops {
	void (*begin)(struct stat_out *out, const struct out_header *header);
	void (*frame)(struct stat_out *out, const struct frame *frame);
	void (*end)(struct stat_out *out);
};

/* Describes one output of counts.  All pointers are borrowed. */
struct stat_out {
	const struct stat_ops *ops;
	const struct out_header *header;
	const struct ksyms *ksyms;	/* names for --per site, or NULL */
	FILE *f;
	const char *separator;	/* between fields of CSV */
	bool textfile;		/* OpenMetrics in the form that node_exporter reads from a file */
	int width;		/* columns of the terminal, 0 without a terminal */
	int rows;		/* at most; 0: all */
	int frames;		/* written so far */
};

extern const struct stat_ops stat_text, stat_json, stat_csv, stat_openmetrics;

/** stat_out_width() - return the columns of the terminal behind @f, 0 without a terminal. */
int stat_out_width(FILE *f);

/** stat_schema() - print what --format=json writes, as JSON Schema. */
void stat_schema(FILE *f);

/** stat_out_row_name() - call row_name() with the key and the symbols of @out.  Return: @buf. */
char *stat_out_row_name(const struct stat_out *out, char *buf, size_t size, const struct row *row);

#endif /* BT_OUT_H */
