// SPDX-License-Identifier: GPL-2.0
#include "base/array.h"
#include "scan/dwarf_check.h"
#include "version.h"

#ifdef HAVE_LIBDW

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scan/barrier_site.h"

#define MAX_DEPTH	64	/* functions inlined into each other: more are damage */

/* An instance of emit_pte_barriers() in the debug info. */
struct instance {
	uint64_t address;	/* the pair; without a pair, the first instruction */
	enum barrier_kind kind;
	bool found;		/* the instance has a pair, and the scan has this pair, too */
	bool pair;		/* the instance has a pair */
};

struct instances {
	const struct scan_text *text;
	struct instance *v;
	size_t n;
};

static int add_instance(struct instances *in, uint64_t address, enum barrier_kind kind, bool pair)
{
	if (array_add(in->v, in->n))
		return -ENOMEM;
	in->v[in->n++] = (struct instance){ .address = address, .kind = kind, .pair = pair };
	return 0;
}

/* Cut a range of addresses to the text, as indices.  Return: false if it is not in the text. */
static bool clip(const struct scan_text *text, uint64_t low, uint64_t high, size_t *from,
		 size_t *to)
{
	uint64_t end = text->base + 4 * text->n;

	if (low < text->base || low >= end || high <= low)
		return false;
	*from = (low - text->base) / 4;
	*to = ((high < end ? high : end) - text->base) / 4;
	return true;
}

/* Does the code of a DIE have a dsb ishst?  Return: 1, 0, or -1 if the DIE has no code at all. */
static int has_barrier(const struct scan_text *text, Dwarf_Die *die)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t at = 0;
	size_t from, to;
	int result = -1;

	while ((at = dwarf_ranges(die, at, &base, &low, &high)) > 0) {
		if (result < 0)
			result = 0;
		if (!clip(text, low, high, &from, &to))
			continue;
		for (; from < to; from++)
			if (text->insn[from] == A64_DSB_ISHST)
				return 1;
	}
	return result;
}

/* Add the pairs of an instance of emit_pte_barriers(), or one entry if it has no pair. */
static int take_instance(struct instances *in, Dwarf_Die *die, enum barrier_kind kind)
{
	Dwarf_Addr base, low, high, first = 0;
	ptrdiff_t at = 0;
	size_t from, to;
	bool any = false;
	int ret = 0;

	while (!ret && (at = dwarf_ranges(die, at, &base, &low, &high)) > 0) {
		if (!clip(in->text, low, high, &from, &to))
			continue;
		if (!first)
			first = low;
		for (; !ret && from < to; from++) {
			if (!barrier_site_is_pair(&in->text->insn[from], in->text->n - from))
				continue;
			ret = add_instance(in, in->text->base + 4 * from, kind, true);
			any = true;
		}
	}
	if (!ret && first && !any)
		ret = add_instance(in, first, kind, false);
	return ret;
}

static int walk(struct instances *in, Dwarf_Die *die, enum barrier_kind kind, int depth)
{
	Dwarf_Die child;
	int ret = 0, more = dwarf_child(die, &child);

	for (; !ret && !more && depth < MAX_DEPTH; more = dwarf_siblingof(&child, &child)) {
		int tag = dwarf_tag(&child);
		enum barrier_kind inner = kind;
		const char *name;

		if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine &&
		    tag != DW_TAG_lexical_block)
			continue;
		if (tag == DW_TAG_subprogram && has_barrier(in->text, &child) <= 0)
			continue;
		name = tag == DW_TAG_lexical_block ? NULL : dwarf_diename(&child);
		if (name && !strcmp(name, "queue_pte_barriers"))
			inner = BARRIER_QUEUE;
		else if (name && !strcmp(name, "arch_flush_lazy_mmu_mode"))
			inner = BARRIER_FLUSH;
		if (name && !strcmp(name, "emit_pte_barriers"))
			ret = take_instance(in, &child, inner);
		else
			ret = walk(in, &child, inner, depth + 1);
	}
	return ret;
}

static int read_instances(struct instances *in, Dwarf *dwarf)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	uint8_t type;
	int ret = 0;

	while (!ret && !dwarf_get_units(dwarf, cu, &cu, NULL, &type, &die, NULL))
		if (type == DW_UT_compile && has_barrier(in->text, &die) > 0)
			ret = walk(in, &die, BARRIER_DIRECT, 0);
	return ret;
}

