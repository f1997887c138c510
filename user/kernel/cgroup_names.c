// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/name_value.h"
#include "kernel/cgroup_names.h"

static bool find_cgroup(int dir, const char *path, unsigned long long id, char *buf, size_t size)
{
	bool found = false;
	struct dirent *e;
	struct stat st;
	char sub[4096];
	DIR *d;

	if (!fstat(dir, &st) && st.st_ino == id) {
		snprintf(buf, size, "%s", *path ? path : "/");
		close(dir);
		return true;
	}
	d = fdopendir(dir);
	if (!d) {
		close(dir);
		return false;
	}
	while (!found && (e = readdir(d))) {
		int fd;

		if (e->d_type != DT_DIR || e->d_name[0] == '.')
			continue;
		fd = openat(dirfd(d), e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			continue;
		snprintf(sub, sizeof(sub), "%s/%s", path, e->d_name);
		found = find_cgroup(fd, sub, id, buf, size);
	}
	closedir(d);
	return found;
}

static const char *known_names;	/* lines of ID=PATH, borrowed; NULL: read the cgroup file system */

void cgroup_names_are(const char *lines)
{
	known_names = lines;
}

char *cgroup_name(char *buf, size_t size, unsigned long long id)
{
	char text[32];
	int fd;

	if (known_names) {
		snprintf(text, sizeof(text), "%llu", id);
		if (!name_value_get(known_names, text, buf, size))
			snprintf(buf, size, "id %llu", id);
		return buf;
	}
	fd = open(CGROUPFS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || !find_cgroup(fd, "", id, buf, size))
		snprintf(buf, size, "id %llu", id);
	return buf;
}
