// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "scan/a64.h"
#include "scan/barrier_text.h"
#include "scan/static_branches.h"
#include "scan/text_access.h"
#include "scan/text_calls.h"

#define MAX_WAYS	65536	/* different ways to instructions of a function */
#define CALLEE_SIZE	256	/* instructions of a called function that are read */
#define BTI_J		0xd503249fu
#define BTI_JC		0xd50324dfu

/* What has come on a way since the store that the event is about. */
enum phase {
	ENTRY,		/* no store yet: it may be in the caller */
	STORED,		/* a store, and no barriers */
	DEFERRED,	/* the store, then an atomic access that sets a flag, and no barriers */
	DSB,		/* a dsb that is strong enough, and no isb */
	PAIR,		/* the pair */
	CALLED,		/* the pair, then a call of a function that may store */
	HIDDEN,		/* a kprobe */
	JUMPED,		/* an indirect branch, or nothing that is known */
	UNSURE,		/* a call of a function that has barriers on some ways, or is not known */
};

/* A way to an instruction.  Without padding, because ways are compared as bytes. */
struct way {
	uint32_t phase;
	uint32_t zero, other;	/* registers that are 0, that are a constant other than 0 */
};

struct callee {
	uint64_t address;
	enum text_verdict verdict;	/* of judge_callee() */
};

enum place {
	REACHED = 1,	/* from the function's entry */
	ON_THE_WAY = 2,	/* leads to the event, from the last store on */
	HAS_BEFORE = 4,	/* some instruction leads there */
	BEGINS = 8,	/* the state behind it does not depend on what comes before */
};

struct node {
	struct way way;
	uint32_t at;		/* instruction */
	uint32_t more;		/* index + 1 of another node there */
};

struct search {
	const struct barrier_text *t;
	const uint32_t *insn;
	uint32_t n;
	uint32_t registers;	/* those whose constants matter */
	uint32_t (*next)[2];	/* owned; by instruction; @n: no such way */
	uint8_t *place;		/* owned; by instruction: bits of enum place */
	struct node *nodes;	/* owned; also the list of what is to be followed */
	size_t nr_nodes;
	uint32_t *first;	/* owned; by instruction: index + 1 of a node */
	struct callee *callees;	/* owned */
	size_t nr_callees;
	bool failed;		/* no memory */
	bool full;		/* too many ways */
	bool has_table;		/* an indirect branch */
	bool is_callee;		/* functions that this one calls are not looked at */
};

bool barrier_text_is_dsb(uint32_t insn)
{
	uint32_t option = insn >> 8 & 15;

	if ((insn & 0xfffff3ff) == 0xd503323fu)		/* DSB nXS */
		return (insn >> 10 & 3) != 1;		/* not nsh */
	if ((insn & 0xfffff0ff) != 0xd503309fu)
		return false;
	/* Bits 3 and 2 are the domain: 1 is non-shareable.  Bits 1 and 0: 1 waits for loads. */
	return option && option >> 2 != 1 && (option & 3) != 1;
}

bool barrier_text_is_isb(uint32_t insn)
{
	return (insn & 0xfffff0ff) == 0xd50330dfu;
}

static void add_way(struct search *s, uint32_t at, const struct way *way)
{
	if (at >= s->n || s->failed || s->full || !(s->place[at] & ON_THE_WAY))
		return;
	for (uint32_t i = s->first[at]; i; i = s->nodes[i - 1].more)
		if (!memcmp(&s->nodes[i - 1].way, way, sizeof(*way)))
			return;
	if (s->nr_nodes == MAX_WAYS) {
		s->full = true;
		return;
	}
	if (array_add(s->nodes, s->nr_nodes)) {
		s->failed = true;
		return;
	}
	s->nodes[s->nr_nodes++] = (struct node){ *way, at, s->first[at] };
	s->first[at] = s->nr_nodes;
}

static enum text_verdict judge_callee(const struct barrier_text *t, uint64_t address);

/* Return: the verdict on a called function, which is kept, because ways share their calls. */
static enum text_verdict callee_verdict(struct search *s, uint64_t address)
{
	struct callee *c;

