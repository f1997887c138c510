// SPDX-License-Identifier: GPL-2.0
/* barrier-trace: call the function of the command that the user names. */
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "base/log.h"
#include "version.h"

const struct cmd commands[] = {
	{ "stat", "how many barriers were deferred, emitted, flushed, avoided", cmd_stat },
	{ "top", "the same, live on a terminal", cmd_top },
	{ "hist", "how batch size, window, section length and run length are distributed", cmd_hist },
	{ "sites", "who emits, who defers, with stacks; where batching is missed", cmd_sites },
	{ "check", "is the PENDING logic obeyed; each violation with its history", cmd_check },
	{ "record", "keep every event in a file", cmd_record },
	{ "report", "what stat, hist, sites and check say, from such a file, anywhere", cmd_report },
	{ "diff", "what changed between two results (workloads, kernels)", cmd_diff },
	{ "calibrate", "what one pair of barriers costs on this CPU", cmd_calibrate },
	{ "info", "is this kernel usable, and if not, what is missing", cmd_info },
	{ NULL, NULL, NULL },
};

static void help(FILE *f)
{
	fprintf(f,
		"Usage: barrier-trace COMMAND [OPTIONS] [-- CMD [ARGS]]\n"
		"Show what arm64's lazy MMU barrier batching does.\n\n"
		"  barrier-trace info                         can this kernel be traced?\n"
		"  barrier-trace stat -- modprobe zram        count for a command\n"
		"  barrier-trace stat -a -d 10s --per comm    who, system wide, for 10 s\n"
		"  barrier-trace stat -a -I 1s                every second\n"
		"  barrier-trace top                          the same, live\n"
		"  barrier-trace hist -- modprobe zram        distributions, for a command\n"
		"  barrier-trace sites -a -d 10s --missed     where do batches miss?\n"
		"  barrier-trace check -a -d 1m               is the logic obeyed?\n"
		"  barrier-trace diff before.json after.json  what changed?\n\n"
		"Commands:\n");
	for (const struct cmd *c = commands; c->name; c++)
		fprintf(f, "  %-10s %s\n", c->name, c->question);
	fprintf(f,
		"\n'barrier-trace COMMAND --help' shows a command's options.\n"
		"Exit status: 0 fine, 1 error, 2 violation found, 3 data lost or a verdict\n"
		"partial, and --strict, 4 this kernel cannot be traced, 5 a condition of\n"
		"diff --fail-if holds, 129 wrong usage; with CMD its own.\n");
}

int main(int argc, char **argv)
{
	/* Let a write to a closed pipe fail with EPIPE, an error to report, not end the tool. */
	signal(SIGPIPE, SIG_IGN);
	setlinebuf(stdout);
	argp_err_exit_status = EXIT_USAGE;
	argp_program_version = "barrier-trace " BT_VERSION;

	if (argc < 2) {
		help(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		help(stdout);
		return fflush(stdout) ? EXIT_ERROR : EXIT_FINE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts(argp_program_version);
		return fflush(stdout) ? EXIT_ERROR : EXIT_FINE;
	}
	for (const struct cmd *c = commands; c->name; c++) {
		char name[64];

		if (strcmp(argv[1], c->name))
			continue;
		/* argp prints argv[0] as the program's name in --help and errors. */
		snprintf(name, sizeof(name), "barrier-trace %s", c->name);
		argv[1] = name;
		return c->run(argc - 1, argv + 1);
	}
	if (argv[1][0] == '-')
		err("%s: unknown option", argv[1]);
	else
		err("%s: unknown command", argv[1]);
	hint("'barrier-trace --help' lists them");
	return EXIT_USAGE;
}
