/* SPDX-License-Identifier: GPL-2.0 */
/* List the functions that may defer barriers (I20) and those that may sleep in a section (I17). */
#ifndef BT_ALLOWED_FUNCTIONS_H
#define BT_ALLOWED_FUNCTIONS_H

#include <stdbool.h>

/**
 * allowed_deferrer() - return whether a function may defer barriers.
 * @site: text of ksyms_site(), "vmap_range_noflush+0x1c4", "run_first+0x10 [module]"
 * @globs: patterns for further names of functions that may defer (NULL-terminated, or NULL)
 *
 * A function may defer if it opens the section itself, or if the kernel uses the entries only after
 * the section.
 */
bool allowed_deferrer(const char *site, char **globs);

/** allowed_sleeper() - return whether a function, or its callees, may sleep in its section. */
bool allowed_sleeper(const char *site);

#endif /* BT_ALLOWED_FUNCTIONS_H */
