// SPDX-License-Identifier: GPL-2.0
/* Test what probes add to results, without a kernel. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "output/stat_out.h"
#include "live/probe_plan.h"
#include "recording/replay_validate.h"
#include "runner.h"
#include "aggregate/filter.h"
#include "aggregate/stats.h"

START_TEST(scope_selects_functions)
{
	ck_assert(probe_scope_has(SCOPE_KERNEL, "vmap_small_pages_range_noflush"));
	ck_assert(probe_scope_has(SCOPE_KERNEL, "__vunmap_range_noflush"));
	ck_assert(probe_scope_has(SCOPE_KERNEL, "pageattr_pte_entry"));
	ck_assert(probe_scope_has(SCOPE_KERNEL, "apply_range_set_cb"));
	ck_assert(!probe_scope_has(SCOPE_KERNEL, "do_anonymous_page"));
	ck_assert(!probe_scope_has(SCOPE_KERNEL, "__set_fixmap"));
	ck_assert(!probe_scope_has(SCOPE_KERNEL, ""));
	ck_assert(probe_scope_has(SCOPE_ALL, "do_anonymous_page"));
}
END_TEST

START_TEST(derived_counts_are_merged)
{
	const struct filter f = { .ticks_per_s = 100 };
	struct bt_slot slot = { .tid = 5, .tgid = 5, .comm = "sh", .level = BT_LEVEL_NONE };
	uint64_t derived[BT_NR_COUNTERS] = { [BT_AGAIN] = 3, [BT_FLUSH] = 1 };
	struct stats *s = stats_new(PER_TASK, &f), *sum = stats_new(PER_TASK, &f);

	slot.count[BT_AGAIN] = 5;
	slot.count[BT_FLUSH] = 1;
	ck_assert_int_eq(stats_add_derived(s, &slot, derived) | stats_add(s, &slot), 0);
	ck_assert_int_eq(counts_get(stats_total(s), F_AGAIN), 10);
	ck_assert_uint_eq(stats_total(s)->derived[BT_AGAIN], 3);
	/* Intervals and repeats merge derived counts, too. */
	ck_assert_int_eq(stats_merge(sum, s, 1) | stats_merge(sum, s, 1) |
			 stats_merge(sum, s, -1), 0);
	ck_assert_uint_eq(stats_total(sum)->derived[BT_AGAIN], 3);
	ck_assert_uint_eq(stats_total(sum)->derived[BT_FLUSH], 1);
	stats_free(s);
	stats_free(sum);
}
END_TEST

/* Return the note as text or JSON; the caller frees it. */
static char *written(const struct about *about, bool as_json)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	struct json j = { .out = f };

	if (as_json) {
		json_open(&j, NULL);
		header_json_end(&j, about);
	} else {
		coverage_text(f, about);
	}
	fclose(f);
	return text;
}

START_TEST(notes_name_scope_and_places)
{
	const struct about observed = { 0 };
	const struct about about = { .by_probes = true, .coverage = { "kernel", 79, 12, 201, 2 } };
	char *text = written(&about, false), *none = written(&observed, false);
	char *json = written(&about, true);

	ck_assert(strstr(text, "79 places (--scope=kernel)"));
	ck_assert(strstr(text, "at 12 of them, which are calls"));
	ck_assert(strstr(text, "201 places outside of that scope"));
	ck_assert(strstr(text, "2 places that take no probe"));
	ck_assert_str_eq(none, "");
	ck_assert_str_eq(json, "{\"probes\":{\"scope\":\"kernel\",\"places\":79,\"derived_places\":12,"
			       "\"out_of_scope\":201,\"uncovered\":2,"
			       "\"times_with_exceptions\":true}}\n");
	free(text);
	free(none);
	free(json);
}
END_TEST

static int found[BT_NR_INVARIANTS];

static int find(const struct bt_report *r, void *arg)
{
	(void)arg;
	if (r->type <= BT_REPORT_FAULT)
		found[r->invariant]++;
	return 0;
}

static uint32_t event(uint32_t kind, bool pending, uint8_t enable_count, uint32_t flags)
{
	const struct bt_snapshot s = {
		.pending = pending, .active = enable_count, .enable_count = enable_count,
	};

	return bt_past_pack(kind, BT_LEVEL_NONE, &s) | flags;
}

/*
 * Probes do not see sections.  So a flush without deferrals is no mistake, nor is a task that ends
 * after an event inside of a section.  A mistake that one event shows by itself is found.
 */
START_TEST(probed_events_are_judged_by_themselves)
{
	const struct rec_task task = { .id = 1, .tid = 5, .flags = REC_TASK_BORN };
	const uint32_t right[] = {
		event(BT_KIND_EMITTED, false, 0, BT_WHAT_PROBED),
		event(BT_KIND_FIRST, true, 1, BT_WHAT_PROBED),
		event(BT_KIND_FLUSH, false, 0, BT_WHAT_PROBED),
		event(BT_KIND_FLUSH_EMPTY, false, 3, BT_WHAT_PROBED),
		/* A derived event that its state contradicts is not judged. */
		event(BT_KIND_EMITTED, false, 1, BT_WHAT_PROBED | BT_WHAT_DERIVED),
	};
	struct bt_event e = { .task = 1, .what = event(BT_KIND_EMITTED, false, 1, BT_WHAT_PROBED) };
	struct replay_validate *replay = replay_validate_new(GENERATION_3, 0);
	struct check_counts n;

	memset(found, 0, sizeof(found));
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		const struct bt_event one = { .task = 1, .what = right[i] };

		ck_assert_int_eq(replay_validate_event(replay, &one, &task, NULL, find, NULL), 0);
	}
	replay_validate_counts(replay, &n);
	ck_assert_uint_eq(n.skipped, 1);
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		ck_assert_int_eq(found[i], 0);
	ck_assert_int_eq(replay_validate_event(replay, &e, &task, NULL, find, NULL), 0);
	ck_assert_int_eq(found[2], 1);
	e = (struct bt_event){ .task = 1, .type = BT_EVENT_LOOK, .what = BT_INPUT_TASK_END };
	ck_assert_int_eq(replay_validate_event(replay, &e, &task, NULL, find, NULL), 0);
	ck_assert_int_eq(found[2], 1);
	replay_validate_free(replay);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *tests = tcase_create("probes");

	(void)argv;
	tcase_add_test(tests, scope_selects_functions);
	tcase_add_test(tests, derived_counts_are_merged);
	tcase_add_test(tests, notes_name_scope_and_places);
	tcase_add_test(tests, probed_events_are_judged_by_themselves);
	return run_tests("probes", tests, argc > 1);
}
