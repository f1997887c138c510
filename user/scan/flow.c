// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan/flow.h"
#include "scan/static_branches.h"

#define SHORT	12	/* instructions of a called function that called_test() runs */

static uint32_t place(const struct flow *f, uint64_t address)
{
	return address >= f->start && (address - f->start) / 4 < f->n ? (address - f->start) / 4 :
									FLOW_LEAVE;
}

static void connect(struct flow *f, uint32_t i)
{
	struct a64_branch b = a64_branch(f->insn[i]);
	uint64_t address = f->start + 4ull * i;
	uint32_t to = place(f, address + 4 * b.target);
	const struct static_branch *jump;

	f->next[i][0] = place(f, address + 4);
	f->next[i][1] = FLOW_NONE;
	/* A static branch has both ways, whichever way the branch goes now. */
	jump = flow_jump(f, i);
	if (jump) {
		f->next[i][1] = place(f, jump->to);
		return;
	}
	switch (b.kind) {
	case A64_B_COND:
	case A64_CBZ:
	case A64_TBZ:
		f->next[i][1] = to;
		break;
	case A64_B:
		f->next[i][0] = to;
		break;
	case A64_BR:
		f->has_table = true;
		/* fall through */
	case A64_RET:
		f->next[i][0] = FLOW_LEAVE;
		break;
	case A64_TRAP:
		f->next[i][0] = FLOW_NONE;
		break;
	default:
		break;
	}
}

static void connect_back(struct flow *f)
{
	for (uint32_t i = 0; i < f->n; i++)
		for (int w = 0; w < 2; w++)
			if (f->next[i][w] < f->n)
				f->first[f->next[i][w] + 1]++;
	for (uint32_t i = 0; i < f->n; i++)
		f->first[i + 1] += f->first[i];
	/* Fill each range from its end: then @first[i + 1] is the beginning of range i. */
	for (uint32_t i = 0; i < f->n; i++)
		for (int w = 0; w < 2; w++)
			if (f->next[i][w] < f->n)
				f->from[--f->first[f->next[i][w] + 1]] = i;
	memmove(f->first, f->first + 1, f->n * sizeof(*f->first));
	f->first[f->n] = 0;
	for (uint32_t i = 0; i < f->n; i++)
		for (int w = 0; w < 2; w++)
			f->first[f->n] += f->next[i][w] < f->n;
}

/*
 * Does instruction @i call test_ti_thread_flag()?  gcc may leave that function out of line.  To
 * find out, run a short function without branches: it is the test if it returns one bit of the
 * flags.
 * @bit: result, that bit
 */
static bool called_test(const struct flow *f, uint32_t i, const struct task_layout *layout,
			int64_t *bit)
{
	struct a64_branch b = a64_branch(f->insn[i]);
	uint64_t at = (f->start - f->text->base) / 4 + i + b.target;
	struct step step = { .layout = layout };
	struct step_state s = f->before[i];

	if (b.kind != A64_BL)
		return false;
	for (uint64_t end = at + SHORT; at < end && at < f->text->n; at++) {
		enum a64_kind kind = a64_branch(f->text->insn[at]).kind;
		const struct value v = value_narrow(s.x[0]);

		if (kind == A64_RET && v.src == SRC_FLAGS && v.same == 1 && v.zero == ~1ull) {
			*bit = v.rot;
			return true;
		}
		if (kind != A64_PLAIN || static_branch_at(f->text, f->text->base + 4 * at))
			return false;
		step_run(&s, f->text->insn[at], &step);
	}
	return false;
}

/*
 * Follow all ways from @begin until no state changes.
 * @all: no way leads to @begin, and the states of instructions that the entry reaches stay
 */
static void follow(struct flow *f, const struct task_layout *layout, uint32_t begin,
		   uint8_t *waiting, uint8_t *known, bool all)
{
	uint32_t left = 1;	/* instructions that wait: at first only @begin */

	waiting[begin] = known[begin] = 1;
	for (uint32_t i = begin; left; i = i + 1 < f->n ? i + 1 : 0) {
		struct step step = { .layout = layout, .index = i };
		struct step_state s;

		if (!waiting[i])
			continue;
		waiting[i] = 0;
		left--;
		s = f->before[i];
		step.calls_test = called_test(f, i, layout, &step.bit);
		step_run(&s, f->insn[i], &step);
		for (int w = 0; w < 2; w++) {
			uint32_t to = f->next[i][w];

			if (to >= f->n || (all && f->reached[to]))
				continue;
			if (!known[to]) {
				f->before[to] = s;
				known[to] = 1;
			} else if (!step_join(&f->before[to], &s)) {
				continue;
			}
			left += !waiting[to];
			waiting[to] = 1;
		}
	}
}

/*
 * Follow code that no way leads to.  LSE atomics stand behind a branch that an alternative
 * replaces.  In the text of a running kernel, the other atomics are the code that no way leads to.
 */
static void follow_rest(struct flow *f, const struct task_layout *layout, uint8_t *waiting,
			uint8_t *known)
{
	for (uint32_t i = 1; i < f->n; i++) {
		if (known[i])
			continue;
		if (known[i - 1] && !f->has_table && a64_branch(f->insn[i - 1]).kind == A64_B)
			f->before[i] = f->before[i - 1];
		else
			memset(&f->before[i], 0, sizeof(f->before[i]));
		follow(f, layout, i, waiting, known, true);
	}
}

