/* SPDX-License-Identifier: GPL-2.0 */
/* Define the options of `sites`, some of which `report --view sites` shares. */
#ifndef BT_SITES_OPTS_H
#define BT_SITES_OPTS_H

#include "cmd/opts.h"
#include "output/sites_out.h"
#include "live/sites_session.h"

/* Keeps the values of the options of `sites`. */
struct sites_opts {
	struct opts o;		/* first: the shared tables write to it */
	struct sites_show show;
	const char *vmlinux;	/* path, borrowed from argv; NULL: look for a vmlinux */
	uint64_t max_stacks;
};

#define SITES_SHOW_DEFAULT	{ .sort = SITE_QUEUED, .count = SITE_EMITTED }

extern const struct option_set sites_options;

/* @member of @type is a struct sites_show; @where stands in front of each help. */
#define SITES_SHOW_OPTIONS(type, member, where)						\
	{ "call-graph", 'g', NULL, where "the stacks that lead to each site",		\
	  FLAG_AT(type, member.stacks) },							\
	{ "sort", 's', "FIELD", where "by queued (default), emitted, deferred or avoidable", \
	  ENUM_AT(type, member.sort), .find = sites_find_field, .wants = SITES_FIELDS },	\
	{ "missed", 0, NULL,								\
	  where "missed batches: sites by the barriers that sections would avoid",	\
	  FLAG_AT(type, member.missed) },							\
	{ "count", 0, "FIELD",								\
	  where "of folded: emitted (default), deferred, avoidable, queued, no_section, "	\
	  "interrupt, bh_off, paused, used_at_once or sections_of_one",			\
	  ENUM_AT(type, member.count), .find = sites_find_count, .wants = SITES_COUNTS }
#define SITES_FIELDS	"emitted, deferred, avoidable or queued"
#define SITES_COUNTS	"emitted, deferred, avoidable, queued, no_section, interrupt, bh_off, "	\
			"paused, used_at_once or sections_of_one"

/** sites_find_field() - find one of SITES_FIELDS.  Return: its enum site_field, or -EINVAL. */
int sites_find_field(const char *name);

/** sites_find_count() - find one of SITES_COUNTS.  Return: its enum site_field, or -EINVAL. */
int sites_find_count(const char *name);

/**
 * sites_opts_session() - derive what the session has to count.
 * @s: result; the caller sets live.cgroup_fd, which is -1 here
 */
void sites_opts_session(const struct sites_opts *o, struct sites_session_opts *s);

#endif /* BT_SITES_OPTS_H */
