/* SPDX-License-Identifier: GPL-2.0 */
/* Write the parts of a page that is one file: no script, nothing loaded from elsewhere. */
#ifndef BT_HTML_H
#define BT_HTML_H

#include <stddef.h>
#include <stdio.h>

#include "output/check_out.h"
#include "kernel/source_lines.h"
#include "output/stat_out.h"
#include "output/sites_out.h"

/** page_begin() - write everything above the first section. */
void page_begin(FILE *f, const char *title);

/** page_end() - write everything below the last section. */
void page_end(FILE *f);

/** page_section() - write a heading, and below it @explanation unless that is "". */
void page_section(FILE *f, const char *heading, const char *explanation);

/** page_fact() - write a row of a list. */
void page_fact(FILE *f, const char *name, const char *value);

/**
 * page_rows() - write a table of counts, the busiest row first.
 * @what: heading of the column of names
 * @max: number of rows; a note counts those that are left out
 */
void page_rows(FILE *f, const struct stats *stats, enum per per, const struct ksyms *ksyms,
	       const char *what, size_t max);

/** page_lines() - write the source lines of a call; nothing if @lines is NULL or has none. */
void page_lines(FILE *f, struct source_lines *lines, uint64_t ip);

/** page_violations() - write the result of check, a line for each violation. */
void page_violations(FILE *f, const struct check_result *result, const struct ksyms *ksyms,
		     struct source_lines *lines);

/**
 * page_sites() - write a table of sites.  A site with stacks opens to show the most frequent.
 * @out: the choice of sites, and the file; a note counts the sites beyond its rows, at least 1
 * @lines: source lines, or NULL
 */
void page_sites(const struct sites_out *out, const struct sites_result *r,
		struct source_lines *lines);

/** page_probes() - write where probes are, and how much they derive; nothing with tracepoints. */
void page_probes(FILE *f, const struct about *about, uint64_t derived);

/** page_losses() - write losses by cause. */
void page_losses(FILE *f, const struct out_losses *losses);

#endif /* BT_HTML_H */
