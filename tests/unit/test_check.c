// SPDX-License-Identifier: GPL-2.0
/* Test what `check` does with the validator's reports, and print each kind for the golden tests. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/allowed_functions.h"
#include "aggregate/causes.h"
#include "aggregate/deferrer.h"
#include "kernel/kmsg.h"
#include "output/check_out.h"
#include "output/formats.h"
#include "aggregate/premature_queue.h"
#include "runner.h"

START_TEST(packed_event_unpacks_equal)
{
	struct bt_snapshot s = { .pending = 1, .in_interrupt = 1, .enable_count = 3,
				 .pause_count = 255 };
	struct bt_report r = {
		.ip = 0xffffc6f24328d2e0, .time_ns = 0x5000000000007, .events = BT_HISTORY + 2,
	};
	struct past past;

	r.past[1] = (struct bt_past){
		.when = 0x0fffffffffff0ull << 16 | 5, .ip = 0xf328d2e0,
		.what = bt_past_pack(BT_KIND_PAUSE, BT_LEVEL_PMD, &s),
	};
	ck_assert(violation_past(&r, 1, &past));
	ck_assert_uint_eq(past.cpu, 5);
	ck_assert_uint_eq(past.kind, BT_KIND_PAUSE);
	ck_assert_uint_eq(past.level, BT_LEVEL_PMD);
	ck_assert_uint_eq(past.ip, 0xffffc6f1f328d2e0);
	ck_assert_uint_eq(past.time_ns, 0x4fffffffffff0);
	ck_assert_uint_eq(past.after.pending, 1);
	ck_assert_uint_eq(past.after.active, 0);
	ck_assert_uint_eq(past.after.in_interrupt, 1);
	ck_assert_uint_eq(past.after.enable_count, 3);
	ck_assert_uint_eq(past.after.pause_count, 255);
	ck_assert(violation_past(&r, BT_HISTORY, &past));
	ck_assert(!violation_past(&r, BT_HISTORY + 1, &past));
	ck_assert(!violation_past(&r, 0, &past));
	r.events = 2;
	ck_assert(!violation_past(&r, 3, &past));
}
END_TEST

static int collect(const struct bt_report *r, void *arg)
{
	struct bt_report *shown = arg;

	*shown = *r;
	return 0;
}

/* A premature access without a flush is shown when it is released. */
START_TEST(access_is_shown_with_the_next_flush_of_its_task)
{
	struct bt_report access = {
		.type = BT_REPORT_PREMATURE, .time_ns = 100, .tid = 9, .address = 1, .store.tid = 7,
	}, flush = { .type = BT_REPORT_LATE, .time_ns = 150, .tid = 8, .ip = 0x1000 },
	shown = { 0 };
	struct premature_queue l = { 0 };

	ck_assert_int_eq(premature_queue_hold(&l, &access), 0);
	access.time_ns = 200;
	access.address = 2;
	ck_assert_int_eq(premature_queue_hold(&l, &access), 0);
	premature_queue_flush(&l, &flush, collect, &shown);
	ck_assert_uint_eq(shown.address, 0);	/* the flush is another task's */
	flush.tid = 7;
	premature_queue_flush(&l, &flush, collect, &shown);
	ck_assert_uint_eq(shown.address, 1);
	ck_assert_uint_eq(shown.store.late_ns, 150);
	ck_assert_uint_eq(shown.store.late_ip, 0x1000);
	premature_queue_release(&l, 200, collect, &shown);
	ck_assert_uint_eq(shown.address, 1);
	premature_queue_release(&l, 201, collect, &shown);
	ck_assert_uint_eq(shown.address, 2);
	ck_assert_uint_eq(shown.store.late_ns, 0);
	ck_assert_uint_eq(l.n, 0);
	premature_queue_free(&l);
}
END_TEST

