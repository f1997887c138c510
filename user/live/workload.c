// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/cgroup_names.h"
#include "base/log.h"
#include "live/workload.h"

#define CGROUP_PREFIX	"barrier-trace."
#define CGROUP2_MAGIC_	0x63677270	/* include/uapi/linux/magic.h */

int workload_cgroup_open(const char *path)
{
	char full[4096];
	struct statfs fs;
	int fd;

	if (path[0] == '/' && !strncmp(path, CGROUPFS, strlen(CGROUPFS)))
		snprintf(full, sizeof(full), "%s", path);
	else
		snprintf(full, sizeof(full), CGROUPFS "/%s", path);
	fd = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		fd = -errno;
		err("cannot open cgroup %s: %s", full, strerror(errno));
		hint("give a directory below " CGROUPFS);
		return fd;
	}
	if (fstatfs(fd, &fs) || fs.f_type != CGROUP2_MAGIC_) {
		close(fd);
		err("cannot follow %s: not a cgroup v2 directory", full);
		hint("mount -t cgroup2 cgroup2 " CGROUPFS);
		return -EINVAL;
	}
	return fd;
}

/* Remove empty cgroups of barrier-trace processes that were killed. */
static void remove_stale_cgroups(void)
{
	DIR *d = opendir(CGROUPFS);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		int pid;

		if (sscanf(e->d_name, CGROUP_PREFIX "%d", &pid) == 1 && kill(pid, 0) &&
		    errno == ESRCH)
			unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	if (d)
		closedir(d);
}

static int make_cgroup(struct workload *t)
{
	char path[128];

	remove_stale_cgroups();
	snprintf(t->cgroup, sizeof(t->cgroup), CGROUP_PREFIX "%d", getpid());
	snprintf(path, sizeof(path), CGROUPFS "/%s", t->cgroup);
	if (mkdir(path, 0755) && errno != EEXIST) {
		int ret = -errno;

		err("cannot make a cgroup for CMD: %s: %s", path, strerror(-ret));
		hint("mount cgroup v2 on " CGROUPFS " and run as root, or use -a");
		t->cgroup[0] = '\0';
		return ret;
	}
	t->cgroup_fd = workload_cgroup_open(t->cgroup);
	return t->cgroup_fd < 0 ? t->cgroup_fd : 0;
}

static int join_cgroup(struct workload *t)
{
	char pid[16];
	int fd, ret = 0, len = snprintf(pid, sizeof(pid), "%d", t->pid);

	fd = openat(t->cgroup_fd, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, pid, len) != len) {
		ret = -errno;
		err("cannot move CMD into its cgroup: %s", strerror(-ret));
	}
	if (fd >= 0)
		close(fd);
	return ret;
}

/* Runs in the child, whose output would be in the middle of a screen of top. */
static void close_terminal(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0 || dup2(fd, 0) < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		_exit(127);
}

/* Runs in the child.  Signals are as CMD expects them, not as the tool has them. */
static void __attribute__((noreturn)) child(int go, int error, char **argv)
{
	sigset_t none;
	char byte;
	int code;

	sigemptyset(&none);
	signal(SIGPIPE, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (read(go, &byte, 1) == 1) {
		execvp(argv[0], argv);
		code = errno;
		if (write(error, &code, sizeof(code)) < 0)
			_exit(126);
	}
	_exit(127);
}

int workload_prepare(struct workload *t, char **argv, bool follow)
{
	int go[2] = { -1, -1 }, error[2] = { -1, -1 }, ret;

	*t = (struct workload){ .pid = -1, .pidfd = -1, .cgroup_fd = -1, .go_fd = -1,
			      .error_fd = -1, .silent = t->silent };
	if (follow) {
		ret = make_cgroup(t);
		if (ret)
			return ret;
	}
	if (pipe2(go, O_CLOEXEC) || pipe2(error, O_CLOEXEC)) {
		ret = -errno;
		err("cannot make a pipe: %s", strerror(errno));
		goto close_pipes;
	}
	t->pid = fork();
	if (t->pid < 0) {
		ret = -errno;
		err("cannot fork: %s", strerror(errno));
		goto close_pipes;
	}
	if (!t->pid) {
		close(go[1]);
		close(error[0]);
		if (t->silent)
			close_terminal();
		child(go[0], error[1], argv);
	}
	close(go[0]);
	close(error[1]);
	t->go_fd = go[1];
	t->error_fd = error[0];
	t->pidfd = syscall(SYS_pidfd_open, t->pid, 0);
	if (t->pidfd < 0) {
		ret = -errno;
		err("cannot watch CMD: %s", strerror(errno));
		return ret;
	}
	return follow ? join_cgroup(t) : 0;

close_pipes:
	for (int i = 0; i < 2; i++) {
		if (go[i] >= 0)
			close(go[i]);
		if (error[i] >= 0)
			close(error[i]);
	}
	return ret;
}

int workload_go(struct workload *t)
{
	int code = 0;

	if (write(t->go_fd, "g", 1) != 1)
		return -errno;
	close(t->go_fd);
	t->go_fd = -1;
	/* A successful exec closes the pipe; else the child sends the errno. */
	if (read(t->error_fd, &code, sizeof(code)) != sizeof(code))
		return 0;
	workload_wait(t);
	return -code;
}

void workload_wait(struct workload *t)
{
	if (t->pid > 0) {
		while (wait4(t->pid, &t->status, 0, &t->usage) < 0 && errno == EINTR)
			;
		t->pid = -1;
	}
}

int workload_exit_status(const struct workload *t)
{
	if (WIFSIGNALED(t->status))
		return 128 + WTERMSIG(t->status);
	return WEXITSTATUS(t->status);
}

void workload_kill(struct workload *t, int signal)
{
	if (t->pid > 0)
		kill(t->pid, signal);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool workload_runs(const struct workload *t)
{
	return t->pid > 0 && t->go_fd < 0;
}

void workload_cleanup(struct workload *t)
{
	char path[128];

	close_fd(&t->go_fd);	/* a child that still waits reads its end, and exits */
	close_fd(&t->error_fd);
	workload_wait(t);
	close_fd(&t->pidfd);
	close_fd(&t->cgroup_fd);
	if (t->cgroup[0]) {
		snprintf(path, sizeof(path), CGROUPFS "/%s", t->cgroup);
		rmdir(path);
		t->cgroup[0] = '\0';
	}
}