static int add(struct dwarf_check *d, uint64_t address, enum dwarf_difference_kind kind,
	       uint64_t twin)
{
	if (array_add(d->v, d->n))
		return -ENOMEM;
	d->v[d->n++] = (struct dwarf_difference){ .address = address, .kind = kind, .twin = twin };
	d->nr[kind]++;
	return 0;
}

/* Are two functions the same but for the targets of BL and B? */
static bool same_code(const struct scan_text *text, uint64_t a, uint64_t b, uint64_t size)
{
	const uint32_t *x = text->insn + (a - text->base) / 4,
		       *y = text->insn + (b - text->base) / 4;

	for (uint64_t i = 0; i < size / 4; i++) {
		uint32_t mask = (x[i] & 0x7c000000) == 0x14000000 ? 0xfc000000 : UINT32_MAX;

		if ((x[i] ^ y[i]) & mask)
			return false;
	}
	return true;
}

/*
 * Find the pair of the function that this function was folded with.  gcc makes one function of two
 * that are the same but for what they call.  gcc leaves the other as a copy, without inlined
 * functions in the debug info.
 * @twin: result, start of the function that has the debug info
 */
static const struct instance *find_twin(const struct instances *in, const struct ksyms *ksyms,
					uint64_t address, uint64_t *twin)
{
	uint64_t start, end, from, to, text_end = in->text->base + 4 * in->text->n;

	if (!ksyms_bounds(ksyms, address + 4, &start, &end) || end > text_end ||
	    start < in->text->base)
		return NULL;
	for (size_t i = 0; i < in->n; i++) {
		if (!in->v[i].pair || !ksyms_bounds(ksyms, in->v[i].address + 4, &from, &to) ||
		    from == start || from < in->text->base || to - from != end - start ||
		    to > text_end || in->v[i].address - from != address - start)
			continue;
		if (same_code(in->text, start, from, end - start)) {
			*twin = from;
			return &in->v[i];
		}
	}
	return NULL;
}

static int compare_point(struct dwarf_check *d, struct instances *in, const struct scan_point *p,
			 const struct ksyms *ksyms)
{
	enum barrier_kind kind = p->kind == SCAN_QUEUE_EMIT ? BARRIER_QUEUE :
			      p->kind == SCAN_FLUSH_EMIT ? BARRIER_FLUSH : BARRIER_DIRECT;
	const struct instance *other;
	bool found = false, same = true;
	uint64_t twin = 0;

	d->nr_pairs++;
	for (size_t i = 0; i < in->n; i++) {
		if (!in->v[i].pair || in->v[i].address != p->address)
			continue;
		in->v[i].found = found = true;
		same &= in->v[i].kind == kind;
	}
	if (found) {
		d->nr_agree += same;
		return same ? 0 : add(d, p->address, SCAN_OTHER_KIND, 0);
	}
	other = find_twin(in, ksyms, p->address, &twin);
	if (other)
		return add(d, p->address, other->kind == kind ? SCAN_FOLDED : SCAN_OTHER_KIND,
			   twin);
	/* Other code has these instructions without emit_pte_barriers(), and queues nothing. */
	return add(d, p->address, kind == BARRIER_DIRECT ? SCAN_NO_EMIT : SCAN_NOT_IN_DWARF, 0);
}

static int compare(struct dwarf_check *d, struct instances *in, const struct scan *scan,
		   const struct ksyms *ksyms)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < scan->nr_points; i++) {
		const struct scan_point *p = &scan->points[i];

		if (p->kind == SCAN_QUEUE_EMIT || p->kind == SCAN_FLUSH_EMIT ||
		    p->kind == SCAN_DIRECT)
			ret = compare_point(d, in, p, ksyms);
	}
	for (size_t i = 0; !ret && i < in->n; i++)
		if (!in->v[i].found)
			ret = add(d, in->v[i].address, SCAN_NOT_IN_SCAN, 0);
	return ret;
}

int dwarf_check_compare(struct dwarf_check *d, const char *path, const struct scan *scan,
			const struct scan_text *text, const struct ksyms *ksyms)
{
	struct instances in = { .text = text };
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;
	Dwarf *dwarf;

	*d = (struct dwarf_check){ 0 };
	if (fd < 0)
		return -errno;
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	ret = dwarf ? read_instances(&in, dwarf) : 0;
	/* A file without a single instance has debug info of something else, or none. */
	d->compared = in.n;
	if (!ret && d->compared)
		ret = compare(d, &in, scan, ksyms);
	dwarf_end(dwarf);
	close(fd);
	free(in.v);
	return ret;
}

#endif
