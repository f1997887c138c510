// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "cmd/hist_opts.h"
#include "base/log.h"
#include "base/parse.h"

enum {
	OPT_PER = 512, OPT_FORMAT, OPT_ROWS, OPT_SCHEMA, OPT_METRIC, OPT_BUCKETS, OPT_SVG,
	OPT_NO_HEADER, OPT_NO_SUMMARY, OPT_WITH_ZEROS,
};

#define MAX_STEP	(1ull << 50)	/* so that 1024 of them are a number */

static const struct argp_option options[] = {
	{ "metric", OPT_METRIC, "LIST", 0, "of batch,window,section,run (default: all)", 0 },
	{ "per", OPT_PER, "KEY", 0,
	  "a histogram per task, process, comm, cgroup, cpu, level or site", 0 },
	{ "rows", OPT_ROWS, "N", 0, "at most N of these in text and picture", 0 },
	{ "buckets", OPT_BUCKETS, "SHAPE", 0,
	  "log2 (default), linear:N for batches and runs, linear:TIME (10us) for times", 0 },
	{ "with-zeros", OPT_WITH_ZEROS, NULL, 0, "also lines without samples", 0 },
	{ "no-header", OPT_NO_HEADER, NULL, 0, "no lines with # and names of columns", 0 },
	{ "no-summary", OPT_NO_SUMMARY, NULL, 0, "no count, min, avg, max and percentiles", 0 },
	{ "svg", OPT_SVG, "FILE", 0, "write a picture, too", 0 },
	{ "json", 'j', NULL, 0, "NDJSON: --format=json", 0 },
	{ "field-separator", 'x', "SEP", 0, "CSV with this separator: --format=csv", 0 },
	{ "format", OPT_FORMAT, "FORMAT", 0, "text, json or csv", 0 },
	{ "json-schema", OPT_SCHEMA, NULL, 0, "print what --json writes, and exit", 0 },
	OPTS_COMMON,
	{ 0 },
};

error_t hist_parse_metrics(const char *arg, unsigned int *metrics, struct argp_state *state)
{
	const char *rest = arg;

	*metrics = 0;
	do {
		size_t len = strcspn(rest, ",");
		int m = 0;

		while (m < BT_NR_METRICS && (strlen(metric_infos[m].name) != len ||
					     strncmp(metric_infos[m].name, rest, len)))
			m++;
		if (m == BT_NR_METRICS)
			return opts_usage(state, "--metric %s: of batch, window, section and run",
					  arg);
		*metrics |= 1 << m;
		rest += len;
	} while (*rest++);
	return 0;
}

/* A width is one of times if it has a unit, else of numbers. */
error_t hist_parse_buckets(const char *arg, struct hist_shape *shape, struct argp_state *state)
{
	const char *width = arg + strlen("linear:");
	bool time = false;
	uint64_t step;

	if (!strcmp(arg, "log2")) {
		histogram_default_shape(shape);
		return 0;
	}
	if (strncmp(arg, "linear:", strlen("linear:")))
		return opts_usage(state, "--buckets %s: log2, linear:N or linear:TIME", arg);
	if (parse_number(width, MAX_STEP, &step)) {
		if (parse_duration(width, &step) || step > MAX_STEP)
			return opts_usage(state, "--buckets %s: the width is a number (4) or a time (10us)",
					  arg);
		time = true;
	}
	if (!step)
		return opts_usage(state, "--buckets %s: the width is at least 1", arg);
	for (int m = 0; m < BT_NR_METRICS; m++)
		if (metric_infos[m].time == time)
			shape[m] = (struct hist_shape){ true, step };
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct hist_opts *o = state->input;

	switch (key) {
	case 'j':
		o->format = &hist_json;
		return 0;
	case 'x':
		if (!*arg)
			return opts_usage(state, "-x: the separator must not be empty");
		o->o.separator = arg;
		o->format = &hist_csv;
		return 0;
	case OPT_FORMAT:
		o->format = hist_ops_find(arg);
		return o->format ? 0 : opts_usage(state, "--format %s: text, json or csv", arg);
	case OPT_METRIC:
		return hist_parse_metrics(arg, &o->metrics, state);
	case OPT_BUCKETS:
		return hist_parse_buckets(arg, o->shape, state);
	case OPT_PER:
		return opts_parse_per(arg, state);
	case OPT_ROWS:
		return opts_parse_rows(arg, state);
	case OPT_SVG:
		o->svg = arg;
		return 0;
	case OPT_NO_HEADER:
		o->no_header = true;
		return 0;
	case OPT_NO_SUMMARY:
		o->no_summary = true;
		return 0;
	case OPT_WITH_ZEROS:
		o->with_zeros = true;
		return 0;
	case OPT_SCHEMA:
		o->o.schema = true;
		return 0;
	default:
		return opts_parse_common(key, arg, state);
	}
}

