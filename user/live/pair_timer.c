// SPDX-License-Identifier: GPL-2.0
/*
 * The clock is the generic timer's virtual counter (CNTVCT_EL0).  It counts time, and user mode can
 * read it everywhere, without privileges.  The cycle counter is finer.  But it needs perf, a PMU in
 * a virtual machine, and the CPU's frequency of that moment to become time.
 *
 * Batches make up for the counter's low resolution: two readings for a thousand pairs.  A batch
 * takes a few ten microseconds, so that few batches are interrupted.  These do not move the median
 * of many.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "live/pair_timer.h"
#include "base/log.h"

#define PAIRS	1000
#define BATCHES	301

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static uint64_t pair_ps(uint64_t ticks, uint64_t twin, uint32_t pairs, uint64_t hz)
{
	unsigned __int128 ps = ticks < twin ? 0 : ticks - twin;

	ps = ps * 1000000000000ull / hz / pairs;
	return ps > CALIBRATION_MAX_PS ? CALIBRATION_MAX_PS : ps;
}

struct cost pair_timer_cost(uint64_t *batch, uint64_t *twin, size_t n, uint32_t pairs, uint64_t hz)
{
	qsort(batch, n, sizeof(*batch), by_value);
	qsort(twin, n, sizeof(*twin), by_value);
	return (struct cost){
		.min = pair_ps(batch[0], twin[n / 2], pairs, hz),
		.median = pair_ps(batch[n / 2], twin[n / 2], pairs, hz),
		.p90 = pair_ps(batch[n * 9 / 10], twin[n / 2], pairs, hz),
		.max = pair_ps(batch[n - 1], twin[n / 2], pairs, hz),
	};
}

#ifdef __aarch64__

/* MEMORY, bytes: more than a first-level cache holds, in lines at the distance LINE */
#define LINE		256	/* bytes, the longest cache line (A64FX): no two stores share one */
#define MEMORY		262144

/*
 * The loops are written in assembly, so that twins differ only by the barriers, and not by what a
 * compiler does.  The stored value changes each time: some CPUs drop a store of the same value.
 */
#define LOOP(name, stores, barriers)						\
static void name(uint64_t n, char *memory)					\
{										\
	uint64_t at = 0;							\
	char *p;								\
										\
	asm volatile(								\
		"1:\n"								\
		stores								\
		barriers							\
		"	subs	%[n], %[n], #1\n"				\
		"	b.ne	1b\n"						\
		: [n] "+r" (n), [at] "+r" (at), [p] "=&r" (p)			\
		: [memory] "r" (memory), [mask] "i" (MEMORY - 1),		\
		  [step] "i" (CALIBRATE_LINES * LINE)				\
		: "memory", "cc");						\
}

#define ISB	"	isb\n"
#define DSB	"	dsb	ishst\n"
#define SAME	"	str	%[n], [%[memory]]\n"
#define OTHER									\
	"	add	%[p], %[memory], %[at]\n"				\
	"	str	%[n], [%[p]]\n"						\
	"	str	%[n], [%[p], #256]\n"					\
	"	str	%[n], [%[p], #512]\n"					\
	"	str	%[n], [%[p], #768]\n"					\
	"	str	%[n], [%[p], #1024]\n"					\
	"	str	%[n], [%[p], #1280]\n"					\
	"	str	%[n], [%[p], #1536]\n"					\
	"	str	%[n], [%[p], #1792]\n"					\
	"	add	%[at], %[at], %[step]\n"				\
	"	and	%[at], %[at], %[mask]\n"

LOOP(loop_empty, "", "")
LOOP(loop_isb, "", ISB)
LOOP(loop_dsb, "", DSB)
LOOP(loop_pair, "", DSB ISB)
LOOP(loop_same, SAME, "")
LOOP(loop_same_pair, SAME, DSB ISB)
LOOP(loop_other, OTHER, "")
LOOP(loop_other_pair, OTHER, DSB ISB)

static const struct {
	void (*batch)(uint64_t n, char *memory);
	void (*twin)(uint64_t n, char *memory);
} scenarios[SCENARIO_NR] = {
	[SCENARIO_ISB] = { loop_isb, loop_empty },
	[SCENARIO_DSB] = { loop_dsb, loop_empty },
	[SCENARIO_IDLE] = { loop_pair, loop_empty },
	[SCENARIO_SAME] = { loop_same_pair, loop_same },
	[SCENARIO_OTHER] = { loop_other_pair, loop_other },
};