	for (size_t i = 0; i < s->nr_callees; i++)
		if (s->callees[i].address == address)
			return s->callees[i].verdict;
	if (array_add(s->callees, s->nr_callees)) {
		s->failed = true;
		return TEXT_UNDECIDED;
	}
	c = &s->callees[s->nr_callees++];
	*c = (struct callee){ address, judge_callee(s->t, address) };
	return c->verdict;
}

static void run_call(struct search *s, uint32_t i, struct way *way)
{
	uint64_t target = barrier_text_target(s->insn[i], s->t->start + 4ull * i, s->t->read,
					      s->t->arg);

	/* The procedure call standard lets a callee change x0 to x18 and x30. */
	way->zero &= ~0x4007ffffu;
	way->other &= ~0x4007ffffu;
	if (target && text_call_kind(s->t->ksyms, target) == TEXT_CALL_EVENT) {
		way->phase = STORED;
		return;
	}
	switch (s->is_callee ? TEXT_SILENT : target ? callee_verdict(s, target) : TEXT_UNDECIDED) {
	case TEXT_EXECUTES:
		way->phase = PAIR;
		break;
	case TEXT_OTHER:
		way->phase = DEFERRED;
		break;
	case TEXT_SILENT:
		/* The function has no dsb, but it may store. */
		if (way->phase == PAIR)
			way->phase = CALLED;
		else if (way->phase == DSB)
			way->phase = STORED;
		break;
	default:
		way->phase = UNSURE;
	}
}

static bool is_store(const struct search *s, uint32_t i)
{
	return text_access_is_store(s->insn[i]) && !text_access_is_stack(s->insn[i]) &&
	       !(i && text_access_is_counter(s->insn[i - 1], s->insn[i]));
}

static bool sets_flag(const struct search *s, uint32_t i)
{
	return text_access_is_set(s->insn[i]) ||
	       (i && text_access_is_atomic(s->insn[i]) &&
		text_access_is_or(s->insn[i - 1], s->insn[i]));
}

static void run_store(const struct search *s, uint32_t i, struct way *way)
{
	bool atomic = text_access_is_atomic(s->insn[i]);

	if (!atomic && !is_store(s, i))
		return;
	/* A flush is about PENDING, which is cleared atomically. */
	if (!atomic && s->t->event == TEXT_FLUSH)
		return;
	way->phase = atomic && sets_flag(s, i) ? DEFERRED : STORED;
}

static void run_one(struct search *s, uint32_t i, struct way *way)
{
	uint32_t insn = s->insn[i];
	enum a64_kind kind = a64_branch(insn).kind;

	if (insn == TEXT_KPROBE) {
		way->phase = HIDDEN;
		way->zero = way->other = 0;
	} else if (kind == A64_BL || kind == A64_BLR) {
		run_call(s, i, way);
	} else if (barrier_text_is_dsb(insn)) {
		way->phase = DSB;
	} else if (barrier_text_is_isb(insn)) {
		if (way->phase == DSB)
			way->phase = PAIR;
	} else if (kind == A64_PLAIN) {
		run_store(s, i, way);
		text_access_constants(insn, s->registers, &way->zero, &way->other);
	}
}

/*
 * Go on behind a test of a register against 0, with what the test has told of the register.
 * @zero: where the way goes with 0
 */
static void follow_test(struct search *s, uint32_t zero, uint32_t other, uint8_t reg, bool tells,
			const struct way *way)
{
	uint32_t bit = reg < 31 ? 1u << reg & s->registers : 0;
	struct way is_zero = *way, is_other = *way;

	if (tells)
		is_other.other |= bit;
	if (!(way->other & bit) || !tells)
		add_way(s, zero, &is_zero);
	if (!(way->zero & bit))
		add_way(s, other, &is_other);
}

static void follow_one(struct search *s, uint32_t i, struct way way)
{
	struct a64_branch b = a64_branch(s->insn[i]);
	const uint32_t *next = s->next[i];

	run_one(s, i, &way);
	if (b.kind == A64_CBZ || b.kind == A64_TBZ) {
		follow_test(s, next[!b.nonzero], next[b.nonzero], b.reg, b.kind == A64_CBZ, &way);
		return;
	}
	add_way(s, next[0], &way);
	add_way(s, next[1], &way);
}

