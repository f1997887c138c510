/* SPDX-License-Identifier: GPL-2.0 */
/* Look up once all that outputs show of a violation: names, source lines, owner of the address. */
#ifndef BT_FINDING_H
#define BT_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/violations.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"
#include "kernel/source_lines.h"

/* The means to resolve violations.  All pointers are borrowed. */
struct finding_context {
	const struct ksyms *ksyms;	/* symbols; NULL: addresses stay numbers */
	struct source_lines *lines;	/* debug info; NULL: no source lines */
	enum generation generation;	/* generation of the batching logic */
	int history;			/* number of earlier events to look up */
	uint64_t start_ns;		/* start of the check, ns, CLOCK_MONOTONIC */
	bool live;			/* the reports are of the running kernel */
};

/* A site with its name and its source lines. */
struct finding_site {
	uint64_t ip;
	char name[256];		/* not escaped, like all names in this header */
	const struct source_frame *source;	/* borrowed, valid until source_lines_close() */
	size_t nr_source;	/* frames in @source */
};

/* An earlier event of the task. */
struct finding_past {
	struct past past;
	int64_t time_ns;	/* ns since the start of the check */
	char site[256];
};

/* A violation, resolved.  Pointers refer to the violation and to the context. */
struct finding {
	const struct bt_report *report;	/* first report of the violation */
	const struct invariant *invariant;
	const char *title, *hint;	/* words of the invariant that fit what was seen */
	char id[8];		/* "I12" */
	const char *event;	/* event, look or access, for people */
	bool is_event;		/* report of an event; else of a look, an access, or text */
	bool is_premature;	/* report of a premature access */
	bool has_store;		/* report of an entry: members with store in their name are set */
	int64_t time_ns;	/* ns since the start of the check */
	char comm[BT_COMM_LEN + 1];
	struct finding_site at;	/* site of the event; ip is 0 where no event is reported */
	/* finding_resolve() sets the following members, finding_head() does not. */
	struct expected expected;
	bool has_source;	/* debug info was available */
	struct finding_site stack[BT_STACK_DEPTH];	/* the kernel's own part */
	size_t nr_stack;
	bool at_in_stack;	/* stack begins with @at */
	struct finding_site opener;	/* enable of the innermost section, without source lines */
	char store_comm[BT_COMM_LEN + 1];
	struct finding_site store_stack[BT_STORE_DEPTH];	/* without source lines */
	size_t nr_store_stack;
	struct finding_site flush;	/* flush that came too late, without source lines */
	char owner[512];	/* owner of the accessed memory, "" if not known */
	struct finding_past history[BT_HISTORY];	/* oldest first */
	size_t nr_history;
};

/** finding_head() - look up the members that a one-line output of a violation needs. */
void finding_head(struct finding *f, const struct violation *v, const struct finding_context *c);

/**
 * finding_resolve() - look up all members.
 * @f: result, a large struct; valid as long as @v and @c are
 */
void finding_resolve(struct finding *f, const struct violation *v, const struct finding_context *c);

#endif /* BT_FINDING_H */
