// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "aggregate/allowed_functions.h"
#include "aggregate/deferrer.h"
#include "kernel/kmsg.h"
#include "kernel/module_history.h"
#include "live/kernel_text.h"
#include "live/text_rules.h"
#include "scan/barrier_text.h"
#include "base/array.h"
#include "base/parse.h"
#include "aggregate/violations.h"

#define READINGS	3	/* of the names, where modules come and go meanwhile */

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

/* Read the names, and note of which modules they are. */
static void read_names(struct text_rules *s)
{
	struct ksyms *k = NULL;

	/* While a module goes, the kernel leaves out symbols of others, too. */
	for (int i = 0; i < READINGS && !s->has_no_names; i++) {
		uint32_t sum = sum_of_modules();

		ksyms_free(k);
		k = ksyms_of_kernel("addresses");
		/* The kernel hides names from the start: one warning is enough. */
		s->has_no_names = !k && !s->ksyms;
		s->modules_sum = sum;
		if (!k || sum == sum_of_modules())
			break;
	}
	if (!k)
		return;
	module_history_attach(s->modules, k);
	ksyms_free(s->ksyms);
	s->ksyms = k;
}

void text_rules_load_names(struct text_rules *s)
{
	/* To read the names is the dearest part of a check: do not read the same ones again. */
	if (!s->ksyms || s->modules_sum != sum_of_modules())
		read_names(s);
}

void text_rules_load_all_names(struct text_rules *s)
{
	if (s->before_programs)
		read_names(s);
	else
		text_rules_load_names(s);
	s->before_programs = false;
}

void text_rules_free(struct text_rules *s)
{
	text_sites_free(&s->sites);
	address_set_free(&s->passed);
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
	ksyms_site_at(s->ksyms, site, sizeof(site), report->ip, report->time_ns);
	if (!s->ksyms)
		return true;	/* Nobody knows the function: check_result_judge() says so. */
	/* The site may be in a module that came later, and get the name of another module. */
	if ((!ksyms_is_name(site) || strchr(site, '[')) &&
	    !module_history_find(s->modules, report->ip - 4, report->time_ns))
		text_rules_load_names(s);
	verdict = deferrer_judge(report, s->ksyms, s->allow);
	s->counts.unknown += verdict == DEFERRER_UNKNOWN;
	return verdict != DEFERRER_UNEXPECTED;
}

/* I17: may the task sleep here?  If the section's function has returned, the section is a leak. */
static bool sleeper_is_fine(struct text_rules *s, struct bt_report *report)
{
	text_rules_load_all_names(s);
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
	uint32_t word;

	return report->kind != BT_FAULT_INSTRUCTION ||
	       check_session_read_text(s->checker, report->address & ~3ull, &word, 1);
}

/* Is an address in the kernel's own text, which stays? */
static bool stays(const struct text_rules *s, uint64_t address)
{
	uint64_t begin, end;

	return ksyms_text(s->ksyms, &begin, &end) && address >= begin && address < end;
}

static int add_site(struct text_rules *s, const struct bt_report *report)
{
	s->sites.checker = s->checker;
	s->sites.modules = s->modules;
	if (address_set_add(&s->passed, report->ip) < 0)
		return -ENOMEM;
	return text_sites_add(&s->sites, report);
}

void text_rules_judge(struct text_rules *s)
{
	bool loaded = false;

	for (size_t i = 0; i < s->sites.n; i++) {
		struct text_site *site = &s->sites.v[i];
		uint64_t ip = site->first.ip;

		if (site->judged || stays(s, ip))
			continue;
		/* The module may have come after the names were read. */
		if (!loaded && !module_history_find(s->modules, ip - 4, site->first.time_ns)) {
			text_rules_load_names(s);
			loaded = true;
		}
		text_sites_judge(&s->sites, site, s->ksyms);
	}
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
	case BT_REPORT_EMITTER:
		find_site(s, report);
		return add_site(s, report);
	case BT_REPORT_DEFERRER:
		find_site(s, report);
		if (address_set_add(&s->passed, report->ip) < 0)
			return -ENOMEM;
		s->counts.deferrers++;
		if (check_sites_add(&s->counts, (struct check_site){
			    .ip = report->ip, .time_ns = report->time_ns, .use = SITE_DEFERS }))
			return -ENOMEM;
		return !deferrer_is_fine(s, report);
	case BT_REPORT_FAULT:
		return kmsg_find_fault(report->kind == BT_FAULT_INSTRUCTION, report->address) &&
		       is_mapped(s, report);
	default:
		return report->invariant != BT_I17_SLEPT_INSIDE || !sleeper_is_fine(s, report);
	}
}

static enum site_text site_text_of(enum text_verdict verdict)
{
	return verdict == TEXT_EXECUTES ? SITE_EXECUTES :
	       verdict == TEXT_SILENT ? SITE_SILENT : SITE_UNDECIDED;
}

