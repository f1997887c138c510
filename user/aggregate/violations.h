/* SPDX-License-Identifier: GPL-2.0 */
/* What broke: the invariants in words, and violations by invariant and stack. */
#ifndef BT_VIOLATIONS_H
#define BT_VIOLATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/report.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"

struct filter;

struct invariant {
	int number;
	const char *generations;	/* that it holds for: digits */
	const char *title;
	const char *sentence;		/* what it means */
	const char *hint;		/* what to look at next */
};

extern const struct invariant invariants[];	/* ended by a NULL title */

/** invariant_find() - by number; never NULL: what is not known has a title that says so. */
const struct invariant *invariant_find(uint32_t number);

/** invariant_holds() - is @i asked of a kernel of this generation? */
bool invariant_holds(const struct invariant *i, enum generation generation);

/**
 * protocol_of() - the automaton that a kernel of this generation has to obey, for bt_validate().
 *
 * Return: BT_TABLE_SIZE bytes; of the newest generation where none is known.
 */
const __u8 *protocol_of(enum generation generation);

/* State after an event as it should have been; -1 for what may be either. */
struct expected {
	int pending, enable_count, pause_count;
};

/** violation_expected() - from the shadow before an event and the kind of event. */
struct expected violation_expected(const struct bt_report *r, enum generation generation);

/** violation_event() - "disable", "queue (first)", "return to user mode", ... */
const char *violation_event(const struct bt_report *r);

/** violation_is_event() - is it about an event, so that r->kind and r->after are one's? */
bool violation_is_event(const struct bt_report *r);

/** violation_has_store() - is it about an entry, so that r->store says who stored it? */
bool violation_has_store(const struct bt_report *r);

/** event_name() - of an enum bt_kind. */
const char *event_name(uint32_t kind);

/** state_name() - of an enum bt_state, "unknown" where the shadow is not known. */
const char *state_name(const struct bt_shadow *shadow);

/**
 * violation_stack() - the part of the stack that is the kernel's own.
 * @ksyms: may be NULL
 * @n: result, number of entries in r->stack, 0 without a stack
 *
 * What comes before it is the way into the BPF program.
 *
 * Return: index of the first entry to show.
 */
size_t violation_stack(const struct bt_report *r, const struct ksyms *ksyms, size_t *n);

/**
 * violation_passes() - is it of a task that is asked for?
 */
bool violation_passes(const struct bt_report *r, const struct filter *filter);

/**
 * violation_is_fine_sleep() - I17, of a task that sleeps in a section: is some caller one that
 * may?
 * @ksyms: NULL: nobody knows, and so it is not
 */
bool violation_is_fine_sleep(const struct bt_report *r, const struct ksyms *ksyms);

struct violation {
	struct bt_report first;
	uint64_t count;
};

struct violations {
	struct violation **v;
	size_t n;
};

/**
 * violations_add() - count it with those of the same invariant, event and stack.
 * @is_new: it is the first one
 *
 * Return: the violation, owned by @set, or NULL when out of memory.
 */
const struct violation *violations_add(struct violations *set, const struct bt_report *r,
				       bool *is_new);

/** violations_free() - all of them; @set is empty then. */
void violations_free(struct violations *set);

/* An event of a task's history, unpacked. */
struct past {
	uint64_t time_ns;	/* CLOCK_MONOTONIC */
	uint64_t ip;
	uint32_t cpu, kind, level;
	struct bt_snapshot after;
};

/**
 * violation_past() - the events that led to a report, oldest first.
 * @back: 1 for the last one, which is the event itself where it is one
 * @past: result
 *
 * Return: false when the history does not go back so far.
 */
bool violation_past(const struct bt_report *r, uint32_t back, struct past *past);

#endif /* BT_VIOLATIONS_H */
