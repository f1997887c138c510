/* SPDX-License-Identifier: GPL-2.0 */
/* Write the members that lines of several commands share: keys and times. */
#ifndef BT_ROW_JSON_H
#define BT_ROW_JSON_H

#include "aggregate/stats.h"
#include "base/json_schema.h"
#include "kernel/ksyms.h"
#include "output/stat_out.h"

/**
 * row_json() - write the key of a row.
 * @level, @site: members of the command, whose schema describes level and site
 * @ksyms: names for sites, or NULL
 */
void row_json(struct json *j, struct member_string level, struct member_string site, enum per per,
	      const struct ksyms *ksyms, const struct row *row);

/** row_schema() - write the schema of row_json()'s members, without @level and @site. */
void row_schema(struct json *j);

/** frame_json() - write the number of the interval or run; nothing in a total. */
void frame_json(struct json *j, enum frame_kind kind, int number, uint64_t time_ns);

/** frame_schema() - write the schema of frame_json()'s members. */
void frame_schema(struct json *j);

/** frame_type() - return the type of the line that ends a frame: "interval", "run" or "total". */
const char *frame_type(enum frame_kind kind);

#endif /* BT_ROW_JSON_H */
