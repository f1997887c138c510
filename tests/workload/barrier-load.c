// SPDX-License-Identifier: GPL-2.0
/*
 * Front end of the barrier_load module: run a scenario in threads of its own, and print how many
 * events of each kind it must have caused.  A thread has the name "bl:SCENARIO" exactly while it
 * is inside the scenario, has all its memory mapped before, and does nothing else meanwhile.  So
 * the counts of a tracer for that name must equal the printed ones.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "module/scenarios.h"

/*
 * A NOP that tests/truth/plugin.c sees.  It marks where the threads begin, and where the last one
 * has ended.
 */
#ifdef __aarch64__
#define mark_window(n)	asm volatile("movz xzr, %0" : : "i" (n) : "memory")
#else
#define mark_window(n)	((void)(n))
#endif
#define WINDOW_BEGIN	0xb001
#define WINDOW_END	0xe001

#define RUN		"/sys/kernel/debug/barrier_load/run"
#define GENERATION	"/sys/module/barrier_load/parameters/generation"
#define FAIL		"/proc/thread-self/make-it-fail"

/*
 * Events of one iteration.  emitted, first and again are by level: pte pmd pud p4d pgd.  A
 * generation that is not set has the events of the next one.
 */
struct expected {
	bool set;
	int emitted[5], first[5], again[5];
	int flush, flush_empty, direct;
	int enable, disable, pause, resume;
};

/* Events by generation of the kernel's logic: 0 (no batching) to 3 (7.0 and later). */
#define G0(...)		.by[0] = { .set = true, ##__VA_ARGS__ }
#define G1(...)		.by[1] = { .set = true, ##__VA_ARGS__ }
#define G2(...)		.by[2] = { .set = true, ##__VA_ARGS__ }
#define G3(...)		.by[3] = { .set = true, ##__VA_ARGS__ }
#define ALL		G3

