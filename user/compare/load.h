/* SPDX-License-Identifier: GPL-2.0 */
/* Read a result, whatever file it was kept in. */
#ifndef BT_LOAD_H
#define BT_LOAD_H

#include <stdio.h>

#include "compare/result.h"

/**
 * load_result() - read a file, in any format that there is a loader for.
 * @path: "-" is standard input, for results in JSON
 *
 * Says what is wrong.
 *
 * Return: 0 or a negative errno; result_free() in any case.
 */
int load_result(struct result *r, const char *path);

/** load_result_from() - the same from a stream, which stays open; @name is for messages. */
int load_result_from(struct result *r, FILE *f, const char *name);

#endif /* BT_LOAD_H */
