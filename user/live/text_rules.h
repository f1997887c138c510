/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rules of check on the kernel's names and text, beside its rules on events: which functions may
 * defer (I20) and sleep (I17), whether an address is mapped (I21), whether a flush executes its
 * barriers (I22), and whether a store that is not deferred does (I23).
 */
#ifndef BT_CHECK_SITES_H
#define BT_CHECK_SITES_H

#include <stdbool.h>

#include "base/address_set.h"
#include "live/check_session.h"
#include "live/text_sites.h"
#include "kernel/ksyms.h"

struct text_rules {
	struct live_object *checker;	/* session of check_session, borrowed */
	char **allow;			/* borrowed patterns of functions that may defer, or NULL */
	const struct module_history *modules;	/* that came or went, borrowed */
	struct ksyms *ksyms;		/* NULL until needed, and on a kernel without names */
	uint32_t modules_sum;		/* sum of the modules when the names were read */
	bool has_no_names;		/* names were asked for, and are not readable */
	/* The names were read before this tool's BPF programs, on whose names stacks begin. */
	bool before_programs;
	bool list_unpassed;		/* find calls that no event came from, which takes long */
	struct text_sites sites;	/* those that executed barriers */
	struct address_set passed;	/* sites that events came from */
	struct check_sites counts;
};

/**
 * text_rules_load_names() - load the names of the kernel, unless its modules are as they were.
 *
 * The names have those of @s->modules, too, also of modules that come or go later.
 */
void text_rules_load_names(struct text_rules *s);

/** text_rules_load_all_names() - the same, with the names of this tool's programs, for a stack. */
void text_rules_load_all_names(struct text_rules *s);

/**
 * text_rules_is_violation() - decide whether a program's report is a violation.
 * @report: its ip is corrected where a tracer has hidden the site
 *
 * Keeps sites that execute barriers for text_rules_judge() and text_rules_check().
 *
 * Return: 1 or 0, or -ENOMEM.
 */
int text_rules_is_violation(struct text_rules *s, struct bt_report *report);

/**
 * text_rules_judge() - judge the text of new sites in modules.
 *
 * To be called every few ten ms, because a module may be gone later.
 */
void text_rules_judge(struct text_rules *s);

/**
 * text_rules_check() - check the text of functions that execute barriers, and set the counts.
 * @show: called for each violation; a result other than 0 ends the check
 *
 * Return: 0, or what @show returned.
 */
int text_rules_check(struct text_rules *s, report_fn show, void *arg);

/** text_rules_has_text() - return whether the kernel's text could be read where it was needed. */
bool text_rules_has_text(const struct text_rules *s);

/** text_rules_free() - free what @s has allocated. */
void text_rules_free(struct text_rules *s);

#endif /* BT_CHECK_SITES_H */
