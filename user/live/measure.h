/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The life of a measurement, which is the same for every command: prepare CMD, open the programs,
 * enable them, let CMD go, wait, disable, collect CMD, close.
 *
 * A measurement that fails ends CMD, too.  Until CMD has ended, the user's signals end it.
 */
#ifndef BT_MEASUREMENT_H
#define BT_MEASUREMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/kernel.h"
#include "live/bpf_object.h"
#include "live/module_watch.h"
#include "live/watch.h"

struct measurement_ops;

/* First member of a command's own struct on its measurement */
struct measurement {
	/* set by the command before measurement_open() */
	const struct measurement_ops *ops;
	struct watched what;	/* borrowed */
	uint64_t duration_ns;	/* 0: until CMD, the watched process or the user ends it */
	uint64_t interval_ns;	/* 0: no intervals; may change while measuring */
	int intervals;		/* number of intervals to measure; 0: no limit */
	int repeat;		/* runs of CMD */
	bool silent;		/* keep CMD from the terminal */
	/* set by the command, also while measuring */
	FILE *out;		/* the measurement ends when nobody reads this; or NULL */
	int fd;			/* tick() is called when this is readable; -1: none */
	uint64_t next_ns;	/* end of this interval, CLOCK_MONOTONIC; UINT64_MAX: never */
	bool stop;		/* true: end the measurement */
	/* read by the command */
	struct kernel kernel;
	const char *subject;	/* "'CMD ARGS'", "system wide", "process 42" */
	char *description;	/* subject's text, owned; or NULL */
	char *scope;		/* kind of the watched tasks, owned; NULL without memory */
	struct watch watch;
	struct live_object *object;	/* ops->open() sets it */
	struct module_history modules;	/* that came or went so far; owned */
	struct module_watch *module_watch;	/* owned; NULL if modules are not followed */
	uint64_t start_ns, end_ns;	/* CLOCK_MONOTONIC: enabled, disabled */
	int interval;		/* number of this one, from 1 */
	uint64_t from_ns, to_ns;	/* begin and end of this interval, CLOCK_MONOTONIC */
	int run;		/* number of this run, from 1; in the end of the last run */
	uint64_t elapsed_ns, total_ns;	/* time of this run, and of all runs so far */
	int status;		/* CMD's status as a shell has it; -1: none has ended */
};

/*
 * The part of a measurement in which commands differ.  All but open() and tick() may be NULL, and
 * show() where there are no intervals.  Those with a result return 0 or a negative errno.
 */
struct measurement_ops {
	const char *doing;	/* "counting" */
	uint64_t tick_ns;	/* longest time between two calls of tick() */
	bool with_end;		/* measure until CMD has ended, also when the tool ends CMD */
	int (*open)(struct measurement *m, int cgroup_fd);	/* open m->object */
	int (*begin)(struct measurement *m);	/* CMD has begun to run */
	int (*tick)(struct measurement *m);	/* take what the programs have found */
	int (*show)(struct measurement *m);	/* an interval has ended; the last, once disabled */
	void (*disabled)(struct measurement *m);	/* CMD may still run, or could not be run */
	int (*finish)(struct measurement *m);	/* disabled, and CMD has ended */
	void (*close)(struct measurement *m);	/* this run has ended, its object not yet */
	int (*total)(struct measurement *m);	/* all runs have ended, and none has failed */
};

/** measurement_open() - examine the kernel, take the signals; end with measurement_close(). */
void measurement_open(struct measurement *m);

/**
 * measure() - do all runs of a measurement.
 *
 * Says why it failed, unless memory ran out.
 *
 * Return: 0 or a negative errno; CMD's status is in @m.
 */
int measure(struct measurement *m);

/** measurement_close() - free; the signals stay blocked. */
void measurement_close(struct measurement *m);

#endif /* BT_MEASUREMENT_H */
