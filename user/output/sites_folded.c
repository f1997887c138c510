// SPDX-License-Identifier: GPL-2.0
/*
 * Write stacks for flame graphs: a line for each stack, outermost function first, and a number.  A
 * caller is a function without an offset, so that a function is one box.  The last entry is the
 * site.  With debug info, inlined functions follow the function that they are inlined into, marked
 * for flamegraph.pl.
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

/* Write a name without ';' and ' ', which end a frame.  A file may have them in any name. */
static void put_name(FILE *f, const char *name, const char *mark)
{
	char clean[1024];

	escape_terminal(clean, sizeof(clean), name);
	for (char *c = clean; *c; c++)
		putc(*c == ';' || *c == ' ' ? ':' : *c, f);
	fputs(mark, f);
}

/* Write a frame.  @offset: keep the offset, for the site, which ends the stack */
static void put_frame(const struct sites_out *out, FILE *f, uint64_t address, bool offset)
{
	const struct source_frame *frames;
	char name[256];
	size_t n;

	sites_frame(out, name, sizeof(name), address);
	name[strcspn(name, offset ? " " : " +")] = '\0';
	put_name(f, name, "_[k]");
	/* The last of the frames is the outermost, the function itself: written already. */
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

/* Print the lines; stacks that differ only in offsets become one line. */
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
			struct line line = {
				fold(out, stack), site_get(&stack->n, out->what->count),
			};

			if (line.text)
				lines[nr_lines++] = line;
		}
	print_lines(out->f, lines, nr_lines);
	for (size_t i = 0; i < nr_lines; i++)
		free(lines[i].text);
	free(lines);
	stacks_sites_free(rows, n);
	/* The format has no comments: write derived counts and losses to standard error. */
	if (r->about.by_probes)
		warn("%" PRIu64 " of %" PRIu64 " queued were derived and not observed",
		     site_get(stacks_total(r->stacks), SITE_DERIVED),
		     site_get(stacks_total(r->stacks), SITE_QUEUED));
	if (r->losses.total)
		err("%" PRIu64 " events were lost: the counts are short by as many", r->losses.total);
}

const struct sites_ops sites_folded = { folded_show };