static const struct argp output_argp = { options, parse, 0, 0, 0, 0, 0 };

static const struct argp_child children[] = {
	{ &opts_target_argp, 0, "What to watch:", 1 },
	{ &opts_span_argp, 0, "For how long:", 2 },
	{ &output_argp, 0, "How to show it:", 3 },
	{ 0 },
};

static const struct argp hist_argp = {
	.parser = opts_parse_key,
	.args_doc = "[-- CMD [ARGS]]",
	.doc = "Show how batch size, window, section length and run length are distributed.\v"
	       "batch is the number of deferrals that one flush covers, window the time from the "
	       "first of them to the flush, section the time in lazy MMU mode, run the number of "
	       "barriers that a task emitted in a row at one site: a missed batch.\n\n"
	       "Examples:\n"
	       "  barrier-trace hist -- modprobe loop\n"
	       "  barrier-trace hist -a -d 10s --metric batch --per comm\n"
	       "  barrier-trace hist -a -d 10s --metric window --buckets linear:10us\n"
	       "  barrier-trace hist --svg result.svg -- make modules_install\n"
	       "  barrier-trace hist -r 5 --json -o result.json -- make modules_install\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.children = children,
};

int hist_opts_parse(struct hist_opts *o, int argc, char **argv)
{
	*o = (struct hist_opts){ .format = &hist_text, .metrics = (1 << BT_NR_METRICS) - 1 };
	histogram_default_shape(o->shape);
	opts_init(&o->o);
	return argp_parse(&hist_argp, argc, argv, ARGP_IN_ORDER, NULL, o);
}

void hist_opts_session(const struct hist_opts *o, struct histsession_opts *s)
{
	const struct filter *f = &o->o.filter;
	enum per per = o->o.per;

	*s = (struct histsession_opts){
		.live.backend = o->o.backend,
		.by_task = per == PER_TASK || per == PER_PROCESS || f->nr_pids || f->nr_tids,
		.by_comm = per == PER_TASK || per == PER_PROCESS || per == PER_COMM || f->nr_comms,
		.by_cgroup = per == PER_CGROUP,
		.by_cpu = per == PER_CPU || f->cpus.n,
		.by_level = per == PER_LEVEL,
		.by_site = per == PER_SITE,
		.live.cgroup_fd = -1,
		.wanted = wanted_of(f),
	};
	for (int m = 0; m < BT_NR_METRICS; m++)
		s->step[m] = o->shape[m].step;
}

int hist_opts_draw(const struct hist_opts *o, const struct hist_out *out,
		   const struct hist_frame *frame)
{
	struct hist_out picture = *out;
	int ret = 0;

	picture.f = fopen(o->svg, "we");
	if (picture.f) {
		hist_svg(&picture, frame);
		ret = ferror(picture.f) ? -EIO : 0;
		if (fclose(picture.f) && !ret)
			ret = -errno;
	} else {
		ret = -errno;
	}
	if (ret)
		err("cannot write %s: %s", o->svg, strerror(-ret));
	return ret;
}
