// SPDX-License-Identifier: GPL-2.0
/* Define the functions of dwarf_check.h that need no libdw; without libdw, nothing is compared. */
#include <stdlib.h>

#include "scan/dwarf_check.h"
#include "version.h"

const char *dwarf_difference_name(enum dwarf_difference_kind kind)
{
	static const char *const names[SCAN_NR_DIFFERENCES] = {
		[SCAN_NOT_IN_DWARF] = "is not in the debug info",
		[SCAN_NOT_IN_SCAN] = "is only in the debug info",
		[SCAN_OTHER_KIND] = "is of another kind in the debug info",
		[SCAN_FOLDED] = "has no debug info: folded with",
		[SCAN_NO_EMIT] = "is no emit_pte_barriers()",
	};

	return names[kind];
}

void dwarf_check_free(struct dwarf_check *d)
{
	free(d->v);
	*d = (struct dwarf_check){ 0 };
}

#ifndef HAVE_LIBDW

int dwarf_check_compare(struct dwarf_check *d, const char *path, const struct scan *scan,
			const struct scan_text *text, const struct ksyms *ksyms)
{
	(void)path;
	(void)scan;
	(void)text;
	(void)ksyms;
	*d = (struct dwarf_check){ 0 };
	return 0;
}

#endif
