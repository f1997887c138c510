// SPDX-License-Identifier: GPL-2.0
/*
 * For flame graphs: a line for each stack, outermost function first, and a number.  Callers are
 * functions, without offsets, so that they are one box each; the last one is the site.  With
 * debug info what is inlined into a function comes behind it, marked as flamegraph.pl knows it.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/escape.h"
#include "base/log.h"
#include "output/sites_out.h"

struct line {
	char *text;
	uint64_t count;
};

/* What would end a frame or the line is in no function's name, but a file may say anything. */
static void put_name(FILE *f, const char *name, const char *mark)
{
	char clean[1024];

	escape_terminal(clean, sizeof(clean), name);
	for (char *c = clean; *c; c++)
		putc(*c == ';' || *c == ' ' ? ':' : *c, f);
	fputs(mark, f);
}

/* @offset: of the site, which ends the stack */
static void put_frame(const struct sites_out *out, FILE *f, uint64_t address, bool offset)
{
	const struct source_frame *frames;
	char name[256];
	size_t n;

	sites_frame(out, name, sizeof(name), address);
	name[strcspn(name, offset ? " " : " +")] = '\0';
	put_name(f, name, "_[k]");
	/* The outermost, last, is the function itself. */
	frames = source_lines_find(out->lines, address, &n);
	while (n-- > 1)
		if (frames[n - 1].function) {
			putc(';', f);
			put_name(f, frames[n - 1].function, "_[i]");
		}
}

static char *fold(const struct sites_out *out, const struct site_stack *stack)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fputs("all", f);
	for (size_t i = stack->depth; i-- > 0;) {
		putc(';', f);
		put_frame(out, f, stack->address[i], !i);
	}
	fclose(f);
	return text;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->text, ((const struct line *)b)->text);
}

/* Stacks that differ in offsets only are one line. */
static void print_lines(FILE *f, struct line *lines, size_t n)
{
	if (n)
		qsort(lines, n, sizeof(*lines), by_text);
	for (size_t i = 0, end; i < n; i = end) {
		uint64_t sum = 0;

		for (end = i; end < n && !strcmp(lines[end].text, lines[i].text); end++)
			sum += lines[end].count;
		fprintf(f, "%s %" PRIu64 "\n", lines[i].text, sum);
	}
}

static void folded_show(struct sites_out *out, const struct sites_result *r)
{
	struct line *lines = NULL;
	size_t n, nr_lines = 0;
	struct site *rows = stacks_sites(r->stacks, out->what->count, false, &n);

	for (size_t i = 0; rows && i < n; i++)
		for (size_t k = 0; k < rows[i].nr_stacks && !array_add(lines, nr_lines); k++) {
			const struct site_stack *stack = rows[i].stacks[k];
			struct line line = { fold(out, stack), site_get(&stack->n, out->what->count) };

			if (line.text)
				lines[nr_lines++] = line;
		}
	print_lines(out->f, lines, nr_lines);
	for (size_t i = 0; i < nr_lines; i++)
		free(lines[i].text);
	free(lines);
	stacks_sites_free(rows, n);
	/* Readers of this format know no comments. */
	if (r->about.by_probes)
		warn("%" PRIu64 " of %" PRIu64 " queued were derived and not observed",
		     site_get(stacks_total(r->stacks), SITE_DERIVED),
		     site_get(stacks_total(r->stacks), SITE_QUEUED));
	if (r->losses.total)
		err("%" PRIu64 " events were lost: the counts are short by as many", r->losses.total);
}

const struct sites_ops sites_folded = { folded_show };
