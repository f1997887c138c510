/* SPDX-License-Identifier: GPL-2.0 */
/* Paths of cgroups, by their ids in the default hierarchy. */
#ifndef BT_CGROUP_NAMES_H
#define BT_CGROUP_NAMES_H

#include <stddef.h>

#define CGROUPFS	"/sys/fs/cgroup"

/**
 * cgroup_name() - the path of a cgroup, from its id in the default hierarchy.
 *
 * Return: @buf, holding "/..." or "id N" when it is gone.
 */
char *cgroup_name(char *buf, size_t size, unsigned long long id);

/**
 * cgroup_names_are() - from now on cgroup_name() takes them from here.
 * @lines: id=path lines, borrowed; NULL: of this system again
 */
void cgroup_names_are(const char *lines);

#endif /* BT_CGROUP_NAMES_H */
