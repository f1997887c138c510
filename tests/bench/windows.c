// SPDX-License-Identifier: GPL-2.0
/*
 * Run only a workload between two markers that tests/truth/plugin.c sees:
 *
 *   windows N command CMD...          run CMD, and print its largest resident set
 *   windows N forks COUNT             fork, exec /bin/true, wait
 *   windows N munmap MIB              unmap touched small pages
 *   windows N module FILE COUNT ARGS  init_module() and, if the module stays, delete_module()
 *
 * N is the window's number, 0 to 15.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#ifdef __aarch64__
#define MARK(n)	asm volatile("movz xzr, %0" : : "i" (n) : "memory")
#else
#define MARK(n)	((void)(n))
#endif
#define CASE(n, base)	case n: MARK((base) + (n)); break
#define CASES(base)	\
	CASE(0, base); CASE(1, base); CASE(2, base); CASE(3, base); CASE(4, base);	\
	CASE(5, base); CASE(6, base); CASE(7, base); CASE(8, base); CASE(9, base);	\
	CASE(10, base); CASE(11, base); CASE(12, base); CASE(13, base); CASE(14, base);	\
	CASE(15, base)

/* The number is a part of the instruction, so each window has its own. */
static void begin(int n) { switch (n) { CASES(0xb000); } }
static void end(int n) { switch (n) { CASES(0xe000); } }

static int failed(const char *what)
{
	fprintf(stderr, "windows: %s: %s\n", what, strerror(errno));
	return 1;
}

static int run(char **argv)
{
	int status;
	pid_t pid;

	errno = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (errno || waitpid(pid, &status, 0) < 0)
		return failed(argv[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int command(int n, char **argv)
{
	struct rusage usage;
	int status;

	begin(n);
	status = run(argv);
	end(n);
	getrusage(RUSAGE_CHILDREN, &usage);
	fprintf(stderr, "maxrss %ld\n", usage.ru_maxrss);	/* KiB */
	return status;
}

static int forks(int n, long count)
{
	int status;

	begin(n);
	while (count--) {
		pid_t pid = fork();

		if (!pid) {
			execl("/bin/true", "true", NULL);
			_exit(127);
		}
		if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
			return failed("fork");
	}
	end(n);
	return 0;
}

static int unmap(int n, long mib)
{
	size_t size = (size_t)mib << 20;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || (madvise(p, size, MADV_NOHUGEPAGE) && errno != EINVAL))
		return failed("mmap");
	for (size_t at = 0; at < size; at += sysconf(_SC_PAGESIZE))
		p[at] = 1;
	begin(n);
	munmap(p, size);
	end(n);
	return 0;
}

static int module(int n, const char *path, long count, const char *args)
{
	char *copy = strdup(path), *name = copy ? basename(copy) : NULL, *image;
	int fd = open(path, O_RDONLY), ret = 0;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || !name)
		return failed(path);
	image = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (image == MAP_FAILED)
		return failed(path);
	name[strcspn(name, ".")] = '\0';
	begin(n);
	while (count-- && !ret) {
		/* EAGAIN: a test module has done its work, and does not stay. */
		if (syscall(SYS_init_module, image, st.st_size, args))
			ret = errno == EAGAIN ? 0 : failed("init_module");
		else if (syscall(SYS_delete_module, name, 0))
			ret = failed("delete_module");
	}
	end(n);
	free(copy);
	return ret;
}

int main(int argc, char **argv)
{
	int n = argc > 3 ? atoi(argv[1]) : -1;

	if (n >= 0 && n < 16 && !strcmp(argv[2], "command"))
		return command(n, argv + 3);
	if (n >= 0 && n < 16 && !strcmp(argv[2], "forks"))
		return forks(n, atol(argv[3]));
	if (n >= 0 && n < 16 && !strcmp(argv[2], "munmap"))
		return unmap(n, atol(argv[3]));
	if (n >= 0 && n < 16 && !strcmp(argv[2], "module") && argc > 4)
		return module(n, argv[3], atol(argv[4]), argc > 5 ? argv[5] : "");
	fprintf(stderr, "usage: windows N command|forks|munmap|module ...\n");
	return 129;
}
