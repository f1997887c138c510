/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Examine what the running kernel offers.  `info` prints the checks; another command that cannot
 * run takes its error from them.
 */
#ifndef BT_KERNEL_H
#define BT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/generation.h"
#include "kernel/task_layout.h"

struct ksyms;

/* Result of a check. */
enum check_state {
	CHECK_OK,
	CHECK_NOTE,	/* missing, and not needed for counting */
	CHECK_DENIED,	/* forbidden to the user: exit 1 */
	CHECK_MISSING,	/* not offered by the kernel: exit 4 */
};

/* A requirement, and the state in which the kernel meets it. */
struct check {
	const char *name;	/* stable, for JSON */
	enum check_state state;
	char found[160];	/* finding, for people */
	const char *fix;	/* way to meet the requirement, NULL when it is met */
	enum { FOR_ALL, FOR_TRACEPOINTS, FOR_PROBES } need;	/* way of tracing that needs it */
};

#define KERNEL_MAX_CHECKS 32

/*
 * List of the functions that take kprobes: the functions that ftrace can trace
 * (kernel/trace/trace_kprobe.c).
 */
#define KPROBE_FUNCTIONS	"/sys/kernel/tracing/available_filter_functions_addrs"

/* 0: kprobes attach, and do not fire (kernel/kprobes.c, disarm_all_kprobes()). */
#define KPROBES_ENABLED	"/sys/kernel/debug/kprobes/enabled"

/*
 * The running kernel, as examined.  A command examines the kernel once, when it begins, and hands
 * the result down, because an examination takes seconds on a slow CPU.
 */
struct kernel {
	char release[128];
	enum generation generation;	/* generation of the batching logic */
	bool has_btf, has_events;	/* @has_events: the four events that counting needs */
	bool can_be_strict;	/* kernel has the events of kernel-patch/strict/ */
	bool has_layout;	/* @layout is known */
	struct task_layout layout;
	const char *symbols;	/* file with the kernel's symbols, borrowed; another one in tests */
	struct ksyms *ksyms;	/* set by kernel_examine_probes(), owned; NULL: hidden */
	bool probes_examined;
	struct check checks[KERNEL_MAX_CHECKS];
	size_t nr_checks;
};

extern const char *const event_names[];	/* NULL-terminated, without "lazy_mmu_" */

/**
 * kernel_examine() - examine everything that can be seen without loading BPF.
 * @k: result, to be freed with kernel_free()
 *
 * Changes nothing in the kernel.  A thing that cannot be examined counts as missing, with the
 * reason in check::found.
 */
void kernel_examine(struct kernel *k);

/**
 * kernel_examine_probes() - add the checks of tracing by kprobes, without the events.
 * @k: examined by kernel_examine()
 *
 * Loads the symbols, too.  A second call does nothing.
 */
void kernel_examine_probes(struct kernel *k);

/**
 * kernel_hides_memory() - return whether lockdown keeps programs from reading the kernel's memory.
 * @k: examined
 */
bool kernel_hides_memory(const struct kernel *k);

/** kernel_free() - free what an examined kernel holds. */
void kernel_free(struct kernel *k);

/**
 * kernel_verdict() - return the first check that stops counting, NULL when no check does.
 * @probes: count by kprobes, and not by the events of the series
 *
 * A check that is missing comes before all checks that are denied.
 */
const struct check *kernel_verdict(const struct kernel *k, bool probes);

/**
 * kernel_refuse() - print why something cannot be done, and a hint.
 * @bad: the check that stops it
 * @what: the action, as "load the BPF programs"
 *
 * Return: -EPERM where the user may not, or -EOPNOTSUPP.
 */
int kernel_refuse(const struct check *bad, const char *what);

/**
 * kernel_explain() - print that a call of BPF failed, and the likely reason.
 * @what: the action, as "load the BPF programs"
 * @ret: the call's negative errno
 * @probes: see kernel_verdict(); if true, the caller has called kernel_examine_probes()
 *
 * The function prefers a check that failed to @ret, because the reason is more often in the kernel
 * than in the call.
 *
 * Return: -EPERM, -EOPNOTSUPP, or @ret.
 */
int kernel_explain(const struct kernel *k, const char *what, int ret, bool probes);

/** kernel_state_name() - return "ok", "note", "denied" or "missing". */
const char *kernel_state_name(enum check_state state);

#endif /* BT_KERNEL_H */
