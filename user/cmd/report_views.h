/* SPDX-License-Identifier: GPL-2.0 */
/* What `report` can show of a recording: one file for each view. */
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

struct report_view;

struct report_opts {
	struct opts o;			/* first: the shared tables write to it; no format: text */
	const struct report_view *view;
	struct format as;		/* the format of the view, by opts::format */
	const char *path;		/* of the recording */
	const char *vmlinux;		/* or NULL */
	struct check_rules rules;
	unsigned int metrics;		/* bits */
	struct hist_shape shape[BT_NR_METRICS];
	struct sites_show sites;
};

struct report_view {
	const char *name;
	/*
	 * Read the recording and write the view to @f; @lost: events that are not in it.
	 * Return: an exit status.
	 */
	int (*run)(const struct report_opts *o, FILE *f, uint64_t *lost);
};

/**
 * report_lines() - the source for the addresses of a recording.
 * @lines: result, to be freed with source_lines_close(); NULL when --vmlinux is not given
 *
 * Says why it cannot be had.
 *
 * Return: 0 or a negative errno.
 */
int report_lines(const struct report_opts *o, const struct recorded *r, struct source_lines **lines);

extern const struct report_view report_stat, report_hist, report_sites, report_check, report_events;
extern const struct report_view report_html;

#endif /* BT_REPORT_VIEWS_H */
