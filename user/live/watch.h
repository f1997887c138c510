/* SPDX-License-Identifier: GPL-2.0 */
/* Watches CMD or a process until it ends, and the user's signals. */
#ifndef BT_WATCH_H
#define BT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "live/workload.h"

struct filter;

/* Names the tasks to watch; everything in it is borrowed. */
struct watched {
	const struct filter *filter;
	const char *cgroup;	/* path of -G, or NULL */
	bool all;		/* the whole system, also when there is a CMD */
	char **cmd;		/* NULL-terminated, or NULL */
};

struct watch {
	struct workload target;	/* CMD, where there is one */
	int signals;		/* signalfd */
	int signalled;		/* number of the user's signals so far */
	int exit_fd;		/* pidfd of the only process watched, or -1 */
	int out_fd;		/* output, borrowed; or -1 */
	bool is_unread;		/* nobody reads the output any more */
	int cgroup_fd;		/* cgroup of -G, or -1 */
};

/**
 * watch_open() - block the signals that end a measurement, and find out when the watched
 * process ends.  To be closed with watch_close().
 */
void watch_open(struct watch *w, struct watched what);

/** watch_close() - free; the signals stay blocked. */
void watch_close(struct watch *w);

/**
 * watch_cgroup() - find the cgroup to follow: -G, or CMD's own after workload_prepare().
 * @fd: result, owned by @w; -1 for none
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int watch_cgroup(struct watch *w, struct watched what, int *fd);

/**
 * watch_wait() - wait until CMD or the watched process ends, or until @until_ns (CLOCK_MONOTONIC).
 * @fd: wait no longer when this is readable; -1 for none
 *
 * A first signal ends CMD, and with it the measurement; a second signal kills CMD.  The tool ends
 * CMD also when nobody reads the output any more.
 *
 * Return: true when CMD or the watched process has ended.
 */
bool watch_wait(struct watch *w, uint64_t until_ns, int fd);

/** watch_is_over() - tell whether the user has sent a signal, or nobody reads the output. */
static inline bool watch_is_over(const struct watch *w)
{
	return w->signalled || w->is_unread;
}

/** watch_stop() - send SIGTERM to CMD, if it still runs, and do not wait. */
void watch_stop(struct watch *w);

/**
 * watch_end() - end CMD, if it still runs, and collect it.
 *
 * CMD may outlive -d or -c; then the tool ends CMD, as timeout(1) does.
 */
void watch_end(struct watch *w);

/**
 * watch_cleanup() - free what belongs to CMD; end it first where it still runs, as after a failed
 * measurement.
 *
 * Meanwhile a signal of the user ends CMD, and a second one kills it: signals are blocked, and no
 * other function reads them.
 */
void watch_cleanup(struct watch *w);

/**
 * watch_cannot_start() - say that CMD could not be run.
 * @ret: the negative errno of workload_go()
 *
 * Return: 127 or 126, as a shell has it.
 */
int watch_cannot_start(const char *cmd, int ret);

/**
 * watch_describe() - describe the watched tasks: "'CMD ARGS'", "system wide", "process 42".
 *
 * Return: to be freed with free(), or NULL without memory.
 */
char *watch_describe(struct watched what);

/**
 * watch_scope() - name the kind of the watched tasks, so that two measurements can be compared.
 *
 * "system", "command", "processes", "threads" or "cgroup"; behind that the names and the CPUs that
 * limit it: "command, tasks named sh, CPUs 0 2".
 *
 * Return: to be freed with free(), or NULL without memory.
 */
char *watch_scope(struct watched what);

#endif /* BT_WATCH_H */
