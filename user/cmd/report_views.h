/* SPDX-License-Identifier: GPL-2.0 */
/* Declare the views of `report`; each has a file of its own, report_VIEW.c. */
#ifndef BT_REPORT_VIEWS_H
#define BT_REPORT_VIEWS_H

#include "cmd/check_opts.h"
#include "cmd/cmd.h"
#include "output/formats.h"
#include "output/hist_out.h"
#include "kernel/source_lines.h"
#include "cmd/opts.h"
#include "recording/playback.h"
#include "cmd/sites_opts.h"

#define NR_REPORT_LIMITED	6	/* tables of options that only some views have */

struct report_view;

/* Keeps the values of the options of `report`. */
struct report_opts {
	struct opts o;			/* first: the shared tables write to it */
	const struct report_view *view;
	struct format as;		/* found by the view and o.format, NULL: the first */
	const char *path;		/* recording, "-" for standard input; borrowed */
	const char *vmlinux;		/* path, borrowed; or NULL */
	struct check_rules rules;
	unsigned int metrics;		/* bits, 1 << enum bt_metric */
	struct hist_shape shape[BT_NR_METRICS];
	struct sites_show sites;
	/* of each of these tables, the option that was given last; NULL for none */
	const struct option_def *given[NR_REPORT_LIMITED];
};

/* Describes a view: how `report` writes one kind of result. */
struct report_view {
	const char *name;		/* value of --view */
	/*
	 * Read the recording and write the view to @f.
	 * @lost: result, number of events that the recording lacks
	 * Return: an exit status.
	 */
	int (*run)(const struct report_opts *o, FILE *f, uint64_t *lost);
};

/**
 * report_lines() - open the vmlinux of --vmlinux, to find source lines for a recording.
 * @lines: result, the caller's to close with source_lines_close(); NULL without --vmlinux, or
 *	   if the recording does not tell where the kernel was loaded
 *
 * Return: 0 or a negative errno; prints the reason.
 */
int report_lines(const struct report_opts *o, const struct recorded *r,
		 struct source_lines **lines);

extern const struct report_view report_stat, report_hist, report_sites, report_check;
extern const struct report_view report_events, report_html;

#endif /* BT_REPORT_VIEWS_H */
