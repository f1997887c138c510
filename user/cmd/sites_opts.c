// SPDX-License-Identifier: GPL-2.0
#include <errno.h>

#include "cmd/sites_opts.h"

int sites_find_field(const char *name)
{
	enum site_field f = site_field_find(name);

	return f == SITE_EMITTED || f == SITE_DEFERRED || f == SITE_AVOIDABLE || f == SITE_QUEUED ?
	       (int)f : -EINVAL;
}

int sites_find_count(const char *name)
{
	enum site_field f = site_field_find(name);

	return f >= SITE_NO_SECTION && f <= SITE_OF_ONE ? (int)f : sites_find_field(name);
}

static const struct option_def show[] = {
	SITES_SHOW_OPTIONS(struct sites_opts, show, ""),
	OPTION_ROWS("at most N sites in text"),
	{ "folded", 0, NULL, "stacks for flame graphs: --format=folded",
	  CONST_AT(struct opts, format), .value = "folded" },
	OPTION_FORMAT("sites", "text (default), json, csv or folded"),
	{ "vmlinux", 0, "FILE", "for source lines: this kernel's, with debug info",
	  STRING_AT(struct sites_opts, vmlinux) },
	{ "max-stacks", 0, "N", "room for N different stacks (default: 16384)",
	  INT_AT(struct sites_opts, max_stacks), .min = 1, .max = 1 << 20 },
	{ 0 },
};

static const struct option_group groups[] = {
	OPTS_WATCH,
	{ "For how long:", { opts_duration } },
	{ "How to show it:", { show, opts_json, opts_csv, opts_backend, opts_output, opts_messages } },
	{ 0 },
};

const struct option_set sites_options = {
	.operands = "[-- CMD [ARGS]]",
	.doc = "Show who emits and who defers barriers, with the kernel's stacks, and where batching "
	       "is missed.\v"
	       "avoidable are barriers that were emitted right after another one of the same task, "
	       "where one section could have held both: no other store or flush between, and no return "
	       "to user space, page fault, sleep or end of a work item. Barriers in interrupt, with BH "
	       "off, while the mode is paused, or of an entry that is used at once are not avoidable: "
	       "the reason is shown.\n\n"
	       "Examples:\n"
	       "  barrier-trace sites -- modprobe zram\n"
	       "  barrier-trace sites -a -d 10s -g --rows 5\n"
	       "  barrier-trace sites -a -d 10s --missed\n"
	       "  barrier-trace sites -a -d 10s --folded -o emitted.folded\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.groups = groups,
	.operand = opts_take_cmd,
};

void sites_opts_session(const struct sites_opts *o, struct sites_session_opts *s)
{
	const struct filter *f = &o->o.filter;

	*s = (struct sites_session_opts){
		.live.backend = o->o.backend,
		.max_stacks = o->max_stacks,
		.by_task = f->nr_pids || f->nr_tids,
		.by_comm = f->nr_comms,
		.by_cpu = f->cpus.n,
		.live.cgroup_fd = -1,
		.wanted = bpf_filter_of(f),
	};
}
