/* SPDX-License-Identifier: GPL-2.0 */
/* Between the parts of the scan. */
#ifndef BT_BARRIER_SITE_H
#define BT_BARRIER_SITE_H

#include "scan/flow.h"
#include "scan/scan.h"

#define BARRIER_SITE_MAX	16	/* of branches that belong to one site */

/* What a conditional branch of the batching tests. */
enum head {
	HEAD_NONE,
	HEAD_INTERRUPT,		/* in_interrupt() */
	HEAD_ENABLE,
	HEAD_PAUSE,
	HEAD_FLAG,		/* one bit of thread_info.flags */
	HEAD_OLD,		/* one bit of it, as it was before that was cleared */
};

enum barrier_kind { BARRIER_DIRECT, BARRIER_QUEUE, BARRIER_FLUSH };

/* A pair of barriers, and how code gets there. */
struct barrier_site {
	uint32_t at;			/* the dsb */
	enum barrier_kind kind;
	bool mixed;
	bool doubt;			/* direct, after a test of in_interrupt() */
	bool partly;			/* PENDING is tested on some ways only */
	bool full;			/* more branches belong to it than there is room for */
	uint32_t heads[BARRIER_SITE_MAX];	/* the branches that decide, in the function */
	uint32_t nr_heads;
	struct flow_test tests[BARRIER_SITE_MAX];	/* of PENDING */
	uint32_t nr_tests;
};

struct scanner {
	struct scan *scan;
	const struct scan_text *text;
	const struct ksyms *ksyms;
	const struct task_layout *layout;
	scan_can_probe can_probe;
	void *arg;
	uint32_t old_votes[64], flag_votes[64];
};

/* A function of the text. */
struct function {
	uint64_t start, end;
	bool can_probe;
};

/** points_function() - Return: false where none is known. */
bool points_function(const struct scanner *s, uint64_t address, struct function *function);

/** points_open_flow() - flow_open() of it. */
int points_open_flow(const struct scanner *s, const struct function *function, struct flow *flow);

/** barrier_site_is_pair() - is it dsb ishst, and isb after at most two that wait for nothing? */
bool barrier_site_is_pair(const uint32_t *insn, size_t n);

/** barrier_site_head() - what a branch tests; @bit: result, with HEAD_FLAG and HEAD_OLD. */
enum head barrier_site_head(const struct flow_test *test, int *bit);

/**
 * barrier_site_look() - how the code of @flow gets to the pair at @at.
 * @s: without a PENDING bit in its @scan only the votes are taken
 */
void barrier_site_look(struct scanner *s, const struct flow *flow, uint32_t at,
		       struct barrier_site *site);

/** points_add() - Return: 0 or -ENOMEM; the same point is added once. */
int points_add(struct scanner *s, const struct scan_point *point);

/** points_problem() - Return: 0 or -ENOMEM. */
int points_problem(struct scanner *s, uint64_t address, const char *what);

/* A site in a function that cannot be probed: its calls are probed instead. */
struct copy {
	struct function function;
	struct barrier_site site;
};

/** call_points_add() - the points at calls of all these.  Return: 0 or -ENOMEM. */
int call_points_add(struct scanner *s, const struct copy *copies, size_t n);

#endif /* BT_BARRIER_SITE_H */
