/* SPDX-License-Identifier: GPL-2.0 */
/* Find the paths of cgroups by their ids in the default hierarchy. */
#ifndef BT_CGROUP_NAMES_H
#define BT_CGROUP_NAMES_H

#include <stddef.h>

#define CGROUPFS	"/sys/fs/cgroup"

/**
 * cgroup_name() - find the path of a cgroup.
 * @buf: result
 * @size: bytes of @buf
 * @id: id in the default hierarchy: the inode number of the cgroup's directory
 *
 * Return: @buf with "/...", or with "id N" when no cgroup has the id now.
 */
char *cgroup_name(char *buf, size_t size, unsigned long long id);

/**
 * cgroup_names_are() - set where cgroup_name() looks from now on.
 * @lines: lines of ID=PATH, borrowed; NULL: the cgroups of this system again
 */
void cgroup_names_are(const char *lines);

#endif /* BT_CGROUP_NAMES_H */
