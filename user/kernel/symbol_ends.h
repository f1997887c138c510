/* SPDX-License-Identifier: GPL-2.0 */
/* Find where the last functions of modules, BPF programs and the like end. */
#ifndef BT_SYMBOL_ENDS_H
#define BT_SYMBOL_ENDS_H

#include "kernel/ksyms.h"

/**
 * symbol_ends_of_kernel() - add the ends to the running kernel's names.
 * @ksyms: of /proc/kallsyms, which has no sizes
 *
 * A name must not reach beyond the memory that it belongs to: what comes next may be another
 * module, or one that is gone.
 *
 * Return: 0 or -ENOMEM.  Sizes that cannot be read are no error: functions then end with their
 * page.
 */
int symbol_ends_of_kernel(struct ksyms *ksyms);

/**
 * symbol_ends_of_modules() - add the end of each module.
 * @path: file in the format of /proc/modules
 *
 * A line, as "loop 40960 0 - Live 0xffff80007a000000", has the size of all parts of a module, and
 * where its text begins (kernel/module/procfs.c, m_show()).
 *
 * Return: 0 or -ENOMEM.
 */
int symbol_ends_of_modules(struct ksyms *ksyms, const char *path);

#endif /* BT_SYMBOL_ENDS_H */
