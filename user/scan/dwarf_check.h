/* SPDX-License-Identifier: GPL-2.0 */
/* Compare a scan with the debug info of the same vmlinux. */
#ifndef BT_DWARF_CHECK_H
#define BT_DWARF_CHECK_H

#include "scan/scan.h"

enum dwarf_difference_kind {
	SCAN_NOT_IN_DWARF,	/* only the scan has the site */
	SCAN_NOT_IN_SCAN,	/* only the debug info has the site */
	SCAN_OTHER_KIND,	/* the kinds differ: queue and flush, and so on */
	SCAN_FOLDED,		/* a note: the code is folded with another function's */
	SCAN_NO_EMIT,		/* a note: a direct pair, not of emit_pte_barriers() */
	SCAN_NR_DIFFERENCES,
};

/* A difference between the scan and the debug info, or a note. */
struct dwarf_difference {
	uint64_t address;
	uint64_t twin;		/* SCAN_FOLDED: start of the function that has the debug info */
	enum dwarf_difference_kind kind;
};

/* The result of a comparison. */
struct dwarf_check {
	bool compared;		/* false: no debug info, or built without libdw */
	size_t nr_pairs;	/* in the scan: @nr_agree, and all of @nr but SCAN_NOT_IN_SCAN */
	size_t nr_agree;
	struct dwarf_difference *v;	/* owned: differences and notes */
	size_t n;
	size_t nr[SCAN_NR_DIFFERENCES];	/* differences and notes of each kind */
};

/**
 * dwarf_check_compare() - compare each instance of emit_pte_barriers() with each pair of a scan.
 * @dwarf: result, to be freed with dwarf_check_free() in any case
 * @path: the vmlinux
 * @text: its text, which @scan is of
 *
 * Return: 0 or a negative errno.  A file without debug info is no error.
 */
int dwarf_check_compare(struct dwarf_check *dwarf, const char *path, const struct scan *scan,
			const struct scan_text *text, const struct ksyms *ksyms);

/** dwarf_check_free() - free the result of dwarf_check_compare(). */
void dwarf_check_free(struct dwarf_check *dwarf);

/** dwarf_difference_name() - return static text, "is not in the debug info" and so on. */
const char *dwarf_difference_name(enum dwarf_difference_kind kind);

/** dwarf_difference_is_note() - tell whether a kind is a note, and no difference. */
static inline bool dwarf_difference_is_note(enum dwarf_difference_kind kind)
{
	return kind == SCAN_FOLDED || kind == SCAN_NO_EMIT;
}

/** dwarf_check_differences() - count the differences, without the notes. */
static inline size_t dwarf_check_differences(const struct dwarf_check *dwarf)
{
	return dwarf->n - dwarf->nr[SCAN_FOLDED] - dwarf->nr[SCAN_NO_EMIT];
}

#endif /* BT_DWARF_CHECK_H */
