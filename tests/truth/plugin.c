// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU TCG plugin that counts the instructions which the emulated CPUs really execute.
 *
 * Between two markers it counts, by address and CPU, each "dsb ishst" and "isb" of the
 * kernel, and how many of them make a pair.  It knows nothing of the kernel, of tracepoints
 * or of barrier-trace: sites.py finds the functions of addresses.
 *
 *   out=FILE               write a line of JSON for each window (required)
 *   window=N               count in windows of this number only, whatever is marked within
 *   insns=on               count every other instruction of the kernel, too, by address
 *   region=NAME@START@SIZE count instructions from the entry of the function at START to
 *                          its return, for each call; may be given several times
 *   total=on               count instructions of kernel and user space by CPU, and write a
 *                          line with those so far for each marker (whole translation
 *                          blocks: an exception counts the rest of its block, too).
 *                          region= implies this
 *
 * A marker is "movz xzr, #N", a NOP that no compiler makes: 0xB000 + N begins window N,
 * 0xE000 + N ends it and writes the line.
 *
 * Addresses of the upper half belong to the kernel: it runs at EL1, without VHE, on a
 * machine that has no EL2.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qemu-plugin.h>

#define MAX_VCPUS	64
#define MAX_REGIONS	8
#define MAX_DEPTH	16
#define NR_HASH		(1u << 18)
#define MAX_CYCLES	16384	/* longer calls count in the sum, and in the last slot */

#define DSB_ISHST	0xd5033a9fu
#define ISB		0xd5033fdfu
#define MARKER		0xd280001fu	/* movz xzr, #0 */
#define MARKER_MASK	0xffe0001fu
#define RET		0xd65f03c0u
#define RETAA		0xd65f0bffu

/* Debian 12's QEMU has version 1 of the interface, Debian 13's has version 4. */
QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* An instruction at an address; another instruction there later has an entry of its own. */
struct entry {
	struct entry *next;
	uint64_t pc;
	uint32_t insn;
	bool plain;		/* neither dsb ishst nor isb */
	/* Counts by CPU: executed, part of a pair; and both at the begin of the window */
	uint64_t *n, *pairs, *n_base, *pairs_base;
};

/* A function whose calls are measured. */
struct region {
	char name[32];
	uint64_t start, size;
	uint64_t calls, sum, min, max;
	uint32_t histogram[MAX_CYCLES];
};

struct call {
	struct region *region;
	uint64_t insns;		/* of this CPU at the begin of the call */
};

/* State of a CPU, which only that CPU changes */
static struct vcpu {
	uint64_t last_dsb;	/* address of the last instruction, if a dsb ishst */
	uint64_t insns, insns_base;	/* at EL1, whole translation blocks */
	uint64_t user;			/* at EL0 */
	int depth;
	struct call calls[MAX_DEPTH];
} vcpus[MAX_VCPUS];

/* Place of an instruction in its block, because a block is counted as a whole */
struct position {
	struct region *region;
	uint64_t after;		/* instructions of the block, from that one on */
};

static struct entry *table[NR_HASH];
static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t window_lock = PTHREAD_MUTEX_INITIALIZER;
static struct region regions[MAX_REGIONS];
static int nr_regions, nr_vcpus, only_window = -1, open_window = -1;
static uint64_t el0[MAX_VCPUS], el0_base[MAX_VCPUS];
static bool count_insns, count_total;
static FILE *out;

static void die(const char *what)
{
	fprintf(stderr, "plugin: %s\n", what);
	exit(1);
}

static void *zalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		die("out of memory");
	return p;
}

static struct entry *find_entry(uint64_t pc, uint32_t insn)
{
	uint32_t at = (pc >> 2) * 2654435761u % NR_HASH;
	struct entry *e;

