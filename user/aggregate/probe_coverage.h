/* SPDX-License-Identifier: GPL-2.0 */
/* Where a kernel that lacks the tracepoints was looked at, and where not. */
#ifndef BT_PROBE_COVERAGE_H
#define BT_PROBE_COVERAGE_H

#include <stddef.h>

struct probe_coverage {
	const char *scope;
	size_t places;		/* where probes are */
	size_t calls;		/* of these at calls: their events are derived, not observed */
	size_t out_of_scope;	/* places that were left out */
	size_t uncovered;	/* that take no probe: what happens there is not counted */
};

#endif /* BT_PROBE_COVERAGE_H */
