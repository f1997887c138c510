// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/check_result.h"
#include "base/array.h"

const char *const site_use_names[NR_SITE_USES] = {
	[SITE_DEFERS] = "defers", [SITE_EMITS] = "emits", [SITE_FLUSHES] = "flushes",
	[SITE_DIRECT] = "direct",
};

int check_sites_add(struct check_sites *s, struct check_site site)
{
	if (array_add(s->v, s->n))
		return -ENOMEM;
	s->v[s->n++] = site;
	return 0;
}

uint64_t check_sites_count(const struct check_sites *s, enum site_use use, enum site_text text)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->v[i].use == use && s->v[i].text == text;
	return n;
}

void check_sites_free(struct check_sites *s)
{
	free(s->v);
	free(s->unpassed);
	*s = (struct check_sites){ 0 };
}

static uint64_t loss_by(const struct check_result *r, enum bt_loss cause)
{
	const char *name = loss_of(cause, 0).name;
	uint64_t n = 0;

	for (size_t i = 0; i < r->nr_losses; i++)
		if (!strcmp(r->losses[i].name, name))
			n += r->losses[i].count;
	return n;
}

void check_result_judge(struct check_result *r, const struct about *about,
			enum generation generation, const struct check_rules *rules)
{
	static const enum bt_loss missed[BT_NR_LOOKS] = {
		[BT_LOOK_TO_USER] = BT_LOSS_MISSED_TO_USER,
		[BT_LOOK_WORK_END] = BT_LOSS_MISSED_WORK_END,
		[BT_LOOK_TASK_END] = BT_LOSS_MISSED_TASK_END,
		[BT_LOOK_FORK] = BT_LOSS_MISSED_FORK,
		[BT_LOOK_SLEEP] = BT_LOSS_MISSED_SLEEP,
	};
	const struct check_sites *s = r->sites;
	struct coverage_facts f = {
		.generation = generation, .by_probes = about->by_probes, .recorded = r->recorded,
		.has_names = r->has_names, .has_text = r->has_text, .is_strict = r->is_strict,
		.has_window = rules->max_window_ns, .shown = r->shown,
		.incomplete = r->lost || r->unknown_loss || r->counts->unreported,
		.not_judged = r->counts->skipped, .doubtful = r->counts->doubtful,
		.missed_faults = loss_by(r, BT_LOSS_MISSED_FAULT),
		.silent_entries = r->counts->unreported_entries,
		.deferrers_unknown = s->unknown, .saw_tasks = r->rested,
		.flushers = s->flushers, .emitters = s->emitters, .direct = s->direct,
		.flushers_decided = s->executing +
				    check_sites_count(s, SITE_FLUSHES, SITE_SILENT),
		.emitters_decided = s->emitters_executing +
				    check_sites_count(s, SITE_EMITS, SITE_SILENT),
		.direct_decided = s->direct_executing +
				  check_sites_count(s, SITE_DIRECT, SITE_SILENT),
	};

	memcpy(f.events, r->counts->events, sizeof(f.events));
	memcpy(f.derived, r->counts->derived, sizeof(f.derived));
	memcpy(f.looks, r->counts->looks, sizeof(f.looks));
	for (int i = 0; i < BT_NR_LOOKS; i++)
		f.missed[i] = loss_by(r, missed[i]);
	r->coverage = coverage_make(&f);
}
