/* SPDX-License-Identifier: GPL-2.0 */
/* Tell a violation: names, source lines and the owner of its address are looked up once, here. */
#ifndef BT_FINDING_H
#define BT_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/violations.h"
#include "kernel/generation.h"
#include "kernel/ksyms.h"
#include "kernel/source_lines.h"

/* By which a violation is resolved.  All is borrowed. */
struct finding_context {
	const struct ksyms *ksyms;	/* or NULL: addresses */
	struct source_lines *lines;		/* or NULL: no source */
	enum generation generation;	/* of the logic */
	int history;			/* events to look up */
	uint64_t start_ns;		/* of the check, CLOCK_MONOTONIC */
};

struct finding_site {
	uint64_t ip;
	char name[256];		/* not escaped, as all names here */
	const struct source_frame *source;	/* valid until source_lines_close() */
	size_t nr_source;
};

struct finding_past {
	struct past past;
	int64_t time_ns;	/* since the start */
	char site[256];
};

/* Refers to its violation. */
struct finding {
	const struct bt_report *report;	/* the first one */
	const struct invariant *invariant;
	char id[8];		/* "I12" */
	const char *event;	/* for people */
	bool is_event;		/* else a look at the task, an access, or text */
	bool is_premature;	/* an access */
	bool has_store;		/* of an entry that somebody stored: the members with store */
	int64_t time_ns;	/* since the start */
	char comm[BT_COMM_LEN + 1];
	struct finding_site at;	/* ip is 0 where there is none */
	/* The following are finding_resolve()'s. */
	struct expected expected;
	bool has_source;	/* there was debug info to look into */
	struct finding_site stack[BT_STACK_DEPTH];	/* the kernel's own part */
	size_t nr_stack;
	bool at_in_stack;	/* it begins with @at */
	char store_comm[BT_COMM_LEN + 1];
	struct finding_site store_stack[BT_STORE_DEPTH];	/* without source */
	size_t nr_store_stack;
	struct finding_site flush;	/* that came too late, without source */
	char owner[512];	/* of the memory that was accessed, "" if not known */
	struct finding_past history[BT_HISTORY];	/* oldest first */
	size_t nr_history;
};

/** finding_head() - look up what one line about a violation needs. */
void finding_head(struct finding *f, const struct violation *v, const struct finding_context *c);

/** finding_resolve() - look up everything.  @f: large, and valid as long as @v and @c are. */
void finding_resolve(struct finding *f, const struct violation *v, const struct finding_context *c);

#endif /* BT_FINDING_H */
