/* SPDX-License-Identifier: GPL-2.0 */
/* How the histograms of `hist` are written: text, NDJSON or CSV, and as a picture. */
#ifndef BT_HIST_OUT_H
#define BT_HIST_OUT_H

#include <stdint.h>
#include <stdio.h>

#include "aggregate/hist_summary.h"
#include "kernel/ksyms.h"
#include "output/stat_out.h"

/* True for all frames of one output. */
struct hist_header {
	struct about about;
	enum per per;
	bool intervals;		/* -I */
	int runs;		/* that -r asks for, 1 without */
	unsigned int metrics;	/* bits: those that are shown */
	struct hist_shape shape[BT_NR_METRICS];
};

struct hist_frame {
	enum frame_kind kind;
	int number;		/* of the interval or run, from 1 */
	uint64_t time_ns;	/* from the start to the end of this frame */
	uint64_t elapsed_ns;	/* that it covers */
	const struct histograms *hs;
	struct out_losses losses;	/* of a run its own, else all so far */
	const struct hist_repeat *repeat;	/* of FRAME_TOTAL of several runs, or NULL */
};

struct hist_out;

struct hist_ops {
	void (*begin)(struct hist_out *out);
	void (*frame)(struct hist_out *out, const struct hist_frame *frame);
};

struct hist_out {
	const struct hist_ops *ops;
	const struct hist_header *header;
	const struct ksyms *ksyms;	/* names for --per site, or NULL */
	FILE *f;
	const char *separator;	/* CSV */
	int width;		/* columns of the terminal, 0 if it is none */
	int rows;		/* at most so many in text and picture, 0 for what fits */
	bool no_header, no_summary, with_zeros;
};

extern const struct hist_ops hist_text, hist_json, hist_csv;
extern const struct hist_ops hist_svg;	/* a picture that needs no scripts and follows light and dark */

/** hist_schema() - print what --format=json writes, as JSON Schema. */
void hist_schema(FILE *f);

/** hist_error() - in words, what percentiles of histograms of this shape may be off by. */
const char *hist_error(enum bt_metric metric, const struct hist_shape *shape);

/** hist_label() - the values of a line: "1", "[2, 4)", "[4.096us, 8.192us)", ">= 1024". */
char *hist_label(char *buf, size_t size, enum bt_metric metric, const struct hist_shape *shape,
		 size_t line);

#endif /* BT_HIST_OUT_H */
