// SPDX-License-Identifier: GPL-2.0
/*
 * Store kernel and user page-table entries on any kernel, by system calls only, without a module.
 * Each run does the same, and prints the numbers.  The number of barriers depends on the kernel.
 */
#define _GNU_SOURCE
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <linux/bpf.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_PAGES	(1L << 20)

/* A smaller array may come from kmalloc(): it tries up to 8 pages. */
#define MIN_PAGES	16

/* Room for the head of a struct bpf_array, less than a page. */
#define ARRAY_HEAD	1024

/* Bytes of an element of an array; smaller values are padded to it. */
#define ELEMENT		8

struct load {
	const char *name;
	const char *what;	/* word for the number of rounds */
	bool pages;		/* a round has pages */
	bool stays;		/* the process stays until standard input ends */
	int (*round)(void);
};

static struct {
	const struct load *load;
	long rounds, threads, pages;
	long page_size;
	atomic_int failed;
} o = { .rounds = 1, .threads = 1, .pages = 1024 };

static int fail(const char *what)
{
	int err = errno;

	fprintf(stderr, "barrier-user: %s: %s\n", what, strerror(err));
	return -err;
}

/* Create an array that fills, with its head, exactly o.pages, which vmalloc() maps. */
static int round_vmalloc(void)
{
	union bpf_attr attr = {
		.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4,
		.max_entries = (o.pages * o.page_size - ARRAY_HEAD) / ELEMENT,
	};
	int fd = syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));

	if (fd < 0)
		return fail("cannot create a map");
	close(fd);
	return 0;
}

static int round_fork(void)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		return fail("cannot fork");
	if (!pid)
		_exit(0);
	if (waitpid(pid, &status, 0) != pid)
		return fail("cannot wait");
	if (status) {
		errno = ECHILD;
		return fail("cannot run a child: it failed");
	}
	return 0;
}

static char *map(int protection)
{
	return mmap(NULL, o.pages * o.page_size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Forbid huge pages: the kernel would store fewer entries. */
static int touch(char *at)
{
	if (madvise(at, o.pages * o.page_size, MADV_NOHUGEPAGE) && errno != EINVAL)
		return fail("cannot forbid huge pages");
	for (long i = 0; i < o.pages; i++)
		at[i * o.page_size] = (char)i;
	return 0;
}

static int look(const char *at)
{
	for (long i = 0; i < o.pages; i++) {
		if (at[i * o.page_size] != (char)i) {
			errno = EIO;
			return fail("cannot read a page back: its content has changed");
		}
	}
	return 0;
}

static int round_mm(void)
{
	size_t size = o.pages * o.page_size;
	char *from = map(PROT_READ | PROT_WRITE), *to = map(PROT_NONE);
	int ret;

	if (from == MAP_FAILED || to == MAP_FAILED)
		return fail("cannot map memory");
	ret = touch(from);
	if (ret)
		return ret;
	if (mprotect(from, size, PROT_READ) || mprotect(from, size, PROT_READ | PROT_WRITE))
		return fail("cannot change the protection");
	/* Move to a new address, so that the entries really move. */
	if (mremap(from, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, to) != to)
		return fail("cannot move memory");
	ret = look(to);
	if (ret)
		return ret;
	return munmap(to, size) ? fail("cannot unmap memory") : 0;
}

static void *rest(void *arg)
{
	(void)arg;
	pause();	/* until the process ends */
	return NULL;
}

/* Start a thread that sleeps from then on. */
static int round_rest(void)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN);
	errno = pthread_create(&thread, &attr, rest, NULL);
	return errno ? fail("cannot start a thread") : 0;
}

static const struct load loads[] = {
	{ "vmalloc", "maps", true, false, round_vmalloc },
	{ "fork", "forks", false, false, round_fork },
	{ "mm", "regions", true, false, round_mm },
	{ "rest", "threads", false, true, round_rest },
};

#define NR_LOADS	(sizeof(loads) / sizeof(*loads))

static long number(struct argp_state *state, const char *arg, long min, long max)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(arg, &end, 10);
	if (*end || end == arg || errno || value < min || value > max)
		argp_error(state, "%s: not a number from %ld to %ld", arg, min, max);
	return value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'n':
		o.rounds = number(state, arg, 1, 1000000000);
		return 0;
	case 't':
		o.threads = number(state, arg, 1, 1000);
		return 0;
	case 'p':
		o.pages = number(state, arg, MIN_PAGES, MAX_PAGES);
		return 0;
	case ARGP_KEY_ARG:
		if (o.load)
			argp_usage(state);
		for (size_t i = 0; i < NR_LOADS; i++)
			if (!strcmp(arg, loads[i].name))
				o.load = &loads[i];
		if (!o.load)
			argp_error(state, "%s: unknown load", arg);
		return 0;
	case ARGP_KEY_END:
		if (!o.load)
			argp_usage(state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void *thread(void *arg)
{
	(void)arg;
	for (long i = 0; i < o.rounds && !o.failed; i++)
		if (o.load->round())
			o.failed = 1;
	return NULL;
}

/* The main thread is one of the threads: with -t 1 there is no other. */
static int run(void)
{
	pthread_t *others = calloc(o.threads, sizeof(*others));
	long started = 0;

	if (!others)
		return fail("cannot allocate memory");
	while (started < o.threads - 1) {
		errno = pthread_create(&others[started], NULL, thread, NULL);
		if (errno) {
			fail("cannot start a thread");
			o.failed = 1;
			break;
		}
		started++;
	}
	thread(NULL);
	while (started--)
		pthread_join(others[started], NULL);
	free(others);
	return o.failed ? -EIO : 0;
}

int main(int argc, char **argv)
{
	static const struct argp_option options[] = {
		{ "rounds", 'n', "N", 0, "run N rounds in each thread (1)", 0 },
		{ "threads", 't', "N", 0, "run N threads at once (1)", 0 },
		{ "pages", 'p', "N", 0, "use N pages for a map or region (1024)", 0 },
		{ 0 },
	};
	static const struct argp argp = {
		options, parse, "LOAD",
		"Make the kernel change page tables, and print how often."
		"\v"
		"vmalloc  create and close BPF array maps\n"
		"fork     fork, exit, wait\n"
		"mm       map, touch, protect, move and unmap anonymous memory\n"
		"rest     start threads that sleep until standard input ends", NULL, NULL, NULL,
	};
	long done;

	argp_err_exit_status = 129;
	o.page_size = sysconf(_SC_PAGESIZE);
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (run())
		return 1;
	done = o.rounds * o.threads;
	printf("%s %ld", o.load->what, done);
	if (o.load->pages)
		printf(" pages %ld", done * o.pages);
	putchar('\n');
	fflush(stdout);
	while (o.load->stays && getchar() != EOF)
		;
	return 0;
}
