/* SPDX-License-Identifier: GPL-2.0 */
/* A file that others may read at any time: they see the old one or the new one, whole. */
#ifndef BT_NEWFILE_H
#define BT_NEWFILE_H

#include <stdio.h>

struct newfile {
	FILE *f;		/* to be written to */
	const char *path;	/* borrowed */
	char *temporary;	/* in the same directory */
};

/**
 * newfile_open() - begin to write what will be @path.
 *
 * What is there must be a regular file, or nothing: as root, a rename would replace
 * /dev/null too.  Says why it failed.
 *
 * Return: 0, to be ended with newfile_commit() or newfile_abort(), or a negative errno.
 */
int newfile_open(struct newfile *n, const char *path);

/**
 * newfile_commit() - put it in its place, once all of it is on the disk.
 *
 * Says why it failed; @path is as it was then.
 *
 * Return: 0 or a negative errno.
 */
int newfile_commit(struct newfile *n);

/** newfile_abort() - throw it away; @path is as it was. */
void newfile_abort(struct newfile *n);

#endif /* BT_NEWFILE_H */
