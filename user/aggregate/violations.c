// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "aggregate/allowed_functions.h"
#include "aggregate/filter.h"
#include "aggregate/violations.h"

#define INVARIANT(number, generations, title, sentence, hint) \
	{ number, generations, title, sentence, hint },

const struct invariant invariants[] = {
	BT_INVARIANTS(INVARIANT)
	{ 0, "", NULL, "", "" },
};

static const struct invariant unknown = { 0, "", "unknown to this version", "", "" };

const struct invariant *invariant_find(uint32_t number)
{
	for (const struct invariant *i = invariants; i->title; i++)
		if ((uint32_t)i->number == number)
			return i;
	return &unknown;
}

bool invariant_holds(const struct invariant *i, enum generation generation)
{
	return strchr(i->generations,
		      '0' + (generation < GENERATION_3 ? generation : GENERATION_3));
}

const __u8 *protocol_of(enum generation generation)
{
	static const __u8 tables[][BT_TABLE_SIZE] = BT_PROTOCOL_TABLES;

	switch (generation) {
	case GENERATION_1:
		return tables[0];
	case GENERATION_2:
		return tables[1];
	default:
		return tables[2];
	}
}

struct expected violation_expected(const struct bt_report *r, enum generation generation)
{
	struct expected e = { -1, -1, -1 };
	const struct bt_shadow *t = &r->before;
	bool counts = generation >= GENERATION_3;

	if ((!violation_is_event(r) && r->type != BT_REPORT_STATE) ||
	    r->invariant == BT_I19_FLUSHED_LATE)
		return e;
	if (r->type == BT_REPORT_STATE)
		return (struct expected){ 0, 0, 0 };
	/* In interrupt the state is that of the interrupted task, which may be any. */
	if (!(t->flags & BT_SHADOW_KNOWN) || (r->after.in_interrupt && generation > GENERATION_1))
		return e;
	e = (struct expected){ t->state == BT_STATE_PENDING, t->enable_count, t->pause_count };
	switch (r->kind) {
	case BT_KIND_ENABLE:
		e.enable_count = !counts ? 1 : t->pause_count ? e.enable_count : e.enable_count + 1;
		break;
	case BT_KIND_DISABLE:
		e.enable_count = !counts ? 0 : t->pause_count ? e.enable_count : e.enable_count - 1;
		e.pending = 0;
		break;
	case BT_KIND_PAUSE:
		e.pause_count++;
		e.pending = 0;
		break;
	case BT_KIND_RESUME:
		e.pause_count--;
		break;
	case BT_KIND_FIRST:
	case BT_KIND_AGAIN:
		e.pending = 1;
		break;
	case BT_KIND_FLUSH:
	case BT_KIND_FLUSH_EMPTY:
		e = (struct expected){ 0, -1, -1 };
		break;
	}
	/* The kernel cannot hold such a count: the call itself is the mistake. */
	if (e.enable_count < 0 || e.enable_count > 255)
		e.enable_count = -1;
	if (e.pause_count < 0 || e.pause_count > 255)
		e.pause_count = -1;
	return e;
}

const char *event_name(uint32_t kind)
{
	static const char *const names[BT_NR_KINDS] = {
		[BT_KIND_EMITTED] = "queue (emitted)",
		[BT_KIND_FIRST] = "queue (first)",
		[BT_KIND_AGAIN] = "queue (again)",
		[BT_KIND_FLUSH] = "flush",
		[BT_KIND_FLUSH_EMPTY] = "flush_empty",
		[BT_KIND_DIRECT] = "emit",
		[BT_KIND_ENABLE] = "enable",
		[BT_KIND_DISABLE] = "disable",
		[BT_KIND_PAUSE] = "pause",
		[BT_KIND_RESUME] = "resume",
	};

	return kind < BT_NR_KINDS ? names[kind] : "?";
}

bool violation_is_event(const struct bt_report *r)
{
	return r->type == BT_REPORT_EVENT || r->type == BT_REPORT_DEFERRER ||
	       r->type == BT_REPORT_FLUSHER || r->type == BT_REPORT_EMITTER;
}

bool violation_is_text(const struct bt_report *r)
{
	return r->type == BT_REPORT_TEXT || r->type == BT_REPORT_FLUSHER ||
	       r->type == BT_REPORT_EMITTER;
}

