/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Decide what a check may say: the verdict, the share of events that were judged, and for each rule
 * whether it was looked at.  coverage_make() computes it once; every output prints the same struct.
 */
#ifndef BT_COVERAGE_H
#define BT_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/generation.h"
#include "shared/report.h"

/* Verdict of `check`. */
enum check_verdict {
	VERDICT_CLEAN,		/* nothing lost, every rule looked at, every event judged */
	VERDICT_VIOLATED,
	VERDICT_INCOMPLETE,	/* events were lost, and no violation was found in the others */
	VERDICT_PARTIAL,	/* nothing lost, but rules or events could not be judged */
	NR_VERDICTS,
};

extern const char *const verdict_names[NR_VERDICTS];

/* How far a rule of the kernel's generation was looked at. */
enum rule_state {
	RULE_ABSENT,		/* the generation has no such rule */
	RULE_JUDGED,
	RULE_NOTHING,		/* looked at, and nothing came that it could be held against */
	RULE_PARTLY,		/* looked at for some of what came; see @why */
	RULE_UNASKED,		/* the user or the kernel has not switched it on: no gap */
	RULE_NOT_JUDGED,	/* not looked at; see @why */
	NR_RULE_STATES,
};

/* What became of one rule. */
struct rule_coverage {
	enum rule_state state;
	const char *why;	/* reason, static; "" for RULE_ABSENT and RULE_JUDGED */
};

/* Facts about a check that limit what the check may say. */
struct coverage_facts {
	enum generation generation;
	bool by_probes;		/* events come from probes */
	bool recorded;		/* from a recording, which has no text of the kernel */
	bool has_names;		/* symbols of the kernel were readable */
	bool has_text;		/* the kernel's text was readable */
	bool is_strict;		/* the kernel was strict: I24 and I25 */
	bool saw_tasks;		/* a look at all tasks before and after: I26 */
	bool has_window;	/* the user gave --max-window: I19 */
	bool incomplete;	/* events were lost, a file is damaged, or reports found no room */
	uint64_t shown;		/* violations */
	uint64_t events[BT_NR_KINDS];	/* events seen */
	uint64_t derived[BT_NR_KINDS];	/* with probes: events of these that were derived */
	uint64_t not_judged;	/* events that were not judged, for any reason */
	uint64_t doubtful;	/* events of these whose place in the order was in doubt */
	uint64_t looks[BT_NR_LOOKS];	/* looks at tasks */
	uint64_t missed[BT_NR_LOOKS];	/* looks that were missed */
	uint64_t missed_faults;		/* console messages that were missed */
	uint64_t silent_entries;	/* sections that no event has opened */
	uint64_t deferrers_unknown;	/* sites that deferred, and I20 could not judge */
	uint64_t flushers, flushers_decided;	/* sites that flushed; decided by their text */
	uint64_t emitters, emitters_decided;	/* the same for sites that emitted at once */
	uint64_t direct, direct_decided;	/* the same for stores beside the queue */
};

/* What a check has looked at.  All text is static. */
struct coverage {
	enum check_verdict verdict;
	uint64_t events, judged;	/* events seen; events judged */
	uint64_t derived;	/* not judged: derived by probes from the state at a call */
	uint64_t caught;	/* not judged: of tasks that were caught in the middle */
	uint64_t doubtful;	/* not judged: their place in the order was in doubt */
	uint64_t silent_entries;	/* sections that no event has opened */
	struct rule_coverage rules[BT_NR_INVARIANTS];	/* by enum bt_invariant */
	size_t nr_rules, nr_looked_at;	/* rules of the generation; looked at, also in part */
};

/** coverage_make() - decide on the verdict and on each rule. */
struct coverage coverage_make(const struct coverage_facts *facts);

/**
 * coverage_share() - return the share of events that were judged, 0 to 1; 1 without events.
 *
 * The share is rounded down to 6 digits, so that it is 1 only if every event was judged.
 */
double coverage_share(const struct coverage *c);

/**
 * coverage_percent() - write the share of events judged in percent, never rounded up to 100.
 * @buf: result, @size bytes
 */
const char *coverage_percent(const struct coverage *c, char *buf, size_t size);

/** rule_is_gap() - return whether a rule's state keeps the verdict from being clean. */
static inline bool rule_is_gap(enum rule_state state)
{
	return state == RULE_PARTLY || state == RULE_NOT_JUDGED;
}

/** rule_is_judged() - return whether "no violation" means that the kernel kept the rule. */
static inline bool rule_is_judged(enum rule_state state)
{
	return state == RULE_JUDGED;
}

extern const char *const rule_state_names[NR_RULE_STATES];

#endif /* BT_COVERAGE_H */