START_TEST(equal_reports_share_one_violation)
{
	struct bt_report a = { .invariant = 6, .ip = 1, .stack_size = 16, .stack = { 1, 2 } },
			 b = a;
	struct violations set = { 0 };
	bool is_new;

	ck_assert_uint_eq(violations_add(&set, &a, &is_new)->count, 1);
	ck_assert(is_new);
	ck_assert_uint_eq(violations_add(&set, &b, &is_new)->count, 2);
	ck_assert(!is_new);
	b.stack[1] = 3;
	ck_assert_uint_eq(violations_add(&set, &b, &is_new)->count, 1);
	b.invariant = 7;
	ck_assert_uint_eq(violations_add(&set, &b, &is_new)->count, 1);
	ck_assert_uint_eq(set.n, 3);
	/* Two accesses at one place, to entries stored at two places */
	a.type = BT_REPORT_PREMATURE;
	a.store.depth = 1;
	violations_add(&set, &a, &is_new);
	b = a;
	b.store.stack[0] = 5;
	violations_add(&set, &b, &is_new);
	ck_assert(is_new);
	b.time_ns = 1;
	violations_add(&set, &b, &is_new);
	ck_assert(!is_new);
	ck_assert_uint_eq(set.n, 5);
	violations_free(&set);
	ck_assert_uint_eq(set.n, 0);
}
END_TEST

static const char names[] =
	"ffff800080000000 T _text\nffff800080000100 T opener.isra.0\n"
	"ffff800080000200 T set_huge_pte_at\n"
	"ffff800080000300 t vmap_set_ptes\nffff800080000400 T walk_pgd_range\n"
	"ffff800080000500 T walk_kernel_page_table_range\nffff800080000600 t pageattr_pte_entry\n"
	"ffff800080000700 T __apply_to_page_range\nffff800080000800 t vmap_pfn_apply\n"
	"ffff800080000900 T innocent\nffff800080000a00 T pmd_install\n"
	"ffff800080000b00 T vfs_write\n"
	"ffff800080000c00 t opener.cold\nffff800080000d00 T vmap_range_noflush\n"
	"ffff800080000e00 t split_pmd\nffff800080000f00 T return_to_handler\n"
	"ffff80007a000100 t opener\t[module]\nffff80007a000200 t x\t[module]\n";

/*
 * The stack is innermost first; a function is the hundreds of its address, m is of the module, n
 * has no name.
 */
static const struct {
	const char *stack, *opener;
	enum deferrer verdict;
} deferrers[] = {
	{ "1b", "1", DEFERRER_FINE },			/* it has opened the section itself */
	{ "cb", "1", DEFERRER_FINE },			/* or a part of it has */
	{ "21b", "1", DEFERRER_FINE },			/* a setter, for the opener */
	{ "321b", "1", DEFERRER_FINE },			/* two setters */
	{ "29b", "1", DEFERRER_UNEXPECTED },		/* a setter, for another */
	{ "291b", "1", DEFERRER_UNEXPECTED },
	{ "91b", "1", DEFERRER_UNEXPECTED },	/* another function that the opener calls */
	{ "9b1b", "1", DEFERRER_UNEXPECTED },
	{ "6451b", "1", DEFERRER_FINE },		/* a callback of the opener's walk */
	{ "645b", "1", DEFERRER_UNEXPECTED },		/* of another one's */
	{ "9645b1", "1", DEFERRER_UNEXPECTED },
	{ "87b", "7", DEFERRER_FINE },			/* a callback in the walk's own section */
	{ "987b", "7", DEFERRER_UNEXPECTED },
	{ "87b1", "1", DEFERRER_UNEXPECTED },
	{ "ab", "1", DEFERRER_FINE },			/* a table of user space */
	{ "eb1", "1", DEFERRER_FINE },			/* a part of the arm64 split */
	{ "d1b", "1", DEFERRER_UNEXPECTED },		/* an opener, in the section of another */
	{ "m1b", "1", DEFERRER_UNEXPECTED },		/* a module's function of the same name */
	{ "1b", "m", DEFERRER_UNEXPECTED },
	{ "mb", "m", DEFERRER_FINE },
	{ "9", "", DEFERRER_UNKNOWN },			/* nobody knows the opener */
	{ "9b", "f", DEFERRER_UNKNOWN },		/* or the graph tracer hides it */
	{ "d", "", DEFERRER_FINE },			/* then the names decide */
	/* Symbols of a module may be missing: the kernel leaves some out while another one goes. */
	{ "nb", "n", DEFERRER_UNKNOWN },
	{ "nb", "1", DEFERRER_UNKNOWN },
	{ "1b", "n", DEFERRER_UNKNOWN },
	{ "2nb", "1", DEFERRER_UNKNOWN },
	{ "9nb", "1", DEFERRER_UNKNOWN },
};

