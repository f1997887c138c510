/* SPDX-License-Identifier: GPL-2.0 */
/* Put functions together to a kernel's text, and scan it. */
#ifndef TESTS_UNIT_SCAN_KERNEL_H
#define TESTS_UNIT_SCAN_KERNEL_H

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "scan/a64.h"
#include "scan/scan.h"

#define BASE		UINT64_C(0xffff800080010000)
#define MAX_WORDS	1024

static const struct task_layout state_layout = { .enable = 2376, .pause = 2377, .flags = 0,
						.preempt = 8 };
static const struct task_layout flag_layout = { .enable = -1, .pause = -1, .flags = 0,
					       .preempt = 8 };

struct kernel {
	uint32_t insn[MAX_WORDS];
	struct scan_text text;
	char names[4096];
	struct ksyms *ksyms;
	struct scan scan;
};

static inline void add_words(struct kernel *k, const char *name, const uint32_t *words, size_t size)
{
	size_t length = strlen(k->names);

	snprintf(k->names + length, sizeof(k->names) - length, "%" PRIx64 " t %s\n",
		 BASE + 4 * k->text.n, name);
	memcpy(k->insn + k->text.n, words, size);
	k->text.n += size / 4;
}

#define add(k, name) add_words(k, #name, name, sizeof(name))

static inline uint64_t at(const struct kernel *k, const char *name)
{
	return ksyms_address(k->ksyms, name);
}

/* Refuse probes in the compiler's copies of inlines, which the tests call copy_NAME. */
static inline bool can_probe(uint64_t start, uint64_t end, void *arg)
{
	struct kernel *k = arg;
	char name[64];

	(void)end;
	return strncmp(ksyms_function(k->ksyms, name, sizeof(name), start), "copy_", 5);
}

static inline void scan(struct kernel *k, const struct task_layout *layout)
{
	k->text.base = BASE;
	k->text.insn = k->insn;
	ck_assert_int_eq(ksyms_parse(&k->ksyms, k->names), 0);
	ck_assert_int_eq(scan_run(&k->scan, &k->text, k->ksyms, layout, can_probe, k), 0);
}

static inline void done(struct kernel *k)
{
	scan_free(&k->scan);
	ksyms_free(k->ksyms);
}

/* Add a function that calls the function which begins @back words before. */
static inline void add_call(struct kernel *k, const char *name, size_t back, bool tail)
{
	uint32_t words[] = { A64_NOP, (tail ? 0x14000000 : 0x94000000) | (-(back + 1) & 0x3ffffff),
			     0xd65f03c0 };

	add_words(k, name, words, sizeof(words));
}

static inline const struct scan_point *find(const struct kernel *k, int kind, const char *name,
					    uint64_t offset)
{
	for (size_t i = 0; i < k->scan.nr_points; i++)
		if (k->scan.points[i].kind == kind &&
		    k->scan.points[i].address == at(k, name) + offset)
			return &k->scan.points[i];
	return NULL;
}

static inline void is_test(const struct kernel *k, int kind, const char *name, uint64_t offset,
			   int reg, uint64_t mask)
{
	const struct scan_point *p = find(k, kind, name, offset);

	ck_assert_msg(p, "%s+0x%" PRIx64, name, offset);
	ck_assert_uint_eq(p->reg, reg);
	ck_assert_uint_eq(p->mask, mask);
	ck_assert_uint_eq(p->function, at(k, name));
	ck_assert_ptr_null(p->why_not);
}

#endif /* TESTS_UNIT_SCAN_KERNEL_H */
