/* SPDX-License-Identifier: GPL-2.0 */
/* Which probes the running kernel needs, in place of the tracepoints that it lacks. */
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

struct probe_plan {
	enum probe_scope scope;
	enum generation generation;	/* one that batches */
	struct scan scan;	/* all of the kernel's text */
	const struct ksyms *ksyms;	/* the kernel's */
	struct bt_point *points;	/* to be attached, by address */
	uint32_t *insn;			/* what is under each */
	size_t n;
	size_t calls;		/* of these: seen at a call, so that events are derived */
	size_t out_of_scope;	/* points that the scope leaves out */
	size_t uncovered;	/* points that take no probe, in the scope */
	uint64_t pending_mask, lazy_mask;	/* see struct bt_probing */
};

/**
 * probe_plan_of_kernel() - read the running kernel's text and see what can be probed.
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
 * probe_plan_uncover() - put back what the plan's probes hide in a copy of the kernel's text.
 * @address: of the first instruction
 * @words: @n instructions
 */
void probe_plan_uncover(const struct probe_plan *plan, uint64_t address, uint32_t *words, size_t n);

/** probe_plan_free() - NULL is fine. */
void probe_plan_free(struct probe_plan *plan);

#endif /* BT_PROBE_PLAN_H */
