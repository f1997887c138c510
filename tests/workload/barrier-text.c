// SPDX-License-Identifier: GPL-2.0
/*
 * Count executions of stale instructions.  One thread replaces instructions, with all steps that
 * the architecture demands, while other threads execute them.  There must be no stale execution:
 * after DC CVAU, DSB, IC IVAU and DSB, and a context synchronization event on the other CPU, that
 * CPU executes the new instruction (Arm ARM, B2.2.5, concurrent modification and execution of
 * instructions).
 *
 * The kernel switches static branches, and with them tracepoints, in the same way.
 *
 * Exit status: 0 no execution was stale, 1 an error, 2 some were stale.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE		4096
#define FUNCTIONS	16
#define WORDS		(PAGE / FUNCTIONS / 4)
#define VALUE_AT	(WORDS - 2)	/* the word that is replaced; then ret */
#define MAX_THREADS	15
/* Each thread executes all functions so often between two replacements. */
#define CALLS		5

#define NOP		0xd503201fu
#define MOVZ_W0(value)	(0x52800000u | (uint32_t)(value) << 5)
#define RET		0xd65f03c0u

static uint32_t *words;			/* the page, to write to */
static uint32_t *text;			/* that page, to execute */
static atomic_ulong epoch;		/* odd: a replacement is under way */
static atomic_uint value;		/* value that all functions return otherwise */
static atomic_bool ending;
static struct runner {
	pthread_t thread;
	atomic_ulong calls, stale;
} runners[MAX_THREADS];

static struct {
	unsigned long rounds;
	unsigned int threads;
} opts = { .rounds = 1000, .threads = 3 };

static unsigned int call(int i)
{
	return ((unsigned int (*)(void))(text + i * WORDS))();
}

static void *run(void *arg)
{
	struct runner *r = arg;

	while (!atomic_load(&ending)) {
		unsigned long now = atomic_load(&epoch);
		unsigned int expected = atomic_load(&value);

		for (int i = 0; i < FUNCTIONS; i++) {
			unsigned int got = call(i);

			if (!(now & 1) && got != expected && atomic_load(&epoch) == now)
				atomic_fetch_add(&r->stale, 1);
		}
		atomic_fetch_add(&r->calls, 1);
	}
	return NULL;
}

static unsigned long sum_stale(void)
{
	unsigned long sum = 0;

	for (unsigned int i = 0; i < opts.threads; i++)
		sum += atomic_load(&runners[i].stale);
	return sum;
}

static void replace_all(unsigned int to)
{
	atomic_fetch_add(&epoch, 1);
	for (int i = 0; i < FUNCTIONS; i++) {
		char *at = (char *)(text + i * WORDS + VALUE_AT);

		__atomic_store_n(words + i * WORDS + VALUE_AT, MOVZ_W0(to), __ATOMIC_SEQ_CST);
		__builtin___clear_cache(at, at + 4);
	}
	atomic_store(&value, to);
	/* Let each CPU that runs one of the threads execute an ISB, or an equivalent. */
	syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
	atomic_fetch_add(&epoch, 1);
}

static int make_text(void)
{
	int fd = memfd_create("text", 0);

	if (fd < 0 || ftruncate(fd, PAGE))
		return -1;
	words = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	text = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0);
	close(fd);
	if (words == MAP_FAILED || text == MAP_FAILED)
		return -1;
	for (int i = 0; i < PAGE / 4; i++)
		words[i] = i % WORDS == VALUE_AT ? MOVZ_W0(0) :
			   i % WORDS == VALUE_AT + 1 ? RET : NOP;
	__builtin___clear_cache((char *)text, (char *)text + PAGE);
	return syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	char *end;

	switch (key) {
	case 'n':
		opts.rounds = strtoul(arg, &end, 0);
		if (*end || !opts.rounds)
			argp_error(state, "-n: not a number of rounds: %s", arg);
		return 0;
	case 't':
		opts.threads = strtoul(arg, &end, 0);
		if (*end || !opts.threads || opts.threads > MAX_THREADS)
			argp_error(state, "-t: not a number of threads up to %d: %s", MAX_THREADS, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option options[] = {
	{ NULL, 'n', "N", 0, "make N rounds of replacements (1000)", 0 },
	{ NULL, 't', "N", 0, "execute in N threads (3)", 0 },
	{ 0 },
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Replace instructions while other threads execute them, and count executions of the "
	       "old instructions.",
};

int main(int argc, char **argv)
{
	unsigned long before = 0, bad = 0;

	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (make_text()) {
		perror("barrier-text");
		return 1;
	}
	for (unsigned int i = 0; i < opts.threads; i++) {
		if (pthread_create(&runners[i].thread, NULL, run, &runners[i])) {
			fputs("barrier-text: cannot start a thread\n", stderr);
			return 1;
		}
	}
	for (unsigned long round = 0; round < opts.rounds; round++) {
		unsigned long until[MAX_THREADS], now;

		replace_all((round + 1) & 0xffff);
		for (unsigned int i = 0; i < opts.threads; i++)
			until[i] = atomic_load(&runners[i].calls) + CALLS;
		for (unsigned int i = 0; i < opts.threads; i++)
			while (atomic_load(&runners[i].calls) < until[i])
				asm volatile("yield");
		now = sum_stale();
		bad += now != before;
		before = now;
	}
	atomic_store(&ending, true);
	for (unsigned int i = 0; i < opts.threads; i++)
		pthread_join(runners[i].thread, NULL);
	printf("%lu rounds of %d instructions, %lu rounds with stale ones, %lu stale calls\n",
	       opts.rounds, FUNCTIONS, bad, sum_stale());
	return bad ? 2 : 0;
}