static uint64_t address_of(char c)
{
	if (c == 'm')
		return 0xffff80007a000110;
	if (c == 'n')
		return 0xffff800070000010;	/* below all names */
	return 0xffff800080000010 + (c <= '9' ? c - '0' : c - 'a' + 10) * 0x100;
}

START_TEST(deferrer_is_judged_by_the_opener)
{
	const char *opener = deferrers[_i].opener;
	struct bt_report r = {
		.type = BT_REPORT_DEFERRER, .after.enable_count = 1,
		.opener = *opener ? address_of(*opener) : 0,
	};
	char *globs[] = { "innocent", NULL };
	struct ksyms *ksyms;

	ck_assert_int_eq(ksyms_parse(&ksyms, names), 0);
	for (const char *c = deferrers[_i].stack; *c; c++)
		r.stack[c - deferrers[_i].stack] = address_of(*c);
	r.ip = r.stack[0];
	r.stack_size = strlen(deferrers[_i].stack) * sizeof(*r.stack);
	ck_assert_int_eq(deferrer_judge(&r, ksyms, NULL), deferrers[_i].verdict);
	if (deferrers[_i].stack[0] == '9')
		ck_assert_int_eq(deferrer_judge(&r, ksyms, globs), DEFERRER_FINE);
	ck_assert_int_eq(deferrer_judge(&r, NULL, NULL), DEFERRER_UNKNOWN);
	/* Without the stack nobody knows who calls a function. */
	r.stack_size = -14;
	if (deferrers[_i].verdict == DEFERRER_UNEXPECTED)
		ck_assert_int_eq(deferrer_judge(&r, ksyms, NULL),
				 strchr("d86", deferrers[_i].stack[0]) ?
				 DEFERRER_FINE : DEFERRER_UNKNOWN);
	ksyms_free(ksyms);
}
END_TEST

