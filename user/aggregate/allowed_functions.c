// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <fnmatch.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "aggregate/allowed_functions.h"
#include "kernel/ksyms.h"

/*
 * Functions that may defer in a section that they, or those who call them, have opened: for events
 * that do not show who has opened the section.  The compiler decides into which function a store is
 * inlined, and an event names that function.  So the list has every function of each chain of
 * callers, up to a function that cannot be inlined.
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
	"split_kernel_leaf_mapping", "split_to_ptes_pud_entry", "split_to_ptes_pmd_entry",
	"split_to_ptes_pte_entry", "range_split_to_ptes",
};

/* Functions that may defer in a section of any other one */
static const char *const anywhere[] = {
	/* arch/arm64/mm/mmu.c: parts of split_kernel_leaf_mapping() and range_split_to_ptes() */
	"split_contpte", "split_pmd", "split_contpmd", "split_pud",
	"split_kernel_leaf_mapping_locked",
	/* Tables of user space: the kernel handles a fault there, and the access is repeated. */
	"pmd_install", "__split_huge_pmd_locked", "split_huge_pmd_locked",
	"__split_huge_zero_page_pmd", "copy_huge_pmd", "move_huge_pmd",
};

/* Functions that allocate tables in a section, and may wait for memory (arch/arm64/mm/mmu.c). */
static const char *const sleepers[] = { "split_kernel_leaf_mapping", "range_split_to_ptes" };

/* Functions that pause a section to allocate or free shadow memory (mm/kasan/shadow.c). */
static const char *const pausers[] = {
	"kasan_populate_vmalloc_pte", "kasan_depopulate_vmalloc_pte",
};

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

bool allowed_pauser(const char *site)
{
	return is_one_of(site, pausers, ARRAY_SIZE(pausers));
}

bool allowed_by_user(const char *site, char **globs)
{
	char name[256];

	for (; globs && *globs; globs++) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(site, "+"), site);
		if (!fnmatch(*globs, name, 0))
			return true;
		name[strcspn(name, ".")] = '\0';
		if (!fnmatch(*globs, name, 0))
			return true;
	}
	return false;
}

bool allowed_in_any_section(const char *site)
{
	/* The list has no function of a module, though a module may use one of the names. */
	return !strchr(site, '[') && is_one_of(site, anywhere, ARRAY_SIZE(anywhere));
}

bool allowed_deferrer(const char *site, char **globs)
{
	if (!strchr(site, '[') && is_one_of(site, functions, ARRAY_SIZE(functions)))
		return true;
	return allowed_in_any_section(site) || allowed_by_user(site, globs);
}

bool is_same_function(const char *a, const char *b)
{
	const char *module = strchr(a, '['), *other = strchr(b, '[');
	size_t n = strcspn(a, "+.");

	return ksyms_is_name(a) && n == strcspn(b, "+.") && !strncmp(a, b, n) &&
	       (!module == !other) && (!module || !strcmp(module, other));
}

bool is_setter(const char *site)
{
	static const char *const levels[] = { "pte", "pmd", "pud", "p4d", "pgd" };
	static const char *const ends[] = { "", "s", "_at", "s_at", "s_anysz" };
	char name[256];
	char *set;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(site, "+."), site);
	set = strstr(name, "set_");
	if (!set || (set != name && set[-1] != '_'))
		return false;
	set += strlen("set_");
	if (!strncmp(set, "huge_", 5))
		set += 5;
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
		for (size_t k = 0; k < ARRAY_SIZE(ends) && !strncmp(set, levels[i], 3); k++)
			if (!strcmp(set + 3, ends[k]))
				return true;
	return false;
}

bool is_table_walker(const char *site)
{
	return !strncmp(site, "walk_", 5) || !strncmp(site, "__walk_", 7);
}

bool is_applier(const char *site)
{
	return !strncmp(site, "apply_to_", 9) || !strncmp(site, "__apply_to_", 11);
}

bool is_graph_tracer(const char *site)
{
	return !strncmp(site, "return_to_handler+", 18) || !strncmp(site, "ftrace_stub_graph+", 18);
}