static const struct scenario_numbers {
	const char *name;
	struct expected by[4];
} table[SC_NR] = {
	[SC_EMIT_PTE] = { "emit-pte", ALL(.emitted = { 1 }) },
	[SC_EMIT_PMD] = { "emit-pmd", ALL(.emitted = { 0, 1 }) },
	[SC_EMIT_PUD] = { "emit-pud", ALL(.emitted = { 0, 0, 1 }) },
	[SC_EMIT_P4D] = { "emit-p4d", ALL(.emitted = { 0, 0, 0, 1 }) },
	[SC_EMIT_PGD] = { "emit-pgd", ALL(.emitted = { 0, 0, 0, 0, 1 }) },
	[SC_FIRST] = { "first", G0(.emitted = { 1 }),
		G3(.first = { 1 }, .flush = 1, .enable = 1, .disable = 1) },
	[SC_BATCH] = { "batch", G0(.emitted = { SC_BATCH_SIZE }),
		G3(.first = { 1 }, .again = { SC_BATCH_SIZE - 1 }, .flush = 1,
		   .enable = 1, .disable = 1) },
	[SC_LEVELS] = { "levels", G0(.emitted = { 1, 1, 1, 1, 1 }),
		G3(.first = { 1 }, .again = { 0, 1, 1, 1, 1 }, .flush = 1,
		   .enable = 1, .disable = 1) },
	[SC_EMPTY] = { "empty", G0(),
		G3(.flush_empty = 1, .enable = 1, .disable = 1) },
	/*
	 * first again | inner flush | first | outer flush.  Before 7.0 the inner leave
	 * ends the mode: the third store is emitted, and the outer leave flushes nothing.
	 */
	[SC_NESTED] = { "nested", G0(.emitted = { 3 }),
		G2(.emitted = { 1 }, .first = { 1 }, .again = { 1 }, .flush = 1,
		   .flush_empty = 1, .enable = 2, .disable = 2),
		G3(.first = { 2 }, .again = { 1 }, .flush = 2, .enable = 2, .disable = 2) },
	/*
	 * first | pause flushes | two emitted | resume | first | flush.  Before 7.0 the
	 * section within the pause counts, and defers.
	 */
	[SC_PAUSED] = { "paused", G0(.emitted = { 4 }),
		G2(.emitted = { 1 }, .first = { 3 }, .flush = 3, .enable = 3, .disable = 3),
		G3(.emitted = { 2 }, .first = { 2 }, .flush = 2, .enable = 2, .disable = 2,
		   .pause = 1, .resume = 1) },
	[SC_PAUSED_TWICE] = { "paused-twice", G0(.emitted = { 1 }),
		G2(.emitted = { 1 }, .flush_empty = 3, .enable = 3, .disable = 3),
		G3(.emitted = { 1 }, .flush_empty = 2, .enable = 1, .disable = 1,
		   .pause = 2, .resume = 2) },
	/*
	 * first | BH off counts as interrupt: emitted | flush.  v3 does not test that: it
	 * defers the store, and the section within ends the mode.
	 */
	[SC_BH] = { "bh", G0(.emitted = { 2 }),
		G1(.first = { 1 }, .again = { 1 }, .flush = 1, .flush_empty = 1,
		   .enable = 2, .disable = 2),
		G3(.emitted = { 1 }, .first = { 1 }, .flush = 1, .enable = 2, .disable = 2) },
	/* Like bh, but from a real interrupt: v3 flushes and ends the task's section. */
	[SC_IRQ] = { "irq", G0(.emitted = { 2 }),
		G1(.first = { 1 }, .again = { 1 }, .flush = 1, .flush_empty = 1,
		   .enable = 2, .disable = 2),
		G3(.emitted = { 1 }, .first = { 1 }, .flush = 1, .enable = 2, .disable = 2) },
	/* An interrupt stores without a section: v3 defers the store into the task. */
	[SC_IRQ_STORE] = { "irq-store", G0(.emitted = { 2 }),
		G1(.first = { 1 }, .again = { 1 }, .flush = 1, .enable = 1, .disable = 1),
		G3(.emitted = { 1 }, .first = { 1 }, .flush = 1, .enable = 1, .disable = 1) },
	/*
	 * Like irq-store, but after the flush: v3 leaves PENDING set outside of any section,
	 * until a section with BH off, which has no effect on other kernels, flushes.
	 */
	[SC_IRQ_IN_LEAVE] = { "irq-in-leave", G0(.emitted = { 1 }),
		G1(.first = { 2 }, .flush = 2, .enable = 2, .disable = 2),
		G3(.emitted = { 1 }, .first = { 1 }, .flush = 1, .enable = 2, .disable = 2) },
	[SC_SCHEDULE] = { "schedule", G0(.emitted = { 2 }),
		G3(.first = { 1 }, .again = { 1 }, .flush = 1, .enable = 1, .disable = 1) },
	[SC_INVALID] = { "invalid", G0(),
		G3(.flush_empty = 1, .enable = 1, .disable = 1) },
	/* ptep_try_set() came with 7.0. */
	[SC_DIRECT] = { "direct", G2(), G3(.direct = 1) },
	[SC_LEAVE_PENDING] = { "leave-pending", G0(.emitted = { 1 }),
		G3(.first = { 1 }, .enable = 1) },
	[SC_TAKE_PENDING] = { "take-pending", G0(), G3(.flush = 1, .disable = 1) },
	/* Instructions that a plugin of the emulator counts; no events. */
	[SC_BARRIERS] = { "barriers", ALL() },
	[SC_ALTERNATE] = { "alternate", ALL(.emitted = { SC_MANY / 2, SC_MANY / 2 }) },
	/* Like paused.  Before 7.0 the code leaves the section, and enters another one. */
	[SC_PAUSED_MANY] = { "paused-many", G0(.emitted = { SC_MANY + 2 }),
		G2(.emitted = { SC_MANY }, .first = { 2 }, .flush = 2, .enable = 2, .disable = 2),
		G3(.emitted = { SC_MANY }, .first = { 2 }, .flush = 2, .enable = 1, .disable = 1,
		   .pause = 1, .resume = 1) },
	[SC_BH_MANY] = { "bh-many", ALL(.emitted = { SC_MANY }) },
	/* Mistakes that check finds. */
	[SC_UNDERFLOW] = { .name = "underflow" },
	[SC_RESUME_ONLY] = { .name = "resume-only" },
	[SC_STRADDLE] = { .name = "straddle" },
	[SC_STRADDLE_BACK] = { .name = "straddle-back" },
	[SC_PENDING_LOST] = { .name = "pending-lost" },
	[SC_PENDING_STRAY] = { .name = "pending-stray" },
	[SC_WORK_LEAK] = { .name = "work-leak" },
	[SC_DEFER_IDLE] = { .name = "defer-idle" },
	[SC_NO_IRQ_GUARD] = { .name = "no-irq-guard" },
	[SC_FLUSH_RACE] = { .name = "flush-race" },
	[SC_EMIT_AGAIN] = { .name = "emit-again" },
	[SC_NO_PENDING] = { .name = "no-pending" },
	[SC_PENDING_STAYS] = { .name = "pending-stays" },
	[SC_FLUSH_TWICE] = { .name = "flush-twice" },
	[SC_LEAVE_NO_FLUSH] = { .name = "leave-no-flush" },
	[SC_NESTED_NO_FLUSH] = { .name = "nested-no-flush" },
	[SC_PAUSE_NO_FLUSH] = { .name = "pause-no-flush" },
	[SC_COUNT_TWICE] = { .name = "count-twice" },
	[SC_SLEEP] = { .name = "sleep" },
	[SC_DOUBLE_DISABLE] = { .name = "double-disable" },
	[SC_PAUSE_LEAK] = { .name = "pause-leak" },
	[SC_PAUSE_FAILS] = { .name = "pause-fails" },
	[SC_PAUSE_ACROSS] = { .name = "pause-across" },
	[SC_SILENT_ENTRY] = { .name = "silent-entry" },
	[SC_SILENT_FLUSH] = { .name = "silent-flush" },
	[SC_INNOCENT] = { .name = "innocent" },
	[SC_LEAK_CALLS] = { .name = "leak-calls" },
	[SC_KTHREAD_LEAK] = { .name = "kthread-leak" },
	[SC_KTHREAD_SLEEPS] = { .name = "kthread-sleeps" },
	/* Mappings that are used too early, which a strict kernel catches. */
	[SC_READ_EARLY] = { .name = "read-early" },
	[SC_READ_EARLY_IN_IRQ] = { .name = "read-early-in-irq" },
	[SC_READ_EARLY_ON_CPU] = { .name = "read-early-on-cpu" },
	[SC_TRY_SET_ALONE] = { .name = "try-set-alone" },
	[SC_LEAVE_HIDDEN] = { .name = "leave-hidden" },
	[SC_PATCH_IN_SECTION] = { .name = "patch-in-section" },
	[SC_IOREMAP_IN_SECTION] = { .name = "ioremap-in-section" },
	/* States that stay until "stays-end", which only a look at all tasks finds. */
	[SC_SECTION_STAYS] = { .name = "section-stays" },
	[SC_PAUSE_STAYS] = { .name = "pause-stays" },
	[SC_OWING_STAYS] = { .name = "owing-stays" },
	[SC_OWING_PAUSED_STAYS] = { .name = "owing-paused-stays" },
	[SC_PAUSED_SECTION_STAYS] = { .name = "paused-section-stays" },
	[SC_SPIN_STAYS] = { .name = "spin-stays" },
	[SC_IDLE_STAYS] = { .name = "idle-stays" },
	[SC_STAYS_END] = { .name = "stays-end" },
	[SC_HOTPLUG] = { .name = "hotplug" },	/* its events are unknown */
};

