// SPDX-License-Identifier: GPL-2.0
#include "cmd/stat_opts.h"

static const struct option_def show[] = {
	OPTION_PER("a row per task, process, comm, cgroup, cpu, level or site"),
	OPTION_ROWS("at most N rows in text"),
	OPTION_FORMAT("stat", "text (default), json, csv or openmetrics"),
	{ 0 },
};

static const struct option_def files[] = {
	{ "calibration", 0, "FILE", "estimate with this file of calibrate",
	  STRING_AT(struct opts, calibration) },
	{ "openmetrics", 0, "FILE",
	  "for node_exporter's textfile collector; replaced at the end and with each interval",
	  STRING_AT(struct opts, openmetrics) },
	{ 0 },
};

static const struct option_group groups[] = {
	OPTS_WATCH,
	{ "For how long:", { opts_duration, opts_interval, opts_repeat } },
	{ "How to show it:", { show, opts_json, opts_csv, opts_backend, opts_output, opts_messages } },
	{ "Beside it:", { files } },
	{ 0 },
};

const struct option_set stat_options = {
	.operands = "[-- CMD [ARGS]]",
	.doc = "Count deferred, emitted, flushed and avoided barriers, exactly.\v"
	       "Examples:\n"
	       "  barrier-trace stat -- modprobe zram\n"
	       "  barrier-trace stat -a -d 10s --per comm\n"
	       "  barrier-trace stat -p 1234 -I 1s -c 5\n"
	       "  barrier-trace stat -r 5 --json -o result.json -- make modules_install\n\n"
	       "With CMD its whole process tree is counted, by cgroup. Kernel threads that work "
	       "for it are seen with -a only.\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.groups = groups,
	.operand = opts_take_cmd,
};
