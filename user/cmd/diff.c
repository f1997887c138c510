// SPDX-License-Identifier: GPL-2.0
/* barrier-trace diff: print what changed between two results. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/diff.h"
#include "compare/fail_if.h"
#include "compare/judge.h"
#include "compare/load.h"
#include "cmd/cmd.h"
#include "output/diff_out.h"
#include "output/formats.h"
#include "cmd/hist_opts.h"
#include "base/log.h"
#include "cmd/opts.h"

/* Keeps the values of the options of `diff`. */
struct diff_opts {
	struct opts o;		/* first: the shared tables write to it */
	const char *files[2];	/* paths, "-" for standard input; borrowed */
	int nr_files;
	struct diff_unit unit;
	const char *sort;	/* value of -s, borrowed; NULL: the default */
	int field;		/* enum field that @sort names, -1 for none */
	int number;		/* number of a histogram that @sort names, -1 for none */
	unsigned int metrics;	/* bits; 0: counts of recordings, all metrics of results of hist */
	char **fail_if;		/* values of --fail-if */
	struct fail_if *conditions;	/* the same, parsed; owned */
	size_t nr_conditions;
};

static int parse_amount(const char *text, size_t length, long double *to)
{
	char copy[64], *end;

	if (!length || length >= sizeof(copy) || strspn(text, "0123456789.") < length)
		return -EINVAL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	*to = strtold(copy, &end);
	return *end || !(*to > 0) || !isfinite(*to) ? -EINVAL : 0;
}

/* Parse "N=NAME" or "A:B=NAME"; the name is borrowed.  Return: 0 or -EINVAL. */
static int parse_unit(struct diff_unit *unit, const char *arg)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	const char *equals = strchr(arg, '='), *colon = strchr(arg, ':');

	if (!equals || !equals[1] || equals[1 + strspn(equals + 1, letters)] || strlen(equals) > 32)
		return -EINVAL;
	if (!colon || colon > equals)
		colon = NULL;
	if (parse_amount(arg, (colon ? colon : equals) - arg, &unit->a))
		return -EINVAL;
	unit->b = unit->a;
	if (colon && parse_amount(colon + 1, equals - colon - 1, &unit->b))
		return -EINVAL;
	unit->name = equals + 1;
	return 0;
}

static error_t take_unit(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	return parse_unit(to, arg) ? option_wrong(o, arg, "not N=NAME or A:B=NAME", state) : 0;
}

/*
 * Parse the values of --fail-if.  They may use the name of --unit, which is known only when the
 * whole command line is read.
 */
