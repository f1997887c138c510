// SPDX-License-Identifier: GPL-2.0
/* Test what a check may say, and that text, JSON, KTAP and the page say the same. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/formats.h"
#include "output/page.h"
#include "output/verdict_out.h"
#include "runner.h"

/* Facts of a check on which nothing limits the verdict */
static struct coverage_facts whole(void)
{
	struct coverage_facts f = {
		.generation = GENERATION_3, .has_names = true, .has_text = true, .flushers = 2,
		.flushers_decided = 2, .emitters = 1, .emitters_decided = 1, .direct = 1,
		.direct_decided = 1, .saw_tasks = true,
	};

	for (int i = 0; i < BT_NR_KINDS; i++)
		f.events[i] = 10;
	for (int i = 0; i < BT_NR_LOOKS; i++)
		f.looks[i] = 1;
	return f;
}

START_TEST(check_of_everything_is_clean)
{
	struct coverage_facts f = whole();
	struct coverage c = coverage_make(&f);

	ck_assert_int_eq(c.verdict, VERDICT_CLEAN);
	ck_assert_uint_eq(c.events, 100);
	ck_assert_uint_eq(c.judged, 100);
	ck_assert(coverage_share(&c) == 1);
	ck_assert_uint_eq(c.nr_rules, 24);
	ck_assert_uint_eq(c.nr_looked_at, 21);	/* without I19, I24, I25 */
	ck_assert_int_eq(c.rules[18].state, RULE_ABSENT);
}
END_TEST

START_TEST(tasks_caught_in_the_middle_keep_it_clean)
{
	struct coverage_facts f = whole();
	struct coverage c;

	f.not_judged = 3;
	c = coverage_make(&f);
	ck_assert_int_eq(c.verdict, VERDICT_CLEAN);
	ck_assert_uint_eq(c.caught, 3);
	ck_assert_uint_eq(c.judged, 97);
}
END_TEST

/* Each of these alone makes the verdict partial, and each but the last one names rules. */
static void derive(struct coverage_facts *f)
{
	f->by_probes = true;
	f->derived[BT_KIND_FIRST] = 1;
	f->not_judged = 1;
}

static void doubt(struct coverage_facts *f)
{
	f->doubtful = f->not_judged = 1;
}

static void probe(struct coverage_facts *f) { f->by_probes = true; }
static void hide_names(struct coverage_facts *f) { f->has_names = false; }
static void hide_text(struct coverage_facts *f) { f->has_text = false; }
static void record(struct coverage_facts *f) { f->recorded = true; }
static void undecided_flush(struct coverage_facts *f) { f->flushers_decided = 1; }
static void undecided_store(struct coverage_facts *f) { f->emitters_decided = 0; }
static void undecided_direct(struct coverage_facts *f) { f->direct_decided = 0; }
static void silent_entry(struct coverage_facts *f) { f->silent_entries = 1; }
static void miss_look(struct coverage_facts *f) { f->missed[BT_LOOK_FORK] = 1; }
static void miss_fault(struct coverage_facts *f) { f->missed_faults = 1; }
static void miss_tasks(struct coverage_facts *f) { f->saw_tasks = false; }

static const struct {
	void (*limit)(struct coverage_facts *f);
	int rule;		/* one of the rules that were not looked at, or in part */
	enum rule_state state;
} limits[] = {
	{ derive, 1, RULE_PARTLY }, { doubt, 5, RULE_PARTLY }, { probe, 9, RULE_NOT_JUDGED },
	{ hide_names, 20, RULE_NOT_JUDGED }, { hide_names, 17, RULE_NOT_JUDGED },
	{ hide_names, 22, RULE_NOT_JUDGED }, { hide_text, 22, RULE_NOT_JUDGED },
	{ hide_text, 21, RULE_PARTLY }, { record, 23, RULE_NOT_JUDGED },
	{ undecided_flush, 22, RULE_PARTLY }, { undecided_direct, 23, RULE_PARTLY },
	{ undecided_store, 23, RULE_PARTLY },
	{ silent_entry, 9, RULE_PARTLY }, { miss_look, 14, RULE_PARTLY },
	{ miss_fault, 21, RULE_PARTLY }, { miss_tasks, 26, RULE_NOT_JUDGED },
};

