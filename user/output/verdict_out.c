// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include "aggregate/violations.h"
#include "base/escape.h"
#include "base/parse.h"
#include "output/verdict_out.h"

static const char *const text_names[] = {
	[SITE_NOT_ASKED] = "", [SITE_EXECUTES] = "executes", [SITE_SILENT] = "silent",
	[SITE_UNDECIDED] = "undecided",
};

static bool same_group(const struct rule_coverage *a, const struct rule_coverage *b)
{
	return a->state == b->state && !strcmp(a->why, b->why);
}

/* Is a rule the first of those that share its state and reason? */
static bool is_first(const struct coverage *c, int rule)
{
	for (int i = 0; i < rule; i++)
		if (c->rules[i].state != RULE_ABSENT && same_group(&c->rules[i], &c->rules[rule]))
			return false;
	return true;
}

/* Find the last rule of a run of three or more that share state and reason; @rule if it is none. */
static int end_of_run(const struct coverage *c, int rule)
{
	int last = rule;

	while (last + 1 < BT_NR_INVARIANTS && c->rules[last + 1].state != RULE_ABSENT &&
	       same_group(&c->rules[last + 1], &c->rules[rule]))
		last++;
	return last - rule < 2 ? rule : last;
}

void verdict_rules(const struct coverage *c, void (*put)(const char *line, void *arg), void *arg)
{
	for (int first = 0; first < BT_NR_INVARIANTS; first++) {
		const struct rule_coverage *r = &c->rules[first];
		char line[512];
		size_t at = 0;

		if (r->state == RULE_ABSENT || !is_first(c, first))
			continue;
		for (int i = first, last; i < BT_NR_INVARIANTS; i = last + 1) {
			last = i;
			if (c->rules[i].state == RULE_ABSENT || !same_group(&c->rules[i], r))
				continue;
			last = end_of_run(c, i);
			at += snprintf(line + at, sizeof(line) - at, "%sI%d", at ? ", " : "", i);
			if (last > i)
				at += snprintf(line + at, sizeof(line) - at, " to I%d", last);
		}
		snprintf(line + at, sizeof(line) - at, ": %s%s%s", rule_state_names[r->state],
			 *r->why ? ": " : "", r->why);
		put(line, arg);
	}
}

const char *verdict_line(const struct check_result *r, char *buf, size_t size)
{
	const struct coverage *c = &r->coverage;
	char percent[16], count[32];
	size_t gaps = 0;
	int at;

	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		gaps += rule_is_gap(c->rules[i].state);
	at = snprintf(buf, size, "%s", verdict_names[c->verdict]);
	if (r->shown)
		at += snprintf(buf + at, size - at, ", %s violation%s",
			       format_count(count, sizeof(count), r->shown),
			       r->shown == 1 ? "" : "s");
	if (c->verdict == VERDICT_PARTIAL)
		at += snprintf(buf + at, size - at,
			       ", %s %% of the events judged, %zu of %zu rules not or in part",
			       coverage_percent(c, percent, sizeof(percent)), gaps, c->nr_rules);
	if (r->others)
		snprintf(buf + at, size - at, ", %s of other tasks",
			 format_count(count, sizeof(count), r->others));
	return buf;
}

static void put_rule(const char *line, void *arg)
{
	fprintf(arg, "%26s%s\n", "", line);
}

/* Write how many sites of a use were passed, and how many of these the text speaks for. */
static void put_sites(FILE *f, const struct check_sites *s)
{
	static const struct {
		enum site_use use;
		const char *words;
	} uses[] = {
		{ SITE_DEFERS, "that deferred" }, { SITE_EMITS, "that emitted at once" },
		{ SITE_FLUSHES, "that flushed" }, { SITE_DIRECT, "that store beside the queue" },
	};
	char count[32];

	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++) {
		uint64_t executes = check_sites_count(s, uses[i].use, SITE_EXECUTES);
		uint64_t undecided = check_sites_count(s, uses[i].use, SITE_UNDECIDED);
		uint64_t silent = check_sites_count(s, uses[i].use, SITE_SILENT);
		uint64_t n = executes + undecided + silent +
			     check_sites_count(s, uses[i].use, SITE_NOT_ASKED);

		if (!n && uses[i].use != SITE_DEFERS && uses[i].use != SITE_FLUSHES)
			continue;
		fprintf(f, "%18s      sites %s", format_count(count, sizeof(count), n), uses[i].words);
		if (executes + undecided + silent)
			fprintf(f, ", %" PRIu64 " seen to execute dsb ishst; isb", executes);
		if (undecided)
			fprintf(f, ", %" PRIu64 " not decided", undecided);
		putc('\n', f);
	}
}

