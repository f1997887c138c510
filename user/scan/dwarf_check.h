/* SPDX-License-Identifier: GPL-2.0 */
/* A scan against the debug info of the same vmlinux. */
#ifndef BT_DWARF_CHECK_H
#define BT_DWARF_CHECK_H

#include "scan/scan.h"

enum dwarf_difference_kind {
	SCAN_NOT_IN_DWARF,	/* a site of which debug info does not know */
	SCAN_NOT_IN_SCAN,	/* the other way round */
	SCAN_OTHER_KIND,	/* a queue that is a flush, and so on */
	SCAN_FOLDED,		/* no difference: the code of another function, folded with it */
	SCAN_NO_EMIT,		/* no difference: a direct one of which debug info does not know either */
	SCAN_NR_DIFFERENCES,
};

struct dwarf_difference {
	uint64_t address;
	uint64_t twin;		/* SCAN_FOLDED: in the function that has the debug info */
	enum dwarf_difference_kind kind;
};

struct dwarf_check {
	bool compared;		/* false: no debug info, or built without libdw */
	size_t nr_pairs;	/* of the scan: those that agree, and all of @nr but SCAN_NOT_IN_SCAN */
	size_t nr_agree;
	struct dwarf_difference *v;
	size_t n;
	size_t nr[SCAN_NR_DIFFERENCES];
};

/**
 * dwarf_check_compare() - each instance of emit_pte_barriers() against each pair of the scan.
 * @dwarf: result, to be freed with dwarf_check_free() in any case
 *
 * Return: 0 or a negative errno.  A file without debug info is no error.
 */
int dwarf_check_compare(struct dwarf_check *dwarf, const char *path, const struct scan *scan,
			const struct scan_text *text, const struct ksyms *ksyms);

/** dwarf_check_free() - free. */
void dwarf_check_free(struct dwarf_check *dwarf);

/** dwarf_difference_name() - "is not in the debug info" and so on. */
const char *dwarf_difference_name(enum dwarf_difference_kind kind);

/** dwarf_difference_is_note() - is it named, but no difference? */
static inline bool dwarf_difference_is_note(enum dwarf_difference_kind kind)
{
	return kind == SCAN_FOLDED || kind == SCAN_NO_EMIT;
}

/** dwarf_check_differences() - how many are differences. */
static inline size_t dwarf_check_differences(const struct dwarf_check *dwarf)
{
	return dwarf->n - dwarf->nr[SCAN_FOLDED] - dwarf->nr[SCAN_NO_EMIT];
}

#endif /* BT_DWARF_CHECK_H */