START_TEST(limit_makes_the_verdict_partial_and_names_the_rule)
{
	struct coverage_facts f = whole();
	struct coverage c;

	limits[_i].limit(&f);
	c = coverage_make(&f);
	ck_assert_int_eq(c.verdict, VERDICT_PARTIAL);
	ck_assert_int_eq(c.rules[limits[_i].rule].state, limits[_i].state);
	ck_assert(*c.rules[limits[_i].rule].why);
}
END_TEST

START_TEST(derived_kinds_are_not_judged_and_others_are)
{
	struct coverage_facts f = whole();
	struct coverage c;

	f.by_probes = true;
	f.derived[BT_KIND_FLUSH] = f.not_judged = 10;
	c = coverage_make(&f);
	ck_assert_int_eq(c.rules[4].state, RULE_NOT_JUDGED);
	ck_assert_int_eq(c.rules[1].state, RULE_JUDGED);
	ck_assert_int_eq(c.rules[2].state, RULE_JUDGED);
	ck_assert_uint_eq(c.derived, 10);
	ck_assert_uint_eq(c.caught, 0);
}
END_TEST

START_TEST(violation_comes_before_loss_and_loss_before_gaps)
{
	struct coverage_facts f = whole();

	f.has_names = false;
	f.incomplete = true;
	ck_assert_int_eq(coverage_make(&f).verdict, VERDICT_INCOMPLETE);
	ck_assert_int_eq(coverage_make(&f).rules[9].state, RULE_PARTLY);
	f.shown = 1;
	ck_assert_int_eq(coverage_make(&f).verdict, VERDICT_VIOLATED);
}
END_TEST

START_TEST(share_is_never_rounded_up_to_all)
{
	struct coverage c = { .events = 100000000000, .judged = 99999999999 };
	char text[16];

	ck_assert_str_eq(coverage_percent(&c, text, sizeof(text)), "99.9");
	ck_assert(coverage_share(&c) < 1);
	c.judged = c.events;
	ck_assert_str_eq(coverage_percent(&c, text, sizeof(text)), "100.0");
	c = (struct coverage){ 0 };
	ck_assert_str_eq(coverage_percent(&c, text, sizeof(text)), "100.0");
}
END_TEST

START_TEST(sum_of_losses_saturates)
{
	const struct loss_cause v[] = {
		{ "a", MAX_LOSS, true }, { "b", 1, true }, { "c", 5, false },
	};
	struct losses to = { .n = 1, .v = { { "a", MAX_LOSS, true } } }, from = to;

	ck_assert_uint_eq(loss_total(v, 3), MAX_LOSS);
	ck_assert_uint_eq(loss_total(v + 1, 2), 1);
	ck_assert_uint_eq(loss_sum(MAX_LOSS - 1, 1), MAX_LOSS);
	ck_assert_uint_eq(loss_sum(UINT64_MAX, 0), MAX_LOSS);
	ck_assert_uint_eq(loss_sum(0, UINT64_MAX), MAX_LOSS);
	losses_add(&to, &from);
	ck_assert_uint_eq(to.v[0].count, MAX_LOSS);
}
END_TEST

/* A combination of limits: bits of a number, so that all are tried */
enum {
	BY_PROBES = 1, NO_NAMES = 2, NO_TEXT = 4, LOST = 8, RECORDED = 16, FOUND = 32,
	NR_SETS = 64,
};

