// SPDX-License-Identifier: GPL-2.0
/* Test the data model and the replay of `sites`, and print each output for the golden tests. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "runner.h"
#include "output/sites_out.h"
#include "output/formats.h"
#include "recording/replay_sites.h"

static const struct filter all;

static struct bt_site_key key_of(uint64_t a, uint64_t b, uint64_t c)
{
	return (struct bt_site_key){ .stack = { a, b, c } };
}

static void add(struct stacks *s, uint64_t a, uint64_t b, uint64_t c, struct bt_site_counts n)
{
	const struct bt_site_key key = key_of(a, b, c);

	if (stacks_add(s, &key, &n))
		abort();
}

/*
 * Counts: emitted, first, again, avoidable, runs, derived, sections of one; emitted in interrupt,
 * with BH off, while paused, used at once
 */
#define N(...) ((struct bt_site_counts){ { __VA_ARGS__ } })

START_TEST(stacks_are_grouped_by_site)
{
	struct stacks *s = stacks_new(&all);
	struct site *v;
	size_t n;

	add(s, 1, 2, 3, N(5, 0, 0, 3, 1));
	add(s, 1, 2, 4, N(7, 1, 2, 6, 1));
	add(s, 9, 2, 3, N(11, 0, 0, 0, 0));
	add(s, 1, 2, 3, N(10, 0, 0, 4, 2));
	add(s, 8, 0, 0, N(0, 3, 1, 0, 0));
	v = stacks_sites(s, SITE_EMITTED, true, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(v[0].ip, 1);
	ck_assert_uint_eq(site_get(&v[0].n, SITE_EMITTED), 22);
	ck_assert_uint_eq(site_get(&v[0].n, SITE_DEFERRED), 3);
	ck_assert_uint_eq(site_get(&v[0].n, SITE_QUEUED), 25);
	ck_assert_uint_eq(site_get(&v[0].n, SITE_AVOIDABLE), 13);
	ck_assert_uint_eq(site_get(&v[0].n, SITE_RUNS), 4);
	ck_assert_uint_eq(v[0].nr_stacks, 2);
	ck_assert_uint_eq(site_get(&v[0].stacks[0]->n, SITE_EMITTED), 15);
	ck_assert_uint_eq(v[0].stacks[0]->address[2], 3);
	ck_assert_uint_eq(v[0].stacks[0]->depth, 3);
	ck_assert_uint_eq(v[1].ip, 9);
	ck_assert_uint_eq(v[2].ip, 8);
	ck_assert_uint_eq(v[2].stacks[0]->depth, 1);
	stacks_sites_free(v, n);
	ck_assert_uint_eq(site_get(stacks_total(s), SITE_QUEUED), 40);
	ck_assert_uint_eq(site_get(stacks_total(s), SITE_FIRST), 4);
	ck_assert_uint_eq(site_get(stacks_total(s), SITE_AGAIN), 3);
	/* Another number changes the order, and may drop the sites that have none of it. */
	v = stacks_sites(s, SITE_DEFERRED, true, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(v[0].ip, 8);
	ck_assert_uint_eq(v[1].ip, 1);
	ck_assert_uint_eq(v[1].stacks[0]->address[2], 4);
	stacks_sites_free(v, n);
	v = stacks_sites(s, SITE_AVOIDABLE, false, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v[0].ip, 1);
	stacks_sites_free(v, n);
	v = stacks_sites(s, SITE_DEFERRED, false, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(v[1].nr_stacks, 1);
	/* The sum of a site includes stacks that are not shown. */
	ck_assert_uint_eq(site_get(&v[1].n, SITE_EMITTED), 22);
	stacks_sites_free(v, n);
	stacks_free(s);
}
END_TEST

START_TEST(stacks_differ_by_any_entry)
{
	struct bt_site_key key = { .tid = 7 }, other;
	struct stacks *s = stacks_new(&all);
	struct site *v;
	size_t n;

	/* All entries of the stack count, and no other part of the key. */
	for (unsigned int i = 0; i < BT_STACK_DEPTH; i++)
		key.stack[i] = i + 1;
	other = key;
	other.tid = 8;
	ck_assert_int_eq(stacks_add(s, &key, &N(1)), 0);
	ck_assert_int_eq(stacks_add(s, &other, &N(1)), 0);
	other.stack[BT_STACK_DEPTH - 1] = 99;
	ck_assert_int_eq(stacks_add(s, &other, &N(1)), 0);
	v = stacks_sites(s, SITE_EMITTED, true, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_uint_eq(v[0].nr_stacks, 2);
	ck_assert_uint_eq(v[0].stacks[0]->depth, BT_STACK_DEPTH);
	ck_assert_uint_eq(site_get(&v[0].stacks[0]->n, SITE_EMITTED), 2);
	stacks_sites_free(v, n);
	stacks_free(s);
}
END_TEST

START_TEST(filters_select_tasks)
{
	char *globs[] = { "a*" };
	struct identity ids[] = { { .id = 5 } };
	uint32_t cpus[] = { 1 };
	const struct filter filters[] = {
		{ .comms = globs, .nr_comms = 1 },
		{ .pids = ids, .nr_pids = 1, .ticks_per_s = 100 },
		{ .tids = ids, .nr_tids = 1, .ticks_per_s = 100 },
		{ .cpus = { cpus, 1 } },
		{ .cgroup = true },
	};
	const struct bt_site_key keys[] = {
		{ .stack = { 1 }, .comm = "abc", .tid = 1, .tgid = 5, .cpu = 0 },
		{ .stack = { 1 }, .comm = "bcd", .tid = 5, .tgid = 4, .cpu = 1 },
		/* A name that fills its member has no NUL. */
		{ .stack = { 1 }, .comm = { '0', '1', '2', '3', '4', '5', '6', '7',
					    '8', '9', 'a', 'b', 'c', 'd', 'e', 'f' },
		  .tid = 6, .tgid = 6, .cpu = 2 },
	};
	static const unsigned int expected[] = { 1, 1, 2, 2, 7 };
	struct stacks *s = stacks_new(&filters[_i]);

	for (unsigned int i = 0; i < 3; i++)
		ck_assert_int_eq(stacks_add(s, &keys[i], &N(1u << i)), 0);
	ck_assert_uint_eq(site_get(stacks_total(s), SITE_EMITTED), expected[_i]);
	stacks_free(s);
}
END_TEST

START_TEST(fields_are_found_by_name)
{
	for (int f = 0; f < SITE_NR_FIELDS; f++)
		ck_assert_int_eq(site_field_find(site_field_infos[f].name), f);
	ck_assert_int_eq(site_field_find("nonsense"), SITE_NR_FIELDS);
	ck_assert_int_eq(site_field_find(""), SITE_NR_FIELDS);
}
END_TEST

static uint32_t what_of(uint32_t kind, bool irq, bool new_stretch)
{
	const struct bt_snapshot s = { .in_interrupt = irq };

	return bt_past_pack(kind, BT_LEVEL_PTE, &s) | (new_stretch ? BT_WHAT_NEW_STRETCH : 0);
}

static void event(struct replay_sites *replay, bool runs, const struct rec_task *task,
		  const struct rec_stack *stack, uint64_t ip, uint32_t what, uint16_t cpu)
{
	const struct recorded r = {
		.stretches = runs, .generation = GENERATION_3, .at_once = { 500, 100 },
	};
	const struct bt_event e = { .ip = ip, .what = what, .cpu = cpu, .context = 0x200 };

	ck_assert_int_eq(replay_sites_event(replay, &r, &e, task, stack), 0);
}

/* Frames before the site are cut; stacks of one site are kept apart. */
START_TEST(replay_cuts_frames_before_the_site)
{
	struct rec_stack stacks[] = {
		{ .id = 1, .n = 4, .address = { 70, 71, 10, 20 } },
		{ .id = 2, .n = 2, .address = { 10, 21 } },
		{ .id = 3, .n = 2, .address = { 70, 71 } },	/* too short: lacks the site */
	};
	const struct recorded r = { .call_stacks = stacks, .nr_stacks = 3 };
	struct rec_task task = { .id = 1, .tid = 5, .tgid = 5 },
			other = { .id = 2, .tid = 6, .tgid = 6 };
	struct replay_sites *replay = replay_sites_new(&all);
	const uint32_t emitted = what_of(BT_KIND_EMITTED, false, false);
	struct stacks *s = stacks_new(&all);
	struct site *v;
	size_t n;

	event(replay, true, &task, &stacks[0], 10, emitted, 0);
	event(replay, true, &other, &stacks[0], 10, emitted, 0);	/* tasks share no run */
	event(replay, true, &task, &stacks[1], 10, emitted, 0);		/* the task is the same */
	event(replay, true, &task, NULL, 10, emitted, 0);
	event(replay, true, &task, &stacks[2], 30, emitted, 0);
	event(replay, true, &task, NULL, 0, emitted, 0);		/* no site: not counted */
	event(replay, true, &task, &stacks[0], 10, what_of(BT_KIND_FIRST, false, false), 0);
	event(replay, true, &task, NULL, 10, what_of(BT_KIND_AGAIN, false, false), 0);
	ck_assert_int_eq(replay_sites_end(replay, &r, s), 0);
	v = stacks_sites(s, SITE_EMITTED, true, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(v[0].ip, 10);
	ck_assert_uint_eq(v[0].nr_stacks, 3);
	ck_assert_uint_eq(v[0].stacks[0]->depth, 2);
	ck_assert_uint_eq(v[0].stacks[0]->address[1], 20);
	ck_assert_mem_eq(&v[0].stacks[0]->n, &N(2, 1, 0, 0, 0), sizeof(struct bt_site_counts));
	ck_assert_mem_eq(&v[0].n, &N(4, 1, 1, 2, 1), sizeof(struct bt_site_counts));
	ck_assert_uint_eq(v[1].ip, 30);
	ck_assert_uint_eq(site_get(&v[1].n, SITE_AVOIDABLE), 1);	/* a run has any sites */
	ck_assert_uint_eq(v[1].stacks[0]->depth, 1);
	stacks_sites_free(v, n);
	stacks_free(s);
	replay_sites_free(replay);
}
END_TEST

START_TEST(replay_counts_runs)
{
	const uint32_t emitted = what_of(BT_KIND_EMITTED, false, false);
	const uint32_t later = what_of(BT_KIND_EMITTED, false, true);
	const uint32_t irq = what_of(BT_KIND_EMITTED, true, false);
	/* A task with a selected name, another name, and the first again after a gap of events */
	struct rec_task a = { .id = 1, .tid = 5, .comm = "a" },
			b = { .id = 2, .tid = 5, .comm = "b" };
	struct rec_task cut = { .id = 3, .tid = 5, .comm = "a", .flags = REC_TASK_CUT };
	char *globs[] = { "a" };
	const struct filter filter = { .comms = globs, .nr_comms = 1 };
	struct replay_sites *replay = replay_sites_new(&filter);
	struct stacks *s = stacks_new(&all);
	const struct recorded r = { 0 };

	event(replay, true, &a, NULL, 10, emitted, 0);
	event(replay, true, &a, NULL, 10, irq, 0);
	event(replay, true, &a, NULL, 10, emitted, 0);		/* avoidable, the 1st */
	event(replay, true, &a, NULL, 10, later, 0);
	event(replay, true, &b, NULL, 10, emitted, 0);		/* avoidable, but not selected */
	event(replay, true, &a, NULL, 10, emitted, 0);	/* the 2nd; b had the run's second */
	event(replay, true, &cut, NULL, 10, emitted, 0);
	event(replay, true, &cut, NULL, 10, emitted | BT_WHAT_DERIVED, 0);	/* the 3rd */
	event(replay, false, &cut, NULL, 10, emitted, 0);	/* the recording has no stretches */
	ck_assert_int_eq(replay_sites_end(replay, &r, s), 0);
	ck_assert_mem_eq(stacks_total(s), &N(8, 0, 0, 3, 2, 1, 0, 0, 1),
			 sizeof(struct bt_site_counts));
	stacks_free(s);
	replay_sites_free(replay);
}
END_TEST

/* A run over two sites: each avoidable barrier is booked at its own site. */
START_TEST(replay_knows_reasons_and_sections_of_one)
{
	const struct bt_snapshot paused = { .pause_count = 1, .enable_count = 1 };
	const uint32_t emitted = what_of(BT_KIND_EMITTED, false, false);
	const struct rec_task task = { .id = 1, .tid = 5 };
	struct replay_sites *replay = replay_sites_new(&all);
	const struct recorded r = { 0 };
	struct stacks *s = stacks_new(&all);
	char reasons[128];
	struct site *v;
	size_t n;

	for (int i = 0; i < 16; i++) {
		event(replay, true, &task, NULL, 10, emitted, 0);
		event(replay, true, &task, NULL, 20, emitted, 0);
	}
	for (int i = 0; i < 4; i++) {
		event(replay, true, &task, NULL, 30, what_of(BT_KIND_FIRST, false, false), 0);
		event(replay, true, &task, NULL, 31, what_of(BT_KIND_FLUSH, false, false), 0);
	}
	event(replay, true, &task, NULL, 30, what_of(BT_KIND_EMITTED, true, false), 0);
	for (int i = 0; i < 3; i++)
		event(replay, true, &task, NULL, 40,
		      bt_past_pack(BT_KIND_EMITTED, BT_LEVEL_PTE, &paused), 0);
	/* The address is behind a call: a function's first instruction is no call of its own. */
	event(replay, true, &task, NULL, 500, emitted, 0);
	event(replay, true, &task, NULL, 504, emitted, 0);
	event(replay, true, &task, NULL, 600, emitted, 0);
	event(replay, true, &task, NULL, 604, emitted, 0);
	ck_assert_int_eq(replay_sites_end(replay, &r, s), 0);
	ck_assert_mem_eq(stacks_total(s), &N(40, 4, 0, 31, 1, 0, 3, 0, 1, 3, 2),
			 sizeof(struct bt_site_counts));
	v = stacks_sites(s, SITE_AVOIDABLE, false, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(v[0].ip, 20);
	ck_assert_uint_eq(site_get(&v[0].n, SITE_AVOIDABLE), 16);
	ck_assert_uint_eq(site_get(&v[1].n, SITE_AVOIDABLE), 15);
	stacks_sites_free(v, n);
	v = stacks_missed(s, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(v[2].ip, 30);
	ck_assert_uint_eq(site_get(&v[2].n, SITE_OF_ONE), 3);
	stacks_sites_free(v, n);
	ck_assert_str_eq(site_reasons(stacks_total(s), reasons, sizeof(reasons)),
			 "no section, paused, used at once, BH off");
	ck_assert_str_eq(site_reasons(&N(0, 1), reasons, sizeof(reasons)), "-");
	ck_assert_str_eq(site_reasons(&N(2, 0, 0, 0, 0, 0, 0, 2), reasons, sizeof(reasons)),
			 "interrupt");
	stacks_free(s);
	replay_sites_free(replay);
}
END_TEST

START_TEST(replay_selects_cpus)
{
	uint32_t cpus[] = { 1, 3 };
	const struct filter filter = { .cpus = { cpus, 2 } };
	struct replay_sites *replay = replay_sites_new(&filter);
	const struct rec_task task = { .id = 1, .tid = 5 };
	struct stacks *s = stacks_new(&all);
	const struct recorded r = { 0 };

	for (uint16_t cpu = 0; cpu < 5; cpu++)
		for (uint64_t ip = 1; ip <= 1000; ip++)
			event(replay, true, &task, NULL, ip,
			      what_of(BT_KIND_EMITTED, false, false), cpu);
	ck_assert_int_eq(replay_sites_end(replay, &r, s), 0);
	ck_assert_uint_eq(site_get(stacks_total(s), SITE_EMITTED), 2000);
	stacks_free(s);
	replay_sites_free(replay);
}
END_TEST

static const char names[] =
	"ffff800080001000 t vmap_range_noflush\nffff800080002000 t __vmalloc_node_range\n"
	"ffff800080003000 t \033[31mevil;,\"<&\t[mod]\nffff800080004000 t pmd_install\n"
	"ffff800080005000 t invoke_syscall\nffff800080006000 t behind\n";

/*
 * Print for the golden tests: FORMAT[-probes] HOW LOST, where HOW is plain, stacks, missed, none,
 * no-stacks or no-runs.
 */
static int print(char **argv)
{
	const char *how = argv[2];
	struct sites_show show = {
		.sort = SITE_QUEUED, .count = !strcmp(how, "missed") ? SITE_AVOIDABLE : SITE_EMITTED,
		.missed = !strcmp(how, "missed") || !strcmp(how, "none"), .stacks = strcmp(how, "plain"),
	};
	char *probes = strstr(argv[1], "-probes");
	uint64_t lost = atoi(argv[3]);
	struct loss_cause l[] = { { "missed_queue", 0, true }, { "no_site", lost, true } };
	struct stacks *s = stacks_new(&all);
	const struct sites_result r = {
		.about = { "'x <&\"\033'", "7.3.4", "G3", "btf", probes, { "kernel", 79, 12, 201, 2 } },
		.no_stacks = !strcmp(how, "no-stacks"), .no_runs = !strcmp(how, "no-runs"),
		.stacks = s, .elapsed_ns = 1500000000, .losses = { l, 2, lost },
	};
	struct sites_out out = {
		.what = &show, .f = stdout, .separator = ",",
		.rows = !strcmp(how, "plain") ? 2 : 0,
	};
	struct ksyms *ksyms;

	if (probes)
		*probes = '\0';
	out.ops = format_find("sites", argv[1]).sites;
	if (!out.ops || ksyms_parse(&ksyms, names))
		return 1;
	out.ksyms = ksyms;
	if (strcmp(how, "none")) {
		add(s, 0xffff800080001010, 0xffff800080002040, 0xffff800080005008,
		    N(1200, 0, 0, 1190, 10));
		/* Another offset in the same functions */
		add(s, 0xffff800080001010, 0xffff800080002080, 0xffff800080005008,
		    N(34, 2, 14, 0, 0));
		add(s, 0xffff800080001010, 0, 0, N(1, 0, 0, 0, 0));
		add(s, 0xffff800080003044, 0xffff800080005008, 0, N(7, 0, 0, 4, 2, 0, 0, 1, 2));
		add(s, 0xffff800080004008, 0xffff800080005008, 0,
		    N(0, 100, 5000, 0, 0, 5100, 53));
	} else {
		add(s, 0xffff800080001010, 0xffff800080002040, 0,
		    N(3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2));
	}
	out.ops->show(&out, &r);
	ksyms_free(ksyms);
	stacks_free(s);
	return 0;
}

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	if (argc == 4)
		return print(argv);
	tcase_add_test(c, stacks_are_grouped_by_site);
	tcase_add_test(c, stacks_differ_by_any_entry);
	tcase_add_loop_test(c, filters_select_tasks, 0, 5);
	tcase_add_test(c, fields_are_found_by_name);
	tcase_add_test(c, replay_cuts_frames_before_the_site);
	tcase_add_test(c, replay_counts_runs);
	tcase_add_test(c, replay_knows_reasons_and_sections_of_one);
	tcase_add_test(c, replay_selects_cpus);
	return run_tests("sites", c, argc > 1);
}
