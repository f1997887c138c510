/* SPDX-License-Identifier: GPL-2.0 */
/* What a scan has found, for people and for programs. */
#ifndef BT_SCAN_REPORT_H
#define BT_SCAN_REPORT_H

#include <stdio.h>

#include "scan/dwarf_check.h"
#include "scan/scan.h"

/* Sites of one kind, by how probes would count them. */
struct scan_coverage {
	size_t direct;
	size_t by_calls;	/* by all calls of the copy that they are in */
	size_t partly;		/* by some of these */
	size_t not;
};

/** scan_coverage() - @kind: SCAN_QUEUE_EMIT, SCAN_FLUSH_EMIT or SCAN_DIRECT. */
struct scan_coverage scan_coverage(const struct scan *scan, int kind);

/** scan_report_text() - a table of the points, and a summary. */
void scan_report_text(FILE *out, const struct scan *scan, const struct ksyms *ksyms);

/** scan_report_json() - NDJSON: a line for each point and each problem, and a total. */
void scan_report_json(FILE *out, const struct scan *scan, const struct ksyms *ksyms);

/** scan_dwarf_text() - what the debug info says of that. */
void scan_dwarf_text(FILE *out, const struct dwarf_check *dwarf, const struct ksyms *ksyms);

/** scan_dwarf_json() - the same: a line for each difference, and a total. */
void scan_dwarf_json(FILE *out, const struct dwarf_check *dwarf, const struct ksyms *ksyms);

/** scan_report() - all that was found, to standard output; @dwarf may be NULL. */
void scan_report(const struct scan *scan, const struct dwarf_check *dwarf,
		 const struct ksyms *ksyms, bool json);

/**
 * scan_report_file() - scan a kernel in a file and report that to standard output.
 * @symbols: for an Image; may be NULL
 *
 * Says what is wrong.
 *
 * Return: 0, -EOPNOTSUPP for a kernel without batching, or another negative errno.
 */
int scan_report_file(const char *path, const char *symbols, bool json);

#endif /* BT_SCAN_REPORT_H */