static void make_result(struct check_result *r, struct check_counts *n, struct check_sites *s,
			struct violations *found, struct loss_cause *loss, unsigned int set,
			const struct about *about)
{
	const struct check_rules rules = CHECK_RULES_DEFAULT;
	const struct bt_report report = {
		.invariant = 9, .kind = BT_KIND_DISABLE, .level = BT_LEVEL_NONE, .ip = 0x1000,
	};
	bool is_new;

	*n = (struct check_counts){ .tasks = 1 };
	for (int i = 0; i < BT_NR_KINDS; i++)
		n->events[i] = set & BY_PROBES && i >= BT_NR_COUNTERS ? 0 : 3;
	n->derived[BT_KIND_FLUSH] = set & BY_PROBES ? 2 : 0;
	n->skipped = set & BY_PROBES ? 2 : 1;
	for (int i = 0; i < BT_NR_LOOKS; i++)
		n->looks[i] = 1;
	*s = (struct check_sites){ .deferrers = 1, .flushers = 1, .executing = 1 };
	check_sites_add(s, (struct check_site){ .ip = 0x1000, .use = SITE_DEFERS });
	check_sites_add(s, (struct check_site){
		.ip = 0x2000, .use = SITE_FLUSHES, .text = SITE_EXECUTES });
	if (set & FOUND)
		violations_add(found, &report, &is_new);
	*loss = loss_of(BT_LOSS_NO_SLOT, set & LOST ? 1 : 0);
	*r = (struct check_result){
		.counts = n, .losses = loss, .nr_losses = 1, .lost = loss->count,
		.shown = set & FOUND ? 1 : 0, .violations = found, .sites = s,
		.recorded = set & RECORDED, .has_names = !(set & NO_NAMES),
		.has_text = !(set & NO_TEXT), .rested = set & RECORDED ? 0 : 1,
	};
	check_result_judge(r, about, GENERATION_3, &rules);
}

/* Write a result in a format.  Return: the text, to be freed. */
static char *written(const char *format, const struct check_result *r, const struct about *about)
{
	char *text = NULL;
	size_t size;
	struct check_out out = {
		.ops = format_find("check", format).check, .about = about,
		.f = open_memstream(&text, &size), .generation = GENERATION_3,
	};

	out.ops->begin(&out);
	out.ops->end(&out, r);
	fclose(out.f);
	return text;
}

static char *page_of(const struct check_result *r)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	page_violations(f, r, NULL, NULL);
	fclose(f);
	return text;
}

static void has(const char *text, const char *part)
{
	ck_assert_msg(strstr(text, part), "'%s' is not in:\n%s", part, text);
}

/* Check that KTAP passes a rule only if JSON says that the rule was judged, and none was broken. */
static void rule_agrees(const struct check_result *r, int number, const char *json,
			const char *ktap)
{
	const struct rule_coverage *rule = &r->coverage.rules[number];
	const char *line, *end, *skip, *passed;
	char part[256];

	snprintf(part, sizeof(part), " I%d ", number);
	line = strstr(ktap, part);
	if (rule->state == RULE_ABSENT) {
		ck_assert_ptr_eq(line, NULL);
		return;
	}
	ck_assert_ptr_ne(line, NULL);
	end = strchr(line, '\n');
	skip = strstr(line, "# SKIP");
	while (line > ktap && line[-1] != '\n')
		line--;
	passed = strncmp(line, "ok ", 3) ? NULL : line;
	if (number == 9 && r->shown) {
		ck_assert_ptr_eq(passed, NULL);
	} else {
		ck_assert_ptr_ne(passed, NULL);
		ck_assert_int_eq(!skip || skip > end, rule->state == RULE_JUDGED);
		if (*rule->why)
			has(line, rule->why);
	}
	snprintf(part, sizeof(part), "{\"invariant\":\"I%d\",\"state\":\"%s\"%s%s", number,
		 rule_state_names[rule->state], *rule->why ? ",\"reason\":\"" : "}", rule->why);
	has(json, part);
}

