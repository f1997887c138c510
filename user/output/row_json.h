/* SPDX-License-Identifier: GPL-2.0 */
/* Write the members that lines of several commands have in common: keys and times. */
#ifndef BT_ROW_JSON_H
#define BT_ROW_JSON_H

#include "aggregate/stats.h"
#include "base/json_schema.h"
#include "kernel/ksyms.h"
#include "output/stat_out.h"

/**
 * row_json() - what a row stands for.
 * @level, @site: members of the command, which says what level and site are
 * @ksyms: names for sites, or NULL
 */
void row_json(struct json *j, struct member_string level, struct member_string site, enum per per,
	      const struct ksyms *ksyms, const struct row *row);

/** row_schema() - the members of row_json(), but for the command's two. */
void row_schema(struct json *j);

/** frame_json() - which interval or run a line is of; nothing in a total. */
void frame_json(struct json *j, enum frame_kind kind, int number, uint64_t time_ns);

/** frame_schema() - the members of frame_json(). */
void frame_schema(struct json *j);

/** frame_type() - of the line that ends a frame: "interval", "run" or "total". */
const char *frame_type(enum frame_kind kind);

#endif /* BT_ROW_JSON_H */
