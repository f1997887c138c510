// SPDX-License-Identifier: GPL-2.0
/* Write counts for people: a list in the look of perf stat, or a table of rows. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/escape.h"
#include "output/losses_out.h"
#include "output/stat_out.h"

/* Write the remark behind a count, or "". */
static void remark(char *buf, size_t size, const struct counts *n, enum field f)
{
	int64_t queued = counts_get(n, F_QUEUED), flush = counts_get(n, F_FLUSH);

	buf[0] = '\0';
	switch (f) {
	case F_EMITTED:
	case F_DEFERRED:
		if (queued)
			snprintf(buf, size, "%5.1f %% of queued",
				 100.0 * counts_get(n, f) / queued);
		break;
	case F_FLUSH:
		if (flush)
			snprintf(buf, size, "%5.1f deferred per flush",
				 (double)counts_get(n, F_DEFERRED) / flush);
		break;
	case F_AVOIDED:
		if (queued)
			snprintf(buf, size, "%5.1f %% saving", 100 * counts_saving(n));
		break;
	default:
		break;
	}
}

/* Print how many events were derived, not observed.  Several runs are summed. */
static void print_derived(struct stat_out *out, const struct frame *frame)
{
	static const enum field fields[] = { F_EMITTED, F_DEFERRED, F_FLUSH, F_FLUSH_EMPTY };
	const struct counts *n = stats_total(frame->stats);
	const char *runs = frame->mean ? "; of all runs" : "";
	char count[32];
	bool any = false;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		uint64_t derived = counts_derived(n, fields[i]);

		if (derived)
			fprintf(out->f, "%18s      of %s derived, the rest observed%s\n",
				format_count(count, sizeof(count), derived),
				field_infos[fields[i]].name, runs);
		any |= derived;
	}
	if (!any)
		fprintf(out->f, "%18s      derived, all observed%s\n", "0", runs);
	coverage_text(out->f, &out->header->about);
	putc('\n', out->f);
}

/* Leave out pending counts of 0: measuring has neither begun nor ended inside a section. */
static bool shown(const struct counts *n, enum field f)
{
	return (f != F_PENDING_START && f != F_PENDING) || counts_get(n, f);
}

static void print_list(struct stat_out *out, const struct frame *frame)
{
	const struct counts *n = stats_total(frame->stats);
	char count[32], text[64];

	for (int f = 0; f < F_NR; f++) {
		bool part = f == F_FIRST || f == F_AGAIN;

		if (!shown(n, f))
			continue;
		if (frame->mean)
			format_count(count, sizeof(count), (int64_t)(frame->mean[f] + 0.5));
		else
			format_count(count, sizeof(count), counts_get(n, f));
		fprintf(out->f, "%18s      %s%s", count, part ? "  " : "", field_infos[f].name);
		remark(text, sizeof(text), n, f);
		if (text[0] && (!out->width || out->width >= 72))
			fprintf(out->f, "%*s#  %s",
				(int)(22 - strlen(field_infos[f].name) - (part ? 2 : 0)), "", text);
		if (frame->stddev && frame->mean[f] > 0 && (!out->width || out->width >= 72))
			fprintf(out->f, "%*s( +- %.2f%% )", text[0] ? 2 : 22, "",
				100 * frame->stddev[f] / frame->mean[f]);
		putc('\n', out->f);
	}
}

static const enum field columns[] = {
	F_QUEUED, F_EMITTED, F_DEFERRED, F_FLUSH, F_BARRIERS, F_AVOIDED,
};

#define NR_COLUMNS	((int)ARRAY_SIZE(columns))
#define COLUMN_WIDTH	13

/* Return how many columns fit: a narrow terminal has the first ones and the name. */
static int columns_that_fit(const struct stat_out *out)
{
	int left = out->width - 24 - (out->header->intervals ? 14 : 0);
	int n = left / COLUMN_WIDTH;

	if (!out->width || n > NR_COLUMNS)
		return NR_COLUMNS;
	return n < 1 ? 1 : n;
}

static void print_heading(struct stat_out *out, int n)
{
	if (out->header->intervals)
		fprintf(out->f, "%14s", "time");
	for (int i = 0; i < n; i++)
		fprintf(out->f, "%*s", COLUMN_WIDTH, field_infos[columns[i]].name);
	fprintf(out->f, "   saving");
	if (out->header->per != PER_NONE)
		fprintf(out->f, "  %s", per_names[out->header->per]);
	putc('\n', out->f);
}

/*
 * A row by level or site, or their total, has no avoided barriers if it lacks the deferrals of a
 * flush: the batch began before the measurement, or in an earlier interval.
 */
static bool lacks_deferrals(enum per per, const struct counts *n)
{
	return (per == PER_LEVEL || per == PER_SITE) && counts_get(n, F_AVOIDED) < 0;
}

