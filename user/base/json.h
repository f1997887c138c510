/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Streaming JSON: one object a line (NDJSON).  Packaged libraries build trees;
 * records are written as they come.
 */
#ifndef BT_JSON_H
#define BT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 8

/* libjansson, which reads JSON, has functions of these names. */
#define json_array	json_write_array
#define json_string	json_write_string

/* Zero-initialise, with @out set.  Not to be touched from outside. */
struct json {
	FILE *out;
	int depth;
	bool comma[JSON_DEPTH];
};

/** json_open() - begin an object; @name is NULL at top level and in arrays. */
void json_open(struct json *j, const char *name);

/** json_close() - end the object; a top-level one ends the line. */
void json_close(struct json *j);

/** json_array() - begin an array inside an object. */
void json_array(struct json *j, const char *name);

/** json_array_end() - end it. */
void json_array_end(struct json *j);

/**
 * json_string() - a member, or an element where @name is NULL.
 *
 * @value may hold any bytes: what is not UTF-8 becomes U+FFFD.
 */
void json_string(struct json *j, const char *name, const char *value);

/** json_int() - a signed integer, written in full. */
void json_int(struct json *j, const char *name, int64_t value);

/** json_uint() - an unsigned integer, written in full. */
void json_uint(struct json *j, const char *name, uint64_t value);

/** json_double() - six significant digits behind the point, never NaN or Inf. */
void json_double(struct json *j, const char *name, double value);

/** json_bool() - true or false. */
void json_bool(struct json *j, const char *name, bool value);

#endif /* BT_JSON_H */