/* List sites, all of them or those whose text leaves a doubt. */
static void list_sites(FILE *f, const struct check_sites *s, const struct ksyms *ksyms, bool all)
{
	char name[256], clean[1024];

	for (size_t i = 0; i < s->n; i++) {
		const struct check_site *one = &s->v[i];

		if (!all && one->text != SITE_UNDECIDED)
			continue;
		ksyms_site_at(ksyms, name, sizeof(name), one->ip, one->time_ns);
		fprintf(f, "%26s%s %s%s%s%s%s\n", "", site_use_names[one->use],
			*text_names[one->text] ? text_names[one->text] : "",
			*text_names[one->text] ? " " : "",
			escape_terminal(clean, sizeof(clean), name), one->why ? ": " : "",
			one->why ? one->why : "");
	}
}

/* Write which calls in the kernel's text no event came from, if somebody has looked for them. */
static void list_unpassed(FILE *f, const struct check_sites *s, const struct ksyms *ksyms)
{
	static const char *const kinds[NR_CALL_KINDS] = {
		[CALL_QUEUE] = "queue", [CALL_FLUSH] = "flush", [CALL_DIRECT] = "direct",
	};
	char name[256], clean[1024], count[32];

	for (int k = 0; k < NR_CALL_KINDS; k++) {
		uint64_t n = 0;

		for (size_t i = 0; i < s->nr_unpassed; i++)
			n += (int)s->unpassed[i].kind == k;
		if (!s->calls[k])
			continue;
		fprintf(f, "%18s      calls in the kernel that report a %s event, ",
			format_count(count, sizeof(count), s->calls[k]), kinds[k]);
		fprintf(f, "%s not passed\n", format_count(count, sizeof(count), n));
		for (size_t i = 0; i < s->nr_unpassed; i++)
			if ((int)s->unpassed[i].kind == k)
				fprintf(f, "%26s%s\n", "",
					escape_terminal(clean, sizeof(clean),
							ksyms_site(ksyms, name, sizeof(name),
								   s->unpassed[i].ip)));
	}
}

static void put_not_judged(FILE *f, uint64_t n, const char *why)
{
	char count[32];

	if (n)
		fprintf(f, "%18s        not judged: %s\n", format_count(count, sizeof(count), n), why);
}

void verdict_text(FILE *f, const struct check_result *r, const struct ksyms *ksyms, bool verbose)
{
	const struct coverage *c = &r->coverage;
	char count[32], percent[16];

	fprintf(f, "%18s      events judged, %s %%\n", format_count(count, sizeof(count), c->judged),
		coverage_percent(c, percent, sizeof(percent)));
	put_not_judged(f, c->derived, "derived by probes from the state at a call");
	put_not_judged(f, c->caught, "of tasks caught in the middle, and after violations");
	put_not_judged(f, c->doubtful, "their place in the order is in doubt");
	if (c->silent_entries)
		fprintf(f, "%18s      sections that no event has opened, first at %s\n",
			format_count(count, sizeof(count), c->silent_entries), r->entry);
	put_sites(f, r->sites);
	list_sites(f, r->sites, ksyms, verbose);
	list_unpassed(f, r->sites, ksyms);
	fprintf(f, "%18zu      rules of %zu looked at\n", c->nr_looked_at, c->nr_rules);
	verdict_rules(c, put_rule, f);
}

static void rules_json(struct json *j, const struct coverage *c)
{
	char id[8];

	json_array(j, "rules");
	for (int i = 0; i < BT_NR_INVARIANTS; i++) {
		if (c->rules[i].state == RULE_ABSENT)
			continue;
		snprintf(id, sizeof(id), "I%d", i);
		json_open(j, NULL);
		json_string(j, "invariant", id);
		json_string(j, "state", rule_state_names[c->rules[i].state]);
		if (*c->rules[i].why)
			json_string(j, "reason", c->rules[i].why);
		json_close(j);
	}
	json_array_end(j);
}

static void sites_json(struct json *j, const struct check_sites *s, const struct ksyms *ksyms)
{
	char address[32], name[256];

	json_array(j, "sites");
	for (size_t i = 0; i < s->n; i++) {
		snprintf(address, sizeof(address), "0x%" PRIx64, s->v[i].ip);
		json_open(j, NULL);
		json_string(j, "use", site_use_names[s->v[i].use]);
		json_string(j, "ip", address);
		json_string(j, "site", ksyms_site_at(ksyms, name, sizeof(name), s->v[i].ip,
						     s->v[i].time_ns));
		if (*text_names[s->v[i].text])
			json_string(j, "text", text_names[s->v[i].text]);
		if (s->v[i].why)
			json_string(j, "reason", s->v[i].why);
		json_close(j);
	}
	json_array_end(j);
}

void verdict_json(struct json *j, struct member_object coverage, const struct check_result *r,
		  const struct ksyms *ksyms)
{
	const struct coverage *c = &r->coverage;

	json_put_open(j, coverage);
	json_uint(j, "events", c->events);
	json_uint(j, "judged", c->judged);
	json_double(j, "share", coverage_share(c));
	json_uint(j, "derived", c->derived);
	json_uint(j, "caught", c->caught);
	json_uint(j, "doubtful", c->doubtful);
	json_uint(j, "silent_entries", c->silent_entries);
	rules_json(j, c);
	sites_json(j, r->sites, ksyms);
	json_close(j);
}
