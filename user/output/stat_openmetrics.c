// SPDX-License-Identifier: GPL-2.0
/*
 * Write OpenMetrics text: counters since the start of this measurement, without timestamps,
 * ended by "# EOF".  Families must not be interleaved, so the rows are walked once per
 * field.  No two samples of a family may have the same labels, so rows of the same name
 * (a reused pid, a cgroup that was made again) become one.
 *
 * node_exporter's textfile collector does not know OpenMetrics, but the older format of
 * Prometheus (node_exporter issue 1988).  It differs in the name of a counter's family: with
 * _total, as its samples; OpenMetrics 1.0 wants it without.  A type and help under the other
 * name are dropped.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output/stat_out.h"

/* @before: '{' or ',' */
static void put_label(FILE *f, char before, const char *name, const char *value)
{
	fprintf(f, "%c%s=\"", before, name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			fprintf(f, "\\%c", *value);
		else if ((unsigned char)*value < 0x20 || (unsigned char)*value >= 0x7f)
			fprintf(f, "\\\\x%02x", (unsigned char)*value);
		else
			putc(*value, f);
	}
	putc('"', f);
}

static void put_head(const struct stat_out *out, const char *name, bool counter, const char *help)
{
	const char *suffix = counter && out->textfile ? "_total" : "";

	fprintf(out->f, "# TYPE barrier_trace_%s%s %s\n# HELP barrier_trace_%s%s %s\n", name, suffix,
		counter ? "counter" : "gauge", name, suffix, help);
}

/* Holds the sum of the rows that have one name. */
struct sample {
	char *name;		/* owned */
	size_t rank;		/* index of the first row of this name */
	struct counts n;
};

static int by_name(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->rank < y->rank ? -1 : x->rank > y->rank);
}

static int by_rank(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static void free_samples(struct sample *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(v[i].name);
	free(v);
}

/* Make a sample for each name, in the order of rows.  Return: the caller's; NULL without memory. */
static struct sample *make_samples(const struct stat_out *out, const struct stats *stats, size_t *n)
{
	const struct row **rows = stats_rows(stats, n);
	struct sample *v = rows ? calloc(*n + 1, sizeof(*v)) : NULL;
	char name[512];
	size_t names = 0;

	for (size_t i = 0; v && i < *n; i++) {
		v[i] = (struct sample){
			.name = strdup(stat_out_row_name(out, name, sizeof(name), rows[i])),
			.rank = i, .n = rows[i]->n,
		};
		if (!v[i].name) {
			free_samples(v, i);
			v = NULL;
		}
	}
	free(rows);
	if (!v)
		return NULL;
	qsort(v, *n, sizeof(*v), by_name);
	for (size_t i = 0; i < *n; i++) {
		if (names && !strcmp(v[names - 1].name, v[i].name)) {
			counts_add(&v[names - 1].n, &v[i].n, 1);
			free(v[i].name);
		} else {
			v[names++] = v[i];
		}
	}
	*n = names;
	qsort(v, names, sizeof(*v), by_rank);
	return v;
}

static void put_family(struct stat_out *out, const struct frame *frame, enum field f,
		       const struct sample *samples, size_t n)
{
	bool counter = f != F_PENDING && f != F_PENDING_START && f != F_AVOIDED;
	const char *name = field_infos[f].name, *suffix = counter ? "_total" : "";

	put_head(out, name, counter, field_infos[f].help);
	if (out->header->per == PER_NONE) {
		fprintf(out->f, "barrier_trace_%s%s %" PRId64 "\n", name, suffix,
			counts_get(stats_total(frame->stats), f));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		fprintf(out->f, "barrier_trace_%s%s", name, suffix);
		put_label(out->f, '{', per_names[out->header->per], samples[i].name);
		fprintf(out->f, "} %" PRId64 "\n", counts_get(&samples[i].n, f));
	}
}

/* @name: of the row, NULL without rows */
static void put_derived(struct stat_out *out, const struct counts *n, const char *name)
{
	for (int i = 0; i < BT_NR_COUNTERS; i++) {
		fputs("barrier_trace_derived_total", out->f);
		if (name)
			put_label(out->f, '{', per_names[out->header->per], name);
		put_label(out->f, name ? ',' : '{', "counter", field_infos[counter_fields[i]].name);
		fprintf(out->f, "} %" PRIu64 "\n", n->derived[i]);
	}
}

/* Write one family for all counters: its sum is the number of all derived events. */
static void put_derived_family(struct stat_out *out, const struct frame *frame,
			       const struct sample *samples, size_t n)
{
	put_head(out, "derived", true,
		 "of the events that were counted those derived from the state at a call, not observed");
	if (out->header->per == PER_NONE)
		put_derived(out, stats_total(frame->stats), NULL);
	for (size_t i = 0; i < n; i++)
		put_derived(out, &samples[i].n, samples[i].name);
}

static void openmetrics_begin(struct stat_out *out, const struct out_header *h)
{
	out->header = h;
}

static void openmetrics_frame(struct stat_out *out, const struct frame *frame)
{
	struct sample *samples = NULL;
	size_t n = 0;

	if (frame->kind != FRAME_TOTAL)
		return;
	if (out->header->per != PER_NONE) {
		samples = make_samples(out, frame->stats, &n);
		if (!samples)
			n = 0;
	}
	for (int f = 0; f < F_NR; f++)
		put_family(out, frame, f, samples, n);
	if (out->header->about.by_probes)
		put_derived_family(out, frame, samples, n);
	free_samples(samples, n);
	put_head(out, "lost", true, "events that were not counted");
	fprintf(out->f, "barrier_trace_lost_total %" PRIu64 "\n", frame->losses.total);
	fprintf(out->f, "# TYPE barrier_trace_elapsed_seconds gauge\n"
		"# UNIT barrier_trace_elapsed_seconds seconds\n"
		"# HELP barrier_trace_elapsed_seconds covered by these counts\n"
		"barrier_trace_elapsed_seconds %.9f\n", frame->elapsed_ns / 1e9);
}

static void openmetrics_end(struct stat_out *out)
{
	fprintf(out->f, "# EOF\n");
}

const struct stat_ops stat_openmetrics = {
	openmetrics_begin, openmetrics_frame, openmetrics_end
};
