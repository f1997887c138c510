/* SPDX-License-Identifier: GPL-2.0 */
/* Read a result from a file of any known format. */
#ifndef BT_LOAD_H
#define BT_LOAD_H

#include <stdio.h>

#include "compare/result.h"

/**
 * load_result() - read a result in JSON, or a recording.
 * @r: result, zero but for the members that the caller sets; to be freed with result_free() in any
 *	case
 * @path: "-" is standard input, for results in JSON
 *
 * Prints an error when it fails.
 *
 * Return: 0 or a negative errno.
 */
int load_result(struct result *r, const char *path);

/**
 * load_result_from() - read a result in JSON from a stream, as load_result() does.
 * @f: stream, stays open
 * @name: name of the stream for messages and for @r
 */
int load_result_from(struct result *r, FILE *f, const char *name);

#endif /* BT_LOAD_H */
