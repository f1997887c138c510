/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Find source lines for kernel addresses in the debug info of the kernel's vmlinux.  A NULL struct
 * source_lines knows no address.
 */
#ifndef BT_SOURCE_LINES_H
#define BT_SOURCE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/ksyms.h"

struct source_lines;

/*
 * A function that an address is in.  The strings come from a file that any user may have made: a
 * caller escapes the strings before printing.
 */
struct source_frame {
	const char *function;	/* name, borrowed; NULL where the debug info has none */
	const char *file;	/* path, borrowed, relative to the kernel's tree; NULL: unknown */
	int line;		/* 0 where the line is not known */
	bool inlined;		/* function is inlined into the function of the next frame */
};

/** source_lines_built_in() - return false without libdw: then source_lines_open() always fails. */
bool source_lines_built_in(void);

/**
 * source_lines_open() - open a vmlinux, or the file that its debug info was moved to.
 * @lines: result, to be freed with source_lines_close(); NULL on error
 *
 * Other functions read the debug info when they need it, and no more than they need.
 *
 * Return: 0; -ENOTSUP when built without libdw; -ENODATA without debug info; -ENOEXEC when the file
 * is not ELF; or another negative errno.
 */
int source_lines_open(struct source_lines **lines, const char *path);

/** source_lines_build_id() - return the build ID in hexadecimal digits, "" when unknown. */
const char *source_lines_build_id(const struct source_lines *lines);

/** source_lines_path() - return the path of the file. */
const char *source_lines_path(const struct source_lines *lines);

/**
 * source_lines_place() - set where the kernel runs; before, no address is known.
 * @text: address of _text in the running kernel; 0: not known, nothing changes
 *
 * KASLR moves the kernel away from the address for which it was linked.
 */
void source_lines_place(struct source_lines *lines, uint64_t text);

/**
 * source_lines_place_by_names() - set where the kernel runs by the addresses of functions.
 * @ksyms: functions of the running kernel, not necessarily all
 *
 * Return: false when no function shows where the kernel runs.
 */
bool source_lines_place_by_names(struct source_lines *lines, const struct ksyms *ksyms);

/**
 * source_lines_find() - find the functions that hold a call, from the innermost.
 * @ip: address of the instruction after the call, in the running kernel
 * @n: result, number of frames; 0 where nothing is known, as in modules
 *
 * All functions but the last are inlined.  The first frame has the line of the call.  Each other
 * frame has the line at which the function before was inlined.
 *
 * Return: @n frames, borrowed, valid until source_lines_close().
 */
const struct source_frame *source_lines_find(struct source_lines *lines, uint64_t ip, size_t *n);

/** source_lines_close() - close the file and free @lines; NULL is fine. */
void source_lines_close(struct source_lines *lines);

#endif /* BT_SOURCE_LINES_H */
