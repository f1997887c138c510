// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan/a64.h"
#include "scan/kernel_file.h"

int kernel_file_jumps(struct kernel_file *f, const void *data, size_t size)
{
	uint64_t begin, end;
	uint32_t *words;
	int ret;

	if (!ksyms_jumps(f->ksyms, &begin, &end) || !static_branches_fit(&f->text, begin, end))
		return 0;
	if (size > end - begin)
		size = end - begin;
	words = malloc(size);
	if (!words)
		return -ENOMEM;
	memcpy(words, data, size);
	for (size_t i = 0; i < size / 4; i++)
		words[i] = le32toh(words[i]);
	ret = static_branches_read(&f->text, begin, words, size / 4, &f->jumps);
	free(words);
	return ret;
}

void kernel_file_close(struct kernel_file *f)
{
	ksyms_free(f->ksyms);
	free(f->insn);
	free(f->jumps);
	free(f->traceable);
	*f = (struct kernel_file){ 0 };
}

static bool entry_has_nops(const struct kernel_file *f, uint64_t start)
{
	uint64_t at = (start - f->text.base) / 4;

	if (start < f->text.base || at + 3 > f->text.n)
		return false;
	at += f->insn[at] == A64_BTI_C;
	return f->insn[at] == A64_NOP && f->insn[at + 1] == A64_NOP;
}

static bool is_traceable(const struct kernel_file *f, uint64_t start, uint64_t end)
{
	size_t low = 0, high = f->nr_traceable;

	if (f->by_entry)
		return entry_has_nops(f, start);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->traceable[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->nr_traceable && f->traceable[low] < end;
}

bool kernel_file_can_probe(uint64_t start, uint64_t end, void *arg)
{
	const struct kernel_file *f = arg;
	char name[256];
	uint64_t other, other_end;

	if (!f->has_ftrace || is_traceable(f, start, end))
		return true;
	ksyms_function(f->ksyms, name, sizeof(name), start);
	if (!strchr(name, '.'))
		return false;
	*strchr(name, '.') = '\0';
	other = ksyms_address(f->ksyms, name);
	return other && ksyms_bounds(f->ksyms, other + 4, &other, &other_end) &&
	       is_traceable(f, other, other_end);
}
