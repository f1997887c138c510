/* SPDX-License-Identifier: GPL-2.0 */
/* Declare what the parts of the scan share: sites, points and the state of a scan. */
#ifndef BT_BARRIER_SITE_H
#define BT_BARRIER_SITE_H

#include "scan/flow.h"
#include "scan/scan.h"

#define BARRIER_SITE_MAX	16	/* branches of one site */

/* The tests that a conditional branch of the batching code makes. */
enum head {
	HEAD_NONE,		/* another test */
	HEAD_INTERRUPT,		/* in_interrupt() */
	HEAD_ENABLE,		/* lazy_mmu_state.enable_count */
	HEAD_PAUSE,		/* lazy_mmu_state.pause_count */
	HEAD_FLAG,		/* one bit of thread_info.flags */
	HEAD_OLD,		/* one bit of thread_info.flags, from before code cleared the bit */
};

enum barrier_kind { BARRIER_DIRECT, BARRIER_QUEUE, BARRIER_FLUSH };

/* A pair of barriers, and the branches that lead there, by index in the function. */
struct barrier_site {
	uint32_t at;			/* the dsb */
	enum barrier_kind kind;
	bool mixed;			/* branches of a queue and of a flush lead to the pair */
	bool doubt;			/* in_interrupt() is tested, but PENDING is not */
	bool partly;			/* PENDING is tested on some ways only */
	bool full;			/* some branches had no room */
	uint32_t heads[BARRIER_SITE_MAX];	/* branches that decide */
	uint32_t nr_heads;
	struct flow_test tests[BARRIER_SITE_MAX];	/* tests of PENDING */
	uint32_t nr_tests;
};

/* The state of scan_run().  All pointers are borrowed. */
struct scanner {
	struct scan *scan;		/* the result */
	const struct scan_text *text;
	const struct ksyms *ksyms;
	const struct task_layout *layout;
	scan_can_probe can_probe;
	void *arg;			/* for @can_probe */
	/* by bit of thread_info.flags: branches that test it as PENDING, as TIF_LAZY_MMU */
	uint32_t old_votes[64], flag_votes[64];
};

/* A function of the text. */
struct function {
	uint64_t start, end;	/* addresses: of the first instruction, behind the last one */
	bool can_probe;		/* the kernel lets the function be probed */
};

/**
 * points_function() - find the function that holds an address.
 * @function: result
 *
 * Return: true, or false where no function is known or its bounds make no sense.
 */
bool points_function(const struct scanner *s, uint64_t address, struct function *function);

/**
 * points_open_flow() - call flow_open() for a function.
 * @flow: result, to be freed with flow_close() in any case
 *
 * Return: 0 or -ENOMEM.
 */
int points_open_flow(const struct scanner *s, const struct function *function, struct flow *flow);

/**
 * barrier_site_is_pair() - tell whether code begins with a pair: a dsb ishst, and an isb after at
 * most two instructions that wait for nothing.
 * @n: instructions at @insn
 */
bool barrier_site_is_pair(const uint32_t *insn, size_t n);

/**
 * barrier_site_head() - find out what a branch tests.
 * @bit: result, with HEAD_FLAG and HEAD_OLD: the bit of thread_info.flags
 */
enum head barrier_site_head(const struct flow_test *test, int *bit);

/**
 * barrier_site_look() - find out how the code of a function gets to a pair.
 * @s: gets votes; as long as its @scan has no PENDING bit, @site stays direct
 * @at: index of the dsb
 * @site: result
 */
void barrier_site_look(struct scanner *s, const struct flow *flow, uint32_t at,
		       struct barrier_site *site);

/**
 * points_add() - add a point to the scan.  A point that the scan has already is not added again.
 *
 * Return: 0 or -ENOMEM.
 */
int points_add(struct scanner *s, const struct scan_point *point);

/**
 * points_problem() - add a problem to the scan.
 * @what: static text
 *
 * Return: 0 or -ENOMEM.
 */
int points_problem(struct scanner *s, uint64_t address, const char *what);

/* A site in a function that cannot be probed.  Probes are at the calls of the function instead. */
struct copy {
	struct function function;
	struct barrier_site site;
};

/**
 * call_points_add() - add the points at the calls of all copies.
 * @n: number of @copies
 *
 * Return: 0 or -ENOMEM.
 */
int call_points_add(struct scanner *s, const struct copy *copies, size_t n);

#endif /* BT_BARRIER_SITE_H */
