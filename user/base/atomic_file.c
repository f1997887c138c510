// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/atomic_file.h"

static int cannot(const char *path, int code)
{
	err("cannot write %s: %s", path, strerror(code));
	return -code;
}

/*
 * Give the file the mode that the umask allows.  mkostemp() lets only the owner read the file, but
 * a collector of metrics runs as another user.
 */
static int open_up(int fd)
{
	mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

int atomic_file_open(struct atomic_file *n, const char *path)
{
	struct stat st;
	int fd, code;

	*n = (struct atomic_file){ .path = path };
	if (!lstat(path, &st) && !S_ISREG(st.st_mode)) {
		err("cannot replace %s: not a regular file", path);
		return -EINVAL;
	}
	if (asprintf(&n->temporary, "%s.XXXXXX", path) < 0) {
		n->temporary = NULL;
		return cannot(path, ENOMEM);
	}
	fd = mkostemp(n->temporary, O_CLOEXEC);
	if (fd < 0) {
		code = errno;
		free(n->temporary);
		n->temporary = NULL;
		return cannot(path, code);
	}
	n->f = open_up(fd) ? NULL : fdopen(fd, "w");
	if (!n->f) {
		code = errno;
		close(fd);
		atomic_file_abort(n);
		return cannot(path, code);
	}
	return 0;
}

int atomic_file_commit(struct atomic_file *n)
{
	int code = 0;

	/*
	 * Write the file to the disk before the rename: else a crash may leave an empty file under
	 * the new name.
	 */
	errno = 0;
	if (ferror(n->f) || fflush(n->f) || fsync(fileno(n->f)) || rename(n->temporary, n->path))
		code = errno ? errno : EIO;
	if (code) {
		atomic_file_abort(n);
		return cannot(n->path, code);
	}
	fclose(n->f);
	free(n->temporary);
	return 0;
}

void atomic_file_abort(struct atomic_file *n)
{
	if (n->f)
		fclose(n->f);
	if (n->temporary)
		unlink(n->temporary);
	free(n->temporary);
	n->f = NULL;
	n->temporary = NULL;
}
