/* SPDX-License-Identifier: GPL-2.0 */
/* Parts of a page that is one file: no script, nothing loaded from elsewhere. */
#ifndef BT_HTML_H
#define BT_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "output/check_out.h"
#include "kernel/source_lines.h"
#include "output/stat_out.h"
#include "output/sites_out.h"

/** page_begin() - everything in front of the first section. */
void page_begin(FILE *f, const char *title);

/** page_end() - what is behind the last one. */
void page_end(FILE *f);

/** page_section() - a heading; an empty line of explanation is left out. */
void page_section(FILE *f, const char *heading, const char *explanation);

/** page_fact() - one row of a list: what it is, and its value. */
void page_fact(FILE *f, const char *name, const char *value);

/**
 * page_rows() - a table of counts, busiest first.
 * @what: heading of what a row stands for
 * @max: rows; how many are left out is said
 */
void page_rows(FILE *f, const struct stats *stats, enum per per, const struct ksyms *ksyms,
	       const char *what, size_t max);

/** page_lines() - the source of a call, below it; NULL or not known: nothing. */
void page_lines(FILE *f, struct source_lines *lines, uint64_t ip);

/** page_violations() - what check found, a line for each. */
void page_violations(FILE *f, const struct check_result *result, const struct ksyms *ksyms,
		     struct source_lines *lines);

/**
 * page_sites() - a table of sites; where there are stacks each opens to show the most frequent.
 * @out: what is shown, and to where; of its rows at least one, and how many are left out is said
 */
void page_sites(const struct sites_out *out, const struct sites_result *r, struct source_lines *lines);

/** page_probes() - where probes were, and what they had to derive; by tracepoints nothing. */
void page_probes(FILE *f, const struct about *about, uint64_t derived);

/** page_losses() - what is missing, by cause. */
void page_losses(FILE *f, const struct out_losses *losses);

#endif /* BT_HTML_H */
