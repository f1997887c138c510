/* SPDX-License-Identifier: GPL-2.0 */
/* Count the places where probes watch a kernel that lacks the tracepoints, and the other places. */
#ifndef BT_PROBE_COVERAGE_H
#define BT_PROBE_COVERAGE_H

#include <stddef.h>

struct probe_coverage {
	const char *scope;	/* part of the kernel that probes watch */
	size_t places;		/* places with probes */
	size_t calls;		/* calls among @places: their events are derived, not observed */
	size_t out_of_scope;	/* places that were left out */
	size_t uncovered;	/* places that take no probe: their events are not counted */
};

#endif /* BT_PROBE_COVERAGE_H */
