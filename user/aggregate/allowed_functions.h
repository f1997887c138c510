/* SPDX-License-Identifier: GPL-2.0 */
/* Which functions may defer barriers (I20), and which may sleep in a section (I17). */
#ifndef BT_ALLOWED_FUNCTIONS_H
#define BT_ALLOWED_FUNCTIONS_H

#include <stdbool.h>

/**
 * allowed_deferrer() - does this function open the section itself in which it stores, or
 * write entries that nobody uses before its end?
 * @site: as ksyms_site() has it: "vmap_range_noflush+0x1c4", "run_first+0x10 [module]"
 * @globs: patterns for function names that are fine, too (NULL-terminated, or NULL)
 */
bool allowed_deferrer(const char *site, char **globs);

/** allowed_sleeper() - may this one, or what it calls, sleep inside of its section? */
bool allowed_sleeper(const char *site);

#endif /* BT_ALLOWED_FUNCTIONS_H */
