/* SPDX-License-Identifier: GPL-2.0 */
/* Which types of CPU this machine has, and whether they are real. */
#ifndef BT_MACHINE_H
#define BT_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/parse.h"

#define MACHINE_MAX_TYPES 16

/* CPUs that are the same to the last revision. */
struct cpu_type {
	uint64_t midr;		/* MIDR_EL1 */
	struct numbers cpus;	/* ascending */
};

struct cpu_types {
	struct cpu_type v[MACHINE_MAX_TYPES];
	size_t n;
};

enum emulation {
	EMULATED_NO,
	EMULATED_YES,		/* an instruction takes as long as its emulation */
	EMULATED_MAYBE,		/* a virtual machine that does not say */
};

/**
 * machine_cpu_types() - the CPUs that are online, by type.
 * @sys: where sysfs is mounted
 * @types: result, to be freed with machine_free_types() in any case
 *
 * Return: 0, -ENODEV where CPUs have no MIDR_EL1 (another architecture), -E2BIG with more
 * types than there is room for, -EINVAL or -ENOMEM.
 */
int machine_cpu_types(const char *sys, struct cpu_types *types);

/** machine_free_types() - free what @types holds; it is empty then. */
void machine_free_types(struct cpu_types *types);

/**
 * machine_emulation() - are these CPUs emulated?
 * @sys: where sysfs is mounted
 * @counter_hz: CNTFRQ_EL0
 * @why: result, what the verdict rests on, in words
 *
 * A virtual machine under KVM executes on the CPU, one under QEMU's TCG does not.  In this
 * order:
 *
 *  1. A MIDR_EL1 that no hardware has: emulated.
 *  2. KVM's own marks: not emulated.
 *  3. QEMU's marks, and the counter runs at the frequency of QEMU's: emulated.
 *  4. One of the two: maybe.
 *  5. Else: not emulated.
 */
enum emulation machine_emulation(const char *sys, const struct cpu_types *types,
				 uint64_t counter_hz, const char **why);

#endif /* BT_MACHINE_H */
