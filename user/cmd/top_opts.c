// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/top_opts.h"
#include "top/state.h"

enum { OPT_COLOR = 512 };

static const char *const color_names[] = { "auto", "always", "never" };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct top_opts *o = state->input;
	int i;

	switch (key) {
	case 'b':
		o->batch = true;
		return 0;
	case 's':
		o->sort = top_sort_find(arg);
		return o->sort < 0 ? opts_usage(state, "-s %s: no such column", arg) : 0;
	case OPT_COLOR:
		for (i = 0; i < 3 && strcmp(arg, color_names[i]); i++)
			;
		if (i == 3)
			return opts_usage(state, "--color %s: auto, always or never", arg);
		o->color = i;
		return 0;
	case OPTS_PER:
		return opts_parse_per(arg, state);
	case OPTS_ROWS:
		return opts_parse_rows(arg, state);
	case ARGP_KEY_END:
		return o->o.output && !o->batch ?
			opts_usage(state, "-o %s: a terminal cannot be in a file; with --batch only",
				   o->o.output) : 0;
	default:
		return opts_parse_common(key, arg, state);
	}
}

static const struct argp_option options[] = {
	{ "per", OPTS_PER, "KEY", 0, "a row per task (default), process, comm, cgroup, cpu, level or site", 0 },
	{ "sort", 's', "COLUMN", 0, "the column that rows are ordered by (queued)", 0 },
	{ "rows", OPTS_ROWS, "N", 0, "at most N rows", 0 },
	{ "batch", 'b', NULL, 0, "no terminal: one table after the other", 0 },
	{ "color", OPT_COLOR, "WHEN", 0, "auto (default: unless NO_COLOR is set), always or never", 0 },
	OPTS_COMMON,
	{ 0 },
};

static const struct argp output_argp = { options, parse, 0, 0, 0, 0, 0 };

static const struct argp_child children[] = {
	{ &opts_target_argp, 0, "What to watch:", 1 },
	{ &opts_interval_argp, 0, "For how long:", 2 },
	{ &output_argp, 0, "How to show it:", 3 },
	{ 0 },
};

static const struct argp top_argp = {
	.parser = opts_parse_key,
	.args_doc = "[-- CMD [ARGS]]",
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
	.children = children,
};

int top_opts_parse(struct top_opts *o, int argc, char **argv)
{
	*o = (struct top_opts){ .sort = F_QUEUED };
	opts_init(&o->o);
	o->o.per = PER_TASK;
	o->o.interval_ns = 1000000000;
	return argp_parse(&top_argp, argc, argv, ARGP_IN_ORDER, NULL, o);
}

bool top_opts_color(const struct top_opts *o)
{
	const char *no = getenv("NO_COLOR");	/* no-color.org: set, and not empty */

	return o->color == COLOR_ALWAYS || (o->color == COLOR_AUTO && !(no && *no));
}
