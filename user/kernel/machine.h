/* SPDX-License-Identifier: GPL-2.0 */
/* Find the types of CPU that this machine has, and whether an emulator executes them. */
#ifndef BT_MACHINE_H
#define BT_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "base/parse.h"

#define MACHINE_MAX_TYPES 16

/* The CPUs with one value of MIDR_EL1: they are equal to the last revision. */
struct cpu_type {
	uint64_t midr;		/* MIDR_EL1 */
	struct numbers cpus;	/* CPUs that are online, ascending; owned */
};

/* All types of CPU that a machine has. */
struct cpu_types {
	struct cpu_type v[MACHINE_MAX_TYPES];	/* by their first CPUs */
	size_t n;
};

/* Whether an emulator executes the CPUs' instructions. */
enum emulation {
	EMULATED_NO,
	EMULATED_YES,		/* an instruction takes as long as its emulation */
	EMULATED_MAYBE,		/* signs are not conclusive */
};

/**
 * machine_cpu_types() - find the CPUs that are online, by type.
 * @sys: directory where sysfs is mounted
 * @types: result, to be freed with machine_free_types() in any case
 *
 * Return: 0, -ENODEV where CPUs have no MIDR_EL1 (another architecture), -E2BIG with more
 * types than there is room for, -EINVAL or -ENOMEM.
 */
int machine_cpu_types(const char *sys, struct cpu_types *types);

/** machine_free_types() - free what @types holds, and make @types empty. */
void machine_free_types(struct cpu_types *types);

/**
 * machine_emulation() - return whether these CPUs are emulated.
 * @sys: directory where sysfs is mounted
 * @counter_hz: CNTFRQ_EL0, Hz
 * @why: result, the reason in words, static
 *
 * A virtual machine under KVM executes on the CPU; a virtual machine under QEMU's TCG does not.
 * The first rule that applies decides:
 *
 *  1. A MIDR_EL1 has a value that no hardware has: emulated.
 *  2. The machine has KVM's own marks: not emulated.
 *  3. The machine has QEMU's marks, and its counter has the frequency of QEMU's: emulated.
 *  4. Only one sign of rule 3 is there: maybe.
 *  5. Else: not emulated.
 */
enum emulation machine_emulation(const char *sys, const struct cpu_types *types,
				 uint64_t counter_hz, const char **why);

#endif /* BT_MACHINE_H */
