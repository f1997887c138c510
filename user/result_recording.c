// SPDX-License-Identifier: GPL-2.0
/* What `stat` would have counted of a recording, as a result. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "out.h"
#include "recorded.h"
#include "result.h"
#include "tally.h"
#include "target.h"

static int count(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	(void)r;
	(void)stack;
	return tally_event(arg, e, task);
}

static int add_slot(const struct bt_slot *slot, uint32_t index, void *stats)
{
	(void)index;
	return stats_add(stats, slot);
}

/* Numbers of tasks are others in every run. */
static bool is_named_by_comm(enum per per)
{
	return per == PER_TASK || per == PER_PROCESS || per == PER_COMM;
}

static int add_rows(struct result *r, const struct stats *stats, const struct ksyms *ksyms)
{
	size_t n = 0;
	const struct row **rows = stats_rows(stats, &n);
	int ret = rows ? 0 : -ENOMEM;
	char name[4096];

	for (size_t i = 0; !ret && r->per != PER_NONE && i < n; i++)
		ret = result_add_row(r, is_named_by_comm(r->per) ? rows[i]->comm :
				     row_name(r->per, ksyms, name, sizeof(name), rows[i]),
				     &rows[i]->n);
	free(rows);
	return ret;
}

static int take(struct result *r, const struct recorded *from, const struct stats *stats)
{
	int ret = result_set(r, &r->subject, from->subject);

	if (!ret)
		ret = result_set(r, &r->kernel, from->kernel);
	if (!ret)
		ret = result_set(r, &r->generation, from->generation);
	if (!ret)
		ret = result_set(r, &r->attach, from->attach);
	r->total = *stats_total(stats);
	r->elapsed_ns = from->elapsed_ns;
	r->lost = from->lost;
	r->incomplete = from->unknown_loss;
	if (r->elapsed_ns > RESULT_MAX_COUNT || r->lost > RESULT_MAX_COUNT)
		ret = -ERANGE;
	return ret ? ret : add_rows(r, stats, from->ksyms);
}

int result_recording(struct result *r, const char *path)
{
	struct tally *tally = tally_new(r->per, false);
	struct filter filter = { 0 };
	struct stats *stats = stats_new(r->per, &filter);
	struct recorded from = { 0 };
	int ret = tally && stats ? 0 : -ENOMEM;
	bool said = !ret;

	/* It says itself what it finds. */
	if (!ret)
		ret = recorded_read(&from, path, count, tally);
	if (!ret) {
		said = false;
		filter.cgroup = from.cgroup_followed;
		ret = tally_each(tally, add_slot, stats);
	}
	if (!ret) {
		cgroup_names_are(from.cgroups ? from.cgroups : "");
		ret = take(r, &from, stats);
		cgroup_names_are(NULL);
	}
	if (ret && !said)
		err("cannot read %s: %s", path, strerror(-ret));
	recorded_free(&from);
	tally_free(tally);
	stats_free(stats);
	return ret;
}
