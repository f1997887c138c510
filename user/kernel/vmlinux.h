/* SPDX-License-Identifier: GPL-2.0 */
/* Find the vmlinux of a kernel, and make sure that the file is of that kernel. */
#ifndef BT_VMLINUX_H
#define BT_VMLINUX_H

#include "kernel/source_lines.h"

/**
 * vmlinux_open() - open the file that the user names.
 * @lines: result, to be freed with source_lines_close(); NULL on error
 * @build_id: build ID of the kernel, "" where it is not known, which is warned of
 *
 * Prints an error when the file cannot be used.
 *
 * Return: 0, -EINVAL when the file is of another kernel, or another negative errno.
 */
int vmlinux_open(struct source_lines **lines, const char *path, const char *build_id);

/**
 * vmlinux_search() - look for a vmlinux with debug info in the usual places.
 * @root: directory that holds the places, "" but in tests
 * @release: release of the kernel
 * @build_id: build ID of the kernel; if "", nothing is found
 *
 * Return: the open file, to be freed with source_lines_close(), or NULL.
 */
struct source_lines *vmlinux_search(const char *root, const char *release, const char *build_id);

/**
 * vmlinux_of_kernel() - open the vmlinux of the running kernel.
 * @lines: result, to be freed with source_lines_close(); NULL also when the search finds no file
 * @path: file that the user names; NULL: search the usual places
 * @release: release of the running kernel
 *
 * Return: 0 or a negative errno, as vmlinux_open().
 */
int vmlinux_of_kernel(struct source_lines **lines, const char *path, const char *release);

/**
 * vmlinux_missing() - warn that no source lines are shown, and name the vmlinux that is needed.
 * @build_id: build ID of the kernel; "": not known, and the message needs -v; NULL: of the running
 *	kernel
 */
void vmlinux_missing(const char *build_id);

#endif /* BT_VMLINUX_H */
