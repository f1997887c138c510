/* SPDX-License-Identifier: GPL-2.0 */
/* What outputs say of a kernel that lacks the tracepoints: where it was looked, and where not. */
#ifndef BT_OUT_PROBES_H
#define BT_OUT_PROBES_H

#include <stdio.h>

#include "aggregate/probe_coverage.h"

struct json;

/** out_probes_text() - a line for each of these; @p may be NULL: nothing. */
void out_probes_text(FILE *f, const struct out_probes *p);

/** out_probes_json() - a member "probes", an object; @p may be NULL: nothing. */
void out_probes_json(struct json *j, const struct out_probes *p);

#endif /* BT_OUT_PROBES_H */