static int parse_conditions(struct opts *opts)
{
	struct diff_opts *o = (struct diff_opts *)opts;

	o->conditions = calloc(o->nr_conditions + 1, sizeof(*o->conditions));
	if (!o->conditions) {
		err("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < o->nr_conditions; i++) {
		switch (fail_if_parse(&o->conditions[i], o->fail_if[i], o->unit.name)) {
		case 0:
			break;
		case -ENOENT:
			err("--fail-if '%s': no such field, or no such --unit", o->fail_if[i]);
			hint("queued, barriers, saving and so on; of hist batch.avg, window.p99 and so on");
			return -EINVAL;
		default:
			err("--fail-if '%s': not FIELD OP [+-]N[%%]", o->fail_if[i]);
			hint("for instance 'barriers > +5%%', 'saving < 0.1', 'emitted != 0'");
			return -EINVAL;
		}
	}
	return 0;
}

/* Print a line for each condition that holds.  Return: true if there is one. */
static bool report_conditions(const struct diff_opts *o, const struct diff *d)
{
	bool any = false;

	for (size_t i = 0; i < o->nr_conditions; i++) {
		const struct fail_if *c = &o->conditions[i];
		const struct diff_value *v = diff_value_of(d, c->metric);
		long double a, b;

		if (!fail_if_holds(c, d))
			continue;
		any = true;
		a = v->a / (c->per_unit ? d->unit.a : 1);
		b = v->b / (c->per_unit ? d->unit.b : 1);
		err("--fail-if '%s': %.15Lg in A, %.15Lg in B (%+.2Lf %%)", c->text, a, b,
		    diff_percent(a, b));
	}
	return any;
}

/* Say what one result saw and the other did not, before the numbers. */
static void warn_of_coverage(const struct diff *d)
{
	const struct result *by = d->a->probes ? d->a : d->b;

	if (d->other_backend)
		warn("A is by %s, B by %s: compared is what both see%s%s",
		     d->a->probes ? "probes" : "tracepoints",
		     d->b->probes ? "probes" : "tracepoints",
		     d->hist ? ", not sections, and windows by probes contain their exceptions" : "",
		     d->levels_unknown ? ", not rows per level" : "");
	if (d->other_coverage)
		warn("%s did not see %zu places: counts differ for that, too",
		     d->other_backend ? by == d->a ? "A" : "B" : "A or B",
		     by->coverage.out_of_scope + by->coverage.uncovered);
	else if (d->hist && d->a->probes && d->b->probes)
		warn("windows by probes contain their exceptions");
}

static void warn_of_differences(const struct diff *d)
{
	warn_of_coverage(d);
	if (d->other_per)
		warn("A has rows per %s, B per %s: rows are not compared", per_names[d->a->per],
		     per_names[d->b->per]);
	if (d->other_subject)
		warn("A and B did not measure the same: %.200s, %.200s", d->a->subject,
		     d->b->subject);
	for (int m = 0; d->hist && m < BT_NR_METRICS; m++) {
		unsigned int bit = 1u << m;

		if ((d->a->hist->metrics ^ d->b->hist->metrics) & bit &&
		    (!d->metrics || d->metrics & bit))
			warn("only %c has %s: it is not compared", d->a->hist->metrics & bit ? 'A' : 'B',
			     metric_infos[m].name);
	}
}

/* Refuse two kinds of results, and options for the other kind.  Return: an exit status. */
static int check_kinds(const struct diff_opts *o, const struct result *r)
{
	const char *of = r[0].hist ? "histograms" : "counts";

	if (!r[0].hist != !r[1].hist) {
		err("%s has %s, %s has %s: they cannot be compared", r[0].file, of, r[1].file,
		    r[1].hist ? "histograms" : "counts");
		hint("two results of stat, or two of hist; --metric takes histograms of a recording");
		return EXIT_ERROR;
	}
	if (o->metrics && !r[0].hist) {
		err("--metric: results of stat have counts, no histograms");
		return EXIT_USAGE;
	}
	if (o->sort && (r[0].hist ? o->number : o->field) < 0) {
		err("-s %s: these are %s", o->sort, of);
		return EXIT_USAGE;
	}
	return EXIT_FINE;
}

/* Refuse a condition on a value that was not compared, lest it pass.  Return: an exit status. */
static int check_metrics(const struct diff_opts *o, const struct diff *d)
{
	for (size_t i = 0; i < o->nr_conditions; i++) {
		if (diff_value_of(d, o->conditions[i].metric))
			continue;
		err("--fail-if '%s': it was not compared", o->conditions[i].text);
		if (!d->hist != (o->conditions[i].metric < M_HIST))
			hint("these are %s", d->hist ? "histograms: batch.avg and so on" :
			     "counts: queued and so on");
		return EXIT_USAGE;
	}
	if (d->hist && !d->hist->metrics) {
		err("A and B have no metric in common");
		return EXIT_ERROR;
	}
	return EXIT_FINE;
}

/* Refuse results of different kinds of tasks: their counts say nothing of a change. */
static int check_scope(const struct diff *d)
{
	if (!d->other_scope)
		return EXIT_FINE;
	err("cannot compare %s (%s) with %s (%s): their tasks are of different kinds",
	    d->a->file, d->a->scope, d->b->file, d->b->scope);
	hint("measure both with the same of -a, -p, -t, -G, -n, -C");
	return EXIT_ERROR;
}

/* Return: an exit status. */
static int compare(const struct diff_opts *o, struct diff *d, const struct result *r)
{
	struct diff_out out = {
		.separator = o->o.separator, .rows = o->o.rows,
		.conditions = o->conditions, .nr_conditions = o->nr_conditions,
	};
	int ret = check_kinds(o, r);

	if (ret)
		return ret;
	if (diff_make(d, &r[0], &r[1])) {
		err("out of memory");
		return EXIT_ERROR;
	}
	ret = check_scope(d);
	if (ret)
		return ret;
	warn_of_differences(d);
	ret = check_metrics(o, d);
	if (ret)
		return ret;
	if (opts_output_is(&o->o, r[0].file) || opts_output_is(&o->o, r[1].file)) {
		err("cannot write %s: it is a result to compare", o->o.output);
		hint("give -o another name");
		return EXIT_ERROR;
	}
	out.f = opts_open_output(&o->o);
	if (!out.f)
		return EXIT_ERROR;
	format_find("diff", o->o.format).diff->write(&out, d);
	return opts_close_output(&o->o, out.f) ? EXIT_ERROR : EXIT_FINE;
}

static int diff_run(void *opts)
{
	struct diff_opts *o = opts;
	struct diff d = {
		.unit = o->unit, .metrics = o->metrics,
		.field = o->field < 0 ? F_BARRIERS : o->field,
		.number = o->number < 0 ? HIST_COUNT : o->number,
	};
	struct result r[2] = { { .per = o->o.per, .metrics = o->metrics } };
	int status = EXIT_ERROR;

	r[1] = r[0];
	if (load_result(&r[0], o->files[0]) || load_result(&r[1], o->files[1]))
		goto out;
	status = compare(o, &d, r);
	if (status)
		goto out;
	status = report_conditions(o, &d) ? EXIT_CONDITION : EXIT_FINE;
	if (d.incomplete) {
		err("events are missing: the comparison is incomplete");
		/* A loss may have caused a condition to hold: EXIT_LOST overrides it. */
		if (o->o.strict)
			status = EXIT_LOST;
	}
	if (d.other_coverage && o->o.strict) {
		err("A and B saw different places: the comparison is partial");
		status = EXIT_LOST;
	}
out:
	diff_free(&d);
	result_free(&r[0]);
	result_free(&r[1]);
	return status;
}

/* Take a name of either kind: check_kinds() refuses it when the results have been read. */
static error_t take_sort(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	int metric = metric_find(arg, strlen(arg));
	struct diff_opts *opts = to;

	opts->sort = arg;
	opts->field = metric < F_NR ? metric : -1;
	opts->number = hist_number_find(arg, strlen(arg));
	return opts->field < 0 && opts->number < 0 ? option_wrong(o, arg, "no such count", state) : 0;
}

static const struct option_def compared[] = {
	{ "unit", 0, "AMOUNT",
	  "rates, too: a run did N of it (1000=pages), or A:B=NAME where A and B differ",
	  CALL_AT(take_unit, struct diff_opts, unit) },
	OPTION_PER("of recordings: rows per task, process, comm, cgroup, cpu, level or site (comm)"),
	OPTION_METRIC(struct diff_opts, "compare histograms: batch,window,section,run"),
	{ "sort", 's', "FIELD",
	  "the count that rows are ordered by (barriers), of histograms the number (count)",
	  CALL(take_sort) },
	{ "fail-if", 0, "CONDITION",
	  "exit with 5 when this is so: 'barriers > +5%'; may be given several times",
	  STRINGS_AT(struct diff_opts, fail_if, nr_conditions) },
	{ 0 },
};

static const struct option_def show[] = {
	OPTION_ROWS("at most N rows in text"),
	OPTION_FORMAT("diff", "text (default), json or csv"),
	{ 0 },
};

static const struct option_group groups[] = {
	{ "What to compare:", { compared } },
	{ "How to show it:", { show, opts_json, opts_csv, opts_output, opts_messages } },
	{ 0 },
};

static error_t take_file(char *arg, void *values, struct argp_state *state)
{
	struct diff_opts *o = values;

	if (o->nr_files == 2)
		return option_usage(state, "%s: two results are compared, not more", arg);
	o->files[o->nr_files++] = arg;
	return 0;
}

static error_t end(void *values, struct argp_state *state)
{
	const struct diff_opts *o = values;

	if (o->nr_files < 2 && !o->o.schema)
		return option_usage(state, "two results are compared");
	if (o->nr_files == 2 && !strcmp(o->files[0], "-") && !strcmp(o->files[1], "-"))
		return option_usage(state, "standard input is one result only");
	return 0;
}

static const struct option_set diff_options = {
	.operands = "A B",
	.doc = "Say what changed from A to B, results of 'barrier-trace stat --json' or "
	       "'hist --json', or recordings.\v"
	       "Examples:\n"
	       "  barrier-trace diff before.json after.json\n"
	       "  barrier-trace diff --unit 4096=pages before.json after.json\n"
	       "  barrier-trace diff --per site before.data after.data\n"
	       "  barrier-trace diff --metric batch,window before.data after.data\n"
	       "  barrier-trace diff --strict --fail-if 'barriers > +5%' old.json new.json\n"
	       "  barrier-trace diff --fail-if 'window.p99 > +20%' old-hist.json new-hist.json\n\n"
	       "CONDITION is FIELD OP N: of B's value; with a sign, of the difference; with %, "
	       "relative to A. OP is > >= < <= == or !=. Of histograms FIELD is METRIC.NUMBER: batch.avg, "
	       "window.p99, run.count. Results of several runs (-r) are "
	       "compared by their means, and each difference gets a verdict.\n\n"
	       "Needs no privileges and no arm64.\n\n"
	       "Exit status: 0 fine, 1 error, 3 data lost in A or B, or their coverage differs, and "
	       "--strict, 5 a condition of --fail-if holds, 129 wrong usage.",
	.groups = groups,
	.operand = take_file,
	.end = end,
};

int cmd_diff(int argc, char **argv)
{
	static const struct command_parts diff = {
		&diff_options, diff_schema, parse_conditions, diff_run,
	};
	struct diff_opts o = { .o = OPTS_DEFAULT, .field = -1, .number = -1 };
	int status;

	o.o.per = PER_COMM;
	status = command_run(&diff, argc, argv, &o.o);
	free(o.conditions);
	return status;
}
