// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "kernel/strict_mode.h"

#define DIRECTORY "/sys/kernel/debug/lazy_mmu_strict/"

/*
 * Names of the counts in debugfs (arch/arm64/mm/lazy_mmu_strict.c of kernel-patch/strict/), in the
 * order of struct strict_counts.
 */
static const char *const names[] = {
	"hidden", "completed", "early", "premature", "unasked", "abandoned",
};

#define NR_COUNTS ARRAY_SIZE(names)

static ssize_t read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, size - 1);
	n = n < 0 ? -errno : n;
	close(fd);
	text[n < 0 ? 0 : n] = '\0';
	return n;
}

int strict_mode_is_on(void)
{
	char text[8];
	ssize_t n = read_file(DIRECTORY "enabled", text, sizeof(text));

	return n < 0 ? (int)n : text[0] == '1';
}

int strict_mode_switch(bool on)
{
	int fd = open(DIRECTORY "enabled", O_WRONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, on ? "1" : "0", 1) != 1)
		ret = -errno;
	close(fd);
	return ret;
}

static uint64_t *count_at(struct strict_counts *counts, size_t i)
{
	uint64_t *const all[NR_COUNTS] = {
		&counts->hidden, &counts->completed, &counts->early, &counts->premature,
		&counts->unasked, &counts->abandoned,
	};

	return all[i];
}

int strict_mode_read(struct strict_counts *counts)
{
	char text[512], *line, *save;
	ssize_t n = read_file(DIRECTORY "stats", text, sizeof(text));

	memset(counts, 0, sizeof(*counts));
	if (n < 0)
		return (int)n;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char name[16];
		uint64_t value;

		if (sscanf(line, "%15s %" SCNu64, name, &value) != 2)
			continue;
		for (size_t i = 0; i < NR_COUNTS; i++)
			if (!strcmp(names[i], name))
				*count_at(counts, i) = value;
	}
	return 0;
}

void strict_mode_since(struct strict_counts *counts, const struct strict_counts *before)
{
	struct strict_counts was = *before;

	for (size_t i = 0; i < NR_COUNTS; i++)
		*count_at(counts, i) -= *count_at(&was, i);
}
