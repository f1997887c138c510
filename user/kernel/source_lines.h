/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines of the source for addresses of the kernel, from the debug info of its vmlinux.  A NULL
 * struct source_lines is one that knows no address.
 */
#ifndef BT_SOURCE_LINES_H
#define BT_SOURCE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/ksyms.h"

struct source_lines;

/* A function that an address is in.  Nothing in it can be trusted: escape it. */
struct source_frame {
	const char *function;	/* NULL where the debug info has none */
	const char *file;	/* NULL where it is not known; else below the kernel's tree, if it is */
	int line;		/* 0 where it is not known */
	bool inlined;		/* into the next frame */
};

/** source_lines_built_in() - false: built without libdw, source_lines_open() always fails. */
bool source_lines_built_in(void);

/**
 * source_lines_open() - a vmlinux, or the file that its debug info was moved to.
 * @lines: result, NULL on error
 *
 * The debug info is read when it is needed, and as far as it is.
 *
 * Return: 0, to be freed with source_lines_close(); -ENOTSUP when built without libdw; -ENODATA
 * without debug info; -ENOEXEC when it is not an ELF file; or another negative errno.
 */
int source_lines_open(struct source_lines **lines, const char *path);

/** source_lines_build_id() - as hexadecimal digits, "" when the file has none. */
const char *source_lines_build_id(const struct source_lines *lines);

/** source_lines_path() - of the file. */
const char *source_lines_path(const struct source_lines *lines);

/**
 * source_lines_place() - say where the kernel runs; before that no address is known.
 * @text: address of _text in the running kernel, 0: not known, nothing changes
 *
 * It is not where the kernel was linked: KASLR.
 */
void source_lines_place(struct source_lines *lines, uint64_t text);

/**
 * source_lines_place_by_names() - source_lines_place() with some functions' names and addresses instead.
 *
 * Return: false when none of them says where.
 */
bool source_lines_place_by_names(struct source_lines *lines, const struct ksyms *ksyms);

/**
 * source_lines_find() - the functions that hold a call, from the innermost.
 * @ip: the instruction after the call, in the running kernel
 * @n: result, how many; 0 where nothing is known, as in modules
 *
 * All but the last are inlined.  The line of the first is that of the call; of the others,
 * that which the one before was inlined at.
 *
 * Return: @n frames that are valid until source_lines_close().
 */
const struct source_frame *source_lines_find(struct source_lines *lines, uint64_t ip, size_t *n);

/** source_lines_close() - NULL is fine. */
void source_lines_close(struct source_lines *lines);

#endif /* BT_SOURCE_LINES_H */