const char *violation_event(const struct bt_report *r)
{
	static const char *const faults[BT_NR_FAULTS] = {
		[BT_FAULT_DATA] = "translation fault of a data access",
		[BT_FAULT_INSTRUCTION] = "translation fault of an instruction",
		[BT_FAULT_UNMAPPED] = "fetch from where nothing is mapped",
	};

	static const char *const accesses[BT_NR_ACCESSES] = {
		[BT_ACCESS_READ] = "premature read",
		[BT_ACCESS_WRITE] = "premature write",
		[BT_ACCESS_EXECUTE] = "premature execution",
		[BT_ACCESS_STACK] = "premature use as a stack",
	};

	if (r->type == BT_REPORT_TEXT)
		return "no barriers in the kernel's text";
	if (r->type == BT_REPORT_PREMATURE)
		return r->kind < BT_NR_ACCESSES ? accesses[r->kind] : "?";
	if (r->type == BT_REPORT_UNASKED)
		return "store without a request for barriers";
	if (r->type == BT_REPORT_NOW)
		return r->kind ? "look at all tasks after the check; no event showed it" :
				 "look at all tasks; was so before check began";
	if (r->type == BT_REPORT_FAULT)
		return r->kind < BT_NR_FAULTS ? faults[r->kind] : "?";
	if (violation_is_event(r))
		return event_name(r->kind);
	switch (r->kind) {
	case BT_INPUT_TO_USER:
		return "return from a system call";
	case BT_INPUT_WORK_END:
		return "end of a work item";
	case BT_INPUT_TASK_END:
		return "end of the task";
	case BT_INPUT_SLEEP:
		return "sleep";
	default:
		return "fork";
	}
}

const char *state_name(const struct bt_shadow *shadow)
{
	static const char *const names[BT_NR_STATES] = { "idle", "lazy", "pending", "paused" };

	return shadow->flags & BT_SHADOW_KNOWN ? names[shadow->state & (BT_NR_STATES - 1)] : "unknown";
}

size_t violation_stack(const struct bt_report *r, const struct ksyms *ksyms, size_t *n)
{
	static const char *const ways[] = { "bpf_prog_", "bpf_trace_run", "__bpf_trace_" };
	char site[256];
	size_t i;

	*n = r->stack_size > 0 ? r->stack_size / sizeof(*r->stack) : 0;
	/* The event's ip is in the function that has the event inlined: begin there. */
	for (i = 0; r->ip && i < *n; i++)
		if (r->stack[i] == r->ip)
			return i;
	for (i = 0; i < *n; i++) {
		size_t way = 0;

		ksyms_site(ksyms, site, sizeof(site), r->stack[i]);
		while (way < 3 && strncmp(site, ways[way], strlen(ways[way])))
			way++;
		if (way == 3)
			break;
	}
	if (i == *n)
		return 0;
	/* A classic event takes its stack from a call that is the first entry, too. */
	return i + 1 < *n && r->stack[i] == r->stack[i + 1] ? i + 1 : i;
}

bool violation_has_store(const struct bt_report *r)
{
	return r->type == BT_REPORT_PREMATURE || r->type == BT_REPORT_UNASKED;
}

/* Return: whether two looks found the same task; true for all other reports. */
static bool same_rest(const struct bt_report *a, const struct bt_report *b)
{
	return a->type != BT_REPORT_NOW ||
	       (a->tid == b->tid && a->start == b->start && a->cpu == b->cpu);
}

/* Return: whether the entries of two reports were stored at one place; true without entries. */
static bool same_store(const struct bt_report *a, const struct bt_report *b)
{
	return !violation_has_store(a) ||
	       (a->store.depth == b->store.depth && a->store.deferred == b->store.deferred &&
		!memcmp(a->store.stack, b->store.stack, a->store.depth * sizeof(*a->store.stack)));
}

static bool same(const struct bt_report *a, const struct bt_report *b)
{
	return a->invariant == b->invariant && a->type == b->type && a->kind == b->kind &&
	       a->ip == b->ip && a->stack_size == b->stack_size &&
	       (a->stack_size <= 0 || !memcmp(a->stack, b->stack, a->stack_size)) &&
	       same_store(a, b) && same_rest(a, b);
}

struct violation *violations_add(struct violations *set, const struct bt_report *r,
				       bool *is_new)
{
	struct violation *one;

	*is_new = false;
	for (size_t i = 0; i < set->n; i++)
		if (same(&set->v[i]->first, r)) {
			set->v[i]->count++;
			return set->v[i];
		}
	if (array_add(set->v, set->n))
		return NULL;
	one = calloc(1, sizeof(*one));
	if (!one)
		return NULL;
	one->first = *r;
	one->count = 1;
	set->v[set->n++] = one;
	*is_new = true;
	return one;
}

/* Return: the address near @near whose low half is @low. */
static uint64_t whole_address(uint32_t low, uint64_t near)
{
	return near + (int32_t)(low - (uint32_t)near);
}

/* Return: an address of kernel text, as near as reports have one. */
static uint64_t near_address(const struct bt_report *r)
{
	/* The outermost entry of the stack is kernel text; the innermost may be a BPF program. */
	if (!r->ip && r->stack_size >= (int)sizeof(*r->stack))
		return r->stack[r->stack_size / sizeof(*r->stack) - 1];
	return r->ip;
}

uint64_t violation_opener(const struct bt_report *r)
{
	const bool inside = violation_is_event(r) ?
			    r->after.enable_count : r->before.enable_count;

	/* Without an address of kernel text the upper half is not known. */
	return inside && r->opener && near_address(r) ?
		whole_address(r->opener, near_address(r)) : 0;
}

