// SPDX-License-Identifier: GPL-2.0
/* Classify a pair of barriers by the branches around it: queue, flush or direct. */
#include <string.h>

#include "scan/barrier_site.h"

#define NEAR	64	/* instructions of a search: queue_pte_barriers() has about 20 */
#define HOOK	16	/* instructions from a static branch to a pair or a call */
#define MAX_WAYS	4	/* static branches one behind the other */

/* The instructions that a search visits, each once. */
struct near {
	uint32_t v[NEAR], n;
};

static bool add_near(struct near *near, uint32_t i)
{
	for (uint32_t k = 0; k < near->n; k++)
		if (near->v[k] == i)
			return false;
	if (near->n == NEAR)
		return false;
	near->v[near->n++] = i;
	return true;
}

bool barrier_site_is_pair(const uint32_t *insn, size_t n)
{
	if (!n || insn[0] != A64_DSB_ISHST)
		return false;
	for (size_t i = 1; i < n && i <= 3; i++) {
		if (insn[i] == A64_ISB)
			return true;
		if (a64_branch(insn[i]).kind != A64_PLAIN || a64_is_system(insn[i]))
			return false;
	}
	return false;
}

/* Map tested bits to bits of the source.  Return: 0 if the test covers bits that are not known. */
static uint64_t source_bits(const struct flow_test *t)
{
	const struct value *v = &t->value;
	uint64_t bits = t->bits & v->same;

	if (t->bits & ~(v->same | v->zero | v->one))
		return 0;
	return v->rot >= 0 ? bits << v->rot : bits >> -v->rot;
}

static bool one_bit(uint64_t bits)
{
	return bits && !(bits & (bits - 1));
}

/* Map tested bits to bits of preempt_count, which the code may have shifted before the test. */
static uint64_t interrupt_bits(const struct flow_test *t)
{
	uint64_t bits = t->bits & t->value.same;

	return t->value.rot >= 0 ? bits << t->value.rot : bits >> -t->value.rot;
}

/*
 * Is this the test of in_interrupt()?  The test leaves out the lowest byte of preempt_count, which
 * counts preempt_disable() (include/linux/preempt.h, irq_count()).
 */
static bool is_interrupt(const struct flow_test *t)
{
	uint64_t bits = interrupt_bits(t);

	return bits && !(bits & 0xff) && !one_bit(bits);
}

enum head barrier_site_head(const struct flow_test *t, int *bit)
{
	uint64_t bits;

	if (t->sources & (1u << SRC_PREEMPT) && t->value.src == SRC_PREEMPT && is_interrupt(t))
		return HEAD_INTERRUPT;
	if (t->sources & (1u << SRC_ENABLE))
		return HEAD_ENABLE;
	if (t->sources & (1u << SRC_PAUSE))
		return HEAD_PAUSE;
	bits = source_bits(t);
	if (!one_bit(bits) || !t->exact)
		return HEAD_NONE;
	*bit = __builtin_ctzll(bits);
	if (t->value.src == SRC_CALL) {
		*bit = t->value.off;
		return HEAD_FLAG;
	}
	if (t->value.src == SRC_FLAGS)
		return HEAD_FLAG;
	if (t->value.src == SRC_OLD && *bit == t->value.off)
		return HEAD_OLD;
	return HEAD_NONE;
}

/*
 * Does instruction @i end a search?  A call does, unless it is of test_ti_thread_flag(); a system
 * instruction does, unless it is an MRS.
 */
static bool stops(const struct flow *f, uint32_t i)
{
	uint32_t insn = f->insn[i];

	if (flow_is_call(f, i))
		return i + 1 >= f->n || f->before[i + 1].x[0].src != SRC_CALL;
	return a64_is_system(insn) && (insn & 0xfff00000) != 0xd5300000;
}

/* Does instruction @i set PENDING, as set_thread_flag() does? */
static bool sets(const struct flow *f, uint32_t i, int pending)
{
	uint32_t insn = f->insn[i];
	struct value v;
	uint64_t mask;

	if ((insn & 0x3f20fc00) == 0x38203000) {	/* LDSET */
		v = step_get(&f->before[i], a64_rm(insn), true);
		return value_is_number(&v, &mask) && mask == 1ull << pending;
	}
	if ((insn & 0x3f600000) != 0x08000000 || a64_rd(insn) == A64_ZR)	/* STXR */
		return false;
	v = f->before[i].x[a64_rd(insn)];
	return v.src == SRC_EXCLUSIVE && v.one == 1ull << pending && !v.zero;
}