START_TEST(forms_agree)
{
	const struct about about = {
		.subject = "'x'", .kernel = "7.3", .generation = "G3", .attach = "btf",
		.by_probes = _i & BY_PROBES, .coverage = { "kernel", 1, 1, 0, 0 },
	};
	struct violations found = { 0 };
	struct check_counts counts;
	struct check_sites sites;
	struct check_result r;
	struct loss_cause loss;
	char *text, *json, *ktap, *page, part[128], percent[16];
	const char *word;

	make_result(&r, &counts, &sites, &found, &loss, _i, &about);
	word = verdict_names[r.coverage.verdict];
	ck_assert_str_eq(word, _i & FOUND ? "violated" : _i & LOST ? "incomplete" :
			 _i & (BY_PROBES | NO_NAMES | NO_TEXT | RECORDED) ? "partial" : "clean");
	text = written("text", &r, &about);
	json = written("json", &r, &about);
	ktap = written("ktap", &r, &about);
	page = page_of(&r);
	snprintf(part, sizeof(part), "\n verdict: %s", word);
	has(text, part);
	snprintf(part, sizeof(part), "\"verdict\":\"%s\"", word);
	has(json, part);
	snprintf(part, sizeof(part), "\n# verdict: %s", word);
	has(ktap, part);
	snprintf(part, sizeof(part), "<span class=\"verdict %s\">%s</span>", word, word);
	has(page, part);
	snprintf(part, sizeof(part), "events judged, %s %%",
		 coverage_percent(&r.coverage, percent, sizeof(percent)));
	has(text, part);
	snprintf(part, sizeof(part), "\"share\":%.6f", coverage_share(&r.coverage));
	has(json, part);
	snprintf(part, sizeof(part), "%llu of %llu events judged",
		 (unsigned long long)r.coverage.judged, (unsigned long long)r.coverage.events);
	has(ktap, part);
	has(page, part);
	for (int i = 1; i < BT_NR_INVARIANTS; i++) {
		rule_agrees(&r, i, json, ktap);
		has(text, r.coverage.rules[i].why);
		has(page, r.coverage.rules[i].why);
	}
	free(text);
	free(json);
	free(ktap);
	free(page);
	check_sites_free(&sites);
	violations_free(&found);
}
END_TEST

/* Write the sites of a result as text.  Return: the text, to be freed. */
static char *sites_of(const struct check_sites *s, bool verbose)
{
	const struct check_result r = { .sites = s, .entry = "" };
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	verdict_text(f, &r, NULL, verbose);
	fclose(f);
	return text;
}

START_TEST(sites_in_doubt_are_listed_with_the_reason)
{
	static const char doubt[] = "emits undecided 0x2000: its text cannot be read\n",
			  calls[] = "2      calls in the kernel that report a flush event, "
				    "1 not passed\n";
	struct unpassed_call unpassed = { 0x3000, CALL_FLUSH };
	struct check_sites s = { 0 };
	char *text;

	check_sites_add(&s, (struct check_site){ 0x1000, 0, SITE_FLUSHES, SITE_EXECUTES, NULL });
	check_sites_add(&s, (struct check_site){
		0x2000, 0, SITE_EMITS, SITE_UNDECIDED, "its text cannot be read" });
	text = sites_of(&s, false);
	has(text, doubt);
	ck_assert_ptr_eq(strstr(text, "0x1000"), NULL);
	ck_assert_ptr_eq(strstr(text, "not passed"), NULL);
	free(text);
	s.calls[CALL_FLUSH] = 2;
	s.unpassed = &unpassed;
	s.nr_unpassed = 1;
	text = sites_of(&s, true);
	has(text, doubt);
	has(text, "flushes executes 0x1000\n");
	has(text, calls);
	has(strstr(text, calls), "   0x3000\n");
	free(text);
	s.unpassed = NULL;
	check_sites_free(&s);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *c = tcase_create("all");

	(void)argv;
	tcase_add_test(c, check_of_everything_is_clean);
	tcase_add_test(c, tasks_caught_in_the_middle_keep_it_clean);
	tcase_add_loop_test(c, limit_makes_the_verdict_partial_and_names_the_rule, 0,
			    sizeof(limits) / sizeof(*limits));
	tcase_add_test(c, derived_kinds_are_not_judged_and_others_are);
	tcase_add_test(c, violation_comes_before_loss_and_loss_before_gaps);
	tcase_add_test(c, share_is_never_rounded_up_to_all);
	tcase_add_test(c, sum_of_losses_saturates);
	tcase_add_test(c, sites_in_doubt_are_listed_with_the_reason);
	tcase_add_loop_test(c, forms_agree, 0, NR_SETS);
	return run_tests("coverage", c, argc > 1);
}
