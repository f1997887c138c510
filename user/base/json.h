/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write JSON as a stream, one object a line (NDJSON).  Libraries build a tree of each object first;
 * the tool writes a record while it produces the record.
 */
#ifndef BT_JSON_H
#define BT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 8

/* Rename two functions, because libjansson, which reads JSON, has functions of these names. */
#define json_array	json_write_array
#define json_string	json_write_string

/* State of a writer: zero but for @out.  Only this file's functions change it. */
struct json {
	FILE *out;			/* borrowed */
	int depth;			/* objects and arrays that are open */
	bool comma[JSON_DEPTH];		/* at each depth: the next member follows another one */
};

/** json_open() - begin an object; @name is NULL at top level and in arrays. */
void json_open(struct json *j, const char *name);

/** json_close() - end the innermost object; a top-level object ends the line. */
void json_close(struct json *j);

/** json_array() - begin an array inside an object; @name is its member. */
void json_array(struct json *j, const char *name);

/** json_array_end() - end the innermost array. */
void json_array_end(struct json *j);

/**
 * json_string() - write text as a member, or as an element where @name is NULL.
 * @value: any bytes; a byte that is not UTF-8 becomes U+FFFD
 */
void json_string(struct json *j, const char *name, const char *value);

/** json_int() - write a signed integer in full; @name as in json_string(). */
void json_int(struct json *j, const char *name, int64_t value);

/** json_uint() - write an unsigned integer in full; @name as in json_string(). */
void json_uint(struct json *j, const char *name, uint64_t value);

/** json_double() - write a number with six digits behind the point, NaN and infinity as 0. */
void json_double(struct json *j, const char *name, double value);

/** json_bool() - write true or false. */
void json_bool(struct json *j, const char *name, bool value);

#endif /* BT_JSON_H */
