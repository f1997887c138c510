// SPDX-License-Identifier: GPL-2.0
/*
 * OpenMetrics text for node_exporter's textfile collector: counters since the
 * start of this measurement, without timestamps, ended by "# EOF".  Families must
 * not be interleaved, so the rows are walked once per field.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "out.h"

static void put_label(FILE *f, const char *name, const char *value)
{
	fprintf(f, "{%s=\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			fprintf(f, "\\%c", *value);
		else if ((unsigned char)*value < 0x20 || (unsigned char)*value >= 0x7f)
			fprintf(f, "\\\\x%02x", (unsigned char)*value);
		else
			putc(*value, f);
	}
	fputs("\"}", f);
}

static void put_family(struct out *out, const struct frame *frame, enum field f,
		       const struct row **rows, size_t n)
{
	bool gauge = f == F_PENDING || f == F_PENDING_START || f == F_AVOIDED;
	const char *name = field_infos[f].name;
	char label[512];

	fprintf(out->f, "# TYPE barrier_trace_%s %s\n# HELP barrier_trace_%s %s\n", name,
		gauge ? "gauge" : "counter", name, field_infos[f].help);
	if (out->header->per == PER_NONE) {
		fprintf(out->f, "barrier_trace_%s%s %" PRId64 "\n", name, gauge ? "" : "_total",
			counts_get(stats_total(frame->stats), f));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		fprintf(out->f, "barrier_trace_%s%s", name, gauge ? "" : "_total");
		put_label(out->f, per_names[out->header->per],
			  out_row_name(out, label, sizeof(label), rows[i]));
		fprintf(out->f, " %" PRId64 "\n", counts_get(&rows[i]->n, f));
	}
}

static void openmetrics_begin(struct out *out, const struct out_header *h)
{
	out->header = h;
}

static void openmetrics_frame(struct out *out, const struct frame *frame)
{
	const struct row **rows = NULL;
	size_t n = 0;

	if (frame->kind != FRAME_TOTAL)
		return;
	if (out->header->per != PER_NONE)
		rows = stats_rows(frame->stats, &n);
	for (int f = 0; f < F_NR; f++)
		put_family(out, frame, f, rows, n);
	free(rows);
	fprintf(out->f, "# TYPE barrier_trace_lost counter\n"
		"# HELP barrier_trace_lost events that were not counted\n"
		"barrier_trace_lost_total %" PRIu64 "\n", frame->losses.total);
	fprintf(out->f, "# TYPE barrier_trace_elapsed_seconds gauge\n"
		"# UNIT barrier_trace_elapsed_seconds seconds\n"
		"# HELP barrier_trace_elapsed_seconds covered by these counts\n"
		"barrier_trace_elapsed_seconds %.9f\n", frame->elapsed_ns / 1e9);
}

static void openmetrics_end(struct out *out)
{
	fprintf(out->f, "# EOF\n");
}

const struct out_ops out_openmetrics = {
	"openmetrics", openmetrics_begin, openmetrics_frame, openmetrics_end
};
