// SPDX-License-Identifier: GPL-2.0
/* NDJSON: a header, then a record a line; the total comes last. */
#include <stdlib.h>

#include "kernel/cgroup_names.h"
#include "base/array.h"
#include "base/json.h"
#include "output/stat_out.h"
#include "base/json_schema.h"

#define JSON_VERSION "1.1"	/* major: a field changed its meaning; minor: new ones */

void row_json(struct json *j, enum per per, const struct ksyms *ksyms, const struct row *row)
{
	char name[512];

	switch (per) {
	case PER_TASK:
		json_uint(j, "tid", row->num);
		json_uint(j, "pid", row->pid);
		json_string(j, "comm", row->comm);
		json_bool(j, "kthread", row->kthread);
		break;
	case PER_PROCESS:
		json_uint(j, "pid", row->num);
		json_string(j, "comm", row->comm);
		json_bool(j, "kthread", row->kthread);
		break;
	case PER_COMM:
		json_string(j, "comm", row->comm);
		break;
	case PER_CGROUP:
		json_string(j, "cgroup", cgroup_name(name, sizeof(name), row->id));
		json_uint(j, "cgroup_id", row->id);
		break;
	case PER_CPU:
		json_uint(j, "cpu", row->num);
		break;
	case PER_LEVEL:
		json_string(j, "level", level_names[row->num % BT_NR_LEVELS]);
		break;
	case PER_SITE:
		json_string(j, "site", ksyms_site(ksyms, name, sizeof(name), row->id));
		json_string(j, "ip", ksyms_site(NULL, name, sizeof(name), row->id));
		break;
	default:
		break;
	}
}

static void put_counts(struct json *j, const struct counts *n, const struct frame *frame, bool probes)
{
	for (int f = 0; f < F_NR; f++)
		json_int(j, field_infos[f].name, counts_get(n, f));
	if (probes) {
		json_open(j, "derived");
		for (int i = 0; i < BT_NR_COUNTERS; i++)
			json_uint(j, field_infos[counter_fields[i]].name, n->derived[i]);
		json_close(j);
	}
	json_double(j, "saving", counts_saving(n));
	json_uint(j, "lost", frame->losses.total);
	json_uint(j, "elapsed_ns", frame->elapsed_ns);
	if (frame->kind == FRAME_INTERVAL) {
		json_int(j, "interval", frame->number);
		json_uint(j, "time_ns", frame->time_ns);
	}
	if (frame->kind == FRAME_RUN)
		json_int(j, "run", frame->number);
}

static void put_repeat(struct json *j, const struct frame *frame)
{
	json_open(j, NULL);
	json_string(j, "type", "repeat");
	json_int(j, "runs", frame->number);
	json_open(j, "mean");
	for (int f = 0; f < F_NR; f++)
		json_double(j, field_infos[f].name, frame->mean[f]);
	json_close(j);
	json_open(j, "stddev");
	for (int f = 0; f < F_NR; f++)
		json_double(j, field_infos[f].name, frame->stddev[f]);
	json_close(j);
	json_close(j);
}

/* The total's: with several runs of all of them. */
static void put_estimate(struct json *j, const struct pair_cost *cost, const struct counts *n)
{
	struct estimate saved = pair_cost_estimate(cost, counts_get(n, F_AVOIDED));
	struct estimate paid = pair_cost_estimate(cost, counts_get(n, F_BARRIERS));

	json_open(j, NULL);
	json_string(j, "type", "estimate");
	json_int(j, "saved_low_ns", saved.low_ns);
	json_int(j, "saved_high_ns", saved.high_ns);
	json_int(j, "paid_low_ns", paid.low_ns);
	json_int(j, "paid_high_ns", paid.high_ns);
	json_uint(j, "pair_low_ps", cost->low_ps);
	json_uint(j, "pair_high_ps", cost->high_ps);
	json_bool(j, "maybe_emulated", cost->maybe_emulated);
	json_string(j, "calibration", cost->file);
	json_close(j);
}

