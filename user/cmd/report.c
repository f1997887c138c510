// SPDX-License-Identifier: GPL-2.0
/* barrier-trace report: the views of a recording. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/hist_opts.h"
#include "base/array.h"
#include "base/log.h"
#include "cmd/opts.h"
#include "cmd/report_views.h"
#include "base/parse.h"

enum {
	OPT_VIEW = 512, OPT_HTML, OPT_REPORT_FORMAT,
	OPT_METRIC, OPT_BUCKETS, OPT_VMLINUX,
};

static const struct report_view *const views[] = {
	&report_stat, &report_hist, &report_sites, &report_check, &report_events, &report_html,
};

static const struct argp_option report_options[] = {
	{ NULL, 0, NULL, 0, "What to show:", 1 },
	{ "view", OPT_VIEW, "VIEW", 0, "stat (default), hist, sites, check, events, html", 1 },
	{ "metric", OPT_METRIC, "LIST", 0, "hist: of batch,window,section,run (default: all)", 1 },
	{ "buckets", OPT_BUCKETS, "SHAPE", 0, "hist: log2 (default), linear:N, linear:TIME", 1 },
	SITES_SHOW_OPTIONS("sites: ", 1),
	CHECK_RULES_OPTIONS("check: ", 1),
	{ NULL, 0, NULL, 0, "How to show it:", 3 },
	{ "html", OPT_HTML, "FILE", 0, "all of it on one page: --view html -o FILE", 3 },
	{ "vmlinux", OPT_VMLINUX, "FILE", 0,
	  "sites, check, events, html: source lines from this, the kernel's with debug info", 3 },
	{ "per", OPTS_PER, "KEY", 0,
	  "stat, hist: a row per task, process, comm, cgroup, cpu, level or site", 3 },
	{ "rows", OPTS_ROWS, "N", 0, "stat, hist, sites: at most N rows in text", 3 },
	{ "json", 'j', NULL, 0, "NDJSON: --format=json", 3 },
	{ "field-separator", 'x', "SEP", 0, "CSV with this separator: --format=csv", 3 },
	{ "format", OPT_REPORT_FORMAT, "FORMAT", 0,
	  "stat: text, json, csv, openmetrics; hist: text, json, csv, svg; sites: text, json, csv, folded; check: text, json, ktap; "
	  "events: text, json, csv, chrome",
	  3 },
	OPTS_OUTPUT,
	{ 0 },
};

static error_t parse_view(const char *name, struct argp_state *state)
{
	struct report_opts *o = state->input;

	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		if (!strcmp(views[i]->name, name)) {
			o->view = views[i];
			return 0;
		}
	return opts_usage(state, "--view %s: stat, hist, sites, check, events or html", name);
}

static error_t parse_report(int key, char *arg, struct argp_state *state)
{
	struct report_opts *o = state->input;

	switch (key) {
	case OPT_VIEW:
		return parse_view(arg, state);
	case OPT_VMLINUX:
		o->vmlinux = arg;
		return 0;
	case OPT_HTML:
		o->o.output = arg;
		return parse_view("html", state);
	case OPT_METRIC:
		return hist_parse_metrics(arg, &o->metrics, state);
	case OPT_BUCKETS:
		return hist_parse_buckets(arg, o->shape, state);
	case OPT_HISTORY:
	case OPT_ALLOW:
	case OPT_MAX_WINDOW:
		return check_parse_rule(key, arg, &o->rules, state);
	case 'j':
		o->format = "json";
		return 0;
	case 'x':
		if (!*arg)
			return opts_usage(state, "-x: the separator must not be empty");
		o->o.separator = arg;
		o->format = "csv";
		return 0;
	case OPT_REPORT_FORMAT:
		o->format = arg;
		return 0;
	case 'g':
	case 's':
	case SITES_MISSED:
	case SITES_COUNT:
		return sites_parse_show(key, arg, state, &o->sites);
	case ARGP_KEY_ARG:
		if (o->path)
			return opts_usage(state, "%s: one recording at a time", arg);
		o->path = arg;
		return 0;
	case OPTS_PER:
		return opts_parse_per(arg, state);
	case OPTS_ROWS:
		return opts_parse_rows(arg, state);
	case 'o':
	case OPTS_STRICT:
	case 'q':
	case 'v':
		return opts_parse_common(key, arg, state);
	default:
		return opts_parse_key(key, arg, state);
	}
}

static const struct argp_child report_children[] = {
	{ &opts_task_argp, 0, "Of which tasks:", 2 },
	{ 0 },
};

static const struct argp report_argp = {
	.options = report_options,
	.parser = parse_report,
	.args_doc = "[FILE]",
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
	.children = report_children,
};

static int run_report(struct report_opts *o)
{
	uint64_t lost = 0;
	int status;
	FILE *f;

	if (o->format && !o->view->has(o->format)) {
		err("--format %s: the %s view has %s", o->format, o->view->name, o->view->formats);
		return EXIT_USAGE;
	}
	f = opts_open_output(&o->o);
	if (!f)
		return EXIT_ERROR;
	/* Millions of lines. */
	setvbuf(f, NULL, _IOFBF, 1 << 16);
	status = o->view->run(o, f, &lost);
	if (opts_close_output(&o->o, f))
		return EXIT_ERROR;
	if (status == EXIT_FINE && lost && o->o.strict) {
		err("the recording lacks events, and --strict");
		return EXIT_LOST;
	}
	return status;
}

int cmd_report(int argc, char **argv)
{
	struct report_opts o = {
		.view = &report_stat, .rules = CHECK_RULES_DEFAULT, .metrics = (1 << BT_NR_METRICS) - 1,
	};
	int ret;

	histogram_default_shape(o.shape);
	sites_show_init(&o.sites);
	opts_init(&o.o);
	if (argp_parse(&report_argp, argc, argv, 0, NULL, &o))
		return EXIT_USAGE;
	if (!o.path)
		o.path = RECORDING_DEFAULT;
	/* Processes and threads of another machine: a number is all that is known. */
	ret = run_report(&o);
	check_rules_free(&o.rules);
	opts_free(&o.o);
	return ret;
}
