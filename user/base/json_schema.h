/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write the members of lines by a table, and print the same table as what a command's --json-schema
 * says of them (json-schema.org, draft 2020-12).  What is not in the table cannot be written, and
 * nothing by another type than the table has.
 *
 *	#define MEMBERS(M) \
 *		M(count, uint, "samples") \
 *		M(avg, double, "their average")
 *
 *	JSON_MEMBERS(m, MEMBERS);
 *
 *	json_put(&j, m.count, n);
 *	json_schema_members(&j, m);
 *
 * Types are bool, int, uint, double, string, object, array, and any where lines do not agree.
 */
#ifndef BT_JSON_SCHEMA_H
#define BT_JSON_SCHEMA_H

#include <stddef.h>

#include "base/json.h"

struct json_member {
	const char *name, *type, *help;
};

/* One C type for each of the table's, so that json_put() can tell them apart. */
struct member_bool { struct json_member m; };
struct member_int { struct json_member m; };
struct member_uint { struct json_member m; };
struct member_double { struct json_member m; };
struct member_string { struct json_member m; };
struct member_object { struct json_member m; };
struct member_array { struct json_member m; };
struct member_any { struct json_member m; };

#define JSON_TYPE_bool		"boolean"
#define JSON_TYPE_int		"integer"
#define JSON_TYPE_uint		"integer"
#define JSON_TYPE_double	"number"
#define JSON_TYPE_string	"string"
#define JSON_TYPE_object	"object"
#define JSON_TYPE_array		"array"
#define JSON_TYPE_any		NULL

#define JSON_MEMBER_TYPE(name, type, help)	struct member_##type name;
#define JSON_MEMBER_VALUE(name, type, help)	{ { #name, JSON_TYPE_##type, help } },

/* Define a table of this name. */
#define JSON_MEMBERS(table, members) \
	static const struct { members(JSON_MEMBER_TYPE) } table = { members(JSON_MEMBER_VALUE) }

/* Write a member, see json_bool() and the like. */
#define json_put(j, member, value) _Generic((member), \
	struct member_bool: json_bool, struct member_int: json_int, struct member_uint: json_uint, \
	struct member_double: json_double, struct member_string: json_string)(j, (member).m.name, value)

#define json_name(member)	((member).m.name)

/* Begin a member that is an object or an array. */
#define json_put_open(j, member) _Generic((member), \
	struct member_object: json_open, struct member_any: json_open, \
	struct member_array: json_array)(j, (member).m.name)

/**
 * json_schema_begin() - the beginning, up to the member "type" of each line.
 * @command: whose output it is, and @version of it
 * @types: the kinds of lines, ended by NULL
 *
 * Return: where to put the members: hand it to json_schema_end().
 */
struct json json_schema_begin(FILE *f, const char *command, const char *version, const char *const types[]);

/** json_schema_member() - one member; @type as JSON Schema has it, NULL where lines do not agree. */
void json_schema_member(struct json *j, const char *name, const char *type, const char *help);

/* All members of a table. */
#define json_schema_members(j, table) \
	schema_table(j, (const struct json_member *)&(table), sizeof(table) / sizeof(struct json_member))

/** schema_table() - @n of them. */
void schema_table(struct json *j, const struct json_member *v, size_t n);

/** json_schema_end() - the end of it. */
void json_schema_end(struct json *j);

#endif /* BT_JSON_SCHEMA_H */
