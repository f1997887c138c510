/* SPDX-License-Identifier: GPL-2.0 */
/* Describe the invariants in words, and collect violations by invariant and stack. */
#ifndef BT_VIOLATIONS_H
#define BT_VIOLATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/report.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"

struct filter;

/* A rule of `check`. */
struct invariant {
	int number;
	const char *generations;	/* generations that have the rule, as digits */
	const char *title;
	const char *sentence;		/* meaning of the rule */
	const char *hint;		/* next thing to look at */
};

extern const struct invariant invariants[];	/* ended by a NULL title */

/** invariant_find() - return the invariant of a number; never NULL, its title may be "unknown". */
const struct invariant *invariant_find(uint32_t number);

/** invariant_holds() - return whether a kernel of this generation has to keep @i. */
bool invariant_holds(const struct invariant *i, enum generation generation);

/**
 * protocol_of() - return the automaton of a generation, for bt_validate().
 *
 * Return: BT_TABLE_SIZE bytes, static; for an unknown generation, the automaton of the newest.
 */
const __u8 *protocol_of(enum generation generation);

/* State that the kernel should have had after an event; -1: any value. */
struct expected {
	int pending, enable_count, pause_count;
};

/** violation_expected() - compute the state from the shadow before an event and its kind. */
struct expected violation_expected(const struct bt_report *r, enum generation generation);

/** violation_event() - return the event, look or access for people: "disable", "fork", ... */
const char *violation_event(const struct bt_report *r);

/** violation_is_event() - return whether @r reports an event, described by r->kind and r->after. */
bool violation_is_event(const struct bt_report *r);

/** violation_is_text() - return whether @r is about the kernel's text, which belongs to no task. */
bool violation_is_text(const struct bt_report *r);

/** violation_has_store() - return whether @r reports an entry: r->store describes its store. */
bool violation_has_store(const struct bt_report *r);

/**
 * violation_title() - return the title of the rule that @r breaks, in words that fit what was seen.
 */
const char *violation_title(const struct bt_report *r);

/** violation_hint() - return where to look next, in words that fit what was seen. */
const char *violation_hint(const struct bt_report *r);

/**
 * violation_opener() - return the site that has opened the task's innermost section.
 *
 * Return: the address behind the call, or 0: the site is not known, or there is no section.
 */
uint64_t violation_opener(const struct bt_report *r);

/**
 * violation_leaves_state() - return whether the task's counts stay wrong after this violation.
 *
 * Then what the task does later may break rules, too, and is no mistake of its own.
 */
bool violation_leaves_state(const struct bt_report *r);

/**
 * violation_is_one_more() - return whether the count of sections (I9) is one too high.
 *
 * Where the mode has an entry without an event, that entry explains it.
 */
bool violation_is_one_more(const struct bt_report *r);

/**
 * violation_is_leak() - return whether a sleep (I17) shows a section that was left open.
 * @ksyms: symbols; NULL: nobody knows
 *
 * Then the function that has opened the section is not on the stack: it has returned.
 */
bool violation_is_leak(const struct bt_report *r, const struct ksyms *ksyms);

/** event_name() - return the name of an enum bt_kind. */
const char *event_name(uint32_t kind);

/** state_name() - return the name of the shadow's state, "unknown" where the state is not known. */
const char *state_name(const struct bt_shadow *shadow);

/**
 * violation_stack() - find the part of the stack that is the kernel's own.
 * @ksyms: symbols, may be NULL
 * @n: result, number of entries in r->stack, 0 without a stack
 *
 * The entries before that part are the way into the BPF program.
 *
 * Return: index of the first entry to show.
 */
size_t violation_stack(const struct bt_report *r, const struct ksyms *ksyms, size_t *n);

/** violation_passes() - return whether the filter passes the task of @r. */
bool violation_passes(const struct bt_report *r, const struct filter *filter);

/**
 * violation_is_fine_sleep() - return whether a sleep in a section (I17) is allowed.
 * @r: report of a task that sleeps in a section
 * @ksyms: symbols, to find a caller that may sleep; NULL: no sleep is allowed
 */
bool violation_is_fine_sleep(const struct bt_report *r, const struct ksyms *ksyms);

#define VIOLATION_HEIRS	8	/* tasks that are named */

/* The reports of one invariant, event and stack, and what follows from them. */
struct violation {
	struct bt_report first;
	uint64_t count;		/* number of reports */
	uint64_t effects;	/* events and looks that follow from these mistakes */
	uint64_t nr_heirs;	/* tasks that were born in the section or pause left open */
	struct {
		uint32_t tid;
		char comm[BT_COMM_LEN];
	} heirs[VIOLATION_HEIRS];	/* the first of these */
};

/* All violations of a check, in the order of their first reports. */
struct violations {
	struct violation **v;	/* owned */
	size_t n;
};

/**
 * violations_add() - add a report to the violation of its invariant, event and stack.
 * @is_new: result, the report is the first of its violation
 *
 * Return: the violation, owned by @set, or NULL when out of memory.
 */
struct violation *violations_add(struct violations *set, const struct bt_report *r,
				       bool *is_new);

/** violations_free() - free all violations, and make @set empty. */
void violations_free(struct violations *set);

/* An event of a task's history, unpacked. */
struct past {
	uint64_t time_ns;	/* ns, CLOCK_MONOTONIC */
	uint64_t ip;
	uint32_t cpu, kind, level;
	struct bt_snapshot after;
};

/**
 * violation_past() - unpack one of the task's events that led to a report.
 * @back: 1 for the last event, which is the reported event if @r reports an event
 * @past: result
 *
 * Return: false when the history does not go back so far.
 */
bool violation_past(const struct bt_report *r, uint32_t back, struct past *past);

#endif /* BT_VIOLATIONS_H */
