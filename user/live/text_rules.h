/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What check holds against the kernel's names and text, beside the events: who may defer
 * (I20) and sleep (I17), whether an address is mapped (I21), whether a flush executes its
 * barriers (I22), and a store that goes without the queue (I23).
 */
#ifndef BT_CHECK_SITES_H
#define BT_CHECK_SITES_H

#include "live/check_session.h"
#include "kernel/ksyms.h"

struct text_rules {
	struct live_object *checker;	/* the caller's */
	char **allow;			/* the caller's: patterns of functions that may defer, or NULL */
	struct ksyms *ksyms;		/* NULL until they are needed, and where there are none */
	struct bt_report *flushers;	/* one for each site that flushed */
	size_t nr_flushers;
	struct check_sites counts;
};

/** text_rules_load_names() - again: they change as modules come and go. */
void text_rules_load_names(struct text_rules *s);

/**
 * text_rules_is_violation() - is what the programs report one?
 * @report: its ip is put right where a tracer has hidden it
 *
 * Sites that flush are remembered for text_rules_check().
 *
 * Return: 1, or 0 when it is not, or -ENOMEM.
 */
int text_rules_is_violation(struct text_rules *s, struct bt_report *report);

/**
 * text_rules_check() - look at the text behind what was reported, and what could not be.
 * @show: called for each violation; what it returns ends the rest if it is not 0
 *
 * Return: 0, or what @show returned.
 */
int text_rules_check(struct text_rules *s, report_fn show, void *arg);

/** text_rules_free() - what @s has allocated. */
void text_rules_free(struct text_rules *s);

#endif /* BT_CHECK_SITES_H */