/* I22, I23: no event can tell whether the barriers were executed, but the text can. */
static int check_site(struct text_rules *s, struct text_site *site, report_fn show, void *arg)
{
	bool flush = site->first.type == BT_REPORT_FLUSHER;
	struct check_sites *n = &s->counts;

	text_sites_judge(&s->sites, site, s->ksyms);
	*(flush ? &n->flushers : &n->emitters) += 1;
	*(flush ? &n->executing : &n->emitters_executing) += site->verdict == TEXT_EXECUTES;
	if (check_sites_add(n, (struct check_site){
		    .ip = site->first.ip, .time_ns = site->first.time_ns,
		    .use = flush ? SITE_FLUSHES : SITE_EMITS,
		    .text = site_text_of(site->verdict), .why = site->why }))
		return -ENOMEM;
	return site->verdict == TEXT_SILENT ? show(&site->first, arg) : 0;
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
	uint32_t words[BT_TEXT_SIZE / 4];
	enum text_verdict verdict;
	size_t n;

	if (!start || !ksyms_bounds(s->ksyms, start + 4, &start, &end))
		return 0;
	if (end - start > sizeof(words))
		end = start + sizeof(words);
	n = check_session_read_text(s->checker, start, words, (end - start) / 4);
	*(n ? &s->sites.nr_read : &s->sites.nr_unread) += 1;
	/*
	 * arm64 has a ptep_try_set() of its own with CONFIG_ARM64_CONTPTE only (7.3); the generic
	 * one stores nothing.
	 */
	if (!barrier_text_has_cas(words, n))
		return 0;
	s->counts.direct++;
	verdict = barrier_text_pair(words, n);
	s->counts.direct_executing += verdict == TEXT_EXECUTES;
	report.ip = start + 4;
	if (check_sites_add(&s->counts, (struct check_site){
		    .ip = report.ip, .use = SITE_DIRECT, .text = site_text_of(verdict),
		    .why = verdict == TEXT_UNDECIDED ? "a kprobe, or a stronger dsb, may be its barriers" : NULL }))
		return -ENOMEM;
	return verdict == TEXT_SILENT ? show(&report, arg) : 0;
}

/* Count a call in the text that reports an event, and keep it if no event came from there. */
static int add_call(struct text_rules *s, enum call_kind kind, uint64_t ip)
{
	struct check_sites *n = &s->counts;

	n->calls[kind]++;
	if (address_set_has(&s->passed, ip))
		return 0;
	if (array_add(n->unpassed, n->nr_unpassed))
		return -ENOMEM;
	n->unpassed[n->nr_unpassed++] = (struct unpassed_call){ ip, kind };
	return 0;
}

/*
 * Find all calls in the kernel's own text that report that barriers are due.  Modules are not
 * looked at: most of them have none, and their text is not in one piece.
 */
static int count_calls(struct text_rules *s)
{
	static const char *const names[NR_CALL_KINDS] = {
		[CALL_QUEUE] = "__lazy_mmu_trace_queue",
		[CALL_FLUSH] = "__lazy_mmu_trace_flush",
		[CALL_DIRECT] = "__lazy_mmu_trace_emit",
	};
	uint64_t begin, end, at[NR_CALL_KINDS];
	uint32_t *words;
	int ret = 0;

	if (!ksyms_text(s->ksyms, &begin, &end) || kernel_text_read(begin, end - begin, &words))
		return 0;
	for (int k = 0; k < NR_CALL_KINDS; k++)
		at[k] = ksyms_address(s->ksyms, names[k]);
	for (size_t i = 0; !ret && i < (end - begin) / 4; i++) {
		uint64_t to = barrier_text_target(words[i], begin + 4 * i, NULL, NULL);

		for (int k = 0; to && !ret && k < NR_CALL_KINDS; k++)
			if (to == at[k])
				ret = add_call(s, k, begin + 4 * i + 4);
	}
	free(words);
	return ret;
}

int text_rules_check(struct text_rules *s, report_fn show, void *arg)
{
	/* Functions with an inlined ptep_try_set(): kernel/bpf/arena.c */
	static const char *const direct[] = { "apply_range_set_scratch_cb", "apply_range_set_cb" };
	int ret = 0;

	text_rules_judge(s);
	text_rules_load_names(s);
	for (size_t i = 0; !ret && i < s->sites.n; i++)
		ret = check_site(s, &s->sites.v[i], show, arg);
	for (size_t i = 0; !ret && i < ARRAY_SIZE(direct); i++)
		ret = check_direct_store(s, direct[i], show, arg);
	return ret || !s->list_unpassed ? ret : count_calls(s);
}

bool text_rules_has_text(const struct text_rules *s)
{
	return s->sites.nr_read || !s->sites.nr_unread;
}
