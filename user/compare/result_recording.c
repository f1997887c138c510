// SPDX-License-Identifier: GPL-2.0
/* Make a result from a recording: the counts of `stat`, or the histograms of `hist`. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "aggregate/row_key.h"
#include "kernel/cgroup_names.h"
#include "base/log.h"
#include "recording/playback.h"
#include "compare/result.h"
#include "recording/replay_hist.h"
#include "recording/replay_stat.h"

static int count(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	(void)r;
	(void)stack;
	return replay_stat_event(arg, e, task);
}

/* Return: whether rows get the comm as a name, because tasks have other numbers in every run. */
static bool is_named_by_comm(enum per per)
{
	return per == PER_TASK || per == PER_PROCESS || per == PER_COMM;
}

static const char *name_of(const struct result *r, const struct ksyms *ksyms, char *buf,
			   size_t size, const struct row *row)
{
	return is_named_by_comm(r->per) ? row->comm : row_name(r->per, ksyms, buf, size, row);
}

static int add_rows(struct result *r, const struct stats *stats, const struct ksyms *ksyms)
{
	size_t n = 0;
	const struct row **rows = stats_rows(stats, &n);
	int ret = rows ? 0 : -ENOMEM;
	char name[4096];

	for (size_t i = 0; !ret && r->per != PER_NONE && i < n; i++)
		ret = result_add_row(r, name_of(r, ksyms, name, sizeof(name), rows[i]),
				     &rows[i]->n);
	free(rows);
	return ret;
}

static int take_header(struct result *r, const struct recorded *from)
{
	int ret = result_set(r, &r->subject, from->subject);

	if (!ret)
		ret = result_set(r, &r->kernel, from->kernel);
	if (!ret)
		ret = result_set(r, &r->generation, generation_name(from->generation));
	if (!ret)
		ret = result_set(r, &r->attach, from->attach);
	r->elapsed_ns = from->elapsed_ns;
	r->lost = from->lost;
	r->incomplete = from->unknown_loss;
	r->probes = *from->scope;
	r->coverage = from->coverage;
	if (!ret && *from->watched)
		ret = result_set(r, &r->scope, from->watched);
	if (!ret && r->probes)
		ret = result_set(r, &r->probe_scope, from->scope);
	if (r->elapsed_ns > RESULT_MAX_COUNT || r->lost > RESULT_MAX_COUNT)
		ret = -ERANGE;
	return ret;
}

static int take(struct result *r, const struct recorded *from, const struct stats *stats)
{
	int ret = take_header(r, from);

	r->total = *stats_total(stats);
	return ret ? ret : add_rows(r, stats, from->ksyms);
}

static int count_recording(struct result *r, const char *path)
{
	struct replay_stat *tally = replay_stat_new(r->per, false);
	struct filter filter = { 0 };
	struct stats *stats = stats_new(r->per, &filter);
	struct recorded from = { 0 };
	int ret = tally && stats ? 0 : -ENOMEM;
	bool said = !ret;

	/* recorded_read() prints its own errors. */
	if (!ret)
		ret = recorded_read(&from, path, count, tally);
	if (!ret) {
		said = false;
		filter.cgroup = from.cgroup_followed;
		ret = replay_stat_add_to(tally, stats);
	}
	if (!ret) {
		cgroup_names_are(from.cgroups ? from.cgroups : "");
		ret = take(r, &from, stats);
		cgroup_names_are(NULL);
	}
	if (ret && !said)
		err("cannot read %s: %s", path, strerror(-ret));
	recorded_free(&from);
	replay_stat_free(tally);
	stats_free(stats);
	return ret;
}

struct measured {
	struct hist_shape shape[BT_NR_METRICS];
	struct histograms *hs;
	struct replay_hist *spans;
};

static int measure(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		   const struct rec_stack *stack, void *arg)
{
	struct measured *m = arg;

	(void)stack;
	if (!m->spans)
		m->spans = replay_hist_new(r->generation, m->shape, m->hs);
	return m->spans ? replay_hist_event(m->spans, e, task) : -ENOMEM;
}

static int add_histograms(struct result *r, const struct measured *m, int metric,
			  const struct ksyms *ksyms)
{
	size_t n = 0;
	const struct hist_row **rows = histograms_rows(m->hs, metric, &n);
	int ret = rows ? 0 : -ENOMEM;
	char name[4096];

	r->hist->step[metric] = m->shape[metric].step;
	if (!ret)
		ret = result_hist_total(r, metric, histograms_total(m->hs, metric));
	for (size_t i = 0; !ret && r->per != PER_NONE && i < n; i++)
		ret = result_hist_row(r, name_of(r, ksyms, name, sizeof(name), &rows[i]->key),
				      metric, &rows[i]->h[metric]);
	free(rows);
	return ret;
}

static int take_histograms(struct result *r, const struct recorded *from, const struct measured *m)
{
	int ret = take_header(r, from);

	if (!ret)
		ret = result_hist_new(r);
	for (int i = 0; i < BT_NR_METRICS && !ret; i++)
		if (r->metrics & 1 << i)
			ret = add_histograms(r, m, i, from->ksyms);
	return ret;
}

static int measure_recording(struct result *r, const char *path)
{
	/* The filter is empty: `record` has recorded only what the user asked for. */
	struct filter filter = { 0 };
	struct measured m = { .hs = histograms_new(r->per, &filter) };
	struct recorded from = { 0 };
	int ret = m.hs ? 0 : -ENOMEM;
	bool said = !ret;

	histogram_default_shape(m.shape);
	if (!ret)
		ret = recorded_read(&from, path, measure, &m);
	if (!ret) {
		said = false;
		if (m.spans)
			ret = replay_hist_end(m.spans);
	}
	if (!ret) {
		cgroup_names_are(from.cgroups ? from.cgroups : "");
		ret = take_histograms(r, &from, &m);
		cgroup_names_are(NULL);
	}
	if (ret && !said)
		err("cannot read %s: %s", path, strerror(-ret));
	recorded_free(&from);
	replay_hist_free(m.spans);
	histograms_free(m.hs);
	return ret;
}

int result_recording(struct result *r, const char *path)
{
	return r->metrics ? measure_recording(r, path) : count_recording(r, path);
}
