/* SPDX-License-Identifier: GPL-2.0 */
/* Find where a kernel's text executes, defers and flushes page-table barriers, by instructions. */
#ifndef BT_SCAN_H
#define BT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/ksyms.h"
#include "scan/code.h"
#include "kernel/task_layout.h"

/* The kinds of points, by what a probe there sees. */
enum scan_kind {
	SCAN_QUEUE_TEST,	/* deferred; PENDING in a register tells first from again */
	SCAN_QUEUE_EMIT,	/* dsb of a queue site: emitted */
	SCAN_FLUSH_TEST,	/* after the atomic clear; the old PENDING tells flush from empty */
	SCAN_FLUSH_EMIT,	/* dsb of a flush site: checks SCAN_FLUSH_TEST, counts nothing */
	SCAN_DIRECT,		/* dsb; isb that is not queued: ptep_try_set(), set_swapper_pgd() */
	SCAN_CALL_QUEUE,	/* call of an out-of-line copy that queues and cannot be probed */
	SCAN_CALL_FLUSH,	/* call of an out-of-line copy that flushes and cannot be probed */
	SCAN_NR_KINDS,
};

/* Conditions that a copy of SCAN_CALL_* tests on the way to its site: else it does nothing. */
#define SCAN_UNLESS_INTERRUPT	1u	/* not in_interrupt() */
#define SCAN_UNLESS_PAUSED	2u	/* lazy_mmu_state.pause_count is 0 */
#define SCAN_IF_ENABLED		4u	/* .enable_count is not 0, or TIF_LAZY_MMU is set */

/* An instruction to be probed. */
struct scan_point {
	uint64_t address;	/* the instruction */
	uint64_t function;	/* start of the function that has the instruction */
	uint64_t site;		/* address of the dsb that the point belongs to */
	uint64_t callee;	/* SCAN_CALL_*: start of the copy; else 0 */
	/*
	 * SCAN_*_TEST: PENDING is set if (register & mask); mask 0: no register has PENDING.
	 * SCAN_CALL_*: the copy gets to its site only if (register & mask) == value.
	 */
	uint64_t mask, value;
	uint32_t when;		/* SCAN_UNLESS_INTERRUPT ... of SCAN_CALL_* */
	uint8_t kind;		/* enum scan_kind */
	uint8_t reg;		/* 0 to 30: X register of @mask */
	const char *why_not;	/* NULL, or why the point cannot be probed: static text */
};

/*
 * Values of why_not that other code compares with.
 * scan_not_probed: the calls of the function are points of their own
 * scan_no_caller: the site is never executed
 * scan_does_nothing: the call never gets to the site, and a probe would count nothing
 */
extern const char scan_not_probed[], scan_no_caller[], scan_does_nothing[];

/* The batching logic that the code has. */
enum scan_generation {
	SCAN_NO_BATCHING,	/* nothing clears a PENDING bit: before 6.16, or not understood */
	SCAN_FLAG,		/* 6.16 to 6.19: TIF_LAZY_MMU */
	SCAN_STATE,		/* 7.0 and later: task_struct.lazy_mmu_state */
};

/* The message for SCAN_NO_BATCHING on a kernel that does have task_struct.lazy_mmu_state. */
#define SCAN_NOT_UNDERSTOOD "the text is not understood: there is lazy_mmu_state, and nothing clears a PENDING bit"

/* A part of the code that the scan does not understand.  Counts of this code would be wrong. */
struct scan_problem {
	uint64_t address;
	const char *what;	/* static text */
};

/* The result of scan_run(). */
struct scan {
	struct scan_point *points;	/* owned, by address */
	size_t nr_points;
	struct scan_problem *problems;	/* owned */
	size_t nr_problems;
	size_t nr[SCAN_NR_KINDS];	/* points of each kind */
	enum scan_generation generation;
	int pending_bit, lazy_bit;	/* bits of thread_info.flags; -1: there is none */
	uint64_t interrupt_mask;	/* bits of preempt_count that in_interrupt() tests */
	bool softirq_apart;		/* PREEMPT_RT: in_interrupt() tests task_struct, too */
};

/*
 * Tell whether the kernel lets a function be probed at all.  The out-of-line copy of an inline
 * function is notrace.
 */
typedef bool (*scan_can_probe)(uint64_t function_start, uint64_t function_end, void *arg);

/**
 * scan_run() - find all sites of a text.
 * @scan: result, to be freed with scan_free() in any case
 * @ksyms: where functions begin and end
 * @layout: fields of task_struct that the batching logic reads
 * @arg: for @can_probe
 *
 * Return: 0 or -ENOMEM.  A kernel without batching is no error: its @generation says so.
 */
int scan_run(struct scan *scan, const struct scan_text *text, const struct ksyms *ksyms,
	     const struct task_layout *layout, scan_can_probe can_probe, void *arg);

/** scan_free() - free what scan_run() allocated. */
void scan_free(struct scan *scan);

/** scan_kind_name() - return static text, "queue-test", "call-flush" and so on. */
const char *scan_kind_name(int kind);

/** scan_generation_name() - return static text, "6.16 to 6.19: TIF_LAZY_MMU" and so on. */
const char *scan_generation_name(enum scan_generation generation);

#endif /* BT_SCAN_H */