START_TEST(setters_are_known_by_their_names)
{
	static const char *const setters[] = {
		"set_huge_pte_at+0x2ec", "vmap_set_ptes+0x10", "set_pte_at.isra.0+0x4",
		"__set_ptes_anysz+0x8", "set_pmd+0x8", "set_pud_at+0x8", "__contpte_set_ptes+0x4",
	};
	static const char *const others[] = {
		"__set_fixmap+0x4", "pmd_set_huge+0x4", "set_swapper_pgd_now+0x4", "reset_pte+0x4",
		"set_pte_range+0x4", "set_memory_valid+0x4", "set_page_dirty+0x4", "innocent+0x4",
	};

	for (size_t i = 0; i < sizeof(setters) / sizeof(*setters); i++)
		ck_assert_msg(is_setter(setters[i]), "%s", setters[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_msg(!is_setter(others[i]), "%s", others[i]);
}
END_TEST

/* A sleep in a section whose function has returned shows that the section was left open. */
START_TEST(sleep_without_the_opener_is_a_leak)
{
	struct bt_report r = {
		.type = BT_REPORT_STATE, .invariant = BT_I17_SLEPT_INSIDE,
		.before = { .flags = BT_SHADOW_KNOWN, .enable_count = 1 },
		.opener = (uint32_t)address_of('1'), .stack_size = 24,
		.stack = { address_of('9'), address_of('1'), address_of('b') },
	};
	struct ksyms *ksyms;

	ck_assert_int_eq(ksyms_parse(&ksyms, names), 0);
	ck_assert_uint_eq(violation_opener(&r), address_of('1'));
	ck_assert(!violation_is_leak(&r, ksyms));
	r.stack[1] = address_of('d');
	ck_assert(violation_is_leak(&r, ksyms));
	ck_assert(!violation_is_leak(&r, NULL));
	r.opener = 0;
	ck_assert(!violation_is_leak(&r, ksyms));
	r.opener = (uint32_t)address_of('1');
	r.before.enable_count = 0;
	ck_assert_uint_eq(violation_opener(&r), 0);
	ksyms_free(ksyms);
}
END_TEST

static int count(const struct bt_report *r, void *arg)
{
	*(unsigned int *)arg += r->tid;
	return 0;
}

/* A leak explains what its task does in the section afterwards, and so for its children. */
START_TEST(effects_are_counted_with_their_cause)
{
	struct bt_report deferrer = { .type = BT_REPORT_DEFERRER, .tid = 7, .start = 1 },
	leak = { .type = BT_REPORT_STATE, .invariant = BT_I9_SECTIONS_UNBALANCED, .tid = 7,
		 .start = 1, .kind = BT_INPUT_SLEEP, .before = { .enable_count = 1 } },
	heir = { .type = BT_REPORT_HEIR, .tid = 8, .start = 2, .parent = 7, .address = 1,
		 .comm = "heir" },
	effects = { .type = BT_REPORT_EFFECTS, .tid = 8, .start = 2, .parent = 5 };
	struct violation v = { .first = leak };
	struct causes c = { 0 };
	unsigned int shown = 0;

	ck_assert(violation_leaves_state(&leak));
	ck_assert(!causes_follows(&c, &leak));
	ck_assert_int_eq(causes_hold(&c, &deferrer), 0);
	deferrer.tid = 9;
	ck_assert_int_eq(causes_hold(&c, &deferrer), 0);
	ck_assert_int_eq(causes_add(&c, &leak, &v), 0);
	ck_assert_uint_eq(v.effects, 1);	/* the first deferrer */
	ck_assert_int_eq(causes_inherit(&c, &heir), 0);
	ck_assert_uint_eq(v.nr_heirs, 1);
	ck_assert_uint_eq(v.heirs[0].tid, 8);
	ck_assert_str_eq(v.heirs[0].comm, "heir");
	causes_count(&c, &effects);
	ck_assert_uint_eq(v.effects, 6);
	/* The end of the task finds this section again; then one more section */
	leak.invariant = BT_I13_ENDED_INSIDE;
	ck_assert(causes_follows(&c, &leak));
	ck_assert_uint_eq(v.effects, 7);
	leak.before.enable_count = 2;
	ck_assert(!causes_follows(&c, &leak));
	leak.before = (struct bt_shadow){ .enable_count = 1, .pause_count = 1 };
	ck_assert(!causes_follows(&c, &leak));
	/* A leak that was found elsewhere is told once: the same counts are another leak. */
	leak.kind = BT_INPUT_TO_USER;
	leak.before = (struct bt_shadow){ .enable_count = 1 };
	ck_assert_int_eq(causes_add(&c, &leak, &v), 0);
	ck_assert(!causes_follows(&c, &leak));
	/* The section of the other deferrer ends: a mistake of its own */
	deferrer.tid = 7;
	ck_assert_int_eq(causes_settle(&c, &deferrer, count, &shown), 0);
	ck_assert_uint_eq(shown, 0);
	ck_assert_int_eq(causes_settle(&c, NULL, count, &shown), 0);
	ck_assert_uint_eq(shown, 9);
	ck_assert_uint_eq(c.nr_held, 0);
	/* A child whose parent has ended: the last mistake is its cause. */
	heir.tid = 10;
	heir.parent = 1;
	heir.address = 0;
	ck_assert_int_eq(causes_inherit(&c, &heir), 0);
	ck_assert_uint_eq(v.nr_heirs, 2);
	causes_free(&c);
}
END_TEST

START_TEST(words_fit_what_was_seen)
{
	struct bt_report r = { .type = BT_REPORT_EVENT, .invariant = 6, .kind = BT_KIND_DISABLE };

	ck_assert_str_eq(violation_title(&r), "left without the event of a flush");
	ck_assert_str_ne(violation_hint(&r), invariant_find(6)->hint);
	r.after.pending = 1;
	ck_assert_str_eq(violation_title(&r), invariant_find(6)->title);
	ck_assert_str_eq(violation_hint(&r), invariant_find(6)->hint);
	/* A leak: by probes, or of a section that is older than the check, no enable was seen. */
	r = (struct bt_report){ .type = BT_REPORT_STATE, .invariant = 12 };
	ck_assert_ptr_nonnull(strstr(violation_hint(&r), "No enable was seen"));
	r.opener = 1;
	ck_assert_ptr_nonnull(strstr(violation_hint(&r), "by the function that entered it"));
	r.before.flags = BT_SHADOW_HEIR;
	ck_assert_ptr_nonnull(strstr(violation_hint(&r), "an ancestor"));
	r.before.flags = 0;
	r.invariant = BT_I10_PAUSES_UNBALANCED;
	ck_assert_ptr_nonnull(strstr(violation_hint(&r), "no resume"));
	r.invariant = BT_I17_SLEPT_INSIDE;
	ck_assert_str_eq(violation_hint(&r), invariant_find(17)->hint);
	/* One section more than the events show, where the mode has an entry without an event */
	r = (struct bt_report){ .type = BT_REPORT_EVENT, .invariant = 9, .kind = BT_KIND_ENABLE,
				.after.enable_count = 2 };
	ck_assert(violation_is_one_more(&r));
	r.kind = BT_KIND_DISABLE;
	r.before.enable_count = 1;
	r.after.enable_count = 1;
	ck_assert(violation_is_one_more(&r));
	r.before.enable_count = 0;
	r.after.enable_count = 255;	/* ended twice */
	ck_assert(!violation_is_one_more(&r));
	r.kind = BT_KIND_FLUSH;
	r.after.enable_count = 1;
	ck_assert(violation_is_one_more(&r));
	r.invariant = 10;
	ck_assert(!violation_is_one_more(&r));
}
END_TEST

START_TEST(only_the_kernels_lines_are_its_own)
{
	static const char text[] = "Ignoring spurious";

	ck_assert(kmsg_is_kernels("4,2012,64093711,-;Ignoring spurious kernel", text));
	ck_assert(!kmsg_is_kernels("12,2012,64093711,-;Ignoring spurious kernel", text));
	ck_assert(!kmsg_is_kernels("8,2012,64093711,-;Ignoring spurious kernel", text));
	ck_assert(!kmsg_is_kernels("4,2012,64093711,-;No, Ignoring spurious kernel", text));
	ck_assert(!kmsg_is_kernels("4,2012,64093711,-Ignoring spurious kernel", text));
	ck_assert(!kmsg_is_kernels(",1;Ignoring spurious kernel", text));
	ck_assert(!kmsg_is_kernels("", text));
}
END_TEST

/* The way into a program, and the entry that a classic event has twice, are not shown. */
START_TEST(stack_begins_at_the_kernels_own_part)
{
	struct bt_report r = {
		.stack_size = 32,
		.stack = { address_of('9'), address_of('9'), address_of('b'), address_of('b') },
	};
	size_t n;

	ck_assert_uint_eq(violation_stack(&r, NULL, &n), 1);
	ck_assert_uint_eq(n, 4);
	r.stack[1] = address_of('1');
	ck_assert_uint_eq(violation_stack(&r, NULL, &n), 0);
	r.stack_size = 8;
	ck_assert_uint_eq(violation_stack(&r, NULL, &n), 0);
}
END_TEST

START_TEST(only_listed_functions_are_allowed)
{
	char *globs[] = { "run_*", "my_map", NULL };

	ck_assert(allowed_deferrer("vmap_range_noflush+0x1c4", NULL));
	ck_assert(allowed_deferrer("__apply_to_page_range.isra.0+0x4", NULL));
	ck_assert(!allowed_deferrer("vmap_range_noflush_other+0x4", NULL));
	ck_assert(!allowed_deferrer("vmap_range_noflush+0x4 [module]", NULL));
	ck_assert(allowed_deferrer("kasan_populate_vmalloc_pte+0x1a8", NULL));
	ck_assert(!allowed_deferrer("__set_fixmap+0x4", NULL));
	ck_assert(!allowed_deferrer("0xffff800080010000", NULL));
	ck_assert(allowed_sleeper("split_kernel_leaf_mapping+0x44"));
	ck_assert(!allowed_sleeper("split_kernel_leaf_mapping_locked+0x44"));
	ck_assert(!allowed_sleeper("vmap_range_noflush+0x1c4"));
	ck_assert(allowed_deferrer("run_first+0x4 [barrier_load]", globs));
	ck_assert(allowed_deferrer("my_map+0x4", globs));
	ck_assert(!allowed_deferrer("my_map_other+0x4", globs));
	ck_assert(allowed_deferrer("my_map.isra.0+0x4", globs));
	ck_assert(allowed_deferrer("my_map.llvm.123+0x4 [module]", globs));
	ck_assert(allowed_by_user("my_map.part.0.constprop.0+0x4", globs));
	ck_assert(allowed_by_user("my_map.cold+0x4", globs));
	ck_assert(!allowed_by_user("my_mapper.cold+0x4", globs));
	globs[1] = "my_map.isra.?";
	ck_assert(allowed_by_user("my_map.isra.0+0x4", globs));
	ck_assert(!allowed_by_user("my_map+0x4", globs));
}
END_TEST

/* Print a violation of each type, for the golden tests. */
static int print_sample(const char *format)
{
	struct bt_report r = {
		.type = BT_REPORT_EVENT, .invariant = 6, .time_ns = 1500000000, .tid = 43,
		.tgid = 42, .cpu = 1, .kind = BT_KIND_DISABLE, .level = BT_LEVEL_NONE,
		.ip = 0x1008, .after = { .pending = 1 }, .comm = "a\033[31m\"b",
		.before = { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_PENDING,
			    .enable_count = 1 },
		.stack_size = 24, .stack = { 0x10, 0x1008, 0x2004 }, .events = 2,
	};
	struct bt_snapshot first = { .pending = 1, .active = 1, .enable_count = 1 };
	struct check_counts counts = {
		.tasks = 2, .skipped = 1, .resumed = 6, .migrated = 4, .longest_ns = 12300,
	};
	struct loss_cause losses[] = { { "missed_queue", 0, true }, { "no_slot", 3, true } };
	struct check_sites sites = {
		.deferrers = 1, .flushers = 2, .executing = 2, .emitters = 3,
		.emitters_executing = 2,
	};
	const struct check_site passed[] = {
		{ .ip = 0x1004, .use = SITE_DEFERS },
		{ .ip = 0x1008, .use = SITE_FLUSHES, .text = SITE_EXECUTES },
		{ .ip = 0x2004, .use = SITE_FLUSHES, .text = SITE_EXECUTES },
		{ .ip = 0x1008, .use = SITE_EMITS, .text = SITE_EXECUTES },
		{ .ip = 0x2008, .use = SITE_EMITS, .text = SITE_UNDECIDED,
		  .why = "its text cannot be read" },
		{ .ip = 0x200c, .use = SITE_EMITS, .text = SITE_EXECUTES },
	};
	struct violations set = { 0 };
	struct check_result result = {
		.counts = &counts, .losses = losses, .nr_losses = 2,
		.lost = 3, .elapsed_ns = 2000000000, .shown = 3, .others = 1, .suspect = 1,
		.violations = &set, .sites = &sites, .is_strict = true,
		.has_names = true, .has_text = true,
		.strict = { .hidden = 100, .completed = 90, .early = 2, .premature = 1,
			    .abandoned = 8 },
	};
	const struct about about = { .subject = "'x'", .kernel = "7.3.4", .generation = "G3", .attach = "btf" };
	struct check_out out = {
		.ops = format_find("check", format).check, .about = &about, .f = stdout,
		.generation = GENERATION_3,
		.history = 32, .start_ns = 1000000000,
	};
	const struct check_rules rules = CHECK_RULES_DEFAULT;
	struct finding finding;
	bool is_new;

	if (!out.ops)
		return 1;
	r.past[0] = (struct bt_past){
		1400000000ull << 16 | 1, 0x1004, bt_past_pack(BT_KIND_FIRST, BT_LEVEL_PTE, &first),
	};
	r.past[1] = (struct bt_past){
		1500000000ull << 16 | 1, 0x1008,
		bt_past_pack(BT_KIND_DISABLE, BT_LEVEL_NONE, &r.after),
	};
	for (int i = 0; i < BT_NR_KINDS; i++)
		counts.events[i] = i;
	out.ops->begin(&out);
	check_violation(&out, violations_add(&set, &r, &is_new), &finding);
	violations_add(&set, &r, &is_new);
	r = (struct bt_report){
		.type = BT_REPORT_STATE, .invariant = 12, .time_ns = 1600000000, .tid = 7,
		.tgid = 7, .kind = BT_INPUT_TO_USER, .kthread = 1, .stack_size = -14, .comm = "b",
		.before = { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_LAZY, .enable_count = 1 },
	};
	check_violation(&out, violations_add(&set, &r, &is_new), &finding);
	r = (struct bt_report){
		.type = BT_REPORT_PREMATURE, .invariant = 24, .time_ns = 1700000000, .tid = 9,
		.tgid = 9, .kind = BT_ACCESS_READ, .ip = 0x3000, .address = 0xffff000012345678,
		.comm = "c",
		.stack_size = 16, .stack = { 0x3000, 0x3100 },
		.before = { .flags = BT_SHADOW_KNOWN, .state = BT_STATE_PENDING,
			    .enable_count = 1 },
		.store = {
			.stack = { 0x1004, 0x1100 }, .depth = 2, .area = 0xffff000012345000,
			.area_size = 8192, .area_caller = 0x2000, .pending_ns = 12345,
			.entries = 16, .tid = 43, .cpu = -1, .comm = "a\033[31m\"b", .deferred = 1,
			.fixup = 1, .in_interrupt = 1, .late_ns = 1700004500, .late_ip = 0x1008,
		},
	};
	check_violation(&out, violations_add(&set, &r, &is_new), &finding);
	r.type = BT_REPORT_UNASKED;
	r.invariant = 25;
	r.ip = 0;
	r.store.late_ns = 0;
	check_violation(&out, violations_add(&set, &r, &is_new), &finding);
	for (size_t i = 0; i < sizeof(passed) / sizeof(*passed); i++)
		check_sites_add(&sites, passed[i]);
	check_result_judge(&result, &about, GENERATION_3, &rules);
	out.ops->end(&out, &result);
	check_sites_free(&sites);
	violations_free(&set);
	return 0;
}

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	if (argc == 3)
		return print_sample(argv[2]);
	tcase_add_test(c, packed_event_unpacks_equal);
	tcase_add_test(c, access_is_shown_with_the_next_flush_of_its_task);
	tcase_add_test(c, equal_reports_share_one_violation);
	tcase_add_loop_test(c, deferrer_is_judged_by_the_opener, 0,
			    sizeof(deferrers) / sizeof(*deferrers));
	tcase_add_test(c, setters_are_known_by_their_names);
	tcase_add_test(c, sleep_without_the_opener_is_a_leak);
	tcase_add_test(c, effects_are_counted_with_their_cause);
	tcase_add_test(c, words_fit_what_was_seen);
	tcase_add_test(c, only_the_kernels_lines_are_its_own);
	tcase_add_test(c, stack_begins_at_the_kernels_own_part);
	tcase_add_test(c, only_listed_functions_are_allowed);
	return run_tests("check", c, argc > 1);
}
