/* SPDX-License-Identifier: GPL-2.0 */
/* How the findings of `check` are written: text, NDJSON or KTAP. */
#ifndef BT_CHECK_OUT_H
#define BT_CHECK_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "aggregate/check_result.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"
#include "kernel/source_lines.h"
#include "output/header.h"
#include "kernel/strict_mode.h"
#include "aggregate/violations.h"

struct check_out;

struct check_ops {
	void (*begin)(struct check_out *out);
	/* As soon as it is found, once for each invariant and stack. */
	void (*violation)(struct check_out *out, const struct violation *v);
	void (*end)(struct check_out *out, const struct check_result *result);
};

struct check_out {
	const struct check_ops *ops;
	const struct about *about;
	const struct ksyms *ksyms;	/* or NULL: addresses */
	struct lines *lines;	/* or NULL: names only */
	FILE *f;
	enum generation generation;
	int history;		/* events to show */
	uint64_t start_ns;	/* CLOCK_MONOTONIC */
};

extern const struct check_ops check_text, check_json, check_ktap;

/** check_schema() - print what --format=json writes, as JSON Schema. */
void check_schema(FILE *f);

#endif /* BT_CHECK_OUT_H */
