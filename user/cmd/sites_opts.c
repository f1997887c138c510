// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "cmd/sites_opts.h"
#include "base/parse.h"

enum { OPT_FORMAT = 512, OPT_ROWS, OPT_SCHEMA, OPT_FOLDED, OPT_MAX_STACKS, OPT_VMLINUX };

#define MAX_MAX_STACKS	(1u << 20)

static const struct argp_option options[] = {
	SITES_SHOW_OPTIONS("", 0),
	{ "rows", OPT_ROWS, "N", 0, "at most N sites in text", 0 },
	{ "folded", OPT_FOLDED, NULL, 0, "stacks for flame graphs: --format=folded", 0 },
	{ "json", 'j', NULL, 0, "NDJSON: --format=json", 0 },
	{ "field-separator", 'x', "SEP", 0, "CSV with this separator: --format=csv", 0 },
	{ "format", OPT_FORMAT, "FORMAT", 0, "text, json, csv or folded", 0 },
	{ "json-schema", OPT_SCHEMA, NULL, 0, "print what --json writes, and exit", 0 },
	{ "vmlinux", OPT_VMLINUX, "FILE", 0, "for source lines: this kernel's, with debug info", 0 },
	{ "max-stacks", OPT_MAX_STACKS, "N", 0, "room for N different stacks (16384)", 0 },
	OPTS_COMMON,
	{ 0 },
};

void sites_show_init(struct sites_show *show)
{
	*show = (struct sites_show){ .sort = SITE_EMITTED, .count = SITE_EMITTED };
}

static error_t parse_field(const char *option, const char *arg, struct argp_state *state,
			   enum site_field *field)
{
	enum site_field f = site_field_find(arg);

	if (f != SITE_EMITTED && f != SITE_DEFERRED && f != SITE_AVOIDABLE && f != SITE_QUEUED)
		return opts_usage(state, "%s %s: emitted, deferred, avoidable or queued", option, arg);
	*field = f;
	return 0;
}

error_t sites_parse_show(int key, char *arg, struct argp_state *state, struct sites_show *show)
{
	switch (key) {
	case 'g':
		show->stacks = true;
		return 0;
	case 's':
		return parse_field("-s", arg, state, &show->sort);
	case SITES_MISSED:
		show->missed = true;
		return 0;
	case SITES_COUNT:
		return parse_field("--count", arg, state, &show->count);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct sites_opts *o = state->input;
	error_t ret;

	switch (key) {
	case 'j':
		o->format = &sites_json;
		return 0;
	case 'x':
		if (!*arg)
			return opts_usage(state, "-x: the separator must not be empty");
		o->o.separator = arg;
		o->format = &sites_csv;
		return 0;
	case OPT_FOLDED:
		o->format = &sites_folded;
		return 0;
	case OPT_FORMAT:
		o->format = sites_ops_find(arg);
		return o->format ? 0 :
			opts_usage(state, "--format %s: text, json, csv or folded", arg);
	case OPT_ROWS:
		return opts_parse_rows(arg, state);
	case OPT_SCHEMA:
		o->o.schema = true;
		return 0;
	case OPT_VMLINUX:
		o->vmlinux = arg;
		return 0;
	case OPT_MAX_STACKS:
		if (parse_number(arg, MAX_MAX_STACKS, &o->max_stacks) || !o->max_stacks)
			return opts_usage(state, "--max-stacks %s: not a number from 1 to %u", arg,
					  MAX_MAX_STACKS);
		return 0;
	default:
		ret = sites_parse_show(key, arg, state, &o->show);
		return ret == ARGP_ERR_UNKNOWN ? opts_parse_common(key, arg, state) : ret;
	}
}

static const struct argp output_argp = { options, parse, 0, 0, 0, 0, 0 };

static const struct argp_child children[] = {
	{ &opts_target_argp, 0, "What to watch:", 1 },
	{ &opts_duration_argp, 0, "For how long:", 2 },
	{ &output_argp, 0, "How to show it:", 3 },
	{ 0 },
};

static const struct argp sites_argp = {
	.parser = opts_parse_key,
	.args_doc = "[-- CMD [ARGS]]",
	.doc = "Show who emits and who defers barriers, with the kernel's stacks, and where batching "
	       "is missed.\v"
	       "avoidable are barriers that were emitted right after another one of the same task at the "
	       "same site, where one section could have held both: no other store or flush between, and "
	       "no return to user space, page fault, sleep or end of a work item.\n\n"
	       "Examples:\n"
	       "  barrier-trace sites -- modprobe loop\n"
	       "  barrier-trace sites -a -d 10s -g --rows 5\n"
	       "  barrier-trace sites -a -d 10s --missed\n"
	       "  barrier-trace sites -a -d 10s --folded -o emitted.folded\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.children = children,
};

int sites_opts_parse(struct sites_opts *o, int argc, char **argv)
{
	*o = (struct sites_opts){ .format = &sites_text, .max_stacks = BT_MAX_STACKS };
	sites_show_init(&o->show);
	opts_init(&o->o);
	return argp_parse(&sites_argp, argc, argv, ARGP_IN_ORDER, NULL, o);
}

void sites_opts_session(const struct sites_opts *o, struct sitesession_opts *s)
{
	const struct filter *f = &o->o.filter;

	*s = (struct sitesession_opts){
		.live.backend = o->o.backend,
		.max_stacks = o->max_stacks,
		.by_task = f->nr_pids || f->nr_tids,
		.by_comm = f->nr_comms,
		.by_cpu = f->cpus.n,
		.live.cgroup_fd = -1,
		.wanted = wanted_of(f),
	};
}
