/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the running kernel offers: the checks behind `info`, and behind the one
 * line that says why another command cannot run.
 */
#ifndef BT_KERNEL_H
#define BT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/generation.h"
#include "kernel/task_layout.h"

struct ksyms;

enum check_state {
	CHECK_OK,
	CHECK_NOTE,	/* missing, and not needed for counting */
	CHECK_DENIED,	/* the user may not: exit 1 */
	CHECK_MISSING,	/* the kernel cannot: exit 4 */
};

struct check {
	const char *name;	/* stable, for JSON */
	enum check_state state;
	char found[160];	/* what there is */
	const char *fix;	/* how to get it, NULL when it is there */
	enum { FOR_ALL, FOR_TRACEPOINTS, FOR_PROBES } need;	/* which way of tracing needs it */
};

#define KERNEL_MAX_CHECKS 32

/* The functions that the kernel lets one probe: those that ftrace can trace (kernel/trace/trace_kprobe.c). */
#define KPROBE_FUNCTIONS	"/sys/kernel/tracing/available_filter_functions_addrs"

/* 0: kprobes are attached and do not fire (kernel/kprobes.c, disarm_all_kprobes()). */
#define KPROBES_ENABLED	"/sys/kernel/debug/kprobes/enabled"

/*
 * Looked at once, when a command begins, and handed down to whoever asks: it takes seconds on a
 * slow CPU.
 */
struct kernel {
	char release[128];
	enum generation generation;	/* of the logic */
	bool has_btf, has_events;	/* all that counting needs of the latter */
	bool can_be_strict;	/* it has the events of kernel-patch/strict/, see strict.h */
	bool has_layout;
	struct task_layout layout;	/* if it has one */
	const char *symbols;	/* the file that it shows them in; tests have their own */
	struct ksyms *ksyms;	/* of kernel_examine_probes(); NULL: hidden */
	bool probes_examined;
	struct check checks[KERNEL_MAX_CHECKS];
	size_t nr_checks;
};

extern const char *const event_names[];	/* NULL-terminated, without "lazy_mmu_" */

/**
 * kernel_examine() - look at everything that can be seen without loading BPF.
 *
 * Changes nothing.  A thing that cannot be looked at counts as missing, with the
 * reason in check::found.  To be given to kernel_free().
 */
void kernel_examine(struct kernel *k);

/**
 * kernel_examine_probes() - after it: add what it takes to trace without the events, by kprobes;
 * the symbols, too.  A second call does nothing.
 */
void kernel_examine_probes(struct kernel *k);

/** kernel_free() - what an examined kernel holds. */
void kernel_free(struct kernel *k);

/**
 * kernel_verdict() - the first check that stops counting, NULL when none does.
 * @probes: by kprobes, and not by the events of the series
 */
const struct check *kernel_verdict(const struct kernel *k, bool probes);

/**
 * kernel_refuse() - say why something cannot be done.
 * @what: "load the BPF programs"
 * @bad: that stops it
 *
 * Return: -EPERM where the user may not, or -EOPNOTSUPP.
 */
int kernel_refuse(const struct check *bad, const char *what);

/**
 * kernel_explain() - something about BPF failed: say so, and the likely reason.
 * @what: "load the BPF programs"
 * @ret: the negative errno
 * @probes: as kernel_verdict() has it; then kernel_examine_probes() was called
 *
 * The reason is more often in the kernel than in the call.
 *
 * Return: -EPERM, -EOPNOTSUPP, or @ret.
 */
int kernel_explain(const struct kernel *k, const char *what, int ret, bool probes);

/** kernel_state_name() - "ok", "note", "denied" or "missing". */
const char *kernel_state_name(enum check_state state);

#endif /* BT_KERNEL_H */
