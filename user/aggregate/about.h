/* SPDX-License-Identifier: GPL-2.0 */
/* Name the subject of a result and its kernel; say how it was seen and what was lost. */
#ifndef BT_ABOUT_H
#define BT_ABOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"
#include "aggregate/probe_coverage.h"

/* The beginning of every output.  Strings are borrowed, and not escaped. */
struct about {
	const char *subject;	/* "'CMD ARGS'", "system wide", "process 42" */
	const char *kernel;	/* its release */
	const char *generation;	/* of its batching */
	const char *attach;	/* NULL while nothing is attached */
	bool by_probes;		/* else by tracepoints, and @coverage is empty */
	struct probe_coverage coverage;
};

#endif /* BT_ABOUT_H */
