/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The workload of `-- CMD`: a child that waits until workload_go().  It is in a cgroup of its own,
 * so that programs know its whole process tree.
 */
#ifndef BT_TARGET_H
#define BT_TARGET_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

struct workload {
	pid_t pid;
	int pidfd;		/* readable when the child has ended */
	bool silent;		/* the child gets /dev/null and no terminal; set by the caller */
	int cgroup_fd;		/* -1: not followed */
	int go_fd, error_fd;	/* pipes: to the child the word to start, back the errno of exec */
	char cgroup[64];	/* name below the cgroup root, "" for none */
	int status;		/* the child's, as waitpid() has it */
	struct rusage usage;
};

/**
 * workload_prepare() - fork the child, which waits.
 * @t: the caller sets workload::silent, this function all else
 * @argv: CMD and its arguments, NULL-terminated
 * @follow: put the child into a cgroup of its own
 *
 * Says why it failed.  To be ended with workload_cleanup() in any case.
 *
 * Return: 0 or a negative errno.
 */
int workload_prepare(struct workload *t, char **argv, bool follow);

/**
 * workload_go() - let the child run CMD.
 *
 * Return: 0, or the negative errno of execvp(): -ENOENT, -EACCES and the like.
 */
int workload_go(struct workload *t);

/** workload_wait() - collect the child after pidfd became readable. */
void workload_wait(struct workload *t);

/** workload_exit_status() - return CMD's status as a shell has it: status, or 128 + signal. */
int workload_exit_status(const struct workload *t);

/** workload_kill() - send a signal, if the child still runs. */
void workload_kill(struct workload *t, int signal);

/** workload_runs() - tell whether the child was let go, and not collected yet. */
bool workload_runs(const struct workload *t);

/** workload_cleanup() - end a child that never started, remove the cgroup. */
void workload_cleanup(struct workload *t);

/**
 * workload_cgroup_open() - open a cgroup v2 directory.
 * @path: absolute, or below /sys/fs/cgroup
 *
 * Says why it failed.
 *
 * Return: a file descriptor or a negative errno.
 */
int workload_cgroup_open(const char *path);

#endif /* BT_TARGET_H */
