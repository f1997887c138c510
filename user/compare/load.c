// SPDX-License-Identifier: GPL-2.0
/* Read a result from a file of any known format. */
#define _GNU_SOURCE
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "compare/load.h"
#include "recording/recording.h"

static const struct result_loader *const loaders[] = { &result_json };

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

int load_result_from(struct result *r, FILE *f, const char *name)
{
	int c = getc(f), ret;

	if (c == EOF) {
		ret = ferror(f) ? -errno : -ENODATA;
		err("cannot read %s: %s", name, ferror(f) ? strerror(-ret) : "it is empty");
		return ret;
	}
	ungetc(c, f);
	for (size_t i = 0; i < ARRAY_SIZE(loaders); i++) {
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

int load_result(struct result *r, const char *path)
{
	FILE *f = stdin;
	int ret;

	if (!strcmp(path, "-"))
		return load_result_from(r, f, "standard input");
	f = fopen(path, "re");
	if (!f) {
		ret = -errno;
		err("cannot read %s: %s", path, strerror(errno));
		return ret;
	}
	ret = is_recording(f) ? load_recording(r, path) : load_result_from(r, f, path);
	fclose(f);
	return ret;
}
