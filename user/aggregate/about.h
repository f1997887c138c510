/* SPDX-License-Identifier: GPL-2.0 */
/* Name the subject of a result and its kernel; say how it was seen and what was lost. */
#ifndef BT_ABOUT_H
#define BT_ABOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"
#include "aggregate/pair_cost.h"
#include "aggregate/probe_coverage.h"
#include "aggregate/row_key.h"

/* True for all frames of one output. */
struct out_header {
	const char *command;
	const char *subject;	/* "'CMD ARGS'", "system wide", "process 42" */
	const char *kernel;
	const char *generation;
	const char *attach;
	enum per per;
	int runs;		/* asked for with -r, 1 without */
	bool intervals;		/* -I */
	const struct out_probes *probes;	/* NULL: tracepoints */
	const struct pair_cost *cost;	/* of a pair of barriers, or NULL: no estimate */
};

#endif /* BT_ABOUT_H */
