// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "scan/a64.h"
#include "scan/static_branches.h"

/* struct jump_entry: s32 code, s32 target, long key; each is relative to its own place */
#define ENTRY_WORDS	4

bool static_branches_fit(const struct scan_text *text, uint64_t begin, uint64_t end)
{
	/* An instruction has at most one entry. */
	return begin && !(begin & 3) && end > begin && (end - begin) / (4 * ENTRY_WORDS) <= text->n;
}

static bool in_text(const struct scan_text *text, uint64_t address)
{
	return !(address & 3) && address - text->base < 4 * text->n;
}

static bool is_static_branch(const struct scan_text *text, const struct static_branch *jump)
{
	struct a64_branch b;
	uint32_t insn;

	if (!in_text(text, jump->from) || !in_text(text, jump->to))
		return false;
	insn = text->insn[(jump->from - text->base) / 4];
	b = a64_branch(insn);
	return insn == A64_NOP || (b.kind == A64_B && jump->from + 4 * b.target == jump->to);
}

static int by_address(const void *a, const void *b)
{
	const struct static_branch *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

int static_branches_read(struct scan_text *text, uint64_t address, const uint32_t *words, size_t n,
			 struct static_branch **jumps)
{
	size_t nr = 0;

	text->jumps = *jumps = NULL;
	text->nr_jumps = 0;
	if (n < ENTRY_WORDS)
		return 0;
	*jumps = calloc(n / ENTRY_WORDS, sizeof(**jumps));
	if (!*jumps)
		return -ENOMEM;
	for (size_t i = 0; i + ENTRY_WORDS <= n; i += ENTRY_WORDS) {
		struct static_branch jump = {
			.from = address + 4 * i + (int32_t)words[i],
			.to = address + 4 * (i + 1) + (int32_t)words[i + 1],
		};

		if (is_static_branch(text, &jump))
			(*jumps)[nr++] = jump;
	}
	qsort(*jumps, nr, sizeof(**jumps), by_address);
	text->jumps = *jumps;
	text->nr_jumps = nr;
	return 0;
}

const struct static_branch *static_branch_at(const struct scan_text *text, uint64_t address)
{
	size_t low = 0, high = text->nr_jumps;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text->jumps[middle].from < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < text->nr_jumps && text->jumps[low].from == address ? &text->jumps[low] : NULL;
}
