// SPDX-License-Identifier: GPL-2.0
/* Find all pairs in a text: the first pass finds the bit PENDING, the second classifies pairs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scan/static_branches.h"
#include "scan/barrier_site.h"

/* Addresses of pairs. */
struct pairs {
	uint64_t *v;
	size_t n;
};

const char *scan_kind_name(int kind)
{
	static const char *const names[SCAN_NR_KINDS] = {
		[SCAN_QUEUE_TEST] = "queue-test",
		[SCAN_QUEUE_EMIT] = "queue-emit",
		[SCAN_FLUSH_TEST] = "flush-test",
		[SCAN_FLUSH_EMIT] = "flush-emit",
		[SCAN_DIRECT] = "direct",
		[SCAN_CALL_QUEUE] = "call-queue",
		[SCAN_CALL_FLUSH] = "call-flush",
	};

	return names[kind];
}

const char *scan_generation_name(enum scan_generation generation)
{
	switch (generation) {
	case SCAN_FLAG:
		return "6.16 to 6.19: TIF_LAZY_MMU";
	case SCAN_STATE:
		return "7.0 and later: lazy_mmu_state";
	default:
		return "none";
	}
}

static int find_pairs(const struct scan_text *text, struct pairs *pairs)
{
	for (size_t i = 0; i < text->n; i++) {
		if (!barrier_site_is_pair(&text->insn[i], text->n - i))
			continue;
		if (array_add(pairs->v, pairs->n))
			return -ENOMEM;
		pairs->v[pairs->n++] = text->base + 4 * i;
	}
	return 0;
}

static int most_votes(const uint32_t *votes)
{
	int best = -1;

	for (int i = 0; i < 64; i++)
		if (votes[i] && (best < 0 || votes[i] > votes[best]))
			best = i;
	return best;
}

static const char *why_no_test(const struct scanner *s, const struct function *f,
			       const struct scan_point *p)
{
	if (!f->can_probe)
		return scan_not_probed;
	/* kernel/kprobes.c, check_kprobe_address_safe() */
	if (static_branch_at(s->text, p->address))
		return "only a static branch is passed by all, which the kernel does not let be probed";
	return p->mask || p->kind != SCAN_FLUSH_TEST ? NULL : "PENDING is in no register there";
}

static int add_points(struct scanner *s, const struct function *f, const struct barrier_site *site)
{
	static const struct {
		uint8_t emit, test;
	} kinds[] = {
		[BARRIER_DIRECT] = { SCAN_DIRECT, SCAN_DIRECT },
		[BARRIER_QUEUE] = { SCAN_QUEUE_EMIT, SCAN_QUEUE_TEST },
		[BARRIER_FLUSH] = { SCAN_FLUSH_EMIT, SCAN_FLUSH_TEST },
	};
	struct scan_point p = {
		.address = f->start + 4ull * site->at, .site = f->start + 4ull * site->at,
		.function = f->start, .kind = kinds[site->kind].emit,
		.why_not = f->can_probe ? NULL : scan_not_probed,
	};
	int ret = points_add(s, &p);

	p.kind = kinds[site->kind].test;
	for (uint32_t i = 0; !ret && i < site->nr_tests; i++) {
		const struct flow_test *t = &site->tests[i];

		p.address = f->start + 4ull * t->at;
		p.reg = t->reg;
		p.mask = t->reg_mask;
		p.why_not = why_no_test(s, f, &p);
		ret = points_add(s, &p);
	}
	if (!ret && site->partly)
		ret = points_problem(s, p.site, "PENDING is tested on some ways only");
	if (!ret && site->full)
		ret = points_problem(s, p.site, "more branches decide than are followed");
	if (!ret && site->mixed)
		ret = points_problem(s, p.site, "a pair that queues and flushes");
	/* With KASAN a call may stand between the head of a queue and its test. */
	if (!ret && site->doubt && site->kind == BARRIER_DIRECT)
		ret = points_problem(s, p.site,
				     "after in_interrupt(), but no test of PENDING is found");
	if (!ret && site->kind != BARRIER_DIRECT && !site->nr_tests)
		ret = points_problem(s, p.site,
				     site->kind == BARRIER_QUEUE ? "a queue without a test of PENDING" :
				     "a flush without a test of PENDING");
	return ret;
}

