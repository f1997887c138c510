/* SPDX-License-Identifier: GPL-2.0 */
/* A file that others may read at any time: they see the old one or the new one, whole. */
#ifndef BT_ATOMIC_FILE_H
#define BT_ATOMIC_FILE_H

#include <stdio.h>

struct atomic_file {
	FILE *f;		/* to be written to */
	const char *path;	/* borrowed */
	char *temporary;	/* in the same directory */
};

/**
 * atomic_file_open() - begin to write what will be @path.
 *
 * What is there must be a regular file, or nothing: as root, a rename would replace
 * /dev/null too.  Says why it failed.
 *
 * Return: 0, to be ended with atomic_file_commit() or atomic_file_abort(), or a negative errno.
 */
int atomic_file_open(struct atomic_file *n, const char *path);

/**
 * atomic_file_commit() - put it in its place, once all of it is on the disk.
 *
 * Says why it failed; @path is as it was then.
 *
 * Return: 0 or a negative errno.
 */
int atomic_file_commit(struct atomic_file *n);

/** atomic_file_abort() - throw it away; @path is as it was. */
void atomic_file_abort(struct atomic_file *n);

#endif /* BT_ATOMIC_FILE_H */
