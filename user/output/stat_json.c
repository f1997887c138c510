// SPDX-License-Identifier: GPL-2.0
/* Write NDJSON: a header, then a record a line; the total comes last. */
#include <stdlib.h>

#include "base/json_schema.h"
#include "output/losses_out.h"
#include "output/row_json.h"
#include "output/stat_out.h"

#define JSON_VERSION "1.2"	/* major: a field changed its meaning; minor: new ones */

#define MEMBERS(M) \
	M(derived, object, \
	  "with probes: of these counts those that were derived from the state at a call") \
	M(flush_here, uint, "--per site: flushes executed here; flush has those of the batches " \
	  "that began here") \
	M(saving, double, "avoided / queued") \
	M(lost, uint, "events that were not counted; in a row, those of the whole measurement") \
	M(elapsed_ns, uint, "covered by this record") \
	M(losses, object, "lost by cause, and lapses that cost no event") \
	M(user_s, double, "total: CPU time of CMD and its children in user mode") \
	M(sys_s, double, "and in the kernel")

#define SUMMARY(M) \
	M(runs, int, "how many there were") \
	M(mean, object, "of each count over the runs") \
	M(stddev, object, "sample standard deviation of the same") \
	M(saved_low_ns, int, "estimate: what avoided would have cost, at least") \
	M(saved_high_ns, int, "at most") \
	M(paid_low_ns, int, "estimate: what barriers cost, at least") \
	M(paid_high_ns, int, "at most") \
	M(pair_low_ps, uint, "of one pair, idle, in picoseconds (calibrate)") \
	M(pair_high_ps, uint, "of one pair, behind stores") \
	M(maybe_emulated, bool, "then the estimate means nothing") \
	M(calibration, string, "file that the estimate rests on") \
	M(per, string, "header: key of the rows") \
	M(level, string, "of the table written; of a flush that of its batch's first deferral (--per level)") \
	M(site, string, "who stored; who flushed nothing, or a batch from before (--per site)")

JSON_MEMBERS(m, MEMBERS);
JSON_MEMBERS(of_all, SUMMARY);

static void put_counts(struct json *j, const struct counts *n, const struct frame *frame,
		       bool probes, bool by_site)
{
	for (int f = 0; f < F_NR; f++)
		json_int(j, field_infos[f].name, counts_get(n, f));
	if (probes) {
		json_put_open(j, m.derived);
		for (int i = 0; i < BT_NR_COUNTERS; i++)
			json_uint(j, field_infos[counter_fields[i]].name, n->derived[i]);
		json_close(j);
	}
	if (by_site)
		json_put(j, m.flush_here, n->flush_here);
	json_put(j, m.saving, counts_saving(n));
	json_put(j, m.lost, frame->losses.total);
	json_put(j, m.elapsed_ns, frame->elapsed_ns);
	frame_json(j, frame->kind, frame->number, frame->time_ns);
}

static void put_repeat(struct json *j, const struct frame *frame)
{
	json_open(j, NULL);
	json_string(j, "type", "repeat");
	json_put(j, of_all.runs, frame->number);
	json_put_open(j, of_all.mean);
	for (int f = 0; f < F_NR; f++)
		json_double(j, field_infos[f].name, frame->mean[f]);
	json_close(j);
	json_put_open(j, of_all.stddev);
	for (int f = 0; f < F_NR; f++)
		json_double(j, field_infos[f].name, frame->stddev[f]);
	json_close(j);
	json_close(j);
}

/* Write the estimate of the total, which is the sum of all runs. */
static void put_estimate(struct json *j, const struct pair_cost *cost, const struct counts *n)
{
	struct estimate saved = pair_cost_estimate(cost, counts_get(n, F_AVOIDED));
	struct estimate paid = pair_cost_estimate(cost, counts_get(n, F_BARRIERS));

	json_open(j, NULL);
	json_string(j, "type", "estimate");
	json_put(j, of_all.saved_low_ns, saved.low_ns);
	json_put(j, of_all.saved_high_ns, saved.high_ns);
	json_put(j, of_all.paid_low_ns, paid.low_ns);
	json_put(j, of_all.paid_high_ns, paid.high_ns);
	json_put(j, of_all.pair_low_ps, cost->low_ps);
	json_put(j, of_all.pair_high_ps, cost->high_ps);
	json_put(j, of_all.maybe_emulated, cost->maybe_emulated);
	json_put(j, of_all.calibration, cost->file);
	json_close(j);
}

static void json_begin(struct stat_out *out, const struct out_header *h)
{
	struct json j = { .out = out->f };

	out->header = h;
	header_json(&j, h->command, JSON_VERSION, &h->about);
	json_put(&j, of_all.per, per_names[h->per]);
	json_put(&j, of_all.runs, h->runs);
	header_json_end(&j, &h->about);
}

static void json_frame(struct stat_out *out, const struct frame *frame)
{
	const struct out_header *h = out->header;
	struct json j = { .out = out->f };

	if (h->per != PER_NONE && (frame->kind != FRAME_TOTAL || !h->intervals)) {
		const struct row **rows;
		size_t n;

		rows = stats_rows(frame->stats, &n);
		for (size_t i = 0; rows && i < n; i++) {
			json_open(&j, NULL);
			json_string(&j, "type", "row");
			row_json(&j, of_all.level, of_all.site, h->per, out->ksyms, rows[i]);
			put_counts(&j, &rows[i]->n, frame, h->about.by_probes,
				   h->per == PER_SITE);
			json_close(&j);
		}
		free(rows);
	}
	if (frame->mean)
		put_repeat(&j, frame);
	if (h->cost && frame->kind == FRAME_TOTAL)
		put_estimate(&j, h->cost, stats_total(frame->stats));
	json_open(&j, NULL);
	json_string(&j, "type", frame_type(frame->kind));
	put_counts(&j, stats_total(frame->stats), frame, h->about.by_probes, false);
	if (frame->has_usage) {
		json_put(&j, m.user_s, frame->user_s);
		json_put(&j, m.sys_s, frame->sys_s);
	}
	losses_json(&j, m.losses, &frame->losses);
	json_close(&j);
}

static void json_end(struct stat_out *out)
{
	(void)out;
}

const struct stat_ops stat_json = { json_begin, json_frame, json_end };

void stat_schema(FILE *f)
{
	static const char *const types[] = {
		"header", "row", "interval", "run", "repeat", "estimate", "total", NULL
	};
	struct json j = json_schema_begin(f, "stat", JSON_VERSION, types);

	header_schema(&j);
	for (int i = 0; i < F_NR; i++)
		json_schema_member(&j, field_infos[i].name, "integer", field_infos[i].help);
	json_schema_members(&j, m);
	frame_schema(&j);
	json_schema_members(&j, of_all);
	row_schema(&j);
	json_schema_end(&j);
}
