/* SPDX-License-Identifier: GPL-2.0 */
/* How the source of an address is written: the same in all outputs. */
#ifndef BT_LINES_OUT_H
#define BT_LINES_OUT_H

#include <linux/types.h>
#include <stdio.h>

#include "base/json.h"
#include "kernel/source_lines.h"

/**
 * source_put_text() - a line for each function that holds a call, from the innermost:
 * "FUNCTION (inlined) FILE:LINE", the last one without "(inlined)".
 * @indent: what each line begins with
 */
void source_put_text(FILE *f, const struct source_frame *frames, size_t n, const char *indent);

/**
 * source_put_json() - a member, or an element where @name is NULL: an array of
 * {"function", "file", "line", "inlined"}, of which unknown ones are left out.
 */
void source_put_json(struct json *j, const char *name, const struct source_frame *frames, size_t n);

/** source_out_text() - look up @ip, the instruction after the call, and source_put_text(). */
void source_out_text(FILE *f, struct source_lines *lines, uint64_t ip, const char *indent);

/**
 * source_out_json() - look up @ip, and source_put_json().
 *
 * Nothing at all where @lines is NULL, nor a member that would be empty.
 */
void source_out_json(struct json *j, const char *name, struct source_lines *lines, uint64_t ip);

/**
 * source_out_json_stack() - a member of arrays as those of source_out_json(), one for each of
 * @n addresses; nothing where @lines is NULL.
 */
void source_out_json_stack(struct json *j, const char *name, struct source_lines *lines,
			   const __u64 *ips, size_t n);

#endif /* BT_LINES_OUT_H */
