// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <stdio.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "aggregate/filter.h"
#include "base/log.h"
#include "base/parse.h"
#include "live/watch.h"

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Get a pidfd of the only watched process: when it ends, there is nothing left to measure. */
static int open_exit_fd(struct watched what)
{
	if (what.filter->nr_pids + what.filter->nr_tids != 1 || what.cmd)
		return -1;
	return syscall(SYS_pidfd_open, what.filter->nr_pids ? what.filter->pids[0].id :
		       what.filter->tids[0].id, 0);
}

void watch_open(struct watch *w, struct watched what)
{
	*w = (struct watch){
		.target = { .pid = -1, .pidfd = -1, .cgroup_fd = -1, .go_fd = -1, .error_fd = -1 },
		.signals = open_signals(),
		.exit_fd = open_exit_fd(what),
		.out_fd = -1,
		.cgroup_fd = -1,
	};
}

int watch_cgroup(struct watch *w, struct watched what, int *fd)
{
	int ret;

	if (what.cgroup && w->cgroup_fd < 0) {
		ret = workload_cgroup_open(what.cgroup);
		if (ret < 0)
			return ret;
		w->cgroup_fd = ret;
	}
	*fd = what.cgroup ? w->cgroup_fd : w->target.cgroup_fd;
	return 0;
}

void watch_close(struct watch *w)
{
	if (w->signals >= 0)
		close(w->signals);
	if (w->exit_fd >= 0)
		close(w->exit_fd);
	if (w->cgroup_fd >= 0)
		close(w->cgroup_fd);
}

/* A first signal ends the measurement.  A second one kills CMD, which holds up the end. */
static void take_signal(struct watch *w)
{
	struct signalfd_siginfo info;

	if (read(w->signals, &info, sizeof(info)) != sizeof(info))
		return;
	w->signalled++;
	workload_kill(&w->target, w->signalled > 1 ? SIGKILL : SIGTERM);
}

/* Do not count this as a signal: then one from the same Ctrl-C would be the second. */
static void lose_reader(struct watch *w)
{
	w->out_fd = -1;
	w->is_unread = true;
	workload_kill(&w->target, SIGTERM);
}

bool watch_wait(struct watch *w, uint64_t until_ns, int fd)
{
	struct pollfd fds[] = {
		{ .fd = w->signals, .events = POLLIN },
		{ .fd = w->target.pidfd, .events = POLLIN },
		{ .fd = w->exit_fd, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
		{ .fd = w->out_fd },	/* POLLERR: a pipe without a reader */
	};
	uint64_t now = now_ns(), left = until_ns > now ? until_ns - now : 0;
	struct timespec ts = { left / 1000000000, left % 1000000000 };

	if (ppoll(fds, 5, &ts, NULL) <= 0)
		return false;
	if (fds[0].revents)
		take_signal(w);
	if (fds[4].revents)
		lose_reader(w);
	return fds[1].revents || fds[2].revents;
}

void watch_stop(struct watch *w)
{
	struct pollfd ended = { .fd = w->target.pidfd, .events = POLLIN };

	if (poll(&ended, 1, 0) != 1 && !watch_is_over(w))
		workload_kill(&w->target, SIGTERM);
}

void watch_end(struct watch *w)
{
	struct pollfd fds[] = {
		{ .fd = w->target.pidfd, .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
	};

	if (w->target.pid <= 0)
		return;
	watch_stop(w);
	while (poll(fds, 2, -1) < 0 || !fds[0].revents)
		if (fds[1].revents)
			take_signal(w);
	workload_wait(&w->target);
}

void watch_cleanup(struct watch *w)
{
	if (workload_runs(&w->target))
		watch_end(w);
	workload_cleanup(&w->target);
}

int watch_cannot_start(const char *cmd, int ret)
{
	err("cannot run %s: %s", cmd, strerror(-ret));
	return ret == -ENOENT ? 127 : 126;
}

char *watch_describe(struct watched what)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	if (what.cmd) {
		for (char **arg = what.cmd; *arg; arg++)
			fprintf(f, "%s%s", arg == what.cmd ? "'" : " ", *arg);
		fprintf(f, "'%s", what.all ? " (system wide)" : "");
	} else if (what.filter->nr_pids) {
		fprintf(f, "process");
		for (size_t i = 0; i < what.filter->nr_pids; i++)
			fprintf(f, " %u", what.filter->pids[i].id);
	} else if (what.filter->nr_tids) {
		fprintf(f, "thread");
		for (size_t i = 0; i < what.filter->nr_tids; i++)
			fprintf(f, " %u", what.filter->tids[i].id);
	} else if (what.cgroup) {
		fprintf(f, "cgroup %s", what.cgroup);
	} else {
		fprintf(f, "system wide");
	}
	for (size_t i = 0; i < what.filter->nr_comms; i++)
		fprintf(f, "%s%s", i ? ", " : ", tasks named ", what.filter->comms[i]);
	fclose(f);
	return text;
}

char *watch_scope(struct watched what)
{
	const struct filter *filter = what.filter;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fputs(filter->nr_pids ? "processes" : filter->nr_tids ? "threads" :
	      what.cgroup ? "cgroup" : what.cmd && !what.all ? "command" : "system", f);
	for (size_t i = 0; i < filter->nr_comms; i++)
		fprintf(f, "%s%s", i ? ", " : ", tasks named ", filter->comms[i]);
	for (size_t i = 0; i < filter->cpus.n; i++)
		fprintf(f, "%s%u", i ? " " : ", CPUs ", filter->cpus.v[i]);
	fclose(f);
	return text;
}
