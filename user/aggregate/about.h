/* SPDX-License-Identifier: GPL-2.0 */
/* Name the subject of a result and its kernel, and describe how the tool saw its events. */
#ifndef BT_ABOUT_H
#define BT_ABOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/losses.h"
#include "aggregate/probe_coverage.h"

/* Head of every output.  Strings are borrowed, and not escaped. */
struct about {
	const char *subject;	/* "'CMD ARGS'", "system wide", "process 42" */
	const char *kernel;	/* release of the kernel */
	const char *generation;	/* name of the kernel's generation */
	const char *attach;	/* way of attaching; NULL while nothing is attached */
	bool by_probes;		/* events come from probes; else from tracepoints: no @coverage */
	struct probe_coverage coverage;
	const char *scope;	/* kind of the tasks, see watch_scope(); NULL or "": not known */
};

#endif /* BT_ABOUT_H */
