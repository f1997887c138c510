/* SPDX-License-Identifier: GPL-2.0 */
/* What outputs say of a kernel that lacks the tracepoints: where it was looked, and where not. */
#ifndef BT_OUT_PROBES_H
#define BT_OUT_PROBES_H

#include <stddef.h>
#include <stdio.h>

struct json;

struct out_probes {
	const char *scope;
	size_t places;		/* where probes are */
	size_t calls;		/* of these at calls: their events are derived, not observed */
	size_t out_of_scope;	/* places that were left out */
	size_t uncovered;	/* that take no probe: what happens there is not counted */
};

/** out_probes_text() - a line for each of these; @p may be NULL: nothing. */
void out_probes_text(FILE *f, const struct out_probes *p);

/** out_probes_json() - a member "probes", an object; @p may be NULL: nothing. */
void out_probes_json(struct json *j, const struct out_probes *p);

#endif /* BT_OUT_PROBES_H */
