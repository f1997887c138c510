// SPDX-License-Identifier: GPL-2.0
/*
 * Judge the barriers before each event of a kernel with the tracepoints, from its vmlinux, as
 * `check` does for the sites that it sees.  Print a line for each site that does not execute its
 * barriers or is undecided, then the numbers.
 *
 * usage: text_sites VMLINUX [mutate]
 *	mutate: also break each pair, one instruction at a time, and count the breaks that are
 *	noticed
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "scan/a64.h"
#include "scan/barrier_text.h"
#include "scan/kernel_file.h"

static struct kernel_file kernel;

static const struct {
	const char *name;
	enum text_event event;
} events[] = {
	{ "__lazy_mmu_trace_queue", TEXT_QUEUE },
	{ "__lazy_mmu_trace_flush", TEXT_FLUSH },
	{ "__lazy_mmu_trace_emit", TEXT_DIRECT },
};

static size_t read_words(uint64_t address, uint32_t *words, size_t n, void *arg)
{
	uint64_t at = (address - kernel.text.base) / 4;

	(void)arg;
	if (at >= kernel.text.n)
		return 0;
	if (n > kernel.text.n - at)
		n = kernel.text.n - at;
	memcpy(words, &kernel.insn[at], 4 * n);
	return n;
}

static uint64_t events_at[3];

struct verdicts {
	size_t nr[3][5];	/* by event and verdict */
};

/* Return: the event that the call at instruction @i of the text reports, or -1. */
static int event_at(size_t i)
{
	uint64_t to = barrier_text_target(kernel.insn[i], kernel.text.base + 4 * i, NULL, NULL);

	for (int e = 0; to && e < 3; e++)
		if (to == events_at[e])
			return e;
	return -1;
}

static enum text_verdict judge(size_t i, int e, const char **why)
{
	uint64_t ip = kernel.text.base + 4 * i, start, end;
	struct barrier_text t = {
		.text = kernel.text, .event = events[e].event, .ksyms = kernel.ksyms,
		.read = read_words,
	};

	*why = "in no known function";
	if (!ksyms_bounds(kernel.ksyms, ip + 4, &start, &end))
		return TEXT_UNDECIDED;
	t.start = start;
	t.n = (end - start) / 4;
	return barrier_text_judge(&t, (ip - start) / 4, why);
}

/* Judge all sites from @from to before @to; name those that do not execute their barriers. */
static void judge_all(size_t from, size_t to, struct verdicts *v, bool print)
{
	char site[256];

	for (size_t i = from; i < to; i++) {
		int e = event_at(i);
		enum text_verdict verdict;
		const char *why;

		if (e < 0)
			continue;
		verdict = judge(i, e, &why);
		v->nr[e][verdict]++;
		if (print && verdict != TEXT_EXECUTES && verdict != TEXT_OTHER)
			printf("%s %s: %s\n", events[e].name + 17,
			       ksyms_site(kernel.ksyms, site, sizeof(site),
					  kernel.text.base + 4 * i + 4),
			       verdict == TEXT_SILENT ? "does not execute dsb ishst; isb" :
			       verdict == TEXT_BEFORE ? "its caller has to be judged" : why);
	}
}

static size_t sum(const struct verdicts *v, enum text_verdict verdict)
{
	return v->nr[0][verdict] + v->nr[1][verdict] + v->nr[2][verdict];
}

/* Break one instruction of a pair, and judge the sites of its function. */
static bool notices(size_t at, uint32_t insn, size_t from, size_t to)
{
	struct verdicts v = { 0 };
	uint32_t before = kernel.insn[at];

	kernel.insn[at] = insn;
	judge_all(from, to, &v, false);
	kernel.insn[at] = before;
	return sum(&v, TEXT_SILENT) > 0;
}

/* Break each pair of each function with an event in several ways. */
static void mutate(void)
{
	static const uint32_t mutants[2][3] = {
		{ A64_NOP, 0xd503369f, 0xd5033abf },	/* dsb: nop, dsb nshst, dmb ishst */
		{ A64_NOP, 0xd5033bbf, A64_DSB_ISHST },	/* isb: nop, dmb ish, dsb ishst */
	};
	size_t made = 0, noticed = 0;
	char site[256];

	for (size_t i = 0; i + 1 < kernel.text.n; i++) {
		uint64_t ip = kernel.text.base + 4 * i, start, end;
		struct verdicts v = { 0 };
		size_t from, to;

		if (kernel.insn[i] != A64_DSB_ISHST || kernel.insn[i + 1] != A64_ISB ||
		    !ksyms_bounds(kernel.ksyms, ip + 4, &start, &end))
			continue;
		from = (start - kernel.text.base) / 4;
		to = (end - kernel.text.base) / 4;
		judge_all(from, to, &v, false);
		if (!sum(&v, TEXT_EXECUTES) || sum(&v, TEXT_SILENT))
			continue;
		for (int k = 0; k < 6; k++) {
			bool found = notices(i + k / 3, mutants[k / 3][k % 3], from, to);

			made++;
			noticed += found;
			if (!found)
				printf("mutant %d not noticed: %s\n", k,
				       ksyms_place(kernel.ksyms, site, sizeof(site), ip));
		}
	}
	printf("mutants: %zu made, %zu noticed\n", made, noticed);
}

int main(int argc, char **argv)
{
	bool mutants = argc > 2 && !strcmp(argv[2], "mutate");
	struct verdicts v = { 0 };

	if (argc < 2 || kernel_file_open(&kernel, argv[1], NULL))
		return 1;
	for (int e = 0; e < 3; e++)
		events_at[e] = ksyms_address(kernel.ksyms, events[e].name);
	judge_all(0, kernel.text.n, &v, true);
	for (int e = 0; e < 3; e++)
		printf("%s: %zu execute, %zu do not, %zu never emit, %zu by the caller, "
		       "%zu undecided\n",
		       events[e].name + 17, v.nr[e][TEXT_EXECUTES], v.nr[e][TEXT_SILENT],
		       v.nr[e][TEXT_OTHER], v.nr[e][TEXT_BEFORE], v.nr[e][TEXT_UNDECIDED]);
	if (mutants)
		mutate();
	kernel_file_close(&kernel);
	return 0;
}
