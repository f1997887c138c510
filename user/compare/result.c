// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "recording/recording.h"
#include "compare/result.h"

static const struct result_loader *const loaders[] = { &result_json };

/* Before an allocation.  The allocator's own needs are not counted. */
int result_take(struct result *r, size_t size)
{
	size_t max = r->max_memory ? r->max_memory : RESULT_MEMORY;

	if (size > max - r->memory)
		return -EFBIG;
	r->memory += size;
	return 0;
}

int result_set(struct result *r, char **to, const char *text)
{
	int ret = result_take(r, strlen(text) + 1);

	if (ret)
		return ret;
	if (*to)
		return -EEXIST;
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static int compare_rows(const void *a, const void *b)
{
	const struct result_row *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void free_row(void *p)
{
	struct result_row *row = p;

	free(row->name);
	result_histograms_free(row->h);
	free(row);
}

static bool in_range(const struct counts *n)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++)
		if (n->c[i] > RESULT_MAX_COUNT)
			return false;
	/* Those of an interval are differences, and may be negative. */
	return llabs((int64_t)n->pending_start) <= RESULT_MAX_COUNT &&
	       llabs((int64_t)n->pending) <= RESULT_MAX_COUNT;
}

static int new_row(struct result *r, const char *name, struct result_row **to)
{
	struct result_row *row;
	int ret = result_take(r, sizeof(*row) + strlen(name) + 1 + 4 * sizeof(void *));

	if (ret)
		return ret;
	row = calloc(1, sizeof(*row));
	if (!row)
		return -ENOMEM;
	row->name = strdup(name);
	if (!row->name || !tsearch(row, &r->tree, compare_rows)) {
		free_row(row);
		return -ENOMEM;
	}
	r->nr_rows++;
	*to = row;
	return 0;
}

int result_row(struct result *r, const char *name, struct result_row **row)
{
	struct result_row key = { .name = (char *)name };
	void *node = tfind(&key, &r->tree, compare_rows);

	if (!node)
		return new_row(r, name, row);
	*row = *(struct result_row **)node;
	return 0;
}

int result_add_row(struct result *r, const char *name, const struct counts *n)
{
	struct result_row *row;
	int ret = result_row(r, name, &row);

	if (ret)
		return ret;
	/* In range all together, so that any of them can be added up. */
	counts_add(&row->n, n, 1);
	counts_add(&r->row_sum, n, 1);
	return in_range(&row->n) && in_range(&r->row_sum) ? 0 : -ERANGE;
}

int result_add_run(struct result *r, const struct counts *n, uint64_t elapsed_ns)
{
	struct result_run *v;
	int ret = result_take(r, sizeof(*v));

	if (ret)
		return ret;
	counts_add(&r->sum, n, 1);
	if (!in_range(&r->sum))
		return -ERANGE;
	/* Twice the size at each power of two. */
	if (!(r->nr_runs & (r->nr_runs - 1))) {
		v = realloc(r->runs, (r->nr_runs ? 2 * r->nr_runs : 1) * sizeof(*v));
		if (!v)
			return -ENOMEM;
		r->runs = v;
	}
	r->runs[r->nr_runs++] = (struct result_run){ *n, elapsed_ns, NULL };
	return 0;
}

static void collect_row(const void *node, VISIT which, void *arg)
{
	struct result *r = arg;

	if (which == postorder || which == leaf)
		r->rows[r->nr_rows++] = *(struct result_row * const *)node;
}

static int finish(struct result *r, const char *name)
{
	int ret = result_set(r, &r->file, name);

	if (!ret && !r->nr_runs)
		ret = result_add_run(r, &r->total, r->elapsed_ns);
	if (ret)
		return ret;
	r->rows = calloc(r->nr_rows + 1, sizeof(*r->rows));
	if (!r->rows)
		return -ENOMEM;
	r->nr_rows = 0;
	twalk_r(r->tree, collect_row, r);
	return 0;
}

int result_read(struct result *r, FILE *f, const char *name)
{
	int c = getc(f), ret;

	if (c == EOF) {
		ret = ferror(f) ? -errno : -ENODATA;
		err("cannot read %s: %s", name, ferror(f) ? strerror(-ret) : "it is empty");
		return ret;
	}
	ungetc(c, f);
	for (size_t i = 0; i < sizeof(loaders) / sizeof(*loaders); i++) {
		if (loaders[i]->first != c)
			continue;
		ret = loaders[i]->read(r, f, name);
		if (ret)
			return ret;
		ret = finish(r, name);
		if (ret)
			err("cannot read %s: %s", name, strerror(-ret));
		return ret;
	}
	err("%s: neither a result of 'barrier-trace stat --json' or of 'hist --json', nor a recording",
	    name);
	return -EINVAL;
}

static bool is_recording(FILE *f)
{
	static const char magic[] = RECORDING_MAGIC;
	int c = getc(f);

	if (c != EOF)
		ungetc(c, f);
	return c == magic[0];
}

static int load_recording(struct result *r, const char *path)
{
	int ret = result_recording(r, path);

	return ret ? ret : finish(r, path);
}

int result_load(struct result *r, const char *path)
{
	FILE *f = stdin;
	int ret;

	if (!strcmp(path, "-"))
		return result_read(r, f, "standard input");
	f = fopen(path, "re");
	if (!f) {
		ret = -errno;
		err("cannot read %s: %s", path, strerror(errno));
		return ret;
	}
	ret = is_recording(f) ? load_recording(r, path) : result_read(r, f, path);
	fclose(f);
	return ret;
}

uint64_t result_derived(const struct result *r)
{
	uint64_t derived = 0;

	if (!r->hist)
		counts_events(&r->total, &derived);
	for (int m = 0; r->hist && m < BT_NR_METRICS; m++)
		derived += r->hist->total[m].derived;
	return derived;
}

void result_free(struct result *r)
{
	tdestroy(r->tree, free_row);
	free(r->file);
	free(r->subject);
	free(r->kernel);
	free(r->generation);
	free(r->attach);
	for (size_t i = 0; i < r->nr_runs; i++)
		free(r->runs[i].numbers);
	free(r->runs);
	result_hist_free(r->hist);
	free(r->rows);
	*r = (struct result){ 0 };
}
