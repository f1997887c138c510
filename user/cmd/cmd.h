/* SPDX-License-Identifier: GPL-2.0 */
/* One entry per command; help, dispatch and completion walk the same table. */
#ifndef BT_CMD_H
#define BT_CMD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct measurement;
struct option_set;
struct opts;

/* Exit status: an interface, see barrier-trace(1). */
enum exit_status {
	EXIT_FINE	= 0,
	EXIT_ERROR	= 1,
	EXIT_VIOLATION	= 2,
	EXIT_LOST	= 3,	/* data lost and --strict */
	EXIT_UNTRACEABLE = 4,	/* this kernel cannot be traced */
	EXIT_USAGE	= 129,
};

struct cmd {
	const char *name;
	const char *question;	/* that it answers */
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

/** exit_status_of() - the status for a negative errno of bpf_object_open() and others. */
int exit_status_of(int ret);

/* Lists what a command consists of. */
struct command_parts {
	const struct option_set *options;
	void (*schema)(FILE *f);	/* prints that of --json; NULL for a command without */
	/* Checks what only all options together show: see opts_check().  NULL for nothing. */
	int (*check)(struct opts *o);
	int (*run)(void *opts);		/* returns the exit status */
};

/**
 * command_run() - parse the command line, and do what it says.
 * @o: first member of the struct that the options write to, with its defaults; freed here
 *
 * Says what is wrong.
 *
 * Return: the exit status.
 */
int command_run(const struct command_parts *c, int argc, char **argv, struct opts *o);

/** command_open() - measurement_open() with the options; the caller has set measurement::ops. */
void command_open(struct measurement *m, const struct opts *o);

/** command_measure() - measure() into the output that the options name; errors as that. */
int command_measure(struct measurement *m, const struct opts *o);

/**
 * exit_status_with() - of a measurement.
 * @ret: 0 or a negative errno, which somebody has said, all but -ENOMEM
 * @cmd: CMD's own status; -1 where there was none
 * @lost: how many of @what are missing: with @strict an error, which is said
 *
 * What CMD says comes last, but for 126 and 127: then it has not run.
 */
int exit_status_with(int ret, int cmd, uint64_t lost, const char *what, bool strict);

#endif /* BT_CMD_H */
