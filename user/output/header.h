/* SPDX-License-Identifier: GPL-2.0 */
/* Write the facts that every output has: its subject, its kernel, and how events were seen. */
#ifndef BT_HEADER_H
#define BT_HEADER_H

#include <stdio.h>

#include "aggregate/about.h"
#include "base/json.h"

/**
 * header_json() - begin the first line; a command's own members follow, then header_json_end().
 * @command: name of the command
 * @version: of the command's JSON, MAJOR.MINOR
 */
void header_json(struct json *j, const char *command, const char *version,
		 const struct about *about);

/** header_json_end() - end the line; with probes, write the member "probes" before. */
void header_json_end(struct json *j, const struct about *about);

/** header_schema() - write the schema of the members of header_json() and header_json_end(). */
void header_schema(struct json *j);

/**
 * header_text() - write "TITLE SUBJECT (RUNS runs)", without a newline.
 * @runs: left out if below 2
 */
void header_text(FILE *f, const char *title, const struct about *about, int runs);

/** coverage_text() - write where probes are and where not; nothing with tracepoints. */
void coverage_text(FILE *f, const struct about *about);

#endif /* BT_HEADER_H */
