// SPDX-License-Identifier: GPL-2.0
/* Implement source_lines.h for builds without libdw: no file opens, no address is known. */
#include <errno.h>

#include "kernel/source_lines.h"
#include "version.h"

#ifndef HAVE_LIBDW

bool source_lines_built_in(void)
{
	return false;
}

int source_lines_open(struct source_lines **lines, const char *path)
{
	(void)path;
	*lines = NULL;
	return -ENOTSUP;
}

const char *source_lines_build_id(const struct source_lines *l)
{
	(void)l;
	return "";
}

const char *source_lines_path(const struct source_lines *l)
{
	(void)l;
	return "";
}

void source_lines_place(struct source_lines *l, uint64_t text)
{
	(void)l;
	(void)text;
}

bool source_lines_place_by_names(struct source_lines *l, const struct ksyms *ksyms)
{
	(void)l;
	(void)ksyms;
	return false;
}

const struct source_frame *source_lines_find(struct source_lines *l, uint64_t ip, size_t *n)
{
	(void)l;
	(void)ip;
	*n = 0;
	return NULL;
}

void source_lines_close(struct source_lines *l)
{
	(void)l;
}

#endif
