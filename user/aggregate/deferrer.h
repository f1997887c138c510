/* SPDX-License-Identifier: GPL-2.0 */
/* Judge a function that defers (I20) by the function that has opened the section. */
#ifndef BT_DEFERRER_H
#define BT_DEFERRER_H

#include "kernel/ksyms.h"
#include "shared/report.h"

enum deferrer {
	DEFERRER_FINE,		/* may defer there */
	DEFERRER_UNEXPECTED,	/* stores in a section of somebody else (I20) */
	DEFERRER_UNKNOWN,	/* without names, opener or stack nobody knows */
};

/**
 * deferrer_judge() - judge the function of a BT_REPORT_DEFERRER.
 * @ksyms: symbols, may be NULL
 * @globs: patterns of functions that may defer, see allowed_by_user(); may be NULL
 *
 * A function may defer if it has opened the section itself, if it is a setter that such a function
 * calls, or if it is the callback of a walk over tables that such a function makes.  A function
 * that is called otherwise may expect its store to take effect at once.
 */
enum deferrer deferrer_judge(const struct bt_report *r, const struct ksyms *ksyms, char **globs);

#endif /* BT_DEFERRER_H */
