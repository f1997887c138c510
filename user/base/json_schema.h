/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write the members of JSON lines by a table, and print the table as the schema of a command's
 * --json-schema (json-schema.org, draft 2020-12).  The compiler refuses a member that the table
 * lacks, and a value of another type than the table has.
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
 * Types are bool, int, uint, double, string, object, array, and any for a member whose type differs
 * between lines.
 */
#ifndef BT_JSON_SCHEMA_H
#define BT_JSON_SCHEMA_H

#include <stddef.h>

#include "base/json.h"

/* A row of a table of members. */
struct json_member {
	const char *name, *type, *help;	/* @type: JSON Schema's word, NULL: any */
};

/* One C type for each type of the table, so that json_put() can tell the types apart. */
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

/* Define the table @table from the list @members. */
#define JSON_MEMBERS(table, members) \
	static const struct { members(JSON_MEMBER_TYPE) } table = { members(JSON_MEMBER_VALUE) }

/* Write a member with the function for its type, as json_bool(). */
#define json_put(j, member, value) _Generic((member), \
	struct member_bool: json_bool, struct member_int: json_int, struct member_uint: json_uint, \
	struct member_double: json_double, struct member_string: json_string) \
	(j, (member).m.name, value)

#define json_name(member)	((member).m.name)

/* Begin a member that is an object or an array. */
#define json_put_open(j, member) _Generic((member), \
	struct member_object: json_open, struct member_any: json_open, \
	struct member_array: json_array)(j, (member).m.name)

/**
 * json_schema_begin() - write the beginning of a schema, with the member "type" of every line.
 * @f: stream to write to
 * @command: name of the command whose lines the schema describes
 * @version: version of the command's JSON
 * @types: values of "type", ended by NULL
 *
 * Return: a writer for the other members, to be ended with json_schema_end().
 */
struct json json_schema_begin(FILE *f, const char *command, const char *version,
			      const char *const types[]);

/**
 * json_schema_member() - write one member of the schema.
 * @type: JSON Schema's word for the type; NULL where the type is not the same in all lines
 * @help: description
 */
void json_schema_member(struct json *j, const char *name, const char *type, const char *help);

/* Write all members of a table to the schema. */
#define json_schema_members(j, table) \
	schema_table(j, (const struct json_member *)&(table), \
		     sizeof(table) / sizeof(struct json_member))

/** schema_table() - write the @n members of @v to the schema. */
void schema_table(struct json *j, const struct json_member *v, size_t n);

/** json_schema_end() - write the end of the schema. */
void json_schema_end(struct json *j);

#endif /* BT_JSON_SCHEMA_H */
