/* SPDX-License-Identifier: GPL-2.0 */
/* Where a kernel's text executes, defers and flushes its page-table barriers: by its instructions. */
#ifndef BT_SCAN_H
#define BT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/ksyms.h"
#include "scan/code.h"
#include "kernel/task_layout.h"

/* What a probe at a point's address sees. */
enum scan_kind {
	SCAN_QUEUE_TEST,	/* deferred: first or again by PENDING in a register */
	SCAN_QUEUE_EMIT,	/* dsb of a queue site: emitted */
	SCAN_FLUSH_TEST,	/* after the atomic clear: flush or empty flush by the old PENDING in a register */
	SCAN_FLUSH_EMIT,	/* dsb of a flush site: a check on the former, counts nothing */
	SCAN_DIRECT,		/* dsb; isb that is not queued: ptep_try_set(), set_swapper_pgd() */
	SCAN_CALL_QUEUE,	/* call of an out-of-line copy that has queue sites and cannot be probed itself */
	SCAN_CALL_FLUSH,	/* the same of a copy that flushes */
	SCAN_NR_KINDS,
};

/* When a copy of SCAN_CALL_* does nothing: it has tested that on its way to its site. */
#define SCAN_UNLESS_INTERRUPT	1u	/* in_interrupt() */
#define SCAN_UNLESS_PAUSED	2u	/* lazy_mmu_state.pause_count is not 0 */
#define SCAN_IF_ENABLED		4u	/* lazy_mmu_state.enable_count is not 0, or TIF_LAZY_MMU is set */

struct scan_point {
	uint64_t address;	/* of the instruction to be probed */
	uint64_t function;	/* start of the function it is in */
	uint64_t site;		/* address of the dsb that it belongs to */
	uint64_t callee;	/* SCAN_CALL_*: start of the copy; else 0 */
	uint64_t mask, value;	/* TEST: PENDING is set if register & mask, 0: it is in no register; CALL: only if (register & mask) == value */
	uint32_t when;		/* SCAN_UNLESS_INTERRUPT ... of SCAN_CALL_* */
	uint8_t kind;		/* enum scan_kind */
	uint8_t reg;		/* 0 to 30: X register of mask */
	const char *why_not;	/* NULL, or why it cannot be probed: static text */
};

/*
 * Values of why_not that somebody may ask for: its calls are points of their own; it is never
 * executed; the call never gets to the site, and a probe would count nothing.
 */
extern const char scan_not_probed[], scan_no_caller[], scan_does_nothing[];

/* Which logic the code has. */
enum scan_generation {
	SCAN_NO_BATCHING,	/* nothing clears a PENDING bit: before 6.16, or not understood */
	SCAN_FLAG,		/* 6.16 to 6.19: TIF_LAZY_MMU */
	SCAN_STATE,		/* 7.0 and later: task_struct.lazy_mmu_state */
};

/* SCAN_NO_BATCHING of a kernel that has task_struct.lazy_mmu_state all the same */
#define SCAN_NOT_UNDERSTOOD "the text is not understood: there is lazy_mmu_state, and nothing clears a PENDING bit"

/* A part of the code that the scan does not understand: its counts would be wrong. */
struct scan_problem {
	uint64_t address;
	const char *what;	/* static text */
};

struct scan {
	struct scan_point *points;	/* by address */
	size_t nr_points;
	struct scan_problem *problems;
	size_t nr_problems;
	size_t nr[SCAN_NR_KINDS];	/* points of each kind */
	enum scan_generation generation;
	int pending_bit, lazy_bit;	/* of thread_info.flags; -1: there is none */
	uint64_t interrupt_mask;	/* what in_interrupt() tests of preempt_count */
	bool softirq_apart;		/* PREEMPT_RT: it tests a count in task_struct as well */
};

/* Does the kernel let this function be probed at all?  An inline's copy out of line is notrace. */
typedef bool (*scan_can_probe)(uint64_t function_start, uint64_t function_end, void *arg);

/**
 * scan_run() - find all sites.
 * @scan: result, to be freed with scan_free() in any case
 * @ksyms: where functions begin and end
 * @arg: for @can_probe
 *
 * Return: 0 or -ENOMEM.  A kernel without batching is no error: its @generation says so.
 */
int scan_run(struct scan *scan, const struct scan_text *text, const struct ksyms *ksyms,
	     const struct task_layout *layout, scan_can_probe can_probe, void *arg);

/** scan_free() - what scan_run() allocated. */
void scan_free(struct scan *scan);

/** scan_kind_name() - "queue-test", "call-flush" and so on. */
const char *scan_kind_name(int kind);

/** scan_generation_name() - "6.16 to 6.19: TIF_LAZY_MMU" and so on. */
const char *scan_generation_name(enum scan_generation generation);

#endif /* BT_SCAN_H */
