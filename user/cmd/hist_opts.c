// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "cmd/hist_opts.h"
#include "base/log.h"
#include "base/parse.h"

#define MAX_STEP	(1ull << 50)	/* 1024 steps still fit in 64 bits */

error_t hist_take_metrics(const struct option_def *o, char *arg, void *to,
			  struct argp_state *state)
{
	unsigned int *metrics = to;
	const char *rest = arg;

	*metrics = 0;
	do {
		size_t len = strcspn(rest, ",");
		int m = 0;

		while (m < BT_NR_METRICS && (strlen(metric_infos[m].name) != len ||
					     strncmp(metric_infos[m].name, rest, len)))
			m++;
		if (m == BT_NR_METRICS)
			return option_wrong(o, arg, "of batch, window, section and run", state);
		*metrics |= 1 << m;
		rest += len;
	} while (*rest++);
	return 0;
}

/* A width with a unit is for metrics that are times, a width without a unit for the others. */
error_t hist_take_buckets(const struct option_def *o, char *arg, void *to,
			  struct argp_state *state)
{
	const char *width = arg + strlen("linear:");
	struct hist_shape *shape = to;
	bool time = false;
	uint64_t step;

	if (!strcmp(arg, "log2")) {
		histogram_default_shape(shape);
		return 0;
	}
	if (strncmp(arg, "linear:", strlen("linear:")))
		return option_wrong(o, arg, "log2, linear:N or linear:TIME", state);
	if (parse_number(width, MAX_STEP, &step)) {
		if (parse_duration(width, &step) || step > MAX_STEP)
			return option_wrong(o, arg, "the width is a number (4) or a time (10us)",
					    state);
		time = true;
	}
	if (!step)
		return option_wrong(o, arg, "the width is at least 1", state);
	for (int m = 0; m < BT_NR_METRICS; m++)
		if (metric_infos[m].time == time)
			shape[m] = (struct hist_shape){ true, step };
	return 0;
}

static const struct option_def show[] = {
	OPTION_METRIC(struct hist_opts, "of batch,window,section,run; all unless given"),
	OPTION_PER("a histogram per task, process, comm, cgroup, cpu, level or site"),
	OPTION_ROWS("at most N of these in text and picture"),
	OPTION_BUCKETS(struct hist_opts,
		       "log2 (default), linear:N for batches and runs, linear:TIME (10us) for times"),
	{ "with-zeros", 0, NULL, "also lines without samples", FLAG_AT(struct hist_opts, with_zeros) },
	{ "no-header", 0, NULL, "no lines with # and names of columns",
	  FLAG_AT(struct hist_opts, no_header) },
	{ "no-summary", 0, NULL, "no count, min, avg, max and percentiles",
	  FLAG_AT(struct hist_opts, no_summary) },
	{ "svg", 0, "FILE", "write a picture, too", STRING_AT(struct hist_opts, svg) },
	OPTION_FORMAT("hist", "text (default), json or csv"),
	{ 0 },
};

static const struct option_group groups[] = {
	OPTS_WATCH,
	{ "For how long:", { opts_duration, opts_interval, opts_repeat } },
	{ "How to show it:", { show, opts_json, opts_csv, opts_backend, opts_output, opts_messages } },
	{ 0 },
};

const struct option_set hist_options = {
	.operands = "[-- CMD [ARGS]]",
	.doc = "Show how batch size, window, section length and run length are distributed.\v"
	       "batch is the number of deferrals that one flush covers, window the time from the "
	       "first of them to the flush, section the time in lazy MMU mode, run the number of "
	       "barriers that a task emitted in a row at one site: a missed batch.\n\n"
	       "Examples:\n"
	       "  barrier-trace hist -- modprobe zram\n"
	       "  barrier-trace hist -a -d 10s --metric batch --per comm\n"
	       "  barrier-trace hist -a -d 10s --metric window --buckets linear:10us\n"
	       "  barrier-trace hist --svg result.svg -- make modules_install\n"
	       "  barrier-trace hist -r 5 --json -o result.json -- make modules_install\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.groups = groups,
	.operand = opts_take_cmd,
};

void hist_opts_session(const struct hist_opts *o, struct hist_session_opts *s)
{
	const struct filter *f = &o->o.filter;
	enum per per = o->o.per;

	*s = (struct hist_session_opts){
		.live.backend = o->o.backend,
		.by_task = per == PER_TASK || per == PER_PROCESS || f->nr_pids || f->nr_tids,
		.by_comm = per == PER_TASK || per == PER_PROCESS || per == PER_COMM || f->nr_comms,
		.by_cgroup = per == PER_CGROUP,
		.by_cpu = per == PER_CPU || f->cpus.n,
		.by_level = per == PER_LEVEL,
		.by_site = per == PER_SITE,
		.live.cgroup_fd = -1,
		.wanted = bpf_filter_of(f),
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
		hist_svg.frame(&picture, frame);
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
