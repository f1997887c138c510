/* SPDX-License-Identifier: GPL-2.0 */
/* Read members of records, for result_json.c and result_hist_json.c, which know the records. */
#ifndef BT_JSON_READER_H
#define BT_JSON_READER_H

#include <jansson.h>

#include "compare/result.h"

/* State while a result is read. */
struct json_reader {
	struct result *r;	/* result, borrowed */
	FILE *f;		/* borrowed */
	const char *name;	/* name of the file for messages, borrowed */
	char *text;		/* line, owned */
	size_t line, length, room;	/* line number, from 1; bytes of @text, used, allocated */
	bool header, total, runs_in_header;	/* header, total read; header has several runs */
	/* For hist only.  Bits: metrics whose step is known; metrics of the run being read. */
	unsigned int steps, run_metrics;
	long double run[BT_NR_METRICS][HIST_NR_NUMBERS];	/* numbers of that run */
	uint64_t run_count[BT_NR_METRICS], run_sum[BT_NR_METRICS];	/* sums over all runs */
};

/** json_reader_wrong() - print an error in the line.  Return: -EINVAL. */
int json_reader_wrong(const struct json_reader *rd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** json_reader_added() - print the error @ret of result_add_row() or the like, and return it. */
int json_reader_added(const struct json_reader *rd, int ret);

/**
 * json_reader_text() - read a member that must be text.
 * @to: result, borrowed from @record
 *
 * Prints an error if the member is missing or not text.  Return: 0 or -EINVAL.
 */
int json_reader_text(const struct json_reader *rd, const json_t *record, const char *member,
		     const char **to);

/**
 * json_reader_number() - read a member that must be a number from @least to RESULT_MAX_COUNT.
 *
 * Prints an error if the member is missing or not such a number.  Return: 0 or -EINVAL.
 */
int json_reader_number(const struct json_reader *rd, const json_t *record, const char *member,
		       int64_t least, int64_t *to);

/**
 * json_reader_row_name() - read the name of a row.
 * @buf: room for a name that is made from a number, @size bytes
 * @name: result, borrowed from @record or @buf
 *
 * Prints an error if the name is missing.  Return: 0 or -EINVAL.
 */
int json_reader_row_name(const struct json_reader *rd, const json_t *record, char *buf, size_t size,
			 const char **name);

/**
 * result_hist_record() - read a record of `hist` that is not the header.
 * @type: type of the record
 *
 * Prints an error in the record.  Return: 0 or a negative errno.
 */
int result_hist_record(struct json_reader *rd, const json_t *record, const char *type);

#endif /* BT_JSON_READER_H */
