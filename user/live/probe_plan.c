// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "live/kernel_text.h"
#include "base/array.h"
#include "base/log.h"
#include "live/probe_plan.h"
#include "scan/static_branches.h"
#include "scan/barrier_text.h"

/* Places of ftrace in functions that take probes, sorted */
struct functions {
	uint64_t *v;
	size_t n;
};

static int by_address(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int read_functions(struct functions *f)
{
	FILE *file = fopen(KPROBE_FUNCTIONS, "re");
	char line[512];
	int ret = 0;

	if (!file) {
		ret = -errno;
		err("cannot read the list of probeable functions %s: %s", KPROBE_FUNCTIONS,
		    strerror(-ret));
		/* Only lockdown refuses root (kernel/trace/ftrace.c, ftrace_avail_addrs_open()). */
		hint(ret == -EPERM ? "boot without lockdown=confidentiality" :
		     "mount -t tracefs tracefs /sys/kernel/tracing");
		return ret == -EPERM ? -EOPNOTSUPP : ret;
	}
	while (!ret && fgets(line, sizeof(line), file)) {
		ret = array_add(f->v, f->n);
		if (!ret)
			f->v[f->n++] = strtoull(line, NULL, 16);
	}
	fclose(file);
	if (!ret)
		qsort(f->v, f->n, sizeof(*f->v), by_address);
	return ret;
}

/* A function takes probes if it holds one of ftrace's places (within_notrace_func()). */
static bool can_probe(uint64_t start, uint64_t end, void *arg)
{
	const struct functions *f = arg;
	size_t low = 0, high = f->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->v[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low < f->n && f->v[low] < end;
}

/*
 * Refuse a text that other probes hide: a probe replaces the instruction under it.  Tracers put
 * probes at the first instructions of a function, which are no site and no call.
 */
static int refuse_hidden(const struct scan_text *text, const struct ksyms *ksyms)
{
	uint64_t start, end, address;
	size_t hidden = 0;
	char site[256];

	for (size_t i = 0; i < text->n; i++) {
		if (text->insn[i] != TEXT_KPROBE)
			continue;
		address = text->base + 4 * i;
		if (ksyms_bounds(ksyms, address + 1, &start, &end) && address - start <= 8)
			continue;
		if (hidden++ < 5)
			err("another kprobe is in the kernel's text, and hides what is there: %s",
			    ksyms_place(ksyms, site, sizeof(site), address));
	}
	if (hidden)
		hint("remove all %zu of them, see /sys/kernel/debug/kprobes/list (another barrier-trace?)",
		     hidden);
	return hidden ? -EBUSY : 0;
}

static int read_text(struct scan_text *text, uint32_t **insn, const struct ksyms *ksyms)
{
	uint64_t begin, end;
	int ret;

	if (!ksyms_text(ksyms, &begin, &end))
		return -ENODATA;	/* kernel_verdict() has refused that */
	ret = kernel_text_read(begin, end - begin, insn);
	*text = (struct scan_text){ .base = begin, .insn = *insn, .n = (end - begin) / 4 };
	return ret;
}

/* Read the static branches.  Without CONFIG_KALLSYMS_ALL their place is not known: then none. */
static int read_jumps(struct scan_text *text, struct static_branch **jumps,
		      const struct ksyms *ksyms)
{
	uint64_t begin, end;
	uint32_t *words;
	int ret;

	if (!ksyms_jumps(ksyms, &begin, &end) || !static_branches_fit(text, begin, end))
		return 0;
	ret = kernel_text_read(begin, end - begin, &words);
	if (!ret)
		ret = static_branches_read(text, begin, words, (end - begin) / 4, jumps);
	free(words);
	return ret;
}

/* struct bt_point::when is a copy of struct scan_point::when. */
_Static_assert(BT_UNLESS_INTERRUPT == SCAN_UNLESS_INTERRUPT &&
	       BT_UNLESS_PAUSED == SCAN_UNLESS_PAUSED &&
	       BT_IF_ENABLED == SCAN_IF_ENABLED, "the same bits");

static enum bt_point_kind point_kind(enum scan_kind kind)
{
	switch (kind) {
	case SCAN_QUEUE_TEST:
		return BT_POINT_QUEUE_TEST;
	case SCAN_QUEUE_EMIT:
		return BT_POINT_QUEUE_EMIT;
	case SCAN_FLUSH_TEST:
		return BT_POINT_FLUSH_TEST;
	case SCAN_DIRECT:
		return BT_POINT_DIRECT;
	case SCAN_CALL_QUEUE:
		return BT_POINT_CALL_QUEUE;
	case SCAN_CALL_FLUSH:
		return BT_POINT_CALL_FLUSH;
	default:
		return BT_NR_POINT_KINDS;	/* the scan checks other points by it */
	}
}

static bool in_scope(const struct probe_plan *p, const struct scan_point *from,
		     enum probe_scope scope)
{
	char site[256];

	/* A probe at the copy itself sees all callers, which are not known. */
	if (scope == SCOPE_ALL || from->address == from->callee)
		return true;
	ksyms_place(p->ksyms, site, sizeof(site), from->address);
	*strchrnul(site, '+') = '\0';
	return probe_scope_has(scope, site);
}

static int choose_points(struct probe_plan *p, const struct scan_text *text, enum probe_scope scope)
{
	p->points = calloc(p->scan.nr_points ? p->scan.nr_points : 1, sizeof(*p->points));
	p->insn = calloc(p->scan.nr_points ? p->scan.nr_points : 1, sizeof(*p->insn));
	if (!p->points || !p->insn)
		return -ENOMEM;
	for (size_t i = 0; i < p->scan.nr_points; i++) {
		const struct scan_point *from = &p->scan.points[i];
		enum bt_point_kind kind = point_kind(from->kind);

		if (kind == BT_NR_POINT_KINDS)
			continue;
		/* A function that takes no probe has points at its calls, if there are any. */
		if ((from->why_not == scan_not_probed && kind != BT_POINT_DIRECT) ||
		    from->why_not == scan_no_caller || from->why_not == scan_does_nothing) {
			continue;
		} else if (!in_scope(p, from, scope)) {
			p->out_of_scope++;
		} else if (from->why_not) {
			p->uncovered++;
		} else {
			p->insn[p->n] = text->insn[(from->address - text->base) / 4];
			p->points[p->n++] = (struct bt_point){
				.address = from->address, .mask = from->mask, .value = from->value,
				.when = from->when, .kind = kind, .reg = from->reg,
			};
			p->calls += from->kind == SCAN_CALL_QUEUE || from->kind == SCAN_CALL_FLUSH;
		}
	}
	if (p->n > BT_NR_POINTS) {
		err("cannot attach %zu probes: there is room for %u", p->n, BT_NR_POINTS);
		hint("use --scope=kernel, which needs fewer");
		return -E2BIG;
	}
	return 0;
}

/* Refuse a text that the scan does not understand: a number that may be wrong is none. */
static int refuse_scan(struct probe_plan *p, const struct kernel *k)
{
	char site[256];

	if (p->scan.generation == SCAN_NO_BATCHING && k->layout.enable >= 0) {
		err(SCAN_NOT_UNDERSTOOD);
		hint("check whether the kernel is built with KCOV, or with other tests of PENDING");
		return -EOPNOTSUPP;
	}
	if (p->scan.generation == SCAN_NO_BATCHING) {
		err("no barrier batching in this kernel: nothing in its text clears a PENDING bit");
		hint("use 6.16 or later; earlier kernels emit every barrier");
		return -EOPNOTSUPP;
	}
	for (size_t i = 0; i < p->scan.nr_problems; i++)
		err("the kernel's text is not understood: %s: %s",
		    ksyms_place(p->ksyms, site, sizeof(site), p->scan.problems[i].address),
		    p->scan.problems[i].what);
	if (p->scan.nr_problems)
		hint("report it, with the output of 'barrier-trace info --sites' and the kernel's package");
	/* G1 had no guard against interrupts. */
	p->generation = p->scan.generation == SCAN_STATE ? GENERATION_3 :
			p->scan.interrupt_mask ? GENERATION_2 : GENERATION_1;
	return p->scan.nr_problems ? -EOPNOTSUPP : 0;
}

static int scan(struct probe_plan *p, const struct kernel *k, const struct scan_text *text,
		struct functions *f)
{
	int ret;

	if (!k->has_layout) {
		err("cannot find a task's flags in the kernel's types");
		hint("build the kernel with CONFIG_THREAD_INFO_IN_TASK=y, which arm64 has");
		return -EOPNOTSUPP;
	}
	ret = scan_run(&p->scan, text, p->ksyms, &k->layout, can_probe, f);
	return ret ? ret : refuse_scan(p, k);
}

int probe_plan_of_kernel(struct probe_plan **plan, struct kernel *k, enum probe_scope scope)
{
	struct functions functions = { 0 };
	const struct check *bad;
	struct scan_text text;
	struct probe_plan *p;
	struct static_branch *jumps = NULL;
	uint32_t *insn = NULL;
	int ret;

	*plan = NULL;
	kernel_examine_probes(k);
	bad = kernel_verdict(k, true);
	if (bad)
		return kernel_refuse(bad, "trace this kernel by probes");
	p = calloc(1, sizeof(*p));
	if (!p)
		return -ENOMEM;
	p->scope = scope;
	p->ksyms = k->ksyms;
	ret = read_functions(&functions);
	if (ret)
		goto out;
	ret = read_text(&text, &insn, k->ksyms);
	if (!ret)
		ret = read_jumps(&text, &jumps, k->ksyms);
	if (ret) {
		ret = kernel_explain(k, "read the kernel's text", ret, true);
		goto out;
	}
	ret = refuse_hidden(&text, p->ksyms);
	if (!ret)
		ret = scan(p, k, &text, &functions);
	if (!ret)
		ret = choose_points(p, &text, scope);
	if (!ret) {
		p->pending_mask = 1ull << p->scan.pending_bit;
		p->lazy_mask = p->scan.lazy_bit >= 0 ? 1ull << p->scan.lazy_bit : 0;
		*plan = p;
	}
out:
	free(jumps);
	free(insn);
	free(functions.v);
	if (ret)
		probe_plan_free(p);
	return ret;
}

void probe_plan_uncover(const struct probe_plan *p, uint64_t address, uint32_t *words, size_t n)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->points[i].address >= address && p->points[i].address - address < 4 * n)
			words[(p->points[i].address - address) / 4] = p->insn[i];
}

void probe_plan_free(struct probe_plan *p)
{
	if (!p)
		return;
	scan_free(&p->scan);
	free(p->points);
	free(p->insn);
	free(p);
}