int flow_open(struct flow *f, const struct scan_text *text, uint64_t start, uint32_t n,
	      const struct task_layout *layout)
{
	uint8_t *waiting, *known;
	int ret = -ENOMEM;

	*f = (struct flow){ .text = text, .start = start, .n = n,
			    .insn = text->insn + (start - text->base) / 4 };
	f->next = calloc(n, sizeof(*f->next));
	f->from = calloc(n, 2 * sizeof(*f->from));
	f->first = calloc(n + 1, sizeof(*f->first));
	f->before = calloc(n, sizeof(*f->before));
	f->reached = calloc(n, sizeof(*f->reached));
	waiting = calloc(n, 1);
	known = calloc(n, 1);
	if (f->next && f->from && f->first && f->before && f->reached && waiting && known) {
		for (uint32_t i = 0; i < n; i++)
			connect(f, i);
		connect_back(f);
		step_enter(&f->before[0]);
		follow(f, layout, 0, waiting, known, false);
		memcpy(f->reached, known, n);
		follow_rest(f, layout, waiting, known);
		ret = 0;
	}
	free(waiting);
	free(known);
	return ret;
}

void flow_close(struct flow *f)
{
	free(f->next);
	free(f->from);
	free(f->first);
	free(f->before);
	free(f->reached);
	*f = (struct flow){ 0 };
}

void flow_straight(const struct flow *f, uint32_t i, const struct task_layout *layout,
		   struct step_state *s)
{
	struct step step = { .layout = layout };
	uint32_t from = i;

	while (from && f->first[from + 1] - f->first[from] == 1 &&
	       f->from[f->first[from]] == from - 1 &&
	       a64_branch(f->insn[from - 1]).kind == A64_PLAIN)
		from--;
	memset(s, 0, sizeof(*s));
	for (; from < i; from++) {
		step.index = from;
		step_run(s, f->insn[from], &step);
	}
}

const struct static_branch *flow_jump(const struct flow *f, uint32_t i)
{
	return static_branch_at(f->text, f->start + 4ull * i);
}

bool flow_is_call(const struct flow *f, uint32_t i)
{
	enum a64_kind kind = a64_branch(f->insn[i]).kind;

	return kind == A64_BL || kind == A64_BLR;
}

/* Fill in the test of a B.cond: of EQ and NE, of the sign, and of HI and LS. */
static void test_flags(const struct step_state *s, uint32_t cond, struct flow_test *t)
{
	const struct compare *c = &s->flags;
	uint64_t all = c->wide ? ~0ull : UINT32_MAX, sign = all ^ all >> 1;

	t->sources = c->sources;
	t->value = c->value;
	t->at = c->at;
	t->reg = c->reg;
	if (c->kind == COMPARE_NONE)
		return;
	t->bits = all;
	t->equal = c->kind == COMPARE_CMP ? c->number & all : 0;
	t->reg_mask = c->kind == COMPARE_CMP ? all : c->reg_mask;
	switch (cond) {
	case 0:		/* EQ */
	case 1:		/* NE */
		t->exact = true;
		break;
	case 4:		/* MI */
	case 5:		/* PL */
	case 10:	/* GE */
	case 11:	/* LT */
		t->exact = !t->equal;
		t->bits &= sign;
		t->reg_mask &= sign;
		break;
	case 8:		/* HI and LS: compared with 0, they are NE and EQ */
	case 9:
		t->exact = c->kind == COMPARE_CMP && !t->equal;
		break;
	}
	t->if_equal = cond == 0 || cond == 5 || cond == 10 || cond == 9;
}

bool flow_test(const struct flow *f, uint32_t i, struct flow_test *t)
{
	struct a64_branch b = a64_branch(f->insn[i]);
	const struct step_state *s = &f->before[i];

	*t = (struct flow_test){ .at = i, .reg = b.reg };
	switch (b.kind) {
	case A64_CBZ:
	case A64_TBZ:
		t->value = step_get(s, b.reg, b.wide);
		t->bits = b.kind == A64_TBZ ? 1ull << b.bit : b.wide ? ~0ull : UINT32_MAX;
		t->reg_mask = t->bits;
		t->exact = true;
		t->if_equal = !b.nonzero;
		t->sources = t->value.src ? 1u << t->value.src : 0;
		break;
	case A64_B_COND:
		test_flags(s, b.cond, t);
		break;
	default:
		return false;
	}
	return true;
}

static int walk(const struct flow *f, uint32_t from, uint8_t *seen, bool *leaves, bool back)
{
	uint32_t *stack, n = 0;

	if (leaves)
		*leaves = from == FLOW_LEAVE;
	if (from >= f->n || seen[from])
		return 0;
	stack = calloc(f->n, sizeof(*stack));
	if (!stack)
		return -ENOMEM;
	stack[n++] = from;
	seen[from] = 1;
	while (n) {
		uint32_t i = stack[--n], ways = back ? f->first[i + 1] - f->first[i] : 2;

		for (uint32_t w = 0; w < ways; w++) {
			uint32_t to = back ? f->from[f->first[i] + w] : f->next[i][w];

			if (to == FLOW_LEAVE && leaves)
				*leaves = true;
			if (to >= f->n || seen[to])
				continue;
			seen[to] = 1;
			stack[n++] = to;
		}
	}
	free(stack);
	return 0;
}

int flow_reach(const struct flow *f, uint32_t from, uint8_t *seen, bool *leaves)
{
	return walk(f, from, seen, leaves, false);
}

int flow_back(const struct flow *f, uint32_t from, uint8_t *seen)
{
	return walk(f, from, seen, NULL, true);
}
