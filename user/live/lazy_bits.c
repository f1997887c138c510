// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/array.h"
#include "live/lazy_bits.h"
#include "scan/scan.h"

/*
 * Functions that hold a section of their own, and so a flush, in all kernels since 6.16: the first
 * ones store kernel entries, too, and show TIF_LAZY_MMU.  The others are there because a compiler
 * may rename or inline a function.
 */
static const char *const functions[] = {
	"vmap_small_pages_range_noflush", "vmap_range_noflush", "__vunmap_range_noflush",
	"__apply_to_page_range", "copy_page_range", "change_protection", "move_page_tables",
};

#define WITNESSES	2	/* functions that have to show the bits, where as many do */

static bool can_probe(uint64_t start, uint64_t end, void *arg)
{
	(void)start;
	(void)end;
	(void)arg;
	return true;
}

/* Scan one function as if it were the kernel's whole text. */
static int scan_function(struct scan *scan, const struct task_layout *layout, const char *name,
			 const struct scan_text *text)
{
	struct ksyms *ksyms;
	char symbols[256];
	int ret;

	snprintf(symbols, sizeof(symbols), "%016" PRIx64 " T %s\n%016" PRIx64 " T end\n",
		 text->base, name, text->base + 4 * text->n);
	ret = ksyms_parse(&ksyms, symbols);
	if (ret)
		return ret;
	ret = scan_run(scan, text, ksyms, layout, can_probe, NULL);
	ksyms_free(ksyms);
	return ret;
}

static uint64_t mask_of(int bit)
{
	return bit < 0 ? 0 : 1ull << bit;
}

/* Take a bit that a function shows.  Return: false if another function has shown another bit. */
static bool take(uint64_t *mask, int bit)
{
	if (*mask && bit >= 0 && *mask != mask_of(bit))
		return false;
	*mask |= mask_of(bit);
	return true;
}

int lazy_bits_find(struct lazy_bits *bits, const struct task_layout *layout,
		   function_text_fn read, void *arg)
{
	bool guarded = false, agree = true, counts = layout->enable >= 0;
	int shown = 0, ret = 0;

	*bits = (struct lazy_bits){ .generation = GENERATION_UNKNOWN };
	for (size_t i = 0; !ret && agree && shown < WITNESSES && i < ARRAY_SIZE(functions); i++) {
		struct scan_text text = { 0 };
		struct scan scan;

		if (read(arg, functions[i], &text.base, &text.insn, &text.n))
			continue;
		ret = scan_function(&scan, layout, functions[i], &text);
		guarded |= scan.interrupt_mask;
		agree = take(&bits->pending, scan.pending_bit) &&
			take(&bits->lazy, counts ? -1 : scan.lazy_bit);
		shown += scan.pending_bit >= 0 && (counts || scan.lazy_bit >= 0);
		scan_free(&scan);
	}
	if (!agree)
		*bits = (struct lazy_bits){ .generation = GENERATION_UNKNOWN };
	else if (bits->pending)
		bits->generation = counts ? GENERATION_3 : guarded ? GENERATION_2 : GENERATION_1;
	return ret;
}
