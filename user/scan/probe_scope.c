// SPDX-License-Identifier: GPL-2.0
#include <stddef.h>
#include <fnmatch.h>

#include "base/array.h"
#include "scan/probe_scope.h"


const char *const probe_scope_names[] = { "kernel", "all" };

/*
 * Functions that map kernel memory, or change its protection, in 6.16 to 7.3 (mm/vmalloc.c,
 * arch/arm64/mm, mm/memory.c, mm/execmem.c, mm/kasan, kernel/bpf/arena.c).  Other functions change
 * user page tables, where leaf entries need no barriers.  Probes there would slow down every fault
 * and find hardly anything.
 *
 * The fixmap (__set_fixmap()) is not in the list.  The kernel stores an entry of the fixmap for
 * each instruction that it patches, and this tool's own probes are patched in.
 */
static const char *const kernel_paths[] = {
	"vmap_*", "__vmap*", "vunmap_*", "__vunmap*", "vmalloc_*", "__vmalloc*", "vm_area_map_pages",
	"ioremap*", "__apply_to_page_range", "apply_to_p*_range*",
	"pageattr_*", "update_range_prot*", "__change_memory_common*", "change_memory_common*",
	"set_memory_*", "set_direct_map_*", "__kernel_map_pages*", "debug_pagealloc_*",
	"split_kernel_*", "split_pmd", "split_pud", "split_to_pt*", "split_contpte*",
	"__create_pgd_mapping*", "alloc_init_*", "vmemmap_*", "__populate_section_memmap",
	"__pte_alloc_kernel", "__pmd_alloc", "__pud_alloc", "__p4d_alloc",
	"pmd_set_huge", "pud_set_huge", "kasan_*", "trans_pgd_*",
	"apply_range_set_*", "free_empty_tables",
};

bool probe_scope_has(enum probe_scope scope, const char *name)
{
	if (scope == SCOPE_ALL)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(kernel_paths); i++)
		if (!fnmatch(kernel_paths[i], name, 0))
			return true;
	return false;
}
