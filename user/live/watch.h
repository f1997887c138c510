/* SPDX-License-Identifier: GPL-2.0 */
/* What is watched, from its beginning to its end: CMD, a process, or until a signal. */
#ifndef BT_WATCH_H
#define BT_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "live/workload.h"

struct filter;

/* Names the tasks to watch; everything in it is borrowed. */
struct watched {
	const struct filter *filter;
	const char *cgroup;	/* of -G, or NULL */
	bool all;		/* the whole system, also beside CMD */
	char **cmd;		/* NULL-terminated, or NULL */
};

struct watch {
	struct workload target;	/* CMD, where there is one */
	int signals;		/* signalfd */
	int signalled;		/* how often the user wanted us to stop */
	int exit_fd;		/* pidfd of the only process watched, or -1 */
	int out_fd;		/* the caller's output, or -1 */
	bool is_unread;		/* nobody reads that any more */
	int cgroup_fd;		/* of -G, or -1 */
};

/**
 * watch_open() - block the signals that end a measurement, and find out when the watched
 * process ends.  To be closed with watch_close().
 */
void watch_open(struct watch *w, struct watched what);

/** watch_close() - free; the signals stay blocked. */
void watch_close(struct watch *w);

/**
 * watch_cgroup() - which cgroup is followed: that of -G, or CMD's after workload_prepare().
 * @fd: result, owned by @w; -1 for none
 *
 * Says why it failed.
 *
 * Return: 0 or a negative errno.
 */
int watch_cgroup(struct watch *w, struct watched what, int *fd);

/**
 * watch_wait() - until something ends, or @until_ns (CLOCK_MONOTONIC).
 * @fd: also when this becomes readable, -1 for none
 *
 * A first signal ends CMD, and with it the measurement; a second one kills it.  CMD ends, too, when
 * nobody reads the output any more.
 *
 * Return: true when CMD or the watched process has ended.
 */
bool watch_wait(struct watch *w, uint64_t until_ns, int fd);

/** watch_is_over() - tell whether the user, or who reads the output, has enough. */
static inline bool watch_is_over(const struct watch *w)
{
	return w->signalled || w->is_unread;
}

/** watch_stop() - end CMD, if it still runs; do not wait for that. */
void watch_stop(struct watch *w);

/**
 * watch_end() - end CMD, if it still runs, and collect it.
 *
 * CMD outlives a -d or -c that is shorter; as with timeout(1) it is ended then.
 */
void watch_end(struct watch *w);

/**
 * watch_cleanup() - free what belongs to CMD; end it first where it still runs, as after a failed
 * measurement.
 *
 * A signal of the user ends CMD, a second one kills it: they are blocked, and nobody else reads them.
 */
void watch_cleanup(struct watch *w);

/**
 * watch_cannot_start() - say that CMD could not be run.
 * @ret: the negative errno of workload_go()
 *
 * Return: 127 or 126, as a shell has it.
 */
int watch_cannot_start(const char *cmd, int ret);

/** watch_describe() - "'CMD ARGS'", "system wide", "process 42"; to be freed, or NULL. */
char *watch_describe(struct watched what);

#endif /* BT_WATCH_H */
