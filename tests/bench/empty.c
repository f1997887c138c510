// SPDX-License-Identifier: GPL-2.0
/* empty btf|classic CMD...: run CMD while an empty program is attached to each event. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "empty.skel.h"

int main(int argc, char **argv)
{
	struct empty_bpf *skel;
	struct bpf_program *prog;
	int status = 1;
	pid_t pid;
	bool btf;

	if (argc < 3 || (strcmp(argv[1], "btf") && strcmp(argv[1], "classic"))) {
		fprintf(stderr, "usage: empty btf|classic CMD...\n");
		return 129;
	}
	btf = !strcmp(argv[1], "btf");
	skel = empty_bpf__open();
	if (!skel)
		goto failed;
	bpf_object__for_each_program(prog, skel->obj)
		bpf_program__set_autoload(prog,
					  btf == !strncmp(bpf_program__name(prog), "btf_", 4));
	if (empty_bpf__load(skel) || empty_bpf__attach(skel))
		goto failed;
	pid = fork();
	if (!pid) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		goto failed;
	empty_bpf__destroy(skel);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;

failed:
	perror("empty");
	empty_bpf__destroy(skel);
	return 1;
}
