/* SPDX-License-Identifier: GPL-2.0 */
/* Names for kernel addresses, from /proc/kallsyms. */
#ifndef BT_KSYMS_H
#define BT_KSYMS_H

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#define KALLSYMS	"/proc/kallsyms"

struct ksyms;

/**
 * ksyms_load() - read the functions of a file in the format of /proc/kallsyms.
 * @ksyms: to be freed with ksyms_free()
 *
 * Return: 0, -ENOENT when there is none with an address (kptr_restrict hides them
 * by writing zeros), or another negative errno.
 */
int ksyms_load(struct ksyms **ksyms, const char *path);

/**
 * ksyms_first() - the address of the first symbol of this name, reading no further.
 *
 * Return: 0 when there is none, or it is hidden.
 */
uint64_t ksyms_first(const char *path, const char *name);

/**
 * ksyms_range() - the first function of this name, or a copy of it that the compiler has named
 * after it ("NAME.isra.0", and not "NAME.cold", a part), reading no further.
 * @size: result, bytes to the next symbol
 *
 * Return: its address; 0 when there is none, or it is hidden.
 */
uint64_t ksyms_range(const char *path, const char *name, uint64_t *size);

/**
 * ksyms_of_kernel() - ksyms_load() of /proc/kallsyms.
 * @what: that needs the names, for a warning when there are none
 *
 * Return: to be freed with ksyms_free(), or NULL.
 */
struct ksyms *ksyms_of_kernel(const char *what);

/**
 * ksyms_parse() - ksyms_load() of text that is in memory.
 */
int ksyms_parse(struct ksyms **ksyms, const char *text);

/**
 * ksyms_line() - the function that holds a call, as a line of /proc/kallsyms.
 * @ip: the instruction after the call
 * @end: result, where the next function begins: UINT64_MAX when there is none
 *
 * Return: false where no function is known, or @buf is too small.
 */
bool ksyms_line(const struct ksyms *ksyms, uint64_t ip, char *buf, size_t size, uint64_t *end);

/** ksyms_free() - NULL is fine. */
void ksyms_free(struct ksyms *ksyms);

/**
 * ksyms_site() - "function+0x1c" or "function+0x1c [module]", for a return address.
 * @ksyms: may be NULL
 * @ip: the instruction after a call
 *
 * A call may be the last instruction of its function: the function is the one that
 * holds the call, not @ip (kernel/kallsyms.c, sprint_backtrace()).
 *
 * Return: @buf; the bare address where no function is known.
 */
char *ksyms_site(const struct ksyms *ksyms, char *buf, size_t size, uint64_t ip);

/**
 * ksyms_place() - the same of an instruction itself, which may be the first of its function.
 *
 * Return: @buf, as of ksyms_site().
 */
char *ksyms_place(const struct ksyms *ksyms, char *buf, size_t size, uint64_t address);

/**
 * ksyms_function() - the bare name of the function that holds an instruction, no module behind it.
 *
 * Return: @buf, as of ksyms_site().
 */
char *ksyms_function(const struct ksyms *ksyms, char *buf, size_t size, uint64_t address);

/**
 * ksyms_bounds() - of the function that a return address belongs to.
 * @start: its first instruction
 * @end: behind its last one: where the next function begins, if one is known
 *
 * Return: false where no function is known.
 */
bool ksyms_bounds(const struct ksyms *ksyms, uint64_t ip, uint64_t *start, uint64_t *end);

/**
 * ksyms_text() - from _stext to _etext: the kernel's own code, without modules'.
 *
 * Return: false where the symbols do not say; of @ksyms that is NULL, too.
 */
bool ksyms_text(const struct ksyms *ksyms, uint64_t *begin, uint64_t *end);

/**
 * ksyms_jumps() - __jump_table of the kernel, which is data: with CONFIG_KALLSYMS_ALL.
 *
 * Return: false where the symbols do not say; of @ksyms that is NULL, too.
 */
bool ksyms_jumps(const struct ksyms *ksyms, uint64_t *begin, uint64_t *end);

/** ksyms_address() - of the kernel's own function of this name; 0 when there is none. */
uint64_t ksyms_address(const struct ksyms *ksyms, const char *name);

#endif /* BT_KSYMS_H */