	pthread_mutex_lock(&table_lock);
	for (e = table[at]; e; e = e->next)
		if (e->pc == pc && e->insn == insn)
			goto out;
	e = zalloc(sizeof(*e));
	e->pc = pc;
	e->insn = insn;
	e->plain = insn != DSB_ISHST && insn != ISB;
	e->n = zalloc(4 * nr_vcpus * sizeof(*e->n));
	e->pairs = e->n + nr_vcpus;
	e->n_base = e->pairs + nr_vcpus;
	e->pairs_base = e->n_base + nr_vcpus;
	e->next = table[at];
	table[at] = e;
out:
	pthread_mutex_unlock(&table_lock);
	return e;
}

static void begin_window(int number)
{
	open_window = number;
	for (uint32_t at = 0; at < NR_HASH; at++)
		for (struct entry *e = table[at]; e; e = e->next)
			memcpy(e->n_base, e->n, 2 * nr_vcpus * sizeof(*e->n));
	memcpy(el0_base, el0, sizeof(el0));
	for (int i = 0; i < nr_vcpus; i++)
		vcpus[i].insns_base = vcpus[i].insns;
	for (int i = 0; i < nr_regions; i++) {
		struct region *r = &regions[i];

		r->calls = r->sum = r->max = 0;
		r->min = UINT64_MAX;
		memset(r->histogram, 0, sizeof(r->histogram));
	}
}

static void put_vector(const char *name, const uint64_t *v, const uint64_t *base)
{
	fprintf(out, ",\"%s\":[", name);
	for (int i = 0; i < nr_vcpus; i++)
		fprintf(out, "%s%llu", i ? "," : "", (unsigned long long)(v[i] - base[i]));
	fputc(']', out);
}

static bool executed(const struct entry *e)
{
	return memcmp(e->n, e->n_base, nr_vcpus * sizeof(*e->n));
}

/* Return the smallest size that @share of the calls do not exceed. */
static unsigned int quantile(const struct region *r, double share)
{
	uint64_t seen = 0;
	unsigned int i;

	for (i = 0; i < MAX_CYCLES - 1; i++) {
		seen += r->histogram[i];
		if (seen && seen >= share * r->calls)
			break;
	}
	return i;
}

static void put_regions(void)
{
	uint64_t n[MAX_VCPUS], base[MAX_VCPUS];

	for (int i = 0; i < nr_vcpus; i++) {
		n[i] = vcpus[i].insns;
		base[i] = vcpus[i].insns_base;
	}
	put_vector("blocks", n, base);
	fprintf(out, ",\"regions\":[");
	for (int i = 0; i < nr_regions; i++) {
		const struct region *r = &regions[i];

		fprintf(out, "%s{\"name\":\"%s\",\"calls\":%llu,\"sum\":%llu,\"min\":%llu,\"p05\":%u,"
			"\"median\":%u,\"p95\":%u,\"max\":%llu}", i ? "," : "", r->name,
			(unsigned long long)r->calls, (unsigned long long)r->sum,
			(unsigned long long)(r->calls ? r->min : 0), quantile(r, 0.05),
			quantile(r, 0.5), quantile(r, 0.95), (unsigned long long)r->max);
	}
	fprintf(out, "]");
}

static void end_window(int number)
{
	uint64_t zero[MAX_VCPUS] = { 0 }, el1[MAX_VCPUS] = { 0 };
	const char *separator = "";

	fprintf(out, "{\"window\":%d,\"begun\":%d,\"vcpus\":%d", number, open_window, nr_vcpus);
	pthread_mutex_lock(&table_lock);
	fprintf(out, ",\"barriers\":[");
	for (uint32_t at = 0; at < NR_HASH; at++) {
		for (struct entry *e = table[at]; e; e = e->next) {
			for (int i = 0; i < nr_vcpus; i++)
				el1[i] += e->n[i] - e->n_base[i];
			if (e->plain || !executed(e))
				continue;
			fprintf(out, "%s{\"pc\":\"%llx\",\"insn\":\"%s\"", separator,
				(unsigned long long)e->pc, e->insn == ISB ? "isb" : "dsb");
			put_vector("n", e->n, e->n_base);
			put_vector("pairs", e->pairs, e->pairs_base);
			fputc('}', out);
			separator = ",";
		}
	}
	fprintf(out, "]");
	put_regions();
	if (count_insns) {
		put_vector("el0", el0, el0_base);
		put_vector("el1", el1, zero);
		fprintf(out, ",\"insns\":{");
		separator = "";
		for (uint32_t at = 0; at < NR_HASH; at++) {
			for (struct entry *e = table[at]; e; e = e->next) {
				uint64_t sum = 0;

				if (!executed(e))
					continue;
				for (int i = 0; i < nr_vcpus; i++)
					sum += e->n[i] - e->n_base[i];
				fprintf(out, "%s\"%llx/%x\":%llu", separator,
					(unsigned long long)e->pc, e->insn,
					(unsigned long long)sum);
				separator = ",";
			}
		}
		fputc('}', out);
	}
	pthread_mutex_unlock(&table_lock);
	fprintf(out, "}\n");
	fflush(out);
	open_window = -1;
}

