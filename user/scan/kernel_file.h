/* SPDX-License-Identifier: GPL-2.0 */
/* Read a kernel from a file: a vmlinux, or an Image with its symbols. */
#ifndef BT_KERNEL_FILE_H
#define BT_KERNEL_FILE_H

#include "base/range_map.h"
#include "scan/static_branches.h"
#include "scan/scan.h"

/* A kernel that was read from a file. */
struct kernel_file {
	struct scan_text text;		/* borrows @insn and @jumps */
	struct ksyms *ksyms;		/* owned */
	struct task_layout layout;
	uint32_t *insn;			/* owned */
	struct static_branch *jumps;	/* owned */
	uint64_t *traceable;		/* owned: entries of ftrace, by address */
	size_t nr_traceable;
	bool has_ftrace;		/* false: all functions can be probed */
	bool by_entry;			/* no list of entries: functions begin with NOPs */
	bool has_layout;		/* @layout was read from BTF */
};

/**
 * kernel_file_open() - read a kernel from a file, and print what is wrong.
 * @file: result, to be freed with kernel_file_close() in any case
 * @symbols: System.map or a copy of /proc/kallsyms, for an Image; may be NULL for a vmlinux
 *
 * Return: 0 or a negative errno: -ENOEXEC when the file is no arm64 kernel.
 */
int kernel_file_open(struct kernel_file *file, const char *path, const char *symbols);

/** kernel_file_close() - free what kernel_file_open() allocated. */
void kernel_file_close(struct kernel_file *file);

/**
 * kernel_file_can_probe() - tell whether the kernel lets a function be probed; a scan_can_probe.
 * @arg: the struct kernel_file
 *
 * The kernel refuses probes on functions that ftrace does not know, unless it was built
 * without ftrace, or with CONFIG_KPROBE_EVENTS_ON_NOTRACE.  vmlinux has a list of the functions
 * that ftrace knows (__mcount_loc).  In an Image, two NOPs at the entry mark such a function.
 * For "name.suffix" the kernel looks at "name", if there is one.
 */
bool kernel_file_can_probe(uint64_t start, uint64_t end, void *arg);

/**
 * kernel_file_jumps() - read the static branches of the text.
 * @file: with its text and symbols; gets the branches
 * @data: __jump_table as it is in the file
 * @size: bytes at @data, also beyond the end of the table
 *
 * Return: 0 or -ENOMEM.  An impossible table is no error, and gives no branches.
 */
int kernel_file_jumps(struct kernel_file *file, const void *data, size_t size);

/**
 * kernel_elf_read() - read a vmlinux for kernel_file_open().
 * @path: for messages
 * @fd: the file; stays open
 *
 * Return: as of kernel_file_open().
 */
int kernel_elf_read(struct kernel_file *file, const char *path, int fd);

#endif /* BT_KERNEL_FILE_H */