struct options {
	const char *name;
	int scenario, generation;
	long threads, iterations, storm, idle;
	sem_t idle_ready;
	bool processes, list, mark, faults;
	int fd;
	pid_t *tids;		/* of the threads, with mark */
	pthread_barrier_t start;
	volatile int failed;
};

static struct options o = { .threads = 1, .iterations = 1, .scenario = -1 };

static long number(struct argp_state *state, const char *arg)
{
	char *end;
	long value = strtol(arg, &end, 10);

	if (*end || value < 1)
		argp_error(state, "%s: not a number above 0", arg);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 't':
		o.threads = number(state, arg);
		return 0;
	case 'n':
		o.iterations = number(state, arg);
		return 0;
	case 's':
		o.storm = number(state, arg);
		return 0;
	case 'i':
		o.idle = number(state, arg);
		return 0;
	case 'P':
		o.processes = true;
		return 0;
	case 'l':
		o.list = true;
		return 0;
	case 'm':
		o.mark = true;
		return 0;
	case 'f':
		o.faults = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o.name)
			argp_usage(state);
		o.name = arg;
		for (int i = 0; i < SC_NR; i++)
			if (table[i].name && !strcmp(arg, table[i].name))
				o.scenario = i;
		if (o.scenario < 0)
			argp_error(state, "%s: unknown scenario; --list prints their names", arg);
		return 0;
	case ARGP_KEY_END:
		if (!o.name && !o.list)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Let the kernel inject faults into this thread, or not: only inside the scenario. */
