/* SPDX-License-Identifier: GPL-2.0 */
/* Write the result of a scan, for people and for programs. */
#ifndef BT_SCAN_REPORT_H
#define BT_SCAN_REPORT_H

#include <stdio.h>

#include "scan/dwarf_check.h"
#include "scan/scan.h"

/* Numbers of sites of one kind, by how probes would count them. */
struct scan_coverage {
	size_t direct;		/* by a probe at the site */
	size_t by_calls;	/* by all calls of the copy of the code that the site is in */
	size_t partly;		/* by some of these calls */
	size_t not;		/* by no probe */
};

/**
 * scan_coverage() - count the sites of a kind by how probes would count them.
 * @kind: SCAN_QUEUE_EMIT, SCAN_FLUSH_EMIT or SCAN_DIRECT
 */
struct scan_coverage scan_coverage(const struct scan *scan, int kind);

/** scan_report_text() - write a table of the points, and a summary. */
void scan_report_text(FILE *out, const struct scan *scan, const struct ksyms *ksyms);

/** scan_report_json() - write NDJSON: a line for each point and each problem, and a total. */
void scan_report_json(FILE *out, const struct scan *scan, const struct ksyms *ksyms);

/** scan_dwarf_text() - write how the scan and the debug info differ. */
void scan_dwarf_text(FILE *out, const struct dwarf_check *dwarf, const struct ksyms *ksyms);

/** scan_dwarf_json() - write NDJSON: a line for each difference to the debug info, and a total. */
void scan_dwarf_json(FILE *out, const struct dwarf_check *dwarf, const struct ksyms *ksyms);

/** scan_report() - write the whole result to standard output; @dwarf may be NULL. */
void scan_report(const struct scan *scan, const struct dwarf_check *dwarf,
		 const struct ksyms *ksyms, bool json);

/**
 * scan_report_file() - scan a kernel in a file, and write the result to standard output.
 * @symbols: path of an Image's System.map or kallsyms, or NULL
 *
 * Prints an error if the scan fails.
 *
 * Return: 0, -EOPNOTSUPP for a kernel without batching, or another negative errno.
 */
int scan_report_file(const char *path, const char *symbols, bool json);

#endif /* BT_SCAN_REPORT_H */