static void json_begin(struct out *out, const struct out_header *h)
{
	struct json j = { .out = out->f };

	out->header = h;
	header_json(&j, h->command, JSON_VERSION, &h->about);
	json_string(&j, "per", per_names[h->per]);
	json_int(&j, "runs", h->runs);
	header_json_end(&j, &h->about);
}

static void json_frame(struct out *out, const struct frame *frame)
{
	static const char *const types[] = { "interval", "run", "total" };
	const struct out_header *h = out->header;
	struct json j = { .out = out->f };

	if (h->per != PER_NONE && (frame->kind != FRAME_TOTAL || !h->intervals)) {
		const struct row **rows;
		size_t n;

		rows = stats_rows(frame->stats, &n);
		for (size_t i = 0; rows && i < n; i++) {
			json_open(&j, NULL);
			json_string(&j, "type", "row");
			row_json(&j, h->per, out->ksyms, rows[i]);
			put_counts(&j, &rows[i]->n, frame, h->about.by_probes);
			json_close(&j);
		}
		free(rows);
	}
	if (frame->mean)
		put_repeat(&j, frame);
	if (h->cost && frame->kind == FRAME_TOTAL)
		put_estimate(&j, h->cost, stats_total(frame->stats));
	json_open(&j, NULL);
	json_string(&j, "type", types[frame->kind]);
	put_counts(&j, stats_total(frame->stats), frame, h->about.by_probes);
	if (frame->has_usage) {
		json_double(&j, "user_s", frame->user_s);
		json_double(&j, "sys_s", frame->sys_s);
	}
	json_open(&j, "losses");
	for (size_t i = 0; i < frame->losses.n; i++)
		json_uint(&j, frame->losses.v[i].name, frame->losses.v[i].count);
	json_close(&j);
	json_close(&j);
}

static void json_end(struct out *out)
{
	(void)out;
}

const struct out_ops out_json = { json_begin, json_frame, json_end };

void out_schema(FILE *f)
{
	static const char *const types[] = {
		"header", "row", "interval", "run", "repeat", "estimate", "total", NULL
	};
	static const struct schema_member members[] = {
		{ "derived", "object",
		  "with probes: of these counts those that were derived from the state at a call" },
		{ "saving", "number", "avoided / queued" },
		{ "lost", "integer",
		  "events that were not counted; in a row, those of the whole measurement" },
		{ "elapsed_ns", "integer", "covered by this record" },
		{ "losses", "object", "lost by cause, and lapses that cost no event" },
		{ "user_s", "number", "total: CPU time of CMD and its children in user mode" },
		{ "sys_s", "number", "and in the kernel" },
		{ "interval", "integer", "number of the interval (-I), from 1" },
		{ "time_ns", "integer", "from the start to the end of the interval" },
		{ "run", "integer", "number of the run (-r), from 1" },
		{ "runs", "integer", "how many there were" },
		{ "mean", "object", "of each count over the runs" },
		{ "stddev", "object", "sample standard deviation of the same" },
		{ "saved_low_ns", "integer", "estimate: what avoided would have cost, at least" },
		{ "saved_high_ns", "integer", "at most" },
		{ "paid_low_ns", "integer", "estimate: what barriers cost, at least" },
		{ "paid_high_ns", "integer", "at most" },
		{ "pair_low_ps", "integer", "of one pair, idle, in picoseconds (calibrate)" },
		{ "pair_high_ps", "integer", "of one pair, behind stores" },
		{ "maybe_emulated", "boolean", "then the estimate means nothing" },
		{ "calibration", "string", "file that the estimate rests on" },
		{ "per", "string", "header: key of the rows" },
		{ "level", "string", "of the table written; none for flushes (--per level)" },
		{ "site", "string", "who stored or flushed: function+offset (--per site)" },
	};
	struct json j = schema_begin(f, "stat", JSON_VERSION, types);

	schema_header(&j);
	for (int i = 0; i < F_NR; i++)
		schema_member(&j, field_infos[i].name, "integer", field_infos[i].help);
	schema_members(&j, members, ARRAY_SIZE(members));
	schema_row(&j);
	schema_end(&j);
}
