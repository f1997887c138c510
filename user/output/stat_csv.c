// SPDX-License-Identifier: GPL-2.0
/*
 * Write counts as CSV, in the form of perf stat -x: a line of headings, then a line for each
 * counter with key, value and name.  With probes, counters derived_NAME follow: the part of NAME
 * that was not observed.  By site, flush_here follows: the flushes that were executed at the site.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/escape.h"
#include "output/stat_out.h"

static void csv_begin(struct stat_out *out, const struct out_header *h)
{
	const char *s = out->separator;

	out->header = h;
	if (h->intervals)
		fprintf(out->f, "time%s", s);
	if (h->runs > 1)
		fprintf(out->f, "run%s", s);
	if (h->per != PER_NONE)
		fprintf(out->f, "%s%s", per_names[h->per], s);
	fprintf(out->f, "value%scounter\n", s);
}

static void put_prefix(struct stat_out *out, const struct frame *frame, const char *name)
{
	const struct out_header *h = out->header;
	const char *s = out->separator;
	char clean[1024];

	if (h->intervals)
		fprintf(out->f, "%.9f%s", frame->time_ns / 1e9, s);
	if (h->runs > 1) {
		if (frame->kind == FRAME_RUN)
			fprintf(out->f, "%d%s", frame->number, s);
		else
			fprintf(out->f, "all%s", s);
	}
	if (h->per != PER_NONE)
		fprintf(out->f, "%s%s", escape_csv(clean, sizeof(clean), name, s), s);
}

static void put_counts(struct stat_out *out, const struct frame *frame, const struct counts *n,
		       const char *name, bool by_site)
{
	for (int f = 0; f < F_NR; f++) {
		put_prefix(out, frame, name);
		fprintf(out->f, "%" PRId64 "%s%s\n", counts_get(n, f), out->separator,
			field_infos[f].name);
	}
	for (int i = 0; out->header->about.by_probes && i < BT_NR_COUNTERS; i++) {
		put_prefix(out, frame, name);
		fprintf(out->f, "%" PRIu64 "%sderived_%s\n", n->derived[i], out->separator,
			field_infos[counter_fields[i]].name);
	}
	if (by_site) {
		put_prefix(out, frame, name);
		fprintf(out->f, "%" PRIu64 "%sflush_here\n", n->flush_here, out->separator);
	}
}

static void csv_frame(struct stat_out *out, const struct frame *frame)
{
	const struct out_header *h = out->header;
	const struct row **rows;
	char name[512];
	size_t n;

	if (h->intervals && frame->kind == FRAME_TOTAL)
		return;
	if (h->per != PER_NONE) {
		rows = stats_rows(frame->stats, &n);
		for (size_t i = 0; rows && i < n; i++)
			put_counts(out, frame, &rows[i]->n,
				   stat_out_row_name(out, name, sizeof(name), rows[i]),
				   h->per == PER_SITE);
		free(rows);
	}
	put_counts(out, frame, stats_total(frame->stats), "(all)", false);
	put_prefix(out, frame, "(all)");
	fprintf(out->f, "%" PRIu64 "%slost\n", frame->losses.total, out->separator);
	put_prefix(out, frame, "(all)");
	fprintf(out->f, "%" PRIu64 "%selapsed_ns\n", frame->elapsed_ns, out->separator);
}

static void csv_end(struct stat_out *out)
{
	(void)out;
}

const struct stat_ops stat_csv = { csv_begin, csv_frame, csv_end };
