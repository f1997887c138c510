// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "cmd/top_opts.h"
#include "top/state.h"

static const char *const color_names[] = { "auto", "always", "never" };

static const struct option_def show[] = {
	OPTION_PER("a row per task (default), process, comm, cgroup, cpu, level or site"),
	{ "sort", 's', "COLUMN", "the column that rows are ordered by (default: queued)",
	  ENUM_AT(struct top_opts, sort), .find = top_sort_find, .wants = "no such column" },
	OPTION_ROWS("at most N rows"),
	{ "batch", 'b', NULL, "no terminal: one table after the other",
	  FLAG_AT(struct top_opts, batch) },
	{ "color", 0, "WHEN", "auto (default), always or never; auto has none if NO_COLOR is set",
	  ENUM_AT(struct top_opts, color), .names = color_names, .max = COLOR_NEVER },
	{ 0 },
};

static const struct option_group groups[] = {
	OPTS_WATCH,
	{ "For how long:", { opts_duration, opts_interval } },
	{ "How to show it:", { show, opts_backend, opts_output, opts_messages } },
	{ 0 },
};

static error_t end(void *values, struct argp_state *state)
{
	const struct top_opts *o = values;

	if (o->o.output && !o->batch)
		return option_usage(state, "-o %s: a terminal cannot be in a file; with --batch only",
				    o->o.output);
	return 0;
}

const struct option_set top_options = {
	.operands = "[-- CMD [ARGS]]",
	.doc = "Show the counts of stat live on the terminal, every second or every -I TIME.\v"
	       "Keys: q quit, space pause, < > sort, t since the start, g group, + - interval, "
	       "h help.\n\n"
	       "Examples:\n"
	       "  barrier-trace top\n"
	       "  barrier-trace top --per comm -s barriers\n"
	       "  barrier-trace top -I 5s -p 1234\n"
	       "  barrier-trace top --batch -c 3 --rows 10\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.groups = groups,
	.operand = opts_take_cmd,
	.end = end,
};

bool top_opts_color(const struct top_opts *o)
{
	const char *no = getenv("NO_COLOR");	/* no-color.org: set, and not empty */

	return o->color == COLOR_ALWAYS || (o->color == COLOR_AUTO && !(no && *no));
}
