/* SPDX-License-Identifier: GPL-2.0 */
/* List the functions that may defer barriers (I20) and those that may sleep in a section (I17). */
#ifndef BT_ALLOWED_FUNCTIONS_H
#define BT_ALLOWED_FUNCTIONS_H

#include <stdbool.h>

/**
 * allowed_deferrer() - return whether a function may defer barriers.
 * @site: text of ksyms_site(), "vmap_range_noflush+0x1c4", "run_first+0x10 [module]"
 * @globs: patterns for further names of functions that may defer (NULL-terminated, or NULL);
 *	a pattern matches a name also without the compiler's suffix
 *
 * The answer is for where nobody knows who has opened the section: see deferrer_judge().  A
 * function may defer if it opens the section itself, or if the kernel uses the entries only after
 * the section.
 */
bool allowed_deferrer(const char *site, char **globs);

/** allowed_by_user() - return whether a pattern of @globs matches the function; see above. */
bool allowed_by_user(const char *site, char **globs);

/**
 * allowed_in_any_section() - return whether a function may defer in whatever section it is called.
 *
 * It stores into tables of user space, or does a part of the work of the function that has opened
 * the section.
 */
bool allowed_in_any_section(const char *site);

/**
 * is_same_function() - compare the functions of two texts of ksyms_site().
 *
 * The compiler names copies and parts of a function by a suffix, as in "NAME.isra.0" and
 * "NAME.cold".  These are the function, too.
 */
bool is_same_function(const char *a, const char *b);

/** is_setter() - return whether the function stores an entry for its caller: set_huge_pte_at(). */
bool is_setter(const char *site);

/** is_table_walker() - return whether the function walks tables and calls back for entries. */
bool is_table_walker(const char *site);

/** is_applier() - return whether the function opens a section and calls back in it. */
bool is_applier(const char *site);

/**
 * is_graph_tracer() - return whether the site is ftrace's graph tracer.
 *
 * While the tracer follows __lazy_mmu_trace_*(), these functions return to it
 * (arch/arm64/kernel/entry-ftrace.S), and so the ip of an event is the tracer's.
 */
bool is_graph_tracer(const char *site);

/** allowed_sleeper() - return whether a function, or its callees, may sleep in its section. */
bool allowed_sleeper(const char *site);

/** allowed_pauser() - return whether a function pauses the mode, and may sleep in its pause. */
bool allowed_pauser(const char *site);

#endif /* BT_ALLOWED_FUNCTIONS_H */
