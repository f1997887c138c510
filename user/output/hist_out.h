/* SPDX-License-Identifier: GPL-2.0 */
/* Write the histograms of `hist`: text, NDJSON or CSV, and a picture. */
#ifndef BT_HIST_OUT_H
#define BT_HIST_OUT_H

#include <stdint.h>
#include <stdio.h>

#include "aggregate/hist_summary.h"
#include "kernel/ksyms.h"
#include "output/stat_out.h"

/* Holds the facts that all frames of an output share. */
struct hist_header {
	struct about about;
	enum per per;
	bool intervals;		/* -I */
	int runs;		/* -r, or 1 */
	unsigned int metrics;	/* to show; bits, 1 << enum bt_metric */
	struct hist_shape shape[BT_NR_METRICS];
};

/* Holds the histograms of an interval, a run or the whole measurement.  Borrowed. */
struct hist_frame {
	enum frame_kind kind;
	int number;		/* number of the interval or run, from 1 */
	uint64_t time_ns;	/* from the start of measuring to the end of this frame */
	uint64_t elapsed_ns;	/* length of this frame */
	const struct histograms *hs;
	struct out_losses losses;	/* FRAME_RUN: of this run; else all so far */
	const struct hist_repeat *repeat;	/* FRAME_TOTAL of several runs; else NULL */
};

struct hist_out;

/* Declares the operations of a format. */
struct hist_ops {
	void (*begin)(struct hist_out *out);
	void (*frame)(struct hist_out *out, const struct hist_frame *frame);
};

/* Describes one output of histograms.  All pointers are borrowed. */
struct hist_out {
	const struct hist_ops *ops;
	const struct hist_header *header;
	const struct ksyms *ksyms;	/* names for --per site, or NULL */
	FILE *f;
	const char *separator;	/* between fields of CSV */
	int width;		/* columns of the terminal, 0 without a terminal */
	int rows;		/* at most, in text and picture; 0: as many as fit */
	bool no_header, no_summary, with_zeros;
};

extern const struct hist_ops hist_text, hist_json, hist_csv;
/* Draw a picture that needs no scripts and follows light and dark. */
extern const struct hist_ops hist_svg;

/** hist_schema() - print what --format=json writes, as JSON Schema. */
void hist_schema(FILE *f);

/** hist_error() - describe how far percentiles of histograms of this shape may be off. */
const char *hist_error(enum bt_metric metric, const struct hist_shape *shape);

/**
 * hist_label() - write the values of a line: "1", "[2, 4)", "[4.096us, 8.192us)", ">= 1024".
 *
 * Return: @buf.
 */
char *hist_label(char *buf, size_t size, enum bt_metric metric, const struct hist_shape *shape,
		 size_t line);

#endif /* BT_HIST_OUT_H */
