// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "kernel/machine.h"

#define MAX_CPU	65535

static int add_cpu(struct cpu_types *types, uint64_t midr, uint32_t cpu)
{
	struct cpu_type *t = types->v;

	while (t < types->v + types->n && t->midr != midr)
		t++;
	if (t == types->v + MACHINE_MAX_TYPES)
		return -E2BIG;
	if (t == types->v + types->n) {
		*t = (struct cpu_type){ .midr = midr };
		types->n++;
	}
	if (array_add(t->cpus.v, t->cpus.n))
		return -ENOMEM;
	t->cpus.v[t->cpus.n++] = cpu;
	return 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int by_first_cpu(const void *a, const void *b)
{
	return by_number(((const struct cpu_type *)a)->cpus.v,
			 ((const struct cpu_type *)b)->cpus.v);
}

/* Only CPUs that are online have the file (arch/arm64/kernel/cpuinfo.c, cpuid_cpu_online()). */
static int read_cpu(const char *sys, const char *name, struct cpu_types *types)
{
	char path[512], text[64], *end;
	uint64_t cpu, midr;

	if (strncmp(name, "cpu", 3) || parse_number(name + 3, MAX_CPU, &cpu))
		return 0;
	snprintf(path, sizeof(path), "%s/devices/system/cpu/%s/regs/identification/midr_el1", sys,
		 name);
	if (read_file(path, text, sizeof(text)) < 0)
		return 0;
	errno = 0;
	midr = strtoull(text, &end, 16);
	if (errno || *end || end == text)
		return -EINVAL;
	return add_cpu(types, midr, cpu);
}

int machine_cpu_types(const char *sys, struct cpu_types *types)
{
	struct dirent *entry;
	char path[256];
	int ret = 0;
	DIR *dir;

	*types = (struct cpu_types){ 0 };
	snprintf(path, sizeof(path), "%s/devices/system/cpu", sys);
	dir = opendir(path);
	if (!dir)
		return -ENODEV;
	while (!ret && (entry = readdir(dir)))
		ret = read_cpu(sys, entry->d_name, types);
	closedir(dir);
	for (size_t i = 0; i < types->n; i++)
		if (types->v[i].cpus.n)
			qsort(types->v[i].cpus.v, types->v[i].cpus.n, sizeof(uint32_t), by_number);
	if (!ret)
		qsort(types->v, types->n, sizeof(*types->v), by_first_cpu);
	return ret || types->n ? ret : -ENODEV;
}

void machine_free_types(struct cpu_types *types)
{
	for (size_t i = 0; i < types->n; i++)
		numbers_free(&types->v[i].cpus);
	*types = (struct cpu_types){ 0 };
}

/*
 * Return: whether a MIDR_EL1 names a software model.  Implementer 0x00 is "reserved for software
 * use" (Arm Architecture Registers, DDI 0601, MIDR_EL1); QEMU's CPU "max" has 0x000f0510
 * (target/arm/tcg/cpu64.c).  Arm's own parts 0xd00 and 0xd0f are software models, too
 * (arch/arm64/include/asm/cputype.h: FOUNDATION, AEM_V8).
 */
static bool is_software(uint64_t midr)
{
	unsigned int implementer = midr >> 24 & 0xff, part = midr >> 4 & 0xfff;

	return !implementer || (implementer == 0x41 && (part == 0xd00 || part == 0xd0f));
}

/*
 * Return: whether this is a virtual machine under KVM.  The firmware tables of QEMU's board name
 * the accelerator (hw/arm/virt.c, virt_build_smbios()).  "KVM Virtual Machine" is KVM, but "QEMU
 * Virtual Machine" can also run natively under another hypervisor.  The driver ptp_kvm binds only
 * where the hypervisor answers KVM's own hypercall (drivers/ptp/ptp_kvm_arm.c).
 */
static bool is_kvm(const char *sys)
{
	char path[256], text[64];

	snprintf(path, sizeof(path), "%s/class/dmi/id/product_name", sys);
	if (read_file(path, text, sizeof(text)) >= 0 && !strcmp(text, "KVM Virtual Machine"))
		return true;
	for (int i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), "%s/class/ptp/ptp%d/clock_name", sys, i);
		if (read_file(path, text, sizeof(text)) >= 0 && !strcmp(text, "KVM virtual PTP"))
			return true;
	}
	return false;
}

/* Return: whether the board is QEMU's "virt", or another monitor's board of that name. */
static bool is_virt(const char *sys)
{
	char path[256], text[1024];
	int n;

	snprintf(path, sizeof(path), "%s/class/dmi/id/sys_vendor", sys);
	if (read_file(path, text, sizeof(text)) >= 0 && !strcmp(text, "QEMU"))
		return true;
	/* The file has a list of strings, each with its NUL. */
	snprintf(path, sizeof(path), "%s/firmware/devicetree/base/compatible", sys);
	n = read_file(path, text, sizeof(text));
	return n > 0 && memmem(text, n, "linux,dummy-virt", strlen("linux,dummy-virt"));
}

/*
 * Frequency of QEMU's counter, unless the CPU is of Armv8.6 or later and the board of 9.1 or later
 * (target/arm/internals.h).  Under KVM a guest sees the frequency of the hardware.
 */
#define QEMU_COUNTER_HZ	62500000

enum emulation machine_emulation(const char *sys, const struct cpu_types *types,
				 uint64_t counter_hz, const char **why)
{
	bool qemu_counter = counter_hz == QEMU_COUNTER_HZ, virt = is_virt(sys);

	for (size_t i = 0; i < types->n; i++)
		if (is_software(types->v[i].midr)) {
			*why = "MIDR_EL1 names a model of a CPU, not a CPU";
			return EMULATED_YES;
		}
	if (is_kvm(sys)) {
		*why = "a virtual machine under KVM, which executes on the CPU";
		return EMULATED_NO;
	}
	if (virt && qemu_counter) {
		*why = "a virtual machine whose counter is QEMU's, not the CPU's";
		return EMULATED_YES;
	}
	if (virt || qemu_counter) {
		*why = virt ? "a virtual machine that does not say whether it emulates the CPU" :
			      "the counter runs at 62.5 MHz, as QEMU's does";
		return EMULATED_MAYBE;
	}
	*why = "no sign of an emulator";
	return EMULATED_NO;
}
