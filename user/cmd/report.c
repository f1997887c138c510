// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report: print a view of a recording. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/hist_opts.h"
#include "base/array.h"
#include "base/log.h"
#include "cmd/opts.h"
#include "cmd/report_views.h"

enum { STAT, HIST, SITES, CHECK, EVENTS, HTML, NR_VIEWS };

static const struct report_view *const views[NR_VIEWS] = {
	[STAT] = &report_stat, [HIST] = &report_hist, [SITES] = &report_sites,
	[CHECK] = &report_check, [EVENTS] = &report_events, [HTML] = &report_html,
};

static error_t take_view(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		if (!strcmp(views[i]->name, arg)) {
			*(const struct report_view **)to = views[i];
			return 0;
		}
	return option_wrong(o, arg, "stat, hist, sites, check, events or html", state);
}

static error_t take_html(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	struct report_opts *opts = to;

	(void)o;
	(void)state;
	opts->o.output = arg;
	opts->view = &report_html;
	return 0;
}

static const struct option_def shown[] = {
	{ "view", 0, "VIEW", "stat (default), hist, sites, check, events, html",
	  CALL_AT(take_view, struct report_opts, view) },
	{ 0 },
};

static const struct option_def of_hist[] = {
	OPTION_METRIC(struct report_opts, "hist: of batch,window,section,run; all unless given"),
	OPTION_BUCKETS(struct report_opts, "hist: log2 (default), linear:N or linear:TIME"),
	{ 0 },
};

static const struct option_def of_sites[] = {
	SITES_SHOW_OPTIONS(struct report_opts, sites, "sites: "),
	{ 0 },
};

static const struct option_def of_check[] = {
	CHECK_RULES_OPTIONS(struct report_opts, "check: "),
	{ 0 },
};

static const struct option_def with_lines[] = {
	{ "vmlinux", 0, "FILE",
	  "sites, check, events, html: source lines from this, the kernel's with debug info",
	  STRING_AT(struct report_opts, vmlinux) },
	{ 0 },
};

static const struct option_def with_keys[] = {
	OPTION_PER("stat, hist: a row per task, process, comm, cgroup, cpu, level or site"),
	{ 0 },
};

static const struct option_def with_rows[] = {
	OPTION_ROWS("stat, hist, sites: at most N rows in text"),
	{ 0 },
};

static const struct option_def how[] = {
	{ "html", 0, "FILE", "all of it on one page: --view html -o FILE", CALL(take_html) },
	OPTION_JSON("NDJSON: --format=json"),
	/* No list of names: report_check_opts() looks the format up when the view is known. */
	{ "format", 0, "FORMAT",
	  "stat: text, json, csv, openmetrics; hist: text, json, csv, svg; sites: text, json, csv, folded; check: text, json, ktap; "
	  "events: text, json, csv, chrome",
	  STRING_AT(struct opts, format) },
	{ 0 },
};

static const struct option_group groups[] = {
	{ "What to show:", { shown, of_hist, of_sites, of_check } },
	{ "Of which tasks:", { opts_tasks, opts_cpus } },
	{ "How to show it:", { how, with_lines, with_keys, with_rows, opts_csv, opts_output, opts_messages } },
	{ 0 },
};

/* Tables of options that only some views have.  The page of html is all views, and takes each. */
static const struct {
	const struct option_def *table;
	unsigned int views;	/* bits, 1 << STAT and so on */
} limited[NR_REPORT_LIMITED] = {
	{ of_hist, 1 << HIST | 1 << HTML },
	{ of_sites, 1 << SITES | 1 << HTML },
	{ of_check, 1 << CHECK | 1 << HTML },
	{ with_lines, 1 << SITES | 1 << CHECK | 1 << EVENTS | 1 << HTML },
	{ with_keys, 1 << STAT | 1 << HIST | 1 << HTML },
	{ with_rows, 1 << STAT | 1 << HIST | 1 << SITES | 1 << HTML },
};

