// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "kernel/symbol_ends.h"

#define MAX_FUNCTIONS	256u	/* of a BPF program */

/* Addresses behind functions. */
struct ends {
	uint64_t *v;	/* owned */
	size_t n;
	bool failed;
};

static void add(struct ends *e, uint64_t end)
{
	if (e->failed)
		return;
	if (array_add(e->v, e->n))
		e->failed = true;
	else
		e->v[e->n++] = end;
}

static int add_all(struct ksyms *k, struct ends *e)
{
	int ret = e->failed ? -ENOMEM : 0;

	for (size_t i = 0; !ret && i < e->n; i++)
		ret = ksyms_add_end(k, e->v[i]);
	free(e->v);
	ksyms_sort(k);
	return ret;
}

int symbol_ends_of_modules(struct ksyms *k, const char *path)
{
	FILE *f = fopen(path, "re");
	struct ends ends = { 0 };
	char line[1024], name[64], owner[80];
	uint64_t start, bytes;

	while (f && fgets(line, sizeof(line), f)) {
		const char *at = strstr(line, " 0x"), *is;

		if (!at || sscanf(line, "%63s %" SCNu64, name, &bytes) != 2 ||
		    sscanf(at, " 0x%" SCNx64, &start) != 1 || !start)
			continue;
		snprintf(owner, sizeof(owner), "[%s]", name);
		/* The size has the module's data, too: another module may begin before. */
		is = ksyms_owner(k, start + bytes - 1);
		if (is && !strcmp(is, owner))
			add(&ends, start + bytes);
	}
	if (f)
		fclose(f);
	return add_all(k, &ends);
}

/* Add the ends of the functions of one BPF program. */
static void add_program(struct ends *e, int fd)
{
	__u64 starts[MAX_FUNCTIONS];
	__u32 lengths[MAX_FUNCTIONS];
	struct bpf_prog_info info = {
		.nr_jited_ksyms = MAX_FUNCTIONS, .jited_ksyms = (uintptr_t)starts,
		.nr_jited_func_lens = MAX_FUNCTIONS, .jited_func_lens = (uintptr_t)lengths,
	};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd, &info, &size))
		return;
	for (__u32 i = 0; i < MAX_FUNCTIONS && i < info.nr_jited_ksyms &&
	     i < info.nr_jited_func_lens; i++)
		if (starts[i])
			add(e, starts[i] + lengths[i]);
}

static void add_programs(struct ends *e)
{
	__u32 id = 0;

	while (!bpf_prog_get_next_id(id, &id)) {
		int fd = bpf_prog_get_fd_by_id(id);

		if (fd < 0)
			continue;
		add_program(e, fd);
		close(fd);
	}
}

/*
 * Add an end behind the last function of a piece of memory that the kernel writes itself: BPF
 * programs, trampolines, copies of probed instructions ("[bpf]", "[__builtin__ftrace]").
 */
static void add_page(uint64_t address, const char *name, uint64_t next, void *arg)
{
	const char *owner = strchr(name, '\t');
	uint64_t end = (address | 0xfff) + 1;

	if (!owner || (strcmp(owner, "\t[bpf]") && strncmp(owner, "\t[__builtin__", 13)))
		return;
	/* A BPF program may be longer than a page; its own end is known. */
	if (!strncmp(name, "bpf_prog_", 9))
		end += 0xf000;
	if (end < next)
		add(arg, end);
}

int symbol_ends_of_kernel(struct ksyms *k)
{
	struct ends ends = { 0 };
	int ret;

	add_programs(&ends);
	ret = add_all(k, &ends);
	if (ret)
		return ret;
	ends = (struct ends){ 0 };
	ksyms_each(k, add_page, &ends);
	ret = add_all(k, &ends);
	return ret ? ret : symbol_ends_of_modules(k, "/proc/modules");
}
