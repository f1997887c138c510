/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The life of a measurement, the same for every command: prepare CMD, open the programs, enable
 * them, let CMD go, wait, disable, collect CMD, close.
 *
 * A measurement that fails ends CMD, too, and until CMD has ended signals reach it.
 */
#ifndef BT_MEASUREMENT_H
#define BT_MEASUREMENT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/kernel.h"
#include "live/bpf_object.h"
#include "live/watch.h"

struct measurement_ops;

/* Begins what a command knows of its own measurement. */
struct measurement {
	/* the command's, before measurement_open() */
	const struct measurement_ops *ops;
	struct watched what;	/* borrowed */
	uint64_t duration_ns;	/* 0: until CMD, the watched process or the user ends it */
	uint64_t interval_ns;	/* 0: no intervals; may change while measuring */
	int intervals;		/* that end the measurement, 0: any number */
	int repeat;		/* runs of CMD */
	bool silent;		/* keep CMD from the terminal */
	/* the command's, while measuring */
	FILE *out;		/* its reader ends the measurement by going away; or NULL */
	int fd;			/* wakes when it becomes readable; -1: none */
	uint64_t next_ns;	/* when this interval ends, UINT64_MAX: never */
	bool stop;		/* ends the measurement */
	/* for the command to read */
	struct kernel kernel;
	const char *subject;	/* "'CMD ARGS'", "system wide", "process 42" */
	char *description;	/* behind subject, or NULL */
	struct watch watch;
	struct live_object *object;	/* ops->open() sets it */
	uint64_t start_ns, end_ns;	/* CLOCK_MONOTONIC: enabled, disabled */
	int interval;		/* number of this one, from 1 */
	uint64_t from_ns, to_ns;	/* of this interval */
	int run;		/* number of this run, from 1; in the end, of the last */
	uint64_t elapsed_ns, total_ns;	/* of this run, of all so far */
	int status;		/* of CMD, as a shell has it; -1: none has ended */
};

/* How commands differ.  All but open() and tick() may be NULL; all return 0 or a negative errno. */
struct measurement_ops {
	const char *doing;	/* "counting" */
	uint64_t tick_ns;	/* at most, between two calls of tick() */
	bool with_end;		/* CMD's end belongs to what is measured, however it comes */
	int (*open)(struct measurement *m, int cgroup_fd);	/* attach the programs */
	int (*begin)(struct measurement *m);	/* CMD runs */
	int (*tick)(struct measurement *m);	/* take what has come */
	int (*show)(struct measurement *m);	/* an interval has ended; the last, once disabled */
	void (*disabled)(struct measurement *m);	/* CMD may go on, or could not be run */
	int (*finish)(struct measurement *m);	/* disabled, and CMD has ended */
	void (*close)(struct measurement *m);	/* this run, in any case; before its object */
	int (*total)(struct measurement *m);	/* after the last run, when none has failed */
};

/** measurement_open() - examine the kernel, take the signals; end with measurement_close(). */
void measurement_open(struct measurement *m);

/**
 * measure() - do all runs.
 *
 * Says why it failed, unless memory ran out.
 *
 * Return: 0 or a negative errno; CMD's status is in @m.
 */
int measure(struct measurement *m);

/** measurement_close() - free; the signals stay blocked. */
void measurement_close(struct measurement *m);

#endif /* BT_MEASUREMENT_H */