static void print_row(struct stat_out *out, const struct frame *frame, const struct counts *n,
		      const char *name, int fit)
{
	bool none = name && lacks_deferrals(out->header->per, n);
	char count[32], clean[1024];

	if (out->header->intervals)
		fprintf(out->f, "%14.6f", frame->time_ns / 1e9);
	for (int i = 0; i < fit; i++)
		fprintf(out->f, "%*s", COLUMN_WIDTH,
			columns[i] == F_AVOIDED && none ? "-" :
			format_count(count, sizeof(count), counts_get(n, columns[i])));
	if (none)
		fprintf(out->f, "%9s", "-");
	else
		fprintf(out->f, "  %5.1f %%", 100 * counts_saving(n));
	if (name)
		fprintf(out->f, "  %s", escape_terminal(clean, sizeof(clean), name));
	putc('\n', out->f);
}

static void print_table(struct stat_out *out, const struct frame *frame)
{
	int fit = columns_that_fit(out);
	const struct row **rows;
	char name[256];
	size_t n, max;

	/* Repeat the heading now and then, as vmstat does. */
	if (out->frames % 20 == 0 || out->header->per != PER_NONE)
		print_heading(out, fit);
	if (out->header->per == PER_NONE) {
		print_row(out, frame, stats_total(frame->stats), NULL, fit);
		return;
	}
	rows = stats_rows(frame->stats, &n);
	if (!rows)
		return;
	max = out->rows && (size_t)out->rows < n ? (size_t)out->rows : n;
	for (size_t i = 0; i < max; i++)
		print_row(out, frame, &rows[i]->n,
			  stat_out_row_name(out, name, sizeof(name), rows[i]), fit);
	if (max < n)
		fprintf(out->f, "%*s  (%zu more rows; --rows shows them)\n", COLUMN_WIDTH, "",
			n - max);
	print_row(out, frame, stats_total(frame->stats), "(all)", fit);
	free(rows);
}

static void print_losses(FILE *f, const struct out_losses *losses)
{
	losses_text(f, losses, "events", "the counts are short by as many");
}

static void print_time(struct stat_out *out, const struct pair_cost *cost, int64_t pairs,
		       const char *what)
{
	struct estimate e = pair_cost_estimate(cost, pairs);

	fprintf(out->f, "%18.9f to %.9f  seconds %s, estimate%s\n", e.low_ns / 1e9, e.high_ns / 1e9,
		what, cost->maybe_emulated ? " of a CPU that may be emulated" : "");
}

/* Print the estimate for the counts above: the mean of several runs, or with rows their sum. */
static void print_estimate(struct stat_out *out, const struct frame *frame)
{
	const struct pair_cost *cost = out->header->cost;
	int64_t avoided = counts_get(stats_total(frame->stats), F_AVOIDED);
	int64_t barriers = counts_get(stats_total(frame->stats), F_BARRIERS);

	if (!cost)
		return;
	if (frame->mean && out->header->per == PER_NONE) {
		avoided = llround(frame->mean[F_AVOIDED]);
		barriers = llround(frame->mean[F_BARRIERS]);
	}
	print_time(out, cost, avoided, "saved by avoided barriers");
	print_time(out, cost, barriers, "paid for barriers");
	putc('\n', out->f);
}

static void text_begin(struct stat_out *out, const struct out_header *h)
{
	out->header = h;
	if (h->intervals)
		return;
	header_text(out->f, "\n Barrier statistics for", &h->about, h->runs);
	fputs(":\n\n", out->f);
}

static void text_frame(struct stat_out *out, const struct frame *frame)
{
	const struct out_header *h = out->header;

	if (frame->kind == FRAME_RUN)
		return;
	if (h->intervals && frame->kind == FRAME_TOTAL) {
		if (h->about.by_probes) {
			putc('\n', out->f);
			print_derived(out, frame);
		}
		print_estimate(out, frame);
		if (frame->losses.total)
			print_losses(out->f, &frame->losses);
		return;
	}
	if (h->per != PER_NONE || h->intervals)
		print_table(out, frame);
	else
		print_list(out, frame);
	out->frames++;
	if (h->intervals) {
		if (frame->losses.total)
			print_losses(out->f, &frame->losses);
		return;
	}
	if (frame->mean && frame->number < h->runs)
		fprintf(out->f, "\n%18d      of %d runs: interrupted\n", frame->number, h->runs);
	fprintf(out->f, "\n%18.9f      seconds elapsed\n",
		frame->elapsed_ns / 1e9 / (frame->mean && frame->number ? frame->number : 1));
	if (frame->has_usage)
		fprintf(out->f, "%18.9f      seconds user\n%18.9f      seconds sys\n",
			frame->user_s, frame->sys_s);
	putc('\n', out->f);
	if (h->about.by_probes)
		print_derived(out, frame);
	print_estimate(out, frame);
	print_losses(out->f, &frame->losses);
	putc('\n', out->f);
}

static void text_end(struct stat_out *out)
{
	(void)out;
}

const struct stat_ops stat_text = { text_begin, text_frame, text_end };
