// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "aggregate/allowed_functions.h"
#include "aggregate/deferrer.h"
#include "kernel/kmsg.h"
#include "live/text_rules.h"
#include "scan/barrier_text.h"
#include "base/array.h"
#include "base/parse.h"
#include "aggregate/violations.h"

/* Instructions of emit_pte_barriers() to read: BTI or PACIASP, the pair, RET */
#define CALLEE_SIZE	6

/* Add up the names, sizes and addresses of /proc/modules: other modules give another sum. */
static uint32_t sum_of_modules(void)
{
	FILE *f = fopen("/proc/modules", "re");
	char line[1024], name[64], address[32];
	unsigned long size;
	uLong sum = crc32(0, NULL, 0);

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63s %lu %*s %*s %*s %31s", name, &size, address) != 3)
			continue;
		sum = crc32(sum, (const Bytef *)name, strlen(name) + 1);
		sum = crc32(sum, (const Bytef *)&size, sizeof(size));
		sum = crc32(sum, (const Bytef *)address, strlen(address) + 1);
	}
	if (f)
		fclose(f);
	return sum;
}

/* To read the names is the dearest part of a check: do not read the same ones again. */
static bool names_are_current(const struct text_rules *s)
{
	return s->ksyms && s->modules == sum_of_modules();
}

void text_rules_load_names(struct text_rules *s)
{
	struct ksyms *k;

	s->modules = sum_of_modules();
	k = s->has_no_names ? NULL : ksyms_of_kernel("addresses");
	/* The kernel hides names from the start: one warning is enough. */
	s->has_no_names = !k && !s->ksyms;
	if (!k)
		return;
	ksyms_free(s->ksyms);
	s->ksyms = k;
}

void text_rules_free(struct text_rules *s)
{
	free(s->flushers);
	check_sites_free(&s->counts);
	ksyms_free(s->ksyms);
}

/* I20: may a function defer whose site was seen for the first time? */
static bool deferrer_is_fine(struct text_rules *s, const struct bt_report *report)
{
	enum deferrer verdict;
	char site[256];

	if (!s->ksyms)
		text_rules_load_names(s);
	ksyms_site(s->ksyms, site, sizeof(site), report->ip);
	if (!s->ksyms)
		return true;	/* Nobody knows the function: check_result_judge() says so. */
	/* The site may be in a module that came later, and get the name of another module. */
	if (site[0] == '0' || strchr(site, '['))
		text_rules_load_names(s);
	verdict = deferrer_judge(report, s->ksyms, s->allow);
	s->counts.unknown += verdict == DEFERRER_UNKNOWN;
	return verdict != DEFERRER_UNEXPECTED;
}

/* I17: may the task sleep here?  If the section's function has returned, the section is a leak. */
static bool sleeper_is_fine(struct text_rules *s, struct bt_report *report)
{
	if (!s->ksyms)
		text_rules_load_names(s);
	if (!s->ksyms)
		return true;	/* check_result_judge() says so. */
	if (violation_is_leak(report, s->ksyms))
		report->invariant = BT_I9_SECTIONS_UNBALANCED;
	return violation_is_fine_sleep(report, s->ksyms);
}

/*
 * I21: is the address of a fault mapped?  For an instruction the kernel does not ask whether the
 * entry is valid by now.  The entry is valid if the address can be read.
 */
static bool is_mapped(struct text_rules *s, const struct bt_report *report)
{
	const uint32_t *words;

	return report->kind != BT_FAULT_INSTRUCTION ||
	       !check_session_read_text(s->checker, report->address, &words);
}

static int add_flusher(struct text_rules *s, const struct bt_report *report)
{
	for (size_t i = 0; i < s->nr_flushers; i++)
		if (s->flushers[i].ip == report->ip)
			return 0;
	if (array_add(s->flushers, s->nr_flushers))
		return -ENOMEM;
	s->flushers[s->nr_flushers++] = *report;
	return 0;
}

static bool is_wrapper(const struct text_rules *s, uint64_t ip)
{
	static const char name[] = "__lazy_mmu_trace_";
	char site[256];

	return !strncmp(ksyms_site(s->ksyms, site, sizeof(site), ip), name, sizeof(name) - 1);
}

/*
 * Correct the ip of an event that ftrace's graph tracer has hidden.  The stack has the site, behind
 * these functions, which may be there more than once (6.12, not preemptible).
 */
static void find_site(struct text_rules *s, struct bt_report *report)
{
	size_t n = report->stack_size > 0 ? report->stack_size / sizeof(*report->stack) : 0, i = 0;
	char site[256];

	if (!s->ksyms)
		text_rules_load_names(s);
	ksyms_site(s->ksyms, site, sizeof(site), report->ip);
	if (!is_graph_tracer(site))
		return;
	while (i < n && !is_wrapper(s, report->stack[i]))
		i++;
	while (i < n && is_wrapper(s, report->stack[i]))
		i++;
	if (i < n)
		report->ip = report->stack[i];
}

