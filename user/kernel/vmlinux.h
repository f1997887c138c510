/* SPDX-License-Identifier: GPL-2.0 */
/* The vmlinux of a kernel: where it is, and whether it is of that kernel. */
#ifndef BT_VMLINUX_H
#define BT_VMLINUX_H

#include "kernel/source_lines.h"

/**
 * vmlinux_open() - the file that the user names.
 * @lines: result, to be freed with source_lines_close()
 * @build_id: of the kernel, "" where it is not known: then a warning says so
 *
 * Says why it cannot be used.
 *
 * Return: 0, -EINVAL when it is of another kernel, or another negative errno.
 */
int vmlinux_open(struct source_lines **lines, const char *path, const char *build_id);

/**
 * vmlinux_search() - one with debug info in the usual places.
 * @root: what the places begin with, "" but in tests
 * @release: of the kernel
 * @build_id: its own; without one nothing is used
 *
 * Return: to be freed with source_lines_close(), or NULL.
 */
struct source_lines *vmlinux_search(const char *root, const char *release, const char *build_id);

/**
 * vmlinux_of_kernel() - that of the running kernel: the file that the user names, or one in
 * the usual places.
 * @lines: result, to be freed with source_lines_close(); NULL also when there is none in these
 * @path: NULL: none is named
 *
 * Return: 0 or a negative errno, as vmlinux_open().
 */
int vmlinux_of_kernel(struct source_lines **lines, const char *path, const char *release);

/**
 * vmlinux_missing() - say that source lines were not shown, and what they need.
 * @build_id: of the kernel; "": not known, and only -v says it; NULL: the running one's
 */
void vmlinux_missing(const char *build_id);

#endif /* BT_VMLINUX_H */
