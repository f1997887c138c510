// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <fnmatch.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "aggregate/allowed_functions.h"

/*
 * Functions that may defer.  The compiler decides into which function a store is inlined, and an
 * event names that function.  So the list has every function of each chain of callers, up to a
 * function that cannot be inlined.
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
	 * mm/kasan/shadow.c, another callback: the kernel uses the shadow only after the section.
	 * 7.x pauses the mode in the callback, 6.12 does not.
	 */
	"kasan_populate_vmalloc_pte",
	/* arch/arm64/mm/pageattr.c, section of update_range_prot() */
	"pageattr_pte_entry", "pageattr_pmd_entry", "pageattr_pud_entry", "update_range_prot",
	/* arch/arm64/mm/mmu.c, sections of split_kernel_leaf_mapping(), range_split_to_ptes() */
	"split_contpte", "split_pmd", "split_contpmd", "split_pud", "split_kernel_leaf_mapping",
	"split_kernel_leaf_mapping_locked", "split_to_ptes_pud_entry", "split_to_ptes_pmd_entry",
	"split_to_ptes_pte_entry", "range_split_to_ptes",
	/* Tables of user space: the kernel handles a fault there, and the access is repeated. */
	"pmd_install", "__split_huge_pmd_locked", "split_huge_pmd_locked",
	"__split_huge_zero_page_pmd", "copy_huge_pmd", "move_huge_pmd",
};

/* Functions that allocate tables in a section, and may wait for memory (arch/arm64/mm/mmu.c). */
static const char *const sleepers[] = { "split_kernel_leaf_mapping", "range_split_to_ptes" };

static bool is_one_of(const char *site, const char *const *names, size_t n)
{
	size_t length = strcspn(site, "+");

	for (size_t i = 0; i < n; i++) {
		size_t known = strlen(names[i]);

		/* The compiler names copies of a function by a suffix: .isra.0, .constprop.0 */
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

	/* The list has no function of a module, though a module may use one of the names. */
	if (!strchr(site, '[') && is_one_of(site, functions, ARRAY_SIZE(functions)))
		return true;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(site, "+"), site);
	for (; globs && *globs; globs++)
		if (!fnmatch(*globs, name, 0))
			return true;
	return false;
}
