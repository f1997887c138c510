/* SPDX-License-Identifier: GPL-2.0 */
/* List the commands, and take each from its command line to its exit status. */
#ifndef BT_CMD_H
#define BT_CMD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "aggregate/coverage.h"

struct measurement;
struct option_set;
struct opts;

/* Exit status: an interface, see barrier-trace(1). */
enum exit_status {
	EXIT_FINE	= 0,
	EXIT_ERROR	= 1,
	EXIT_VIOLATION	= 2,
	EXIT_LOST	= 3,	/* data lost, or a verdict is partial, and --strict */
	EXIT_UNTRACEABLE = 4,	/* this kernel cannot be traced */
	EXIT_CONDITION	= 5,	/* a condition of --fail-if holds */
	EXIT_USAGE	= 129,
};

/* Describes a command for dispatch and for `barrier-trace --help`. */
struct cmd {
	const char *name;
	const char *question;	/* answered by the command */
	int (*run)(int argc, char **argv);	/* returns the exit status */
};

extern const struct cmd commands[];	/* ended by a NULL name */

int cmd_stat(int argc, char **argv);
int cmd_top(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_hist(int argc, char **argv);
int cmd_sites(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_calibrate(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_info(int argc, char **argv);

/**
 * exit_status_of() - return the status for a negative errno.
 *
 * -EOPNOTSUPP, as bpf_object_open() returns it, means that this kernel cannot be traced.
 */
int exit_status_of(int ret);

/* Holds the options of a command and the functions that command_run() calls. */
struct command_parts {
	const struct option_set *options;
	void (*schema)(FILE *f);	/* prints the schema of --json; NULL: no --json-schema */
	/* Refuses options that contradict each other, as opts_check() does.  NULL: none do. */
	int (*check)(struct opts *o);
	int (*run)(void *opts);		/* returns the exit status */
};

/**
 * command_run() - parse the command line, check it, and run the command.
 * @o: first member of the struct that the options write to, with its defaults.  command_run()
 *     frees what the options allocate, not the struct.
 *
 * Prints an error for wrong usage.
 *
 * Return: the exit status.
 */
int command_run(const struct command_parts *c, int argc, char **argv, struct opts *o);

/**
 * command_open() - copy the options to @m, and call measurement_open().
 * @m: the caller has set its ops
 * @o: borrowed by @m
 */
void command_open(struct measurement *m, const struct opts *o);

/**
 * command_measure() - call measure() with the output that the options name, and close the output.
 *
 * Return: 0 or a negative errno; an error is printed, unless memory ran out.
 */
int command_measure(struct measurement *m, const struct opts *o);

/**
 * exit_status_with() - choose the exit status after a measurement.
 * @ret: 0 or a negative errno.  Its error is printed already, but for -ENOMEM: printed here.
 * @cmd: CMD's own status; -1 where there was none
 * @lost: number of events that are missing; with @strict an error, printed here
 * @what: plural noun for @lost, such as "events"
 *
 * CMD's status counts only if nothing else went wrong.  126 and 127 count first: they mean that
 * CMD has not run.
 */
int exit_status_with(int ret, int cmd, uint64_t lost, const char *what, bool strict);

/**
 * exit_status_of_verdict() - choose the exit status for what a check has found.
 * @strict: a verdict that is incomplete or partial is an error
 *
 * Prints that a verdict is incomplete, or an error because of @strict.
 *
 * Return: EXIT_VIOLATION, EXIT_LOST, or EXIT_FINE.
 */
int exit_status_of_verdict(enum check_verdict verdict, bool strict);

#endif /* BT_CMD_H */