/* Remember an option that not every view has: the view may be named behind it. */
static void note(const struct option_def *given, void *values)
{
	struct report_opts *o = values;

	for (size_t i = 0; i < ARRAY_SIZE(limited); i++)
		for (const struct option_def *d = limited[i].table; d->name; d++)
			if (d == given)
				o->given[i] = given;
}

/* Refuse the options of another view.  Return: 0 or -EINVAL; prints the reason. */
static int refuse_others(const struct report_opts *o)
{
	char names[96] = "";
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(limited); i++) {
		for (int v = 0; o->given[i] && v < NR_VIEWS; v++) {
			if (!(limited[i].views & 1 << v))
				continue;
			if (views[v] == o->view)
				goto next;
			n += snprintf(names + n, sizeof(names) - n, "%s'--view %s'", n ? ", " : "",
				      views[v]->name);
		}
		if (n) {
			err("--%s: the %s view does not use it", o->given[i]->name, o->view->name);
			hint("it goes with %s", names);
			return -EINVAL;
		}
next:
		n = 0;
	}
	return 0;
}

static error_t take_file(char *arg, void *values, struct argp_state *state)
{
	struct report_opts *o = values;

	if (o->path)
		return option_usage(state, "%s: one recording at a time", arg);
	o->path = arg;
	return 0;
}

static const struct option_set report_options = {
	.operands = "[FILE]",
	.doc = "Show what 'barrier-trace record' has kept: without root, on any machine.\v"
	       "Examples:\n"
	       "  barrier-trace report --per comm\n"
	       "  barrier-trace report --view hist --metric batch,run\n"
	       "  barrier-trace report --view sites --missed\n"
	       "  barrier-trace report --view check before.data\n"
	       "  barrier-trace report --view events --format chrome -o trace.json\n\n"
	       "FILE is " RECORDING_DEFAULT " unless it is given; - is standard input. The file of "
	       "--format chrome opens in https://ui.perfetto.dev.\n\n"
	       "Exit status: 0 fine, 1 error, 2 violation found, 3 events are missing and --strict, "
	       "4 nothing is batched there, 129 wrong usage.",
	.groups = groups,
	.operand = take_file,
	.taken = note,
};

static int report_check_opts(struct opts *opts)
{
	struct report_opts *o = (struct report_opts *)opts;
	char names[128];

	if (!o->path)
		o->path = RECORDING_DEFAULT;
	o->as = format_of_view(o->view->name, o->o.format);
	if (!o->as.name) {
		err("--format %s: the %s view has %s", o->o.format, o->view->name,
		    format_names(o->view->name, true, names, sizeof(names)));
		return -EINVAL;
	}
	if (o->view == &report_events && !strcmp(o->path, "-")) {
		err("this view reads a recording twice: not from standard input");
		return -EINVAL;
	}
	/* Not opts_check(): -p and -t name tasks of the recording, not of this machine. */
	return refuse_others(o);
}

static int report_run(void *opts)
{
	struct report_opts *o = opts;
	uint64_t lost = 0;
	int status;
	FILE *f;

	if (opts_output_is(&o->o, o->path)) {
		err("cannot write %s: it is the recording to read", o->o.output);
		hint("give -o another name");
		return EXIT_ERROR;
	}
	f = opts_open_output(&o->o);
	if (!f)
		return EXIT_ERROR;
	/* A view may have millions of lines. */
	setvbuf(f, NULL, _IOFBF, 1 << 16);
	status = o->view->run(o, f, &lost);
	if (opts_close_output(&o->o, f))
		return EXIT_ERROR;
	if (status == EXIT_FINE && lost && o->o.strict) {
		err("the recording lacks events (an error because of --strict)");
		return EXIT_LOST;
	}
	return status;
}

int cmd_report(int argc, char **argv)
{
	static const struct command_parts report = {
		&report_options, NULL, report_check_opts, report_run,
	};
	struct report_opts o = {
		.o = OPTS_DEFAULT, .view = &report_stat, .sites = SITES_SHOW_DEFAULT,
		.rules = CHECK_RULES_DEFAULT, .metrics = HIST_ALL_METRICS,
	};

	histogram_default_shape(o.shape);
	o.o.format = NULL;
	return command_run(&report, argc, argv, &o.o);
}
