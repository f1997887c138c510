/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules of check on the kernel's names and text, beside its rules on events: which functions may
 * defer (I20) and sleep (I17), whether an address is mapped (I21), whether a flush executes its
 * barriers (I22), and whether a store beside the queue does (I23).
 */
#ifndef BT_CHECK_SITES_H
#define BT_CHECK_SITES_H

#include "live/check_session.h"
#include "kernel/ksyms.h"

struct text_rules {
	struct live_object *checker;	/* session of check_session, borrowed */
	char **allow;			/* borrowed patterns of functions that may defer, or NULL */
	struct ksyms *ksyms;		/* NULL until needed, and on a kernel without names */
	uint32_t modules;		/* sum of the modules when the names were read */
	struct bt_report *flushers;	/* the first report of each site that flushed */
	size_t nr_flushers;
	bool has_no_names;		/* names were asked for, and are not readable */
	size_t nr_read, nr_unread;	/* texts that could be read, and those that could not */
	struct check_sites counts;
};

/** text_rules_load_names() - load the kernel's names again, which modules change. */
void text_rules_load_names(struct text_rules *s);

/**
 * text_rules_is_violation() - decide whether a program's report is a violation.
 * @report: its ip is corrected where a tracer has hidden the site
 *
 * Keeps sites that flush for text_rules_check().
 *
 * Return: 1 or 0, or -ENOMEM.
 */
int text_rules_is_violation(struct text_rules *s, struct bt_report *report);

/**
 * text_rules_check() - check the text of functions that flush, and of stores beside the queue.
 * @show: called for each violation; a result other than 0 ends the check
 *
 * Return: 0, or what @show returned.
 */
int text_rules_check(struct text_rules *s, report_fn show, void *arg);

/** text_rules_free() - free what @s has allocated. */
void text_rules_free(struct text_rules *s);

#endif /* BT_CHECK_SITES_H */
