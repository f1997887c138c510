/* SPDX-License-Identifier: GPL-2.0 */
/* Find names for kernel addresses in /proc/kallsyms. */
#ifndef BT_KSYMS_H
#define BT_KSYMS_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#define KALLSYMS	"/proc/kallsyms"
/*
 * The type of a line that says where the function before it ends.  /proc/kallsyms has no such
 * lines; recordings have, and earlier versions of this tool skip them.
 */
#define KSYMS_END	'e'

struct ksyms;

/**
 * ksyms_load() - read the functions of a file in the format of /proc/kallsyms.
 * @ksyms: result, to be freed with ksyms_free(); NULL on error
 *
 * Return: 0, -ENOENT when no function has an address (kptr_restrict hides addresses by writing
 * zeros), or another negative errno.
 */
int ksyms_load(struct ksyms **ksyms, const char *path);

/**
 * ksyms_first() - read a file up to the first symbol of this name.
 * @path: file in the format of /proc/kallsyms
 *
 * Return: the symbol's address; 0 when the file lacks the symbol, or hides the address.
 */
uint64_t ksyms_first(const char *path, const char *name);

/**
 * ksyms_range() - read a file up to the first function of this name, or copy of that function.
 * @path: file in the format of /proc/kallsyms
 * @size: result, bytes to the next symbol
 *
 * The compiler names a copy "NAME.isra.0".  "NAME.cold" is a part of the function, and not a copy.
 *
 * Return: the function's address; 0 when the file lacks the function, or hides the address.
 */
uint64_t ksyms_range(const char *path, const char *name, uint64_t *size);

/**
 * ksyms_of_kernel() - load /proc/kallsyms, and where modules and BPF programs end.
 * @what: the things that need names, for a warning when there are no names
 *
 * Return: to be freed with ksyms_free(), or NULL.
 */
struct ksyms *ksyms_of_kernel(const char *what);

/** ksyms_parse() - read functions from text in memory, as ksyms_load() does from a file. */
int ksyms_parse(struct ksyms **ksyms, const char *text);

/**
 * ksyms_line() - write the function that holds a call as a line of /proc/kallsyms.
 * @ip: address of the instruction after the call
 * @buf: result, @size bytes
 * @end: result, address where the next function begins; UINT64_MAX when no function follows
 *
 * Return: false where no function is known, or @buf is too small.
 */
bool ksyms_line(const struct ksyms *ksyms, uint64_t ip, char *buf, size_t size, uint64_t *end);

/**
 * ksyms_add_end() - say that the function before an address ends there at the latest.
 *
 * ksyms_sort() has to be called before @ksyms is used again.
 *
 * Return: 0 or -ENOMEM.
 */
int ksyms_add_end(struct ksyms *ksyms, uint64_t address);

/** ksyms_sort() - sort, behind the last ksyms_add_end(). */
void ksyms_sort(struct ksyms *ksyms);

/**
 * ksyms_owner() - find the module of the function that holds an address.
 *
 * Return: "[module]", borrowed from @ksyms; NULL for the kernel itself, and where no function is.
 */
const char *ksyms_owner(const struct ksyms *ksyms, uint64_t address);

/**
 * ksyms_each() - call @fn for each function, by address.
 *
 * @fn gets the name, "function" or "function\t[module]", and where the next function or end is:
 * UINT64_MAX behind the last one.  @fn may call ksyms_add_end().
 */
void ksyms_each(const struct ksyms *ksyms,
		void (*fn)(uint64_t address, const char *name, uint64_t next, void *arg),
		void *arg);

/* Names of addresses that are no longer in /proc/kallsyms, see module_history_attach(). */
struct ksyms_past {
	/* Write a return address as ksyms_site() does.  Return: as module_history_name() */
	int (*name)(const void *arg, uint64_t ip, uint64_t time_ns, char *buf, size_t size);
	bool (*bounds)(const void *arg, uint64_t ip, uint64_t *start, uint64_t *end);
	const void *arg;	/* borrowed */
};

/**
 * ksyms_set_past() - let ksyms_site() and ksyms_bounds() know the past, too.
 *
 * Without a time, an address that had several owners with different names gets none of the names.
 */
void ksyms_set_past(struct ksyms *ksyms, const struct ksyms_past *past);

/**
 * ksyms_site_at() - call ksyms_site() for an address that was seen at a certain time.
 * @time_ns: CLOCK_MONOTONIC; 0: not known
 */
char *ksyms_site_at(const struct ksyms *ksyms, char *buf, size_t size, uint64_t ip,
		    uint64_t time_ns);

/** ksyms_is_name() - return whether a result of ksyms_site() is a name, and not the address. */
bool ksyms_is_name(const char *site);

/** ksyms_free() - free the symbols; NULL is fine. */
void ksyms_free(struct ksyms *ksyms);

/**
 * ksyms_site() - write a return address as "function+0x1c" or "function+0x1c [module]".
 * @ksyms: symbols, may be NULL
 * @buf: result, @size bytes
 * @ip: address of the instruction after a call
 *
 * A call may be the last instruction of its function: the function is the one that
 * holds the call, not @ip (kernel/kallsyms.c, sprint_backtrace()).
 *
 * Return: @buf; the bare address where no function is known.
 */
char *ksyms_site(const struct ksyms *ksyms, char *buf, size_t size, uint64_t ip);

/**
 * ksyms_place() - write the address of an instruction itself, in the form of ksyms_site().
 *
 * The instruction may be the first of its function.
 *
 * Return: @buf, as ksyms_site() does.
 */
char *ksyms_place(const struct ksyms *ksyms, char *buf, size_t size, uint64_t address);

/**
 * ksyms_function() - write the name of the function that holds an instruction, without a module.
 *
 * Return: @buf, as ksyms_site() does.
 */
char *ksyms_function(const struct ksyms *ksyms, char *buf, size_t size, uint64_t address);

/**
 * ksyms_bounds() - find the bounds of the function that a return address belongs to.
 * @ip: address of the instruction after a call
 * @start: result, address of the function's first instruction
 * @end: result, address where the next function begins; UINT64_MAX when no function follows
 *
 * Return: false where no function is known.
 */
bool ksyms_bounds(const struct ksyms *ksyms, uint64_t ip, uint64_t *start, uint64_t *end);

/**
 * ksyms_text() - find the kernel's own code, from _stext to _etext, without modules.
 * @ksyms: symbols, may be NULL
 *
 * Return: false where the symbols do not have these addresses.
 */
bool ksyms_text(const struct ksyms *ksyms, uint64_t *begin, uint64_t *end);

/**
 * ksyms_jumps() - find the kernel's __jump_table.
 * @ksyms: symbols, may be NULL
 *
 * The table is data, so only a kernel with CONFIG_KALLSYMS_ALL has symbols for it.
 *
 * Return: false where the symbols do not have these addresses.
 */
bool ksyms_jumps(const struct ksyms *ksyms, uint64_t *begin, uint64_t *end);

/** ksyms_address() - return the address of the kernel's own function @name, 0 if there is none. */
uint64_t ksyms_address(const struct ksyms *ksyms, const char *name);

#endif /* BT_KSYMS_H */
