/* SPDX-License-Identifier: GPL-2.0 */
/* What reads the records of a result in NDJSON, for the parts that know what they hold. */
#ifndef BT_RESULT_READER_H
#define BT_RESULT_READER_H

#include <jansson.h>

#include "compare/result.h"

struct result_reader {
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

/** reader_wrong() - say what is wrong with the line.  Return: -EINVAL. */
int reader_wrong(const struct result_reader *rd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** reader_added() - say what result_add_row() and the like return.  Return: the same. */
int reader_added(const struct result_reader *rd, int ret);

/** reader_text() - a member that is text; says if it is not.  Return: 0 or -EINVAL. */
int reader_text(const struct result_reader *rd, const json_t *record, const char *member,
		const char **to);

/** reader_number() - one from @least to RESULT_MAX_COUNT; says if not.  Return: as above. */
int reader_number(const struct result_reader *rd, const json_t *record, const char *member,
		  int64_t least, int64_t *to);

/**
 * reader_row_name() - what a row stands for; says if it is not there.
 * @buf: room for names that are numbers
 *
 * Return: as above.
 */
int reader_row_name(const struct result_reader *rd, const json_t *record, char *buf, size_t size,
		    const char **name);

/** result_hist_record() - one of hist, which is no header; says what is wrong.  Return: as above. */
int result_hist_record(struct result_reader *rd, const json_t *record, const char *type);

#endif /* BT_RESULT_READER_H */