static void follow(struct search *s)
{
	for (size_t i = 0; i < s->nr_nodes && !s->failed && !s->full; i++)
		follow_one(s, s->nodes[i].at, s->nodes[i].way);
}

static enum text_call call_kind(const struct search *s, uint32_t i)
{
	const struct barrier_text *t = s->t;

	return text_call_kind(t->ksyms, barrier_text_target(s->insn[i], t->start + 4ull * i,
							    t->read, t->arg));
}

/* Find the ways from instruction @i: next[1] is the way of a branch that is taken. */
static void connect(struct search *s, uint32_t i)
{
	struct a64_branch b = a64_branch(s->insn[i]);
	const struct static_branch *jump = static_branch_at(&s->t->text, s->t->start + 4ull * i);
	uint64_t to = i + b.target;
	uint32_t *next = s->next[i];

	next[0] = i + 1;
	next[1] = s->n;
	if (jump) {
		to = (jump->to - s->t->start) / 4;
		next[1] = to < s->n ? to : s->n;
		return;
	}
	switch (b.kind) {
	case A64_B_COND:
	case A64_CBZ:
	case A64_TBZ:
		next[1] = to < s->n ? to : s->n;
		break;
	case A64_B:
		next[0] = to < s->n ? to : s->n;
		break;
	case A64_TRAP:
		if (s->insn[i] != TEXT_KPROBE)
			next[0] = s->n;
		break;
	case A64_BL:
		if (call_kind(s, i) == TEXT_CALL_ENDS)
			next[0] = s->n;
		break;
	case A64_BR:
		s->has_table = true;
		/* fall through */
	case A64_RET:
		next[0] = s->n;
		break;
	default:
		break;
	}
}

/* Mark what is reached, forwards from the instructions that are. */
static void spread(struct search *s)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < s->n; i++)
			for (int w = 0; s->place[i] & REACHED && w < 2; w++) {
				uint32_t to = s->next[i][w];

				if (to >= s->n || s->place[to] & REACHED)
					continue;
				s->place[to] |= REACHED;
				changed |= to < i;
			}
	}
}

/* May an indirect branch land here? */
static bool is_landing(const struct search *s, uint32_t i)
{
	return i && s->has_table && (s->insn[i] == BTI_J || s->insn[i] == BTI_JC ||
				     !(s->place[i] & HAS_BEFORE));
}

/* Does the state behind instruction @i not depend on what comes before? */
static bool is_begin(struct search *s, uint32_t i)
{
	struct way one = { .phase = ENTRY }, other = { .phase = PAIR };

	run_one(s, i, &one);
	run_one(s, i, &other);
	return one.phase == other.phase;
}

/* Mark the instructions that lead to @call, on each way back to where the state is known. */
static void mark_back(struct search *s, uint32_t call)
{
	uint8_t skipped = s->place[call] & REACHED ? REACHED : 0;
	bool changed = true;

	s->place[call] |= ON_THE_WAY | (is_begin(s, call) ? BEGINS : 0);
	while (changed) {
		changed = false;
		for (uint32_t i = s->n; i-- > 0;)
			for (int w = 0; w < 2; w++) {
				uint32_t to = s->next[i][w];

				if (s->place[i] & ON_THE_WAY ||
				    (s->place[i] & skipped) != skipped || to >= s->n ||
				    !(s->place[to] & ON_THE_WAY) ||
				    (to != call && s->place[to] & BEGINS))
					continue;
				s->place[i] |= ON_THE_WAY | (is_begin(s, i) ? BEGINS : 0);
				changed = true;
			}
	}
}

/* Begin the ways: at the entry, where the state is known, and where it is not known what leads. */
static void begin_ways(struct search *s)
{
	const struct way entry = { .phase = ENTRY }, jumped = { .phase = JUMPED };

	for (uint32_t i = 0; i < s->n; i++) {
		if (!(s->place[i] & ON_THE_WAY))
			continue;
		if (s->place[i] & BEGINS)
			follow_one(s, i, entry);
		if (!i)
			add_way(s, i, &entry);
		else if (is_landing(s, i) || !(s->place[i] & HAS_BEFORE))
			add_way(s, i, &jumped);
	}
}

