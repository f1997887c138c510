/* SPDX-License-Identifier: GPL-2.0 */
/* Names, and perhaps text, of modules that came or went while something was measured. */
#ifndef BT_MODULE_HISTORY_H
#define BT_MODULE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/ksyms.h"

/* Addresses of code. */
struct module_text {
	uint64_t start, size;	/* bytes */
	uint32_t *words;	/* owned, @size / 4; NULL if not copied */
};

/* One life of a module. */
struct past_module {
	char name[56];
	uint64_t from_ns, to_ns;	/* CLOCK_MONOTONIC; 0 and UINT64_MAX where not known */
	struct module_text text[2];	/* what stays, what is freed once the module is loaded */
	struct ksyms *ksyms;		/* owned */
};

struct module_history {
	struct past_module *v;	/* owned */
	size_t n;
};

/**
 * module_history_attach() - let names be those of modules that came or went, too.
 * @h: borrowed until ksyms_free()
 * @ksyms: may be NULL
 */
void module_history_attach(const struct module_history *h, struct ksyms *ksyms);

/**
 * module_history_name() - name a return address by the modules that were there.
 * @time_ns: when the address was seen; 0: not known
 * @buf: result, @size bytes: "function+0x1c [module]"
 *
 * Return: 1; 0 where no module was; -1 where several were, with different names.
 */
int module_history_name(const struct module_history *h, uint64_t ip, uint64_t time_ns, char *buf,
			size_t size);

/**
 * module_history_find() - find the module that had an address.
 * @time_ns: as above; without a time, the last one that had it
 *
 * Return: borrowed from @h, or NULL.
 */
const struct past_module *module_history_find(const struct module_history *h, uint64_t address,
					      uint64_t time_ns);

/**
 * module_history_read() - copy instructions of a module that may be gone.
 *
 * Return: number of instructions, up to @n; 0 without a copy.
 */
size_t module_history_read(const struct module_history *h, uint64_t address, uint64_t time_ns,
			   uint32_t *words, size_t n);

/**
 * module_history_names() - make the names of a module.
 * @m: its @name and @text are set
 * @symbols: array of Elf64_Sym, @nr of them
 * @strings: names, @size bytes
 *
 * Return: 0 or -ENOMEM.  Symbols that make no sense are left out.
 */
int module_history_names(struct past_module *m, const void *symbols, size_t nr, const char *strings,
			 size_t size);

/**
 * module_history_parse() - read modules from text.
 * @h: gets the modules
 * @text: changed: cut into lines
 *
 * A line "module NAME START BYTES START BYTES FROM TO" begins a module: where the text is that
 * stays, where the text is that is freed once the module is loaded, and from when to when the
 * module was there, ns.  START is hexadecimal.  The functions of the module follow, as in
 * /proc/kallsyms, with ends (KSYMS_END).
 *
 * Return: 0 or -ENOMEM.  Lines that make no sense are skipped.
 */
int module_history_parse(struct module_history *h, char *text);

/** module_history_free() - free what @h holds. */
void module_history_free(struct module_history *h);

#endif /* BT_MODULE_HISTORY_H */
