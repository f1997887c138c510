/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Define the options that commands share, check their values, and open the output.  Strings are
 * borrowed from argv; opts_free() and options_free() free the rest.
 */
#ifndef BT_OPTS_H
#define BT_OPTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cmd/options.h"
#include "live/watch.h"
#include "output/stat_out.h"
#include "live/backend.h"
#include "aggregate/filter.h"
#include "aggregate/row_key.h"

/* Keeps the values of the options that commands share. */
struct opts {
	/* tasks and events to watch */
	struct filter filter;
	const char *cgroup;	/* path; NULL without -G */
	bool all;
	char **cmd;		/* NULL-terminated, borrowed from argv; NULL without CMD */
	/* duration */
	uint64_t interval_ns, duration_ns;	/* 0: none */
	int intervals;		/* -c; 0: any number */
	int repeat;		/* runs of CMD */
	/* output */
	enum per per;
	const char *format;	/* value of --format */
	const char *separator;	/* between fields of CSV */
	const char *output;	/* path, NULL or "-" for stdout */
	int rows;		/* at most, 0: the command's default */
	bool strict;
	bool schema;		/* print the schema and exit */
	/* stat only */
	const char *calibration;	/* path, NULL for the default place */
	const char *openmetrics;	/* path, NULL for none */
	/* source of events */
	struct backend_opts backend;
};

/** opts_watched() - return what the user wants to watch; borrowed from @o. */
static inline struct watched opts_watched(const struct opts *o)
{
	return (struct watched){ &o->filter, o->cgroup, o->all, o->cmd };
}

/*
 * Tables that commands include, so that an option has one definition.  Each writes to struct opts,
 * which is the first member of a command's struct.
 */
extern const struct option_def
	opts_tasks[],		/* -p, -t, -n */
	opts_cpus[],		/* -C */
	opts_system[],		/* -G, -a */
	opts_duration[],	/* -d */
	opts_interval[],	/* -I, -c */
	opts_repeat[],		/* -r */
	opts_backend[],		/* --attach, --backend, --scope */
	opts_json[],		/* -j, --json-schema */
	opts_csv[],		/* -x */
	opts_output[],		/* -o */
	opts_messages[];	/* --strict, -q, -v */

/* First group of options of the commands that measure; `record` has no -C. */
#define OPTS_WATCH	{ "What to watch:", { opts_tasks, opts_cpus, opts_system } }

/* Options whose help differs by command. */
#define OPTION_JSON(help) \
	{ "json", 'j', NULL, help, CONST_AT(struct opts, format), .value = "json" }
#define OPTION_FORMAT(command, help)						\
	{ "format", 0, "FORMAT", help, CALL_AT(opts_take_format, struct opts, format), \
	  .value = command }
#define OPTION_PER(help)							\
	{ "per", 0, "KEY", help, ENUM_AT(struct opts, per), .names = per_names,	\
	  .min = PER_NONE + 1, .max = PER_NR - 1 }
#define OPTION_ROWS(help) \
	{ "rows", 0, "N", help, INT_AT(struct opts, rows), .min = 1, .max = 1000000 }
#define OPTION_OUTPUT(help)	{ "output", 'o', "FILE", help, STRING_AT(struct opts, output) }
#define OPTION_QUIET		{ "quiet", 'q', NULL, "errors only", CALL(opts_take_log) }
#define OPTION_VERBOSE(help)	{ "verbose", 'v', NULL, help, CALL(opts_take_log) }

/** opts_take_log() - lower the level of messages for -q, raise it for -v. */
error_t opts_take_log(const struct option_def *o, char *arg, void *to, struct argp_state *state);

/** opts_take_format() - take a format of the command that option_def::value names. */
error_t opts_take_format(const struct option_def *o, char *arg, void *to, struct argp_state *state);

/** opts_take_cmd() - take CMD and its arguments, the operand of "[-- CMD [ARGS]]". */
error_t opts_take_cmd(char *arg, void *values, struct argp_state *state);

/* Initializes struct opts before options_parse(). */
#define OPTS_DEFAULT	{ .repeat = 1, .format = "text", .separator = "," }

/**
 * opts_check() - refuse options that contradict each other, and look up processes and threads.
 *
 * Prints the error.
 *
 * Return: 0, -EINVAL for wrong usage, or another negative errno.
 */
int opts_check(struct opts *o);

/**
 * opts_output_is() - tell whether the file of -o is the regular file @path, by any name.
 * @path: "-" for standard input
 */
bool opts_output_is(const struct opts *o, const char *path);

/**
 * opts_open_output() - open the file of -o, or take stdout.
 *
 * Return: a stream for opts_close_output(); NULL after printing an error.
 */
FILE *opts_open_output(const struct opts *o);

/**
 * opts_close_output() - flush the stream, close it unless it is stdout, check for write errors.
 *
 * Return: 0 or a negative errno; prints the reason.
 */
int opts_close_output(const struct opts *o, FILE *f);

/** opts_free() - free the lists of processes, threads and CPUs. */
void opts_free(struct opts *o);

#endif /* BT_OPTS_H */