static int open_search(struct search *s, const struct barrier_text *t)
{
	*s = (struct search){ .t = t, .n = t->n,
			      .insn = t->text.insn + (t->start - t->text.base) / 4 };
	s->first = calloc(t->n + 1, sizeof(*s->first));
	s->next = calloc(t->n + 1, sizeof(*s->next));
	s->place = calloc(t->n + 1, sizeof(*s->place));
	if (!s->first || !s->next || !s->place)
		return -ENOMEM;
	for (uint32_t i = 0; i < s->n; i++)
		connect(s, i);
	for (uint32_t i = 0; i < s->n; i++)
		for (int w = 0; w < 2; w++)
			s->place[s->next[i][w]] |= HAS_BEFORE;
	s->place[0] |= REACHED;
	for (uint32_t i = 0; i < s->n; i++)
		s->place[i] |= is_landing(s, i) ? REACHED : 0;
	spread(s);
	return 0;
}

static void close_search(struct search *s)
{
	free(s->nodes);
	free(s->first);
	free(s->next);
	free(s->place);
	free(s->callees);
}

/*
 * What does a called function execute, on all ways to its end: a pair (TEXT_EXECUTES), an atomic
 * access that sets a flag (TEXT_OTHER), or no dsb at all (TEXT_SILENT)?
 */
static enum text_verdict judge_callee(const struct barrier_text *t, uint64_t address)
{
	uint32_t words[CALLEE_SIZE];
	struct barrier_text callee = { .start = address, .event = t->event, .ksyms = t->ksyms };
	enum text_verdict verdict = TEXT_UNDECIDED;
	bool has_dsb = false, pair = true, sets = true, ends = false;
	struct search s;

	callee.n = t->read ? t->read(address, words, CALLEE_SIZE, t->arg) : 0;
	if (!callee.n)
		return TEXT_UNDECIDED;
	callee.text = (struct scan_text){ .base = address, .insn = words, .n = callee.n };
	if (!open_search(&s, &callee)) {
		s.is_callee = true;
		for (uint32_t i = 0; i < s.n; i++)
			s.place[i] |= ON_THE_WAY;
		add_way(&s, 0, &(struct way){ .phase = ENTRY });
		follow(&s);
		for (size_t i = 0; i < s.nr_nodes; i++) {
			uint32_t insn = s.insn[s.nodes[i].at];

			has_dsb |= barrier_text_is_dsb(insn) || insn == TEXT_KPROBE;
			if (a64_branch(insn).kind != A64_RET)
				continue;
			ends = true;
			pair &= s.nodes[i].way.phase == PAIR;
			sets &= s.nodes[i].way.phase == DEFERRED;
		}
		if (!s.failed && !s.full)
			verdict = ends && pair ? TEXT_EXECUTES : ends && sets ? TEXT_OTHER :
				  !has_dsb ? TEXT_SILENT : TEXT_UNDECIDED;
	}
	close_search(&s);
	return verdict;
}

static const char unknown_action[] = "the action that the event reports is not known";

static enum text_verdict judge_way(const struct search *s, const struct way *way, const char **why)
{
	enum text_verdict verdict = TEXT_SILENT;

	switch ((enum phase)way->phase) {
	case PAIR:
		return TEXT_EXECUTES;
	case CALLED:
		*why = "a function is called between the barriers and the event";
		return TEXT_UNDECIDED;
	case HIDDEN:
		*why = "a kprobe hides an instruction before the event";
		return TEXT_UNDECIDED;
	case JUMPED:
		*why = s->has_table ? "an indirect branch leads to the event" :
		       "no way to the event is known";
		return TEXT_UNDECIDED;
	case UNSURE:
		*why = "a function that is called before the event may have the barriers";
		return TEXT_UNDECIDED;
	case ENTRY:
		return TEXT_BEFORE;
	case DEFERRED:
		verdict = TEXT_OTHER;
		break;
	default:
		break;
	}
	if (verdict == TEXT_OTHER && (s->t->event != TEXT_QUEUE || way->zero & 1))
		return TEXT_SILENT;
	if (verdict != TEXT_OTHER && s->t->event == TEXT_QUEUE && !(way->zero & 1)) {
		*why = unknown_action;
		return TEXT_UNDECIDED;
	}
	return verdict;
}

