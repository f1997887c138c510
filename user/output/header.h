/* SPDX-License-Identifier: GPL-2.0 */
/* Write what every output says of its subject, its kernel, and how events were seen. */
#ifndef BT_HEADER_H
#define BT_HEADER_H

#include <stdio.h>

#include "aggregate/about.h"
#include "base/json.h"

/**
 * header_json() - begin the first line; a command's own members follow, then header_json_end().
 * @command: its name
 * @version: of its format
 */
void header_json(struct json *j, const char *command, const char *version, const struct about *about);

/** header_json_end() - the member "probes", unless it is by tracepoints, and the end of the line. */
void header_json_end(struct json *j, const struct about *about);

/** header_schema() - the members that both of them write. */
void header_schema(struct json *j);

/**
 * header_text() - "TITLE SUBJECT (RUNS runs)", without a newline.
 * @runs: left out unless there are several
 */
void header_text(FILE *f, const char *title, const struct about *about, int runs);

/** coverage_text() - where probes were and where not, a line for each; by tracepoints nothing. */
void coverage_text(FILE *f, const struct about *about);

#endif /* BT_HEADER_H */
