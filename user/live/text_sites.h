/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sites that executed barriers while `check` ran, as their events say, and what the kernel's
 * text says of each (I22, I23).
 */
#ifndef BT_TEXT_SITES_H
#define BT_TEXT_SITES_H

#include "kernel/module_history.h"
#include "live/check_session.h"
#include "scan/barrier_text.h"

/* A site, and the verdict on its text. */
struct text_site {
	struct bt_report first;		/* its first report */
	enum text_verdict verdict;	/* EXECUTES, SILENT or UNDECIDED */
	const char *why;		/* static text, with UNDECIDED */
	bool judged;
};

struct text_sites {
	struct live_object *checker;	/* session of check_session, borrowed */
	const struct module_history *modules;	/* borrowed */
	struct text_site *v;		/* owned */
	size_t n;
	size_t nr_read, nr_unread;	/* functions whose text could be read, and others */
};

/**
 * text_sites_add() - keep a site, unless it is there already.
 * @report: a BT_REPORT_FLUSHER or _EMITTER
 *
 * A site of a module that came again is a site of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int text_sites_add(struct text_sites *s, const struct bt_report *report);

/**
 * text_sites_judge() - read the text of a site's function, and judge it; with probes, see whether
 * the site is a probe's.
 * @ksyms: names as they are now; may be NULL
 *
 * To be called while the function is there: a module may be gone later.  Does nothing for a site
 * that is judged already.
 */
void text_sites_judge(struct text_sites *s, struct text_site *site, const struct ksyms *ksyms);

/** text_sites_free() - free what @s holds. */
void text_sites_free(struct text_sites *s);

#endif /* BT_TEXT_SITES_H */