static void put_marker(unsigned int marker)
{
	uint64_t kernel = 0, user = 0;

	for (int i = 0; i < nr_vcpus; i++) {
		kernel += vcpus[i].insns;
		user += vcpus[i].user;
	}
	fprintf(out, "{\"marker\":\"%x\",\"kernel\":%llu,\"user\":%llu}\n", marker,
		(unsigned long long)kernel, (unsigned long long)user);
}

static void on_marker(unsigned int vcpu, void *udata)
{
	unsigned int marker = (uintptr_t)udata;

	(void)vcpu;
	pthread_mutex_lock(&window_lock);
	if (count_total)
		put_marker(marker);
	if (only_window >= 0 && (marker & 0xfff) != (unsigned int)only_window)
		;
	else if (marker >> 12 == 0xb)
		begin_window(marker & 0xfff);
	else if (marker >> 12 == 0xe)
		end_window(marker & 0xfff);
	pthread_mutex_unlock(&window_lock);
}

static void on_dsb(unsigned int vcpu, void *udata)
{
	struct entry *e = udata;

	e->n[vcpu]++;
	vcpus[vcpu].last_dsb = e->pc;
}

/* An isb makes a pair if the instruction before it on this CPU was a dsb ishst. */
static void on_isb(unsigned int vcpu, void *udata)
{
	struct entry *e = udata;

	e->n[vcpu]++;
	if (vcpus[vcpu].last_dsb == e->pc - 4)
		e->pairs[vcpu]++;
	vcpus[vcpu].last_dsb = 0;
}

static void on_counted(unsigned int vcpu, void *udata)
{
	((uint64_t *)udata)[vcpu]++;
}

static void on_block(unsigned int vcpu, void *udata)
{
	vcpus[vcpu].insns += (uintptr_t)udata;
}

static void on_user_block(unsigned int vcpu, void *udata)
{
	vcpus[vcpu].user += (uintptr_t)udata;
}

static void on_entry(unsigned int vcpu, void *udata)
{
	const struct position *p = udata;
	struct vcpu *v = &vcpus[vcpu];

	if (v->depth < MAX_DEPTH)
		v->calls[v->depth] = (struct call){ p->region, v->insns - p->after };
	v->depth++;
}

static void on_return(unsigned int vcpu, void *udata)
{
	const struct position *p = udata;
	struct region *r = p->region;
	struct vcpu *v = &vcpus[vcpu];
	uint64_t n;

	if (!v->depth || --v->depth >= MAX_DEPTH || v->calls[v->depth].region != r)
		return;
	n = v->insns - p->after + 1 - v->calls[v->depth].insns;
	pthread_mutex_lock(&window_lock);
	r->calls++;
	r->sum += n;
	if (n < r->min)
		r->min = n;
	if (n > r->max)
		r->max = n;
	r->histogram[n < MAX_CYCLES ? n : MAX_CYCLES - 1]++;
	pthread_mutex_unlock(&window_lock);
}

/*
 * Count an instruction, in a counter of its CPU.  With one CPU the plugin adds inline, but
 * version 4 of the interface adds inline only to counters of its own.
 */
