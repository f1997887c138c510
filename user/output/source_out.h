/* SPDX-License-Identifier: GPL-2.0 */
/* Write the source lines of an address, in one form for all outputs. */
#ifndef BT_LINES_OUT_H
#define BT_LINES_OUT_H

#include <linux/types.h>
#include <stdio.h>

#include "base/json.h"
#include "kernel/source_lines.h"

/**
 * source_put_text() - write a line for each function that holds a call, from the innermost.
 * @indent: text that each line begins with
 *
 * A line is "FUNCTION (inlined) FILE:LINE"; the last one has no "(inlined)".
 */
void source_put_text(FILE *f, const struct source_frame *frames, size_t n, const char *indent);

/**
 * source_put_json() - write an array of {"function", "file", "line", "inlined"}.
 * @name: of the member; NULL: write an element of an array
 *
 * A member that is not known is left out.
 */
void source_put_json(struct json *j, const char *name, const struct source_frame *frames, size_t n);

/** source_out_text() - look up @ip, the instruction after a call, and call source_put_text(). */
void source_out_text(FILE *f, struct source_lines *lines, uint64_t ip, const char *indent);

/**
 * source_out_json() - look up @ip, and call source_put_json().
 *
 * Writes nothing if @lines is NULL or knows nothing about @ip.
 */
void source_out_json(struct json *j, const char *name, struct source_lines *lines, uint64_t ip);

/**
 * source_out_json_stack() - write an array with an array as of source_put_json() for each address.
 * @n: number of addresses
 *
 * Writes nothing if @lines is NULL.
 */
void source_out_json_stack(struct json *j, const char *name, struct source_lines *lines,
			   const __u64 *ips, size_t n);

#endif /* BT_LINES_OUT_H */
