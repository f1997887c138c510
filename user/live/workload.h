/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The workload of `-- CMD`: a child in a cgroup of its own, which is how its whole
 * process tree is known, and which waits for the word to start.
 */
#ifndef BT_TARGET_H
#define BT_TARGET_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

struct workload {
	pid_t pid;
	int pidfd;		/* readable when the child has ended */
	bool silent;		/* no terminal for the child: /dev/null instead; see workload_prepare() */
	int cgroup_fd;		/* -1: not followed */
	int go_fd, error_fd;
	char cgroup[64];	/* name below the cgroup root, "" for none */
	int status;		/* of waitpid() */
	struct rusage usage;
};

/**
 * workload_prepare() - fork the child; it waits.
 * @t: target::silent is the caller's, all else is set here
 * @follow: put it into a cgroup of its own
 *
 * Says why it failed.  To be ended with workload_cleanup() in any case.
 *
 * Return: 0 or a negative errno.
 */
int workload_prepare(struct workload *t, char **argv, bool follow);

/**
 * workload_go() - let it run CMD.
 *
 * Return: 0, or the negative errno of execvp(): -ENOENT, -EACCES and the like.
 */
int workload_go(struct workload *t);

/** workload_wait() - collect the child after pidfd became readable. */
void workload_wait(struct workload *t);

/** workload_exit_status() - as a shell has it: status, or 128 + signal. */
int workload_exit_status(const struct workload *t);

/** workload_kill() - send a signal, if the child still runs. */
void workload_kill(struct workload *t, int signal);

/** workload_runs() - was the child told to run CMD, and nobody has collected it yet? */
bool workload_runs(const struct workload *t);

/** workload_cleanup() - end a child that never started, remove the cgroup. */
void workload_cleanup(struct workload *t);

/** workload_cgroup_open() - a cgroup v2 directory, absolute or below /sys/fs/cgroup.
 *
 * Says why it failed.
 *
 * Return: a file descriptor or a negative errno.
 */
int workload_cgroup_open(const char *path);

#endif /* BT_TARGET_H */