static void count(struct qemu_plugin_insn *insn, uint64_t *counters)
{
#if QEMU_PLUGIN_VERSION < 4
	if (nr_vcpus == 1) {
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
							   counters, 1);
		return;
	}
#endif
	qemu_plugin_register_vcpu_insn_exec_cb(insn, on_counted, QEMU_PLUGIN_CB_NO_REGS, counters);
}

static uint32_t code_of(const struct qemu_plugin_insn *insn)
{
	uint32_t code = 0;

#if QEMU_PLUGIN_VERSION < 3
	memcpy(&code, qemu_plugin_insn_data(insn), sizeof(code));
#else
	qemu_plugin_insn_data(insn, &code, sizeof(code));
#endif
	return code;
}

static void watch_regions(struct qemu_plugin_insn *insn, uint64_t pc, uint32_t code,
			  size_t index, size_t length)
{
	for (int i = 0; i < nr_regions; i++) {
		struct region *r = &regions[i];
		bool entry = pc == r->start, end = code == RET || code == RETAA;
		struct position *p;

		if (pc < r->start || pc >= r->start + r->size || !(entry || end))
			continue;
		p = zalloc(sizeof(*p));
		*p = (struct position){ r, length - index };
		qemu_plugin_register_vcpu_insn_exec_cb(insn, entry ? on_entry : on_return,
						       QEMU_PLUGIN_CB_NO_REGS, p);
	}
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t length = qemu_plugin_tb_n_insns(tb);
	bool kernel = qemu_plugin_tb_vaddr(tb) >> 63;

	(void)id;
	if (count_total)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, kernel ? on_block : on_user_block,
						     QEMU_PLUGIN_CB_NO_REGS,
						     (void *)(uintptr_t)length);
	for (size_t i = 0; i < length; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t pc = qemu_plugin_insn_vaddr(insn);
		uint32_t code = code_of(insn);

		if ((code & MARKER_MASK) == MARKER) {
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_marker,
				QEMU_PLUGIN_CB_NO_REGS,
				(void *)(uintptr_t)((code >> 5) & 0xffff));
			continue;
		}
		if (!kernel) {
			if (count_insns)
				count(insn, el0);
			continue;
		}
		watch_regions(insn, pc, code, i, length);
		if (code == DSB_ISHST)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_dsb,
				QEMU_PLUGIN_CB_NO_REGS, find_entry(pc, code));
		else if (code == ISB)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_isb,
				QEMU_PLUGIN_CB_NO_REGS, find_entry(pc, code));
		else if (count_insns)
			count(insn, find_entry(pc, code)->n);
	}
}

static void on_end(qemu_plugin_id_t id, void *udata)
{
	(void)id;
	(void)udata;
	if (open_window >= 0)
		fprintf(out, "{\"error\":\"window %d was never ended\"}\n", open_window);
	fclose(out);
}

static void add_region(const char *text)
{
	struct region *r = &regions[nr_regions];

	if (nr_regions == MAX_REGIONS ||
	    sscanf(text, "%31[^@]@%llx@%llx", r->name, (unsigned long long *)&r->start,
		   (unsigned long long *)&r->size) != 3)
		die("region=NAME@START@SIZE, at most 8 of them");
	nr_regions++;
	count_total = true;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info,
					   int argc, char **argv)
{
	if (!info->system_emulation || strcmp(info->target_name, "aarch64"))
		die("for qemu-system-aarch64 only");
	nr_vcpus = info->system.max_vcpus;
	if (nr_vcpus > MAX_VCPUS)
		die("too many CPUs");
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = fopen(argv[i] + 4, "w");
		else if (!strncmp(argv[i], "region=", 7))
			add_region(argv[i] + 7);
		else if (!strncmp(argv[i], "window=", 7))
			only_window = atoi(argv[i] + 7);
		else if (!strcmp(argv[i], "insns=on"))
			count_insns = true;
		else if (!strcmp(argv[i], "total=on"))
			count_total = true;
		else
			die(argv[i]);
	}
	if (!out)
		die("out=FILE: cannot write it");
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
