// SPDX-License-Identifier: GPL-2.0
/* barrier-trace calibrate: what one pair costs on this CPU. */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "live/pair_timer.h"
#include "aggregate/pair_cost.h"
#include "cmd/cmd.h"
#include "base/log.h"
#include "base/atomic_file.h"
#include "cmd/opts.h"

/* Keeps the values of the options of `calibrate`. */
struct calibrate_opts {
	struct opts o;		/* first; output is NULL for CALIBRATION_FILE */
	bool dry_run;
};

static const struct option_def options[] = {
	OPTION_OUTPUT("store there instead of in " CALIBRATION_FILE),
	{ "dry-run", 0, NULL, "measure and print, store nothing",
	  FLAG_AT(struct calibrate_opts, dry_run) },
	OPTION_QUIET,
	OPTION_VERBOSE("more words"),
	{ 0 },
};

static const struct option_group groups[] = { { NULL, { options } }, { 0 } };

static const struct option_set calibrate_options = {
	.doc = "Measure what a pair of barriers costs on each type of CPU; stat estimates with it.\v"
	       "Examples:\n"
	       "  barrier-trace calibrate\n"
	       "  barrier-trace calibrate -o FILE\n"
	       "  barrier-trace stat --calibration FILE -a -d 10s\n\n"
	       "Exit status: 0 fine, 1 error, 4 not an arm64 CPU, 129 wrong usage.",
	.groups = groups,
};

static const char *const scenario_titles[SCENARIO_NR] = {
	[SCENARIO_ISB] = "isb alone",
	[SCENARIO_DSB] = "dsb ishst alone",
	[SCENARIO_IDLE] = "the pair, nothing pending",
	[SCENARIO_SAME] = "the pair behind 1 store, always to the same line",
	[SCENARIO_OTHER] = "the pair behind 8 stores, each to another line",
};

_Static_assert(CALIBRATE_LINES == 8, "scenario_titles, the man page");

/* Print CPUs 0, 1, 2, 3 and 8 as "0-3,8". */
static void print_cpus(const struct numbers *cpus)
{
	for (size_t i = 0, last; i < cpus->n; i = last + 1) {
		for (last = i; last + 1 < cpus->n && cpus->v[last + 1] == cpus->v[last] + 1;)
			last++;
		printf("%s%" PRIu32, i ? "," : "", cpus->v[i]);
		if (last != i)
			printf("-%" PRIu32, cpus->v[last]);
	}
}

static void print_type(const struct calibrated *t, const struct cpu_type *type)
{
	printf(" CPU type 0x%016" PRIx64 " (CPU ", t->midr);
	print_cpus(&type->cpus);
	printf("), measured on CPU %" PRIu32 ":\n\n%14s%12s%12s%12s  ns\n", t->cpu, "min", "median",
	       "90 %", "max");
	for (int s = 0; s < SCENARIO_NR; s++)
		printf("%14.2f%12.2f%12.2f%12.2f  %s\n", t->cost[s].min / 1e3, t->cost[s].median / 1e3,
		       t->cost[s].p90 / 1e3, t->cost[s].max / 1e3, scenario_titles[s]);
	putchar('\n');
}

static void print_table(const struct calibration *c, const struct cpu_types *types, const char *why)
{
	printf("\n Cost of dsb ishst; isb:\n\n");
	if (c->emulated == EMULATED_YES)
		printf(" EMULATED: these numbers mean nothing (%s)\n\n", why);
	if (c->emulated == EMULATED_MAYBE)
		printf(" MAYBE EMULATED: then these numbers mean nothing (%s)\n\n", why);
	for (size_t i = 0; i < c->nr_types; i++)
		print_type(&c->types[i], &types->v[i]);
	printf(" %" PRIu32 " batches of %" PRIu32 "; a counter of %.3f MHz: +- %.3f ns\n\n", c->batches,
	       c->pairs, c->counter_hz / 1e6, pair_cost_error_ps(c) / 1e3);
}

/* Make the default directory.  A directory that the user names has to exist already. */
static void make_directory(void)
{
	char dir[] = CALIBRATION_FILE;

	*strrchr(dir, '/') = '\0';
	mkdir(dir, 0755);	/* an error shows when the file is opened */
}

static int store(const struct calibrate_opts *o, const struct calibration *c)
{
	const char *path = o->o.output ? o->o.output : CALIBRATION_FILE;
	struct atomic_file n;
	int ret;

	if (!o->o.output)
		make_directory();
	ret = atomic_file_open(&n, path);
	if (ret) {
		if (!o->o.output && (ret == -EACCES || ret == -ENOENT))
			hint("root may; '-o FILE' stores it elsewhere, for 'stat --calibration FILE'");
		return ret;
	}
	pair_cost_write(n.f, c);
	ret = atomic_file_commit(&n);
	if (!ret)
		verbose("stored in %s", path);
	return ret;
}

static int measure(const struct calibrate_opts *o)
{
	struct cpu_types types;
	struct calibration c;
	const char *why;
	int ret = machine_cpu_types("/sys", &types);

	if (ret) {
		err("cannot tell the types of the CPUs: %s", strerror(-ret));
		hint("MIDR_EL1 is in /sys/devices/system/cpu/cpu*/regs/identification");
		goto out;
	}
	ret = pair_timer_measure(&types, &c);
	if (ret)
		goto out;
	c.emulated = machine_emulation("/sys", &types, c.counter_hz, &why);
	print_table(&c, &types, why);
	if (fflush(stdout) || ferror(stdout)) {
		err("cannot write to standard output: %s", strerror(errno));
		ret = -EIO;
		goto out;
	}
	if (c.emulated == EMULATED_YES)
		warn("this CPU is emulated: the numbers mean nothing, and stat will not use them");
	if (!o->dry_run)
		ret = store(o, &c);
out:
	machine_free_types(&types);
	return ret;
}

static int calibrate_run(void *opts)
{
	int ret;

	if (!pair_timer_supported()) {
		err("this is no arm64 CPU: it has no dsb ishst and no isb to measure");
		return EXIT_UNTRACEABLE;
	}
	ret = measure(opts);
	return ret ? exit_status_of(ret) : EXIT_FINE;
}

int cmd_calibrate(int argc, char **argv)
{
	static const struct command_parts calibrate = {
		&calibrate_options, NULL, NULL, calibrate_run,
	};
	struct calibrate_opts o = { .o = OPTS_DEFAULT };

	return command_run(&calibrate, argc, argv, &o.o);
}
