/* SPDX-License-Identifier: GPL-2.0 */
/* What reads the records of a result in NDJSON, for the parts that know what they hold. */
#ifndef BT_JSON_READER_H
#define BT_JSON_READER_H

#include <jansson.h>

#include "compare/result.h"

struct json_reader {
	struct result *r;
	FILE *f;
	const char *name;	/* of the file */
	char *text;		/* the line */
	size_t line, length, room;
	bool header, total, runs_in_header;
	/* Of hist: of the run that is being read, and of all so far */
	unsigned int steps, run_metrics;	/* bits: metrics whose step is known; of the run */
	long double run[BT_NR_METRICS][HIST_NR_NUMBERS];
	uint64_t run_count[BT_NR_METRICS], run_sum[BT_NR_METRICS];
};

/** json_reader_wrong() - say what is wrong with the line.  Return: -EINVAL. */
int json_reader_wrong(const struct json_reader *rd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** json_reader_added() - say what result_add_row() and the like return.  Return: the same. */
int json_reader_added(const struct json_reader *rd, int ret);

/** json_reader_text() - a member that is text; says if it is not.  Return: 0 or -EINVAL. */
int json_reader_text(const struct json_reader *rd, const json_t *record, const char *member,
		     const char **to);

/** json_reader_number() - one from @least to RESULT_MAX_COUNT; says if not.  Return: as above. */
int json_reader_number(const struct json_reader *rd, const json_t *record, const char *member,
		       int64_t least, int64_t *to);

/**
 * json_reader_row_name() - what a row stands for; says if it is not there.
 * @buf: room for names that are numbers
 *
 * Return: as above.
 */
int json_reader_row_name(const struct json_reader *rd, const json_t *record, char *buf, size_t size,
			 const char **name);

/** result_hist_record() - one of hist, which is no header; says what is wrong.  Return: as above. */
int result_hist_record(struct json_reader *rd, const json_t *record, const char *type);

#endif /* BT_JSON_READER_H */