static int add_copy(struct copy **copies, size_t *n, const struct function *f,
		    const struct barrier_site *site)
{
	if (array_add(*copies, *n))
		return -ENOMEM;
	(*copies)[(*n)++] = (struct copy){ *f, *site };
	return 0;
}

/*
 * Look at each pair.  Pairs of one function stand together, so that one flow is enough for them.
 * @vote: only take votes, and add no points
 */
static int look_at_pairs(struct scanner *s, const struct pairs *pairs, bool vote,
			 struct copy **copies, size_t *nr_copies)
{
	struct function f = { 0 };
	struct flow flow = { 0 };
	int ret = 0;

	for (size_t i = 0; !ret && i < pairs->n; i++) {
		struct barrier_site site;

		if (!flow.n || pairs->v[i] >= f.end) {
			flow_close(&flow);
			if (!points_function(s, pairs->v[i], &f)) {
				if (!vote)
					ret = points_problem(s, pairs->v[i],
							     "a pair in no known function");
				continue;
			}
			ret = points_open_flow(s, &f, &flow);
			if (ret)
				break;
		}
		barrier_site_look(s, &flow, (pairs->v[i] - f.start) / 4, &site);
		if (vote)
			continue;
		ret = add_points(s, &f, &site);
		if (!ret && !f.can_probe && site.kind != BARRIER_DIRECT)
			ret = add_copy(copies, nr_copies, &f, &site);
	}
	flow_close(&flow);
	return ret;
}

static int by_address(const void *a, const void *b)
{
	const struct scan_point *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->kind - y->kind;
}

/* Report KASAN as a problem: code keeps values on the stack there, which the scan cannot follow. */
static int refuse_kasan(struct scanner *s)
{
	uint64_t report = ksyms_address(s->ksyms, "__asan_report_load8_noabort");

	return report ? points_problem(s, report,
				       "a kernel with KASAN, whose code is not followed") : 0;
}

int scan_run(struct scan *scan, const struct scan_text *text, const struct ksyms *ksyms,
	     const struct task_layout *layout, scan_can_probe can_probe, void *arg)
{
	struct scanner s = { .scan = scan, .text = text, .ksyms = ksyms, .layout = layout,
			     .can_probe = can_probe, .arg = arg };
	struct pairs pairs = { 0 };
	struct copy *copies = NULL;
	size_t nr_copies = 0;
	int ret;

	*scan = (struct scan){ .pending_bit = -1, .lazy_bit = -1 };
	ret = find_pairs(text, &pairs);
	if (!ret)
		ret = look_at_pairs(&s, &pairs, true, NULL, NULL);
	scan->pending_bit = most_votes(s.old_votes);
	if (scan->pending_bit >= 0)
		scan->generation = layout->enable >= 0 ? SCAN_STATE : SCAN_FLAG;
	if (!ret)
		ret = look_at_pairs(&s, &pairs, false, &copies, &nr_copies);
	scan->lazy_bit = most_votes(s.flag_votes);
	if (!ret)
		ret = call_points_add(&s, copies, nr_copies);
	if (!ret && scan->pending_bit >= 0)
		ret = refuse_kasan(&s);
	if (!ret && scan->nr_points)
		qsort(scan->points, scan->nr_points, sizeof(*scan->points), by_address);
	free(copies);
	free(pairs.v);
	return ret;
}

void scan_free(struct scan *scan)
{
	free(scan->points);
	free(scan->problems);
	*scan = (struct scan){ .pending_bit = -1, .lazy_bit = -1 };
}