static int let_fail(int fd, const char *how)
{
	return fd < 0 || write(fd, how, 1) == 1 ? 0 : -1;
}

static int run_iterations(long iterations)
{
	char text[32], name[16];
	int len = snprintf(text, sizeof(text), "%d %ld", o.scenario, iterations);
	int fail = o.faults ? open(FAIL, O_WRONLY) : -1;
	ssize_t written;

	snprintf(name, sizeof(name), "bl:%.12s", o.name);
	if ((o.faults && fail < 0) || let_fail(fail, "1")) {
		o.failed = errno;
		return -1;
	}
	prctl(PR_SET_NAME, name);
	written = write(o.fd, text, len);
	prctl(PR_SET_NAME, "barrier-load");
	let_fail(fail, "0");
	if (fail >= 0)
		close(fail);
	if (written != len) {
		o.failed = errno;
		return -1;
	}
	return 0;
}

static int run_scenario(void)
{
	return run_iterations(o.iterations);
}

static void *thread(void *arg)
{
	if (o.tids)
		o.tids[(long)arg] = gettid();
	pthread_barrier_wait(&o.start);
	run_scenario();
	return NULL;
}

static void *short_thread(void *arg)
{
	(void)arg;
	run_scenario();
	return NULL;
}

/* Stacks are locked in memory: with the usual 8 MiB, every page would be touched. */
static void small_stack(pthread_attr_t *attr)
{
	pthread_attr_init(attr);
	if (pthread_attr_setstacksize(attr, PTHREAD_STACK_MIN)) {
		fprintf(stderr, "barrier-load: cannot set the size of a stack\n");
		exit(1);
	}
}

static void *idle_thread(void *arg)
{
	(void)arg;
	run_iterations(1);
	sem_post(&o.idle_ready);
	pause();	/* until the process ends */
	return NULL;
}

/* Start tasks that cause events once, and then stay alive. */
static void start_idle(void)
{
	pthread_attr_t attr;

	small_stack(&attr);
	sem_init(&o.idle_ready, 0, 0);
	for (long i = 0; i < o.idle; i++) {
		pthread_t t;

		errno = pthread_create(&t, &attr, idle_thread, NULL);
		if (errno) {
			perror("barrier-load: pthread_create");
			exit(1);
		}
	}
	for (long i = 0; i < o.idle; i++)
		sem_wait(&o.idle_ready);
}

static void run_threads(void)
{
	pthread_t *t = calloc(o.threads, sizeof(*t));
	pthread_attr_t attr;

	small_stack(&attr);
	pthread_barrier_init(&o.start, NULL, o.threads + 1);
	for (long i = 0; i < o.threads; i++) {
		if (pthread_create(&t[i], &attr, thread, (void *)i)) {
			perror("barrier-load: pthread_create");
			exit(1);
		}
	}
	if (o.mark)
		mark_window(WINDOW_BEGIN);
	pthread_barrier_wait(&o.start);
	for (long i = 0; i < o.threads; i++)
		pthread_join(t[i], NULL);
	if (o.mark)
		mark_window(WINDOW_END);
	free(t);
}

/* Start many short-lived tasks, one after the other in each of o.threads threads. */
static void *stormer(void *arg)
{
	pthread_attr_t attr;
	(void)arg;

	small_stack(&attr);
	for (long i = 0; i < o.storm / o.threads && !o.failed; i++) {
		if (o.processes) {
			pid_t pid = fork();
			int status;

			if (!pid)
				_exit(run_scenario() ? 1 : 0);
			if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
				o.failed = pid < 0 ? errno : EIO;
		} else {
			pthread_t t;
			int ret = pthread_create(&t, &attr, short_thread, NULL);

			if (ret)
				o.failed = ret;
			else
				pthread_join(t, NULL);
		}
	}
	return NULL;
}

static void run_storm(void)
{
	pthread_t *t = calloc(o.threads, sizeof(*t));
	pthread_attr_t attr;

	small_stack(&attr);	/* each fork copies it */
	for (long i = 0; i < o.threads; i++)
		pthread_create(&t[i], &attr, stormer, NULL);
	for (long i = 0; i < o.threads; i++)
		pthread_join(t[i], NULL);
	free(t);
}