bool violation_leaves_state(const struct bt_report *r)
{
	if (r->type == BT_REPORT_STATE)
		return r->invariant != BT_I17_SLEPT_INSIDE;
	return r->type == BT_REPORT_EVENT && (r->invariant == BT_I9_SECTIONS_UNBALANCED ||
					      r->invariant == BT_I10_PAUSES_UNBALANCED ||
					      r->invariant == BT_I11_STRADDLES_INTERRUPT);
}

bool violation_is_one_more(const struct bt_report *r)
{
	__u8 expected = r->before.enable_count;

	if (r->type != BT_REPORT_EVENT || r->invariant != BT_I9_SECTIONS_UNBALANCED)
		return false;
	if (r->kind == BT_KIND_ENABLE)
		expected++;
	else if (r->kind == BT_KIND_DISABLE)
		expected--;
	return r->after.enable_count == (__u8)(expected + 1);
}

static bool same_function(const struct ksyms *ksyms, uint64_t a, uint64_t b)
{
	char one[256], other[256];

	return is_same_function(ksyms_site(ksyms, one, sizeof(one), a),
				ksyms_site(ksyms, other, sizeof(other), b));
}

bool violation_is_leak(const struct bt_report *r, const struct ksyms *ksyms)
{
	uint64_t opener = violation_opener(r);
	size_t n, i = violation_stack(r, ksyms, &n);
	char site[256];

	if (!ksyms || !opener || i >= n ||
	    is_graph_tracer(ksyms_site(ksyms, site, sizeof(site), opener)))
		return false;
	while (i < n && !same_function(ksyms, r->stack[i], opener))
		i++;
	return i == n;
}

/* PENDING is clear where it should have been flushed: the event of a flush is missing. */
static bool flush_is_missing(const struct bt_report *r)
{
	return r->type == BT_REPORT_EVENT && !r->after.pending &&
	       (r->invariant == BT_I6_LEFT_PENDING || r->invariant == BT_I7_NESTED_UNFLUSHED);
}

const char *violation_title(const struct bt_report *r)
{
	if (flush_is_missing(r))
		return "left without the event of a flush";
	return invariant_find(r->invariant)->title;
}

const char *violation_hint(const struct bt_report *r)
{
	if (flush_is_missing(r))
		return "PENDING is clear, and no event tells who executed the barriers: look for a flush without an event, or for a plain store to thread_info::flags.";
	if (r->type != BT_REPORT_STATE || r->invariant == BT_I17_SLEPT_INSIDE)
		return invariant_find(r->invariant)->hint;
	if (r->before.flags & BT_SHADOW_HEIR)
		return "The task was born in a section that an ancestor has left open, and has opened one more.";
	if (r->invariant == BT_I10_PAUSES_UNBALANCED)
		return "A pause has no resume: look for a return, a goto or a break between them.";
	if (r->opener)
		return "The section was left open by the function that entered it: look for a return, a goto or a break before its disable.";
	if (r->invariant == BT_I14_FORKED_INSIDE)
		return invariant_find(r->invariant)->hint;
	return "No enable was seen: by probes none is, else the section is older than the check.  Look for a return, a goto or a break between enable and disable in what the task called.";
}

bool violation_passes(const struct bt_report *r, const struct filter *filter)
{
	const struct bt_slot slot = {
		.tid = r->tid, .tgid = r->tgid, .cpu = r->cpu, .start = r->start,
		.leader_start = r->leader_start, .in_cgroup = r->in_cgroup,
	};
	char comm[BT_COMM_LEN + 1] = "";

	memcpy(comm, r->comm, BT_COMM_LEN);
	return filter_passes(filter, &slot, comm);
}

bool violation_is_fine_sleep(const struct bt_report *r, const struct ksyms *ksyms)
{
	char site[256];
	size_t n;

	for (size_t i = violation_stack(r, ksyms, &n); ksyms && i < n; i++)
		if (allowed_sleeper(ksyms_site(ksyms, site, sizeof(site), r->stack[i])))
			return true;
	return false;
}

void violations_free(struct violations *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->v[i]);
	free(set->v);
	*set = (struct violations){ 0 };
}

bool violation_past(const struct bt_report *r, uint32_t back, struct past *past)
{
	const struct bt_past *p;
	uint64_t near = near_address(r), ns;

	if (!back || back > BT_HISTORY || back > r->events)
		return false;
	p = &r->past[(r->events - back) % BT_HISTORY];
	/* An event has the low 48 bits of its time; the upper bits are the report's, or 1 less. */
	ns = (r->time_ns & ~(UINT64_MAX >> 16)) | p->when >> 16;
	if (ns > r->time_ns)
		ns -= 1ull << 48;
	*past = (struct past){
		.time_ns = ns,
		.ip = near ? whole_address(p->ip, near) : p->ip,
		.cpu = p->when & 0xffff,
		.kind = bt_past_kind(p->what),
		.level = bt_past_level(p->what),
		.after = bt_past_snapshot(p->what),
	};
	return true;
}