int text_rules_is_violation(struct text_rules *s, struct bt_report *report)
{
	switch (report->type) {
	case BT_REPORT_FLUSHER:
		find_site(s, report);
		return add_flusher(s, report);
	case BT_REPORT_DEFERRER:
		find_site(s, report);
		s->counts.deferrers++;
		if (check_sites_add(&s->counts, report->ip, SITE_DEFERS, SITE_NOT_ASKED))
			return -ENOMEM;
		return !deferrer_is_fine(s, report);
	case BT_REPORT_FAULT:
		return kmsg_find_fault(report->kind == BT_FAULT_INSTRUCTION, report->address) &&
		       is_mapped(s, report);
	default:
		return report->invariant != BT_I17_SLEPT_INSIDE || !sleeper_is_fine(s, report);
	}
}

/* Read text, and count how often the kernel gives none. */
static bool read_text(struct text_rules *s, uint64_t start, const uint32_t **words)
{
	int ret = check_session_read_text(s->checker, start, words);

	s->nr_read += !ret;
	s->nr_unread += ret != 0;
	return !ret;
}

/*
 * With probes, the scan of the text has found the test of PENDING and the barriers behind the test:
 * otherwise there were no probe.
 */
static enum text_verdict probed_flusher(const struct text_rules *s, uint64_t ip)
{
	const struct probe_plan *plan = s->checker->backend.plan;

	for (size_t i = 0; i < plan->n; i++)
		if (plan->points[i].address == ip &&
		    (plan->points[i].kind == BT_POINT_FLUSH_TEST ||
		     plan->points[i].kind == BT_POINT_CALL_FLUSH))
			return TEXT_EXECUTES;
	return TEXT_UNKNOWN;
}

static enum text_verdict flusher_text(struct text_rules *s, uint64_t ip)
{
	enum text_verdict verdict = TEXT_UNKNOWN;
	uint64_t start, end;
	const uint32_t *words;
	int64_t callee;

	if (ksyms_bounds(s->ksyms, ip, &start, &end)) {
		/* If the function is too long, read the part before the call. */
		if (ip - start > BT_TEXT_SIZE - 1024)
			start = ip - (BT_TEXT_SIZE - 1024);
		if (end - start > BT_TEXT_SIZE)
			end = start + BT_TEXT_SIZE;
		if (read_text(s, start, &words))
			verdict = barrier_text_flush(words, (end - start) / 4, (ip - 4 - start) / 4,
						     &callee);
	}
	if (verdict == TEXT_CALLS) {
		verdict = TEXT_UNKNOWN;
		if (read_text(s, start + callee * 4, &words))
			verdict = barrier_text_pair(words, CALLEE_SIZE);
	}
	return verdict;
}

static enum site_text site_text_of(enum text_verdict verdict)
{
	return verdict == TEXT_EXECUTES ? SITE_EXECUTES :
	       verdict == TEXT_SILENT ? SITE_SILENT : SITE_UNDECIDED;
}

/* I22: no event can tell whether the barriers were executed, but the text can. */
static int check_flusher(struct text_rules *s, const struct bt_report *report, report_fn show,
			 void *arg)
{
	enum text_verdict verdict = s->checker->backend.plan ? probed_flusher(s, report->ip) :
				    flusher_text(s, report->ip);

	s->counts.flushers++;
	s->counts.executing += verdict == TEXT_EXECUTES;
	if (check_sites_add(&s->counts, report->ip, SITE_FLUSHES, site_text_of(verdict)))
		return -ENOMEM;
	return verdict == TEXT_SILENT ? show(report, arg) : 0;
}

/* I23: a missing barrier causes no event, but the functions that need barriers are known. */
static int check_direct_store(struct text_rules *s, const char *function, report_fn show, void *arg)
{
	struct bt_report report = {
		.type = BT_REPORT_TEXT, .invariant = BT_I23_STORE_WITHOUT_BARRIERS,
		.level = BT_LEVEL_NONE,
		.stack_size = -ENOENT, .time_ns = now_ns(),
	};
	uint64_t start = ksyms_address(s->ksyms, function), end;
	enum text_verdict verdict;
	const uint32_t *words;

	if (!start || !ksyms_bounds(s->ksyms, start + 4, &start, &end) ||
	    !read_text(s, start, &words))
		return 0;
	if (end - start > BT_TEXT_SIZE)
		end = start + BT_TEXT_SIZE;
	/*
	 * arm64 has a ptep_try_set() of its own with CONFIG_ARM64_CONTPTE only (7.3); the generic
	 * one stores nothing.
	 */
	if (!barrier_text_has_cas(words, (end - start) / 4))
		return 0;
	s->counts.direct++;
	verdict = barrier_text_pair(words, (end - start) / 4);
	s->counts.direct_executing += verdict == TEXT_EXECUTES;
	report.ip = start + 4;
	if (check_sites_add(&s->counts, report.ip, SITE_DIRECT, site_text_of(verdict)))
		return -ENOMEM;
	return verdict == TEXT_SILENT ? show(&report, arg) : 0;
}

int text_rules_check(struct text_rules *s, report_fn show, void *arg)
{
	/* Functions with an inlined ptep_try_set(): kernel/bpf/arena.c */
	static const char *const direct[] = { "apply_range_set_scratch_cb", "apply_range_set_cb" };
	int ret = 0;

	if (!names_are_current(s))
		text_rules_load_names(s);
	for (size_t i = 0; !ret && i < s->nr_flushers; i++)
		ret = check_flusher(s, &s->flushers[i], show, arg);
	for (size_t i = 0; !ret && i < ARRAY_SIZE(direct); i++)
		ret = check_direct_store(s, direct[i], show, arg);
	return ret;
}