bool pair_timer_supported(void)
{
	return true;
}

uint64_t pair_timer_counter_hz(void)
{
	uint64_t hz;

	asm volatile("mrs %0, cntfrq_el0" : "=r" (hz));
	return hz;
}

/* Read the counter.  Without isb the CPU may read it before earlier instructions have ended. */
static uint64_t ticks(void)
{
	uint64_t now;

	asm volatile("isb\n	mrs	%0, cntvct_el0\n	isb" : "=r" (now) : : "memory");
	return now;
}

/* Keep the CPU busy for 50 ms, because a CPU that was idle runs slowly at first. */
static void warm_up(char *memory, uint64_t hz)
{
	uint64_t start = ticks();

	while (ticks() - start < hz / 20)
		loop_other_pair(PAIRS, memory);
}

static void measure_type(struct calibrated *t, char *memory, uint64_t hz)
{
	uint64_t batch[BATCHES], twin[BATCHES], start, middle;

	warm_up(memory, hz);
	for (int s = 0; s < SCENARIO_NR; s++) {
		/* Batch and twin alternate, because the CPU may change its speed meanwhile. */
		for (int i = 0; i < BATCHES; i++) {
			start = ticks();
			scenarios[s].batch(PAIRS, memory);
			middle = ticks();
			scenarios[s].twin(PAIRS, memory);
			twin[i] = ticks() - middle;
			batch[i] = middle - start;
		}
		t->cost[s] = pair_timer_cost(batch, twin, BATCHES, PAIRS, hz);
	}
}

static int pin(uint32_t cpu)
{
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	cpu_set_t *set = CPU_ALLOC(cpu + 1);
	int ret;

	if (!set)
		return -ENOMEM;
	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	ret = sched_setaffinity(0, size, set) ? -errno : 0;
	CPU_FREE(set);
	return ret;
}

/* Run on any CPU of a type; a cpuset may put some out of reach. */
static int pin_to_type(const struct cpu_type *type, uint32_t *cpu)
{
	int ret = -EINVAL;

	for (size_t i = 0; ret && i < type->cpus.n; i++) {
		*cpu = type->cpus.v[i];
		ret = pin(*cpu);
	}
	if (ret)
		err("cannot run on any CPU of type 0x%016llx: %s", (unsigned long long)type->midr,
		    strerror(-ret));
	return ret;
}

static int measure_types(const struct cpu_types *types, struct calibration *c, char *memory)
{
	int ret;

	for (size_t i = 0; i < types->n; i++) {
		struct calibrated *t = &c->types[i];

		t->midr = types->v[i].midr;
		ret = pin_to_type(&types->v[i], &t->cpu);
		if (ret)
			return ret;
		verbose("measuring on CPU %u", t->cpu);
		measure_type(t, memory, c->counter_hz);
		c->nr_types++;
	}
	return 0;
}

int pair_timer_measure(const struct cpu_types *types, struct calibration *c)
{
	char *memory = aligned_alloc(4096, MEMORY + CALIBRATE_LINES * LINE);
	int ret = -ENOMEM;

	*c = (struct calibration){
		.counter_hz = pair_timer_counter_hz(), .pairs = PAIRS, .batches = BATCHES,
	};
	if (!memory) {
		err("out of memory");
		goto out;
	}
	if (!c->counter_hz) {
		err("cannot read the counter's frequency: CNTFRQ_EL0 is 0");
		ret = -ENODEV;
		goto out;
	}
	/* Touch all pages, so that none takes a fault while measuring. */
	memset(memory, 1, MEMORY + CALIBRATE_LINES * LINE);
	ret = measure_types(types, c, memory);
out:
	free(memory);
	return ret;
}

#else /* !__aarch64__ */

bool pair_timer_supported(void)
{
	return false;
}

uint64_t pair_timer_counter_hz(void)
{
	return 0;
}

int pair_timer_measure(const struct cpu_types *types, struct calibration *c)
{
	(void)types;
	(void)c;
	return -EOPNOTSUPP;
}

#endif