static void print_levels(const char *name, const int *v, long times)
{
	static const char *const levels[] = { "pte", "pmd", "pud", "p4d", "pgd" };

	for (int i = 0; i < 5; i++)
		printf(",\"%s_%s\":%ld", name, levels[i], v[i] * times);
}

static long sum(const int *v)
{
	return v[0] + v[1] + v[2] + v[3] + v[4];
}

static void print_expected(void)
{
	const struct expected *e = &table[o.scenario].by[o.generation];
	const char *name = table[o.scenario].name;
	long lives = o.storm ? o.storm / o.threads * o.threads : o.threads;
	long times = o.iterations * lives + o.idle;

	while (!e->set && e < &table[o.scenario].by[3])
		e++;
	printf("{\"scenario\":\"%s\",\"comm\":\"bl:%.12s\",\"generation\":%d,\"tasks\":%ld,\"iterations\":%ld,"
	       "\"queued\":%ld,\"emitted\":%ld,\"first\":%ld,\"again\":%ld,\"flush\":%ld,"
	       "\"flush_empty\":%ld,\"direct\":%ld,\"enable\":%ld,\"disable\":%ld,\"pause\":%ld,"
	       "\"resume\":%ld", name, name, o.generation, lives, o.iterations,
	       (sum(e->emitted) + sum(e->first) + sum(e->again)) * times, sum(e->emitted) * times,
	       sum(e->first) * times, sum(e->again) * times, e->flush * times,
	       e->flush_empty * times, e->direct * times, e->enable * times, e->disable * times,
	       e->pause * times, e->resume * times);
	print_levels("emitted", e->emitted, times);
	print_levels("first", e->first, times);
	print_levels("again", e->again, times);
	for (long i = 0; o.tids && i < o.threads; i++)
		printf("%s%d", i ? "," : ",\"tids\":[", o.tids[i]);
	printf("%s}\n", o.tids ? "]" : "");
}

/* Return the generation of the kernel by the module, or the newest without the module. */
static int read_generation(void)
{
	FILE *f = fopen(GENERATION, "re");
	int generation = 3;

	if (f) {
		if (fscanf(f, "%1d", &generation) != 1 || generation > 3)
			generation = 3;
		fclose(f);
	}
	return generation;
}

/* Let the module do something once, outside of the scenario and without its name. */
static int command(enum scenario what)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%d 1", what);

	return write(o.fd, text, len) == len ? 0 : -1;
}

int main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "threads", 't', "N", 0, "run N threads at once (1)", 0 },
		{ "iterations", 'n', "N", 0, "run N iterations in each thread (1)", 0 },
		{ "storm", 's', "N", 0, "run N short-lived threads, one iteration each", 0 },
		{ "idle", 'i', "N", 0, "run N more threads, one iteration each, that stay", 0 },
		{ "processes", 'P', NULL, 0, "run processes instead of threads, with --storm", 0 },
		{ "mark", 'm', NULL, 0, "mark the threads' time for an emulator, print tids", 0 },
		{ "faults", 'f', NULL, 0, "let the kernel inject faults into the threads", 0 },
		{ "list", 'l', NULL, 0, "print the names of the scenarios", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		options, parse, "SCENARIO",
		"Cause known numbers of lazy_mmu events, and print them.", NULL, NULL, NULL,
	};

	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (o.list) {
		for (int i = 0; i < SC_NR; i++)
			if (table[i].name)
				printf("%s\n", table[i].name);
		return 0;
	}
	o.fd = open(RUN, O_WRONLY);
	if (o.fd < 0) {
		fprintf(stderr, "barrier-load: %s: %s\nhint: modprobe barrier_load\n", RUN,
			strerror(errno));
		return 1;
	}
	o.generation = read_generation();
	if (o.scenario == SC_IRQ_IN_LEAVE && command(SC_ARM_IRQ)) {
		perror("barrier-load: cannot arm the interrupt");
		return 1;
	}
	if (o.mark)
		o.tids = calloc(o.threads, sizeof(*o.tids));
	start_idle();
	/* Avoid page faults later, which would store entries of their own. */
	if (!o.idle)
		mlockall(MCL_CURRENT | MCL_FUTURE);
	if (o.storm)
		run_storm();
	else
		run_threads();
	if (o.scenario == SC_IRQ_IN_LEAVE)
		command(SC_DISARM_IRQ);
	if (o.failed) {
		fprintf(stderr, "barrier-load: %s: %s\n", o.name, strerror(o.failed));
		return 1;
	}
	print_expected();
	return 0;
}
