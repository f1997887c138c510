/* SPDX-License-Identifier: GPL-2.0 */
/* What a command's --json writes, as JSON Schema (json-schema.org, draft 2020-12): its --json-schema. */
#ifndef BT_JSON_SCHEMA_H
#define BT_JSON_SCHEMA_H

#include "base/json.h"

/* A member of a line; @type is NULL where it has more than one. */
struct schema_member {
	const char *name, *type, *help;
};

/**
 * schema_begin() - the beginning, up to the member "type" of each line.
 * @command: whose output it is, and @version of it
 * @types: the kinds of lines, ended by NULL
 *
 * Return: where to put the members: hand it to schema_end().
 */
struct json schema_begin(FILE *f, const char *command, const char *version, const char *const types[]);

/** schema_member() - one member, @type as in struct schema_member. */
void schema_member(struct json *j, const char *name, const char *type, const char *help);

/** schema_members() - @n of them. */
void schema_members(struct json *j, const struct schema_member *v, size_t n);

/** schema_header() - the members of every header of a measurement. */
void schema_header(struct json *j);

/** schema_row() - what says whose a row is, as row_json() writes it (out.h), but for level and site. */
void schema_row(struct json *j);

/** schema_end() - the end of it. */
void schema_end(struct json *j);

#endif /* BT_JSON_SCHEMA_H */
