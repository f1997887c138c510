// SPDX-License-Identifier: GPL-2.0
/* What is there of lines.h without libdw. */
#include <errno.h>

#include "kernel/source_lines.h"
#include "version.h"

#ifndef HAVE_LIBDW

bool lines_built_in(void)
{
	return false;
}

int lines_open(struct lines **lines, const char *path)
{
	(void)path;
	*lines = NULL;
	return -ENOTSUP;
}

const char *lines_build_id(const struct lines *l)
{
	(void)l;
	return "";
}

const char *lines_path(const struct lines *l)
{
	(void)l;
	return "";
}

void lines_place(struct lines *l, uint64_t text)
{
	(void)l;
	(void)text;
}

bool lines_place_by_names(struct lines *l, const struct ksyms *ksyms)
{
	(void)l;
	(void)ksyms;
	return false;
}

const struct source_frame *lines_find(struct lines *l, uint64_t ip, size_t *n)
{
	(void)l;
	(void)ip;
	*n = 0;
	return NULL;
}

void lines_close(struct lines *l)
{
	(void)l;
}

#endif