static void add_test(struct barrier_site *site, const struct flow_test *t)
{
	for (uint32_t i = 0; i < site->nr_tests; i++)
		if (site->tests[i].at == t->at)
			return;
	if (site->nr_tests < BARRIER_SITE_MAX)
		site->tests[site->nr_tests++] = *t;
	else
		site->full = true;
}

static void add_head(struct barrier_site *site, uint32_t i)
{
	for (uint32_t k = 0; k < site->nr_heads; k++)
		if (site->heads[k] == i)
			return;
	if (site->nr_heads < BARRIER_SITE_MAX)
		site->heads[site->nr_heads++] = i;
	else
		site->full = true;
}

/*
 * Find the test of PENDING, and further checks before the test.
 * @from: where code goes after a check at the head of a queue has found the task lazy
 * @at: the pair, where the search ends
 * @set: set to true if some way sets PENDING without a test
 *
 * Return: true if there is a test.
 */
static bool look_forward(struct scanner *s, const struct flow *f, uint32_t from, uint32_t at,
			 struct barrier_site *site, bool *set)
{
	struct near near = { 0 };
	uint32_t before = site->nr_tests;
	struct flow_test t;
	bool found = false;
	int bit;

	if (from >= f->n)
		return false;
	add_near(&near, from);
	for (uint32_t k = 0; k < near.n; k++) {
		uint32_t i = near.v[k];

		if (i == at || stops(f, i))
			continue;
		if (sets(f, i, s->scan->pending_bit)) {
			*set = true;
			continue;
		}
		if (flow_test(f, i, &t)) {
			enum head head = barrier_site_head(&t, &bit);

			if (head == HEAD_FLAG && bit == s->scan->pending_bit) {
				found = true;
				add_head(site, i);
				add_test(site, &t);
				continue;
			}
			if (head != HEAD_NONE && head != HEAD_OLD && head != HEAD_FLAG)
				add_head(site, i);
		}
		for (int w = 0; w < 2; w++)
			if (f->next[i][w] < f->n)
				add_near(&near, f->next[i][w]);
	}
	found |= site->nr_tests > before;
	site->partly |= found && *set;
	return found;
}

/* Does a single way lead to @i, from @from? */
static bool only_from(const struct flow *f, uint32_t i, uint32_t from)
{
	return i < f->n && f->first[i + 1] - f->first[i] == 1 && f->from[f->first[i]] == from;
}

/*
 * Add a test where code sets PENDING without testing it.  The register that was tested for
 * TIF_LAZY_MMU also holds PENDING, until code writes to the register.  If the register does not
 * hold the flags, the test has no bits.  Behind a static branch each way needs a test of its own:
 * a test where the ways join would miss some events or count some twice.
 */
static void take_flags(struct scanner *s, const struct flow *f, const struct flow_test *head,
		       uint32_t from, struct barrier_site *site, int depth)
{
	uint64_t bit = 1ull << s->scan->pending_bit;
	struct flow_test t = { .at = from, .reg = head->reg };

	for (uint32_t i = from; i < f->n && i < from + 8; i = f->next[i][0]) {
		const struct value *v = &f->before[i].x[head->reg];

		if (flow_jump(f, i) && depth < MAX_WAYS && only_from(f, f->next[i][0], i) &&
		    only_from(f, f->next[i][1], i)) {
			take_flags(s, f, head, f->next[i][0], site, depth + 1);
			take_flags(s, f, head, f->next[i][1], site, depth + 1);
			return;
		}
		if (f->next[i][1] != FLOW_NONE)
			break;
		if (f->insn[i] == A64_NOP)	/* perhaps a static branch that is not known */
			continue;
		t.at = i;
		t.reg_mask = v->src == SRC_FLAGS && !v->rot ? v->same & bit : 0;
		break;
	}
	add_test(site, &t);
}

/*
 * Add branch @i to the site if it decides about the pair.
 * @to: where the branch goes on the way to the pair
 *
 * Return: true if the branch decides: the search back ends here.
 */
