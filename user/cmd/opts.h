/* SPDX-License-Identifier: GPL-2.0 */
/* Options that commands share, as argp children: written once, same everywhere. */
#ifndef BT_OPTS_H
#define BT_OPTS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "live/watch.h"
#include "output/stat_out.h"
#include "live/backend.h"
#include "aggregate/filter.h"
#include "aggregate/row_key.h"

struct opts {
	/* what to watch */
	struct filter filter;
	char *cgroup;
	bool all;
	char **cmd;		/* NULL-terminated, NULL without a workload */
	/* for how long */
	uint64_t interval_ns, duration_ns;
	int intervals;
	int repeat;
	/* how to show it */
	enum per per;
	const struct out_ops *format;
	const char *separator;
	const char *output;	/* file, NULL or "-" for stdout */
	int rows;
	bool strict;
	bool schema;
	/* of stat, beside that */
	const char *calibration;	/* NULL for the default place */
	const char *openmetrics;	/* NULL for none */
	/* how to collect */
	struct backend_opts backend;
};

/** opts_watched() - what the options say that is to be watched; borrowed from @o. */
static inline struct watched opts_watched(const struct opts *o)
{
	return (struct watched){ &o->filter, o->cgroup, o->all, o->cmd };
}

/* For commands that count: what to watch, for how long, how to show it. */
extern const struct argp_child opts_children[];
/* For others, to be combined: what to watch; only tasks and CPUs; -d; -I, -c and -d; these and -r. */
extern const struct argp opts_target_argp, opts_task_argp, opts_duration_argp, opts_interval_argp,
			 opts_span_argp;

/* And what each command has: OPTS_COMMON those that measure. */
enum { OPTS_STRICT = 384, OPTS_ATTACH, OPTS_BACKEND, OPTS_SCOPE, OPTS_PER, OPTS_ROWS };
#define OPTS_OUTPUT								\
	{ "output", 'o', "FILE", 0, "write there instead of stdout", 0 },	\
	{ "strict", OPTS_STRICT, NULL, 0, "exit with 3 when events were lost", 0 }, \
	{ "quiet", 'q', NULL, 0, "errors only", 0 },				\
	{ "verbose", 'v', NULL, 0, "more words; -vv: libbpf's and the verifier's too", 0 }
#define OPTS_COMMON								\
	{ "attach", OPTS_ATTACH, "HOW", 0,					\
	  "auto (default), btf or classic: how programs attach to the events", 0 }, \
	{ "backend", OPTS_BACKEND, "WHAT", 0,					\
	  "tracepoint or probes (default: the latter where there are no events)", 0 }, \
	{ "scope", OPTS_SCOPE, "PATHS", 0,					\
	  "of probes: kernel (default: what maps kernel memory) or all", 0 },	\
	OPTS_OUTPUT

/**
 * opts_usage() - for a parser: say what is wrong with an argument, and how to get help.
 *
 * One line and a hint; argp would add three.
 *
 * Return: EINVAL, for the parser to return.
 */
error_t opts_usage(struct argp_state *state, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** opts_parse_common() - for the parser that has OPTS_COMMON; its input is struct opts. */
error_t opts_parse_common(int key, char *arg, struct argp_state *state);

/** opts_parse_per() - for parsers whose input is struct opts: the value of --per. */
error_t opts_parse_per(const char *arg, struct argp_state *state);

/** opts_parse_rows() - the value of --rows. */
error_t opts_parse_rows(const char *arg, struct argp_state *state);

/**
 * opts_init() - defaults.
 */
void opts_init(struct opts *o);

/**
 * opts_parse_key() - for a command's own parser: hands its input to all children, and
 * takes CMD.
 *
 * Return: as an argp parser does.
 */
error_t opts_parse_key(int key, char *arg, struct argp_state *state);

/**
 * opts_check() - what only the whole of the options shows; processes and threads
 * are looked up here.
 *
 * Says what is wrong.
 *
 * Return: 0, -EINVAL for wrong usage, or another negative errno.
 */
int opts_check(struct opts *o);

/**
 * opts_open_output() - stdout or the file of -o.
 *
 * Return: a stream to be closed with opts_close_output(), or NULL.
 */
FILE *opts_open_output(const struct opts *o);

/**
 * opts_close_output() - close it, and see whether all was written.
 *
 * Return: 0 or a negative errno; says why.
 */
int opts_close_output(const struct opts *o, FILE *f);

/** opts_free() - what the parser allocated. */
void opts_free(struct opts *o);

#endif /* BT_OPTS_H */
