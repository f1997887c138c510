/* SPDX-License-Identifier: GPL-2.0 */
/* Read a result, whatever file it was kept in. */
#ifndef BT_LOAD_H
#define BT_LOAD_H

#include <stdio.h>

#include "compare/result.h"

/**
 * result_load() - read a file, in any format that there is a loader for.
 * @path: "-" is standard input, for results in JSON
 *
 * Says what is wrong.
 *
 * Return: 0 or a negative errno; result_free() in any case.
 */
int result_load(struct result *r, const char *path);

/** result_read() - the same from a stream, which stays open; @name is for messages. */
int result_read(struct result *r, FILE *f, const char *name);

#endif /* BT_LOAD_H */
