// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <fnmatch.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "aggregate/allowed_functions.h"

/*
 * By the function of the kernel that the store is inlined into, which depends on the
 * compiler: of each chain of callers every one is named, up to what cannot be inlined.
 */
static const char *const functions[] = {
	/* mm/vmalloc.c, sections of vmap_pte_range() and vmap_pages_pte_range() */
	"vmap_pte_range", "vmap_pmd_range", "vmap_pud_range", "vmap_p4d_range",
	"vmap_range_noflush", "vmap_page_range", "ioremap_page_range",
	"vmap_pages_pte_range", "vmap_pages_pmd_range", "vmap_pages_pud_range",
	"vmap_pages_p4d_range", "vmap_small_pages_range_noflush", "__vmap_pages_range_noflush",
	"vmap_pages_range_noflush", "vmap_pages_range", "vmap_pfn_apply",
	/* mm/memory.c, section of apply_to_pte_range(), and its callbacks on arm64 */
	"apply_to_pte_range", "apply_to_pmd_range", "apply_to_pud_range", "apply_to_p4d_range",
	"__apply_to_page_range", "apply_to_page_range", "apply_to_existing_page_range",
	"change_page_range", "set_permissions",
	/*
	 * mm/kasan/shadow.c, a callback as well: nobody uses that shadow before the section is over.
	 * 7.x pauses the mode in it, 6.12 does not.
	 */
	"kasan_populate_vmalloc_pte",
	/* arch/arm64/mm/pageattr.c, section of update_range_prot() */
	"pageattr_pte_entry", "pageattr_pmd_entry", "pageattr_pud_entry", "update_range_prot",
	/* arch/arm64/mm/mmu.c, sections of split_kernel_leaf_mapping(), range_split_to_ptes() */
	"split_contpte", "split_pmd", "split_contpmd", "split_pud", "split_kernel_leaf_mapping",
	"split_kernel_leaf_mapping_locked", "split_to_ptes_pud_entry", "split_to_ptes_pmd_entry",
	"split_to_ptes_pte_entry", "range_split_to_ptes",
	/* Tables of user space, where a fault would only be taken again. */
	"pmd_install", "__split_huge_pmd_locked", "split_huge_pmd_locked",
	"__split_huge_zero_page_pmd", "copy_huge_pmd", "move_huge_pmd",
};

/* With the mode on they allocate tables, and may wait for memory (arch/arm64/mm/mmu.c). */
static const char *const sleepers[] = { "split_kernel_leaf_mapping", "range_split_to_ptes" };

static bool is_one_of(const char *site, const char *const *names, size_t n)
{
	size_t length = strcspn(site, "+");

	for (size_t i = 0; i < n; i++) {
		size_t known = strlen(names[i]);

		/* The compiler's copies have a suffix: .isra.0, .constprop.0 */
		if (!strncmp(site, names[i], known) && (length == known || site[known] == '.'))
			return true;
	}
	return false;
}

bool allowed_sleeper(const char *site)
{
	return is_one_of(site, sleepers, ARRAY_SIZE(sleepers));
}

bool allowed_deferrer(const char *site, char **globs)
{
	char name[256];

	/* A module's function is none of these. */
	if (!strchr(site, '[') && is_one_of(site, functions, ARRAY_SIZE(functions)))
		return true;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(site, "+"), site);
	for (; globs && *globs; globs++)
		if (!fnmatch(*globs, name, 0))
			return true;
	return false;
}
