/* SPDX-License-Identifier: GPL-2.0 */
/* Finds the probes that replace the tracepoints on a kernel without them. */
#ifndef BT_PROBE_PLAN_H
#define BT_PROBE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan/probe_scope.h"
#include "shared/probe_points.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"
#include "scan/scan.h"

struct kernel;

/* Probes to attach, and numbers on those that are not */
struct probe_plan {
	enum probe_scope scope;
	enum generation generation;	/* G1, G2 or G3 */
	struct scan scan;	/* result for all of the kernel's text */
	const struct ksyms *ksyms;	/* borrowed from the kernel */
	struct bt_point *points;	/* probes to attach, by address */
	uint32_t *insn;			/* the instruction under each probe */
	size_t n;		/* number of probes */
	size_t calls;		/* probes at a call, whose events are derived */
	size_t out_of_scope;	/* points that the scope leaves out */
	size_t uncovered;	/* points in the scope that take no probe */
	uint64_t pending_mask, lazy_mask;	/* see struct bt_probing */
};

/**
 * probe_plan_of_kernel() - read the running kernel's text and choose the probes.
 * @plan: result, to be freed with probe_plan_free()
 * @k: examined; must outlive @plan
 *
 * Changes nothing in the kernel.  Says why this kernel cannot be probed, with a hint.
 *
 * Return: 0; -EPERM when the user may not, -EOPNOTSUPP when the kernel cannot be traced, or
 * another negative errno.
 */
int probe_plan_of_kernel(struct probe_plan **plan, struct kernel *k, enum probe_scope scope);

/**
 * probe_plan_uncover() - put the instructions under the plan's probes into a copy of the kernel's
 * text.
 * @address: of the first instruction
 * @words: the copy, @n instructions
 */
void probe_plan_uncover(const struct probe_plan *plan, uint64_t address, uint32_t *words, size_t n);

/** probe_plan_free() - free a plan; NULL is fine. */
void probe_plan_free(struct probe_plan *plan);

#endif /* BT_PROBE_PLAN_H */
