// SPDX-License-Identifier: GPL-2.0
/*
 * Front end of the barrier_load module: runs a scenario in threads of its own and
 * says how many events of each kind it must have caused.  A thread carries the
 * name "bl:SCENARIO" exactly while it is inside the scenario, has all its memory
 * mapped before, and does nothing else meanwhile: what a tracer counts under that
 * name is what is printed here, or one of the two is wrong.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "module/scenarios.h"

#define RUN "/sys/kernel/debug/barrier_load/run"

/* Events of one iteration.  emitted and deferred by level: pte pmd pud p4d pgd. */
struct expected {
	const char *name;
	int emitted[5], first[5], again[5];
	int flush, flush_empty, direct;
	int enable, disable, pause, resume;
};

static const struct expected table[SC_NR] = {
	[SC_EMIT_PTE] = { "emit-pte", .emitted = { 1 } },
	[SC_EMIT_PMD] = { "emit-pmd", .emitted = { 0, 1 } },
	[SC_EMIT_PUD] = { "emit-pud", .emitted = { 0, 0, 1 } },
	[SC_EMIT_P4D] = { "emit-p4d", .emitted = { 0, 0, 0, 1 } },
	[SC_EMIT_PGD] = { "emit-pgd", .emitted = { 0, 0, 0, 0, 1 } },
	[SC_FIRST] = { "first", .first = { 1 }, .flush = 1, .enable = 1, .disable = 1 },
	[SC_BATCH] = { "batch", .first = { 1 }, .again = { SC_BATCH_SIZE - 1 }, .flush = 1,
		       .enable = 1, .disable = 1 },
	[SC_LEVELS] = { "levels", .first = { 1 }, .again = { 0, 1, 1, 1, 1 }, .flush = 1,
			.enable = 1, .disable = 1 },
	[SC_EMPTY] = { "empty", .flush_empty = 1, .enable = 1, .disable = 1 },
	/* first again | inner flush | first | outer flush */
	[SC_NESTED] = { "nested", .first = { 2 }, .again = { 1 }, .flush = 2,
			.enable = 2, .disable = 2 },
	/* first | pause flushes | two emitted | resume | first | flush */
	[SC_PAUSED] = { "paused", .emitted = { 2 }, .first = { 2 }, .flush = 2,
			.enable = 2, .disable = 2, .pause = 1, .resume = 1 },
	[SC_PAUSED_TWICE] = { "paused-twice", .emitted = { 1 }, .flush_empty = 2,
			      .enable = 1, .disable = 1, .pause = 2, .resume = 2 },
	/* first | BH off counts as interrupt: emitted | flush */
	[SC_BH] = { "bh", .emitted = { 1 }, .first = { 1 }, .flush = 1, .enable = 2, .disable = 2 },
	[SC_IRQ] = { "irq", .emitted = { 1 }, .first = { 1 }, .flush = 1,
		     .enable = 2, .disable = 2 },
	[SC_SCHEDULE] = { "schedule", .first = { 1 }, .again = { 1 }, .flush = 1,
			  .enable = 1, .disable = 1 },
	[SC_INVALID] = { "invalid", .flush_empty = 1, .enable = 1, .disable = 1 },
	[SC_DIRECT] = { "direct", .direct = 1 },
	[SC_LEAVE_PENDING] = { "leave-pending", .first = { 1 }, .enable = 1 },
	[SC_TAKE_PENDING] = { "take-pending", .flush = 1, .disable = 1 },
	[SC_HOTPLUG] = { .name = "hotplug" },	/* not known beforehand */
};

struct options {
	const char *name;
	int scenario;
	long threads, iterations, storm;
	bool processes, list;
	int fd;
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
	case 'P':
		o.processes = true;
		return 0;
	case 'l':
		o.list = true;
		return 0;
	case ARGP_KEY_ARG:
		if (o.name)
			argp_usage(state);
		o.name = arg;
		for (int i = 0; i < SC_NR; i++)
			if (!strcmp(arg, table[i].name))
				o.scenario = i;
		if (o.scenario < 0)
			argp_error(state, "%s: no such scenario; --list shows them", arg);
		return 0;
	case ARGP_KEY_END:
		if (!o.name && !o.list)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int run_scenario(void)
{
	char text[32], name[16];
	int len = snprintf(text, sizeof(text), "%d %ld", o.scenario, o.iterations);
	ssize_t written;

	snprintf(name, sizeof(name), "bl:%s", o.name);
	prctl(PR_SET_NAME, name);
	written = write(o.fd, text, len);
	prctl(PR_SET_NAME, "barrier-load");
	if (written != len) {
		o.failed = errno;
		return -1;
	}
	return 0;
}

static void *thread(void *arg)
{
	(void)arg;
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

static int run_threads(void)
{
	pthread_t *t = calloc(o.threads, sizeof(*t));
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	pthread_barrier_init(&o.start, NULL, o.threads);
	for (long i = 0; i < o.threads; i++) {
		if (pthread_create(&t[i], &attr, thread, NULL)) {
			perror("barrier-load: pthread_create");
			return 1;
		}
	}
	for (long i = 0; i < o.threads; i++)
		pthread_join(t[i], NULL);
	free(t);
	return 0;
}

/* Many short lives, one after the other in each of o.threads threads. */
static void *stormer(void *arg)
{
	pthread_attr_t attr;
	(void)arg;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
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

	for (long i = 0; i < o.threads; i++)
		pthread_create(&t[i], NULL, stormer, NULL);
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
	const struct expected *e = &table[o.scenario];
	long lives = o.storm ? o.storm / o.threads * o.threads : o.threads;
	long times = o.iterations * lives;

	printf("{\"scenario\":\"%s\",\"comm\":\"bl:%.12s\",\"tasks\":%ld,\"iterations\":%ld,"
	       "\"queued\":%ld,\"emitted\":%ld,\"first\":%ld,\"again\":%ld,\"flush\":%ld,"
	       "\"flush_empty\":%ld,\"direct\":%ld,\"enable\":%ld,\"disable\":%ld,\"pause\":%ld,"
	       "\"resume\":%ld", e->name, e->name, lives, o.iterations,
	       (sum(e->emitted) + sum(e->first) + sum(e->again)) * times, sum(e->emitted) * times,
	       sum(e->first) * times, sum(e->again) * times, e->flush * times,
	       e->flush_empty * times, e->direct * times, e->enable * times, e->disable * times,
	       e->pause * times, e->resume * times);
	print_levels("emitted", e->emitted, times);
	print_levels("first", e->first, times);
	print_levels("again", e->again, times);
	printf("}\n");
}

int main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "threads", 't', "N", 0, "so many threads at once (1)", 0 },
		{ "iterations", 'n', "N", 0, "in each of them (1)", 0 },
		{ "storm", 's', "N", 0, "so many short-lived threads, one run each", 0 },
		{ "processes", 'P', NULL, 0, "processes instead of threads, with --storm", 0 },
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
			printf("%s\n", table[i].name);
		return 0;
	}
	o.fd = open(RUN, O_WRONLY);
	if (o.fd < 0) {
		fprintf(stderr, "barrier-load: %s: %s\nhint: modprobe barrier_load\n", RUN,
			strerror(errno));
		return 1;
	}
	/* No page fault later: it would store entries of its own. */
	mlockall(MCL_CURRENT | MCL_FUTURE);
	if (o.storm)
		run_storm();
	else if (run_threads())
		return 1;
	if (o.failed) {
		fprintf(stderr, "barrier-load: %s: %s\n", o.name, strerror(o.failed));
		return 1;
	}
	print_expected();
	return 0;
}
