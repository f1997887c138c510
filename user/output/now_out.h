/* SPDX-License-Identifier: GPL-2.0 */
/* Write what a look at all tasks has found: text, NDJSON or KTAP. */
#ifndef BT_NOW_OUT_H
#define BT_NOW_OUT_H

#include <stdio.h>

#include "aggregate/about.h"
#include "aggregate/now_tasks.h"
#include "base/json.h"

/* Describes one output.  All pointers are borrowed. */
struct now_out {
	FILE *f;
	const struct about *about;
	const struct now_tasks *found;
	const char *version;	/* of the JSON of `check` */
	const struct ksyms *ksyms;	/* names for stacks; NULL: write addresses */
};

/* Declares a format. */
struct now_ops {
	void (*write)(const struct now_out *out);
};

extern const struct now_ops now_text, now_json, now_ktap;

/** now_schema_members() - write the members that `check --now` adds to the schema of `check`. */
void now_schema_members(struct json *j);

#endif /* BT_NOW_OUT_H */
