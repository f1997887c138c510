/* SPDX-License-Identifier: GPL-2.0 */
/* Write a comparison: text, NDJSON or CSV. */
#ifndef BT_DIFF_OUT_H
#define BT_DIFF_OUT_H

#include <stdio.h>

#include "compare/fail_if.h"
#include "compare/diff.h"

/* Describes one output of a comparison.  All pointers are borrowed. */
struct diff_out {
	FILE *f;
	const char *separator;	/* between fields of CSV */
	int rows;		/* at most, in text; 0: all */
	const struct fail_if *conditions;
	size_t nr_conditions;
};

struct diff_ops {
	void (*write)(const struct diff_out *out, const struct diff *d);
};

extern const struct diff_ops diff_text, diff_json, diff_csv;

/** diff_schema() - print what --format=json writes, as JSON Schema. */
void diff_schema(FILE *f);

#endif /* BT_DIFF_OUT_H */
