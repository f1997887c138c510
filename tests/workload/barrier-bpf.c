// SPDX-License-Identifier: GPL-2.0
/*
 * Make BPF map kernel memory over and over: for programs (the JIT makes their pages read-only and
 * executable) and arenas (ptep_try_set() maps pages at a fault).  System calls replace libbpf,
 * because the program is linked statically.
 *
 * usage: barrier-bpf ROUNDS
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAP_TYPE_ARENA	33	/* BPF_MAP_TYPE_ARENA, since 6.9 */
#define PAGES		16

static int bpf(int cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static int fail(const char *what)
{
	fprintf(stderr, "barrier-bpf: %s: %s\n", what, strerror(errno));
	return 1;
}

/* Load a socket filter that returns 0. */
static int load_program(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K }, { .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (uintptr_t)insns,
		.insn_cnt = 2, .license = (uintptr_t)"GPL",
	};
	int fd = bpf(BPF_PROG_LOAD, &attr);

	if (fd < 0)
		return fail("cannot load a program");
	close(fd);
	return 0;
}

static int touch_arena(void)
{
	long page = sysconf(_SC_PAGESIZE);
	union bpf_attr attr = {
		.map_type = MAP_TYPE_ARENA, .max_entries = PAGES, .map_flags = BPF_F_MMAPABLE,
	};
	int fd = bpf(BPF_MAP_CREATE, &attr);
	char *arena;

	if (fd < 0)
		return fail("cannot create an arena");
	arena = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (arena == MAP_FAILED) {
		close(fd);
		return fail("cannot map an arena");
	}
	for (int i = 0; i < PAGES; i++)
		arena[i * page] = 1;
	munmap(arena, PAGES * page);
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	long rounds = argc == 2 ? strtol(argv[1], NULL, 10) : 0;

	if (rounds <= 0) {
		fputs("usage: barrier-bpf ROUNDS\n", stderr);
		return 129;
	}
	while (rounds--)
		if (load_program() || touch_arena())
			return 1;
	return 0;
}
