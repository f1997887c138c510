/* SPDX-License-Identifier: GPL-2.0 */
/* The options of `sites`, and those that `report --view sites` has, too. */
#ifndef BT_SITES_OPTS_H
#define BT_SITES_OPTS_H

#include "cmd/opts.h"
#include "output/sites_out.h"
#include "live/sites_session.h"

enum { SITES_MISSED = 640, SITES_COUNT };

/* @where: in front of each description; @group: of argp */
#define SITES_SHOW_OPTIONS(where, group)					\
	{ "call-graph", 'g', NULL, 0, where "the stacks that lead to each site", group }, \
	{ "sort", 's', "FIELD", 0, where "by emitted (default), deferred, avoidable or queued", group }, \
	{ "missed", SITES_MISSED, NULL, 0,					\
	  where "missed batches: sites by the barriers that sections would avoid", group }, \
	{ "count", SITES_COUNT, "FIELD", 0,					\
	  where "of folded: emitted (default), deferred, avoidable or queued", group }

/** sites_show_init() - defaults. */
void sites_show_init(struct sites_show *show);

/**
 * sites_parse_show() - for a parser that has SITES_SHOW_OPTIONS.
 *
 * Return: as an argp parser does.
 */
error_t sites_parse_show(int key, char *arg, struct argp_state *state, struct sites_show *show);

struct sites_opts {
	struct opts o;		/* first: the shared parsers know it */
	const struct sites_ops *format;
	struct sites_show show;
	const char *vmlinux;	/* or NULL */
	uint64_t max_stacks;
};

/**
 * sites_opts_parse() - of a command line; says what is wrong with it.
 *
 * Return: 0, and @o to be freed with opts_free(&o->o), or an errno.
 */
int sites_opts_parse(struct sites_opts *o, int argc, char **argv);

/** sites_opts_session() - what has to be counted for these; not the cgroup. */
void sites_opts_session(const struct sites_opts *o, struct sitesession_opts *s);

#endif /* BT_SITES_OPTS_H */