static bool take_head(struct scanner *s, const struct flow *f, uint32_t i, uint32_t to,
		      struct barrier_site *site)
{
	uint32_t other = f->next[i][0] == to ? f->next[i][1] : f->next[i][0];
	struct flow_test t;
	enum head head;
	bool found, set = false;
	int bit = -1;

	if (!flow_test(f, i, &t))
		return false;
	head = barrier_site_head(&t, &bit);
	if (head == HEAD_OLD && s->scan->pending_bit < 0) {
		s->old_votes[bit]++;
		return true;
	}
	if (head == HEAD_OLD && bit == s->scan->pending_bit) {
		site->mixed |= site->kind == BARRIER_QUEUE;
		site->kind = BARRIER_FLUSH;
		add_head(site, i);
		add_test(site, &t);
		return true;
	}
	if (head == HEAD_NONE || head == HEAD_OLD || s->scan->pending_bit < 0)
		return false;
	if (head == HEAD_FLAG && (s->layout->enable >= 0 || bit == s->scan->pending_bit))
		return false;
	found = look_forward(s, f, other, site->at, site, &set);
	if (!found && set && head == HEAD_FLAG) {
		take_flags(s, f, &t, other, site, 0);
		found = true;
	}
	/* Code without batching tests in_interrupt() and flags, too. */
	if (!found && (head == HEAD_FLAG || head == HEAD_INTERRUPT)) {
		site->doubt |= head == HEAD_INTERRUPT;
		return false;
	}
	if (head == HEAD_FLAG)
		s->flag_votes[bit]++;
	if (head == HEAD_INTERRUPT) {
		s->scan->interrupt_mask |= interrupt_bits(&t);
		s->scan->softirq_apart |= t.value.mixed;
	}
	site->mixed |= site->kind == BARRIER_FLUSH;
	site->kind = BARRIER_QUEUE;
	add_head(site, i);
	return true;
}

/* Does only plain code come before the next pair?  Jumps and static branches are plain here. */
static bool leads_to_pair(const struct flow *f, uint32_t i)
{
	for (uint32_t k = 0; k < HOOK && i < f->n; k++, i = f->next[i][0]) {
		enum a64_kind kind = a64_branch(f->insn[i]).kind;

		if (barrier_site_is_pair(&f->insn[i], f->n - i))
			return true;
		if (a64_is_system(f->insn[i]) ||
		    (!flow_jump(f, i) && kind != A64_PLAIN && kind != A64_B))
			return false;
	}
	return false;
}

/* Do only static branches lead to @i, each with a pair on its other way? */
static bool only_around(const struct flow *f, uint32_t i)
{
	for (uint32_t w = f->first[i]; w < f->first[i + 1]; w++) {
		const uint32_t *next = f->next[f->from[w]];

		if (!flow_jump(f, f->from[w]) || next[0] == next[1] ||
		    !leads_to_pair(f, next[next[0] == i]))
			return false;
	}
	return f->first[i + 1] > f->first[i];
}

/*
 * Go on looking back before a call.  Looking back ends at a call, with one exception: a static
 * branch may lead around a pair, to a call and a copy of the same pair.  Decisions before the
 * static branch then hold for both pairs.
 * @near: gets the static branches
 */
static void look_around(const struct flow *f, uint32_t call, struct near *near)
{
	uint32_t i = call;

	for (uint32_t k = 0; k < HOOK && i && only_from(f, i, i - 1) && !flow_jump(f, i - 1) &&
	     (a64_branch(f->insn[i - 1]).kind == A64_PLAIN || flow_is_call(f, i - 1)); k++)
		i--;
	if (!only_around(f, i))
		return;
	for (uint32_t w = f->first[i]; w < f->first[i + 1]; w++)
		add_near(near, f->from[w]);
}

void barrier_site_look(struct scanner *s, const struct flow *f, uint32_t at,
		       struct barrier_site *site)
{
	struct near near = { 0 };

	*site = (struct barrier_site){ .at = at };
	add_near(&near, at);
	for (uint32_t k = 0; k < near.n; k++) {
		uint32_t i = near.v[k];

		for (uint32_t w = f->first[i]; w < f->first[i + 1]; w++) {
			uint32_t from = f->from[w];

			if (flow_is_call(f, from) && stops(f, from))
				look_around(f, from, &near);
			else if (!stops(f, from) && !take_head(s, f, from, i, site))
				add_near(&near, from);
		}
	}
}