/* Judge all ways to the event: the worst of them counts. */
static enum text_verdict judge_ways(const struct search *s, size_t call, const char **why)
{
	bool executes = false, before = false;
	const char *reason = NULL, *one = NULL;

	for (uint32_t i = s->first[call]; i; i = s->nodes[i - 1].more) {
		const struct way *way = &s->nodes[i - 1].way;

		/* Another action than "emitted" */
		if (s->t->event == TEXT_QUEUE && way->other & 1)
			continue;
		switch (judge_way(s, way, &one)) {
		case TEXT_SILENT:
			return TEXT_SILENT;
		case TEXT_BEFORE:
			before = true;
			break;
		case TEXT_EXECUTES:
			executes = true;
			break;
		case TEXT_OTHER:
			break;
		default:
			/* Any other reason is kept: what it is about may be barriers. */
			if (!reason || reason == unknown_action)
				reason = one;
		}
	}
	/* An event that reports "emitted" has taken one of these ways, and none has barriers. */
	if (reason == unknown_action && !executes && !before)
		return TEXT_SILENT;
	if (!reason && before)
		return TEXT_BEFORE;
	if (!reason && executes)
		return TEXT_EXECUTES;
	if (!reason && s->first[call])
		return TEXT_OTHER;
	*why = reason ? reason : "no way to the event is known";
	return TEXT_UNDECIDED;
}

enum text_verdict barrier_text_judge(const struct barrier_text *t, size_t call, const char **why)
{
	enum text_verdict verdict = TEXT_UNDECIDED;
	struct search s;

	*why = NULL;
	if (call >= t->n || t->n > TEXT_MAX) {
		*why = t->n > TEXT_MAX ? "the function is too long" : "the event is in no function";
		return TEXT_UNDECIDED;
	}
	*why = "there is no memory to follow the ways";
	if (open_search(&s, t))
		goto out;
	if (t->event == TEXT_QUEUE)
		s.registers = text_access_sources(s.insn, s.n, 1);
	mark_back(&s, call);
	begin_ways(&s);
	follow(&s);
	if (s.full)
		*why = "too many ways lead to the event";
	else if (!s.failed) {
		*why = NULL;
		verdict = judge_ways(&s, call, why);
		if (verdict != TEXT_UNDECIDED)
			*why = NULL;
	}
out:
	close_search(&s);
	return verdict;
}

uint64_t barrier_text_target(uint32_t insn, uint64_t address,
			     size_t (*read)(uint64_t address, uint32_t *words, size_t n, void *arg),
			     void *arg)
{
	struct a64_branch b = a64_branch(insn);
	uint32_t w[3];
	uint64_t to = address + 4 * b.target;
	int64_t pages;

	if (b.kind != A64_BL)
		return 0;
	/* ADRP x16; ADD x16, x16, #imm; BR x16 */
	if (!read || read(to, w, 3, arg) < 3 || (w[0] & 0x9f00001f) != 0x90000010 ||
	    (w[1] & 0xffc003ff) != 0x91000210 || w[2] != 0xd61f0200)
		return to;
	pages = a64_signed(w[0], 5, 19) * 4 + a64_field(w[0], 29, 2);
	return (to & ~0xfffull) + (uint64_t)pages * 4096 + a64_field(w[1], 10, 12);
}

enum text_verdict barrier_text_pair(const uint32_t *words, size_t n)
{
	bool doubt = false;
	uint32_t dsb = 0;

	for (size_t at = 0; at < n; at++) {
		doubt |= words[at] == TEXT_KPROBE;
		if (dsb == A64_DSB_ISHST && barrier_text_is_isb(words[at]))
			return TEXT_EXECUTES;
		/* A stronger one may belong to a TLB invalidation in the same function. */
		doubt |= dsb && barrier_text_is_isb(words[at]);
		if (barrier_text_is_dsb(words[at]))
			dsb = words[at];
		else if (words[at] != A64_NOP)
			dsb = 0;
	}
	return doubt ? TEXT_UNDECIDED : TEXT_SILENT;
}

bool barrier_text_has_cas(const uint32_t *words, size_t n)
{
	for (size_t at = 0; at < n; at++)
		if (text_access_is_cas(words[at]))
			return true;
	return false;
}
