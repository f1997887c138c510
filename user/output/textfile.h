/* SPDX-License-Identifier: GPL-2.0 */
/* Counts for node_exporter's textfile collector, beside whatever else is shown. */
#ifndef BT_METRICS_H
#define BT_METRICS_H

#include "output/stat_out.h"

/**
 * textfile_check() - can the file be written?
 * @path: NULL is fine, too: nothing is to be written
 *
 * Before a measurement, which may be long.  Says why not.
 *
 * Return: 0 or a negative errno.
 */
int textfile_check(const char *path);

/**
 * textfile_write() - replace the file by these counts, so that a collector sees all or none.
 * @path: NULL for none
 * @like: the output beside it, for its header and the names of sites
 * @frame: counts since the start
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int textfile_write(const char *path, const struct stat_out *like, const struct frame *frame);

#endif /* BT_METRICS_H */
