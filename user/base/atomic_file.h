/* SPDX-License-Identifier: GPL-2.0 */
/* Replace a file while others read it: a reader sees all of the old file or all of the new one. */
#ifndef BT_ATOMIC_FILE_H
#define BT_ATOMIC_FILE_H

#include <stdio.h>

/* A file that is being written under a temporary name. */
struct atomic_file {
	FILE *f;		/* stream that the caller writes to; owned */
	const char *path;	/* name that the file gets in the end; borrowed */
	char *temporary;	/* name while it is written, in the directory of @path; owned */
};

/**
 * atomic_file_open() - begin to write the file that will replace @path.
 * @path: a regular file, or a name that does not exist; borrowed
 *
 * Other kinds of files are refused: as root, a rename would replace /dev/null too.  Prints an error
 * when it fails.
 *
 * Return: 0 or a negative errno.  After 0 the caller ends with atomic_file_commit() or
 * atomic_file_abort().
 */
int atomic_file_open(struct atomic_file *n, const char *path);

/**
 * atomic_file_commit() - write the file to the disk, then rename it to its path.
 *
 * Prints an error when it fails, and leaves the file at the path as it was.
 *
 * Return: 0 or a negative errno.
 */
int atomic_file_commit(struct atomic_file *n);

/** atomic_file_abort() - remove the temporary file, and leave the file at the path as it was. */
void atomic_file_abort(struct atomic_file *n);

#endif /* BT_ATOMIC_FILE_H */
