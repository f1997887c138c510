/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel in a file: vmlinux, or Image with its symbols. */
#ifndef BT_KERNEL_FILE_H
#define BT_KERNEL_FILE_H

#include "base/range_map.h"
#include "scan/static_branches.h"
#include "scan/scan.h"

struct kernel_file {
	struct scan_text text;
	struct ksyms *ksyms;
	struct task_layout layout;
	uint32_t *insn;			/* of @text */
	struct static_branch *jumps;	/* of @text */
	uint64_t *traceable;		/* entries of ftrace, by address */
	size_t nr_traceable;
	bool has_ftrace;		/* otherwise nothing is kept from being probed */
	bool by_entry;			/* no such list, an Image: the NOPs at a function's entry tell */
	bool has_layout;
};

/**
 * kernel_file_open() - read it.
 * @file: result, to be freed with kernel_file_close() in any case
 * @symbols: System.map or a copy of /proc/kallsyms, for an Image; may be NULL for a vmlinux
 *
 * Says what is wrong.
 *
 * Return: 0 or a negative errno: -ENOEXEC when it is no arm64 kernel.
 */
int kernel_file_open(struct kernel_file *file, const char *path, const char *symbols);

/** kernel_file_close() - free. */
void kernel_file_close(struct kernel_file *file);

/**
 * kernel_file_can_probe() - scan_can_probe() of a file, which is the @arg.
 *
 * The kernel refuses probes on functions that ftrace does not know, unless it was built
 * without ftrace, or with CONFIG_KPROBE_EVENTS_ON_NOTRACE.  vmlinux has a list of those
 * (__mcount_loc); in an Image functions with two NOPs at the entry are taken for those.
 * For "name.suffix" the kernel looks at "name", if there is one.
 */
bool kernel_file_can_probe(uint64_t start, uint64_t end, void *arg);

/**
 * kernel_file_jumps() - static branches of the text, which is there.
 * @data: __jump_table as it is in the file
 * @size: of what there is of it, or more
 *
 * Return: 0 or -ENOMEM.  A table that cannot be one is no error, and has none.
 */
int kernel_file_jumps(struct kernel_file *file, const void *data, size_t size);

/** kernel_elf_read() - the vmlinux part of kernel_file_open(). */
int kernel_elf_read(struct kernel_file *file, const char *path, int fd);

#endif /* BT_KERNEL_FILE_H */
