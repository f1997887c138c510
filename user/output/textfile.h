/* SPDX-License-Identifier: GPL-2.0 */
/* Write counts for node_exporter's textfile collector, beside the main output. */
#ifndef BT_METRICS_H
#define BT_METRICS_H

#include "output/stat_out.h"

/**
 * textfile_check() - check before a long measurement that the file can be written.
 * @path: NULL for none
 *
 * Return: 0 or a negative errno; prints the reason.
 */
int textfile_check(const char *path);

/**
 * textfile_write() - replace the file by these counts, so that a collector sees all or none.
 * @path: NULL for none
 * @like: main output, for its header and the names of sites
 * @frame: counts since the start
 *
 * Return: 0 or a negative errno; prints the reason.
 */
int textfile_write(const char *path, const struct stat_out *like, const struct frame *frame);

#endif /* BT_METRICS_H */
