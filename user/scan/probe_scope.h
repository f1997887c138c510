/* SPDX-License-Identifier: GPL-2.0 */
/* Select the functions that get probes. */
#ifndef BT_PROBE_SCOPE_H
#define BT_PROBE_SCOPE_H

#include <stdbool.h>

enum probe_scope {
	SCOPE_KERNEL,	/* paths that map kernel memory: probe_scope.c lists them */
	SCOPE_ALL,	/* all functions that have sites */
};

extern const char *const probe_scope_names[];	/* "kernel", "all" */

/**
 * probe_scope_has() - tell whether a function is in a scope.
 * @name: a symbol, with any suffix of the compiler
 */
bool probe_scope_has(enum probe_scope scope, const char *name);

#endif /* BT_PROBE_SCOPE_H */
