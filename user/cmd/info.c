// SPDX-License-Identifier: GPL-2.0
/* barrier-trace info: is this kernel usable, and if not, what is missing. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "live/backend.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "base/escape.h"
#include "base/json.h"
#include "kernel/kernel.h"
#include "kernel/source_lines.h"
#include "base/log.h"
#include "output/scan_report.h"
#include "version.h"
#include "kernel/vmlinux.h"

/* Keeps the values of the options of `info`. */
struct info_opts {
	struct opts o;		/* first: the shared tables write to it */
	bool sites;
	const char *vmlinux, *symbols;	/* paths, borrowed from argv; or NULL */
};

static const struct option_def options[] = {
	OPTION_JSON("NDJSON: one check a line"),
	{ "sites", 0, NULL, "where probes would count, in a kernel without our events",
	  FLAG_AT(struct info_opts, sites) },
	{ "vmlinux", 0, "FILE", "with --sites: the kernel, a vmlinux or an Image",
	  STRING_AT(struct info_opts, vmlinux) },
	{ "symbols", 0, "FILE", "with --sites: System.map or kallsyms of an Image",
	  STRING_AT(struct info_opts, symbols) },
	OPTION_QUIET,
	OPTION_VERBOSE("more words"),
	{ 0 },
};

static const struct option_group groups[] = { { NULL, { options } }, { 0 } };

static const struct option_set info_options = {
	.doc = "Say whether this kernel can be traced, and what is missing if not.\v"
	       "Exit status: 0 it can, 1 error or not allowed, 4 it cannot, 129 wrong usage;\n"
	       "with --sites 0, 1 for what is no arm64 kernel, 4 for one without batching.",
	.groups = groups,
};

static void show_text(const struct kernel *k, const char *attach, bool usable)
{
	char clean[1024];

	printf("barrier-trace %s on Linux %s, lazy MMU logic %s\n\n", BT_VERSION,
	       escape_terminal(clean, sizeof(clean), k->release), generation_name(k->generation));
	for (size_t i = 0; i < k->nr_checks; i++) {
		const struct check *c = &k->checks[i];

		printf("  %-8s %-26s %s\n", kernel_state_name(c->state), c->name,
		       escape_terminal(clean, sizeof(clean), c->found));
		if (c->fix)
			printf("  %-8s %-26s -> %s\n", "", "", c->fix);
	}
	if (attach)
		printf("  %-8s %-26s %s\n", "ok", "attach", attach);
	printf("\nThis kernel can%s be traced%s.\n", usable ? "" : "not",
	       usable ? "" : " like this");
}

static void show_json(const struct kernel *k, const char *attach, bool usable)
{
	struct json j = { .out = stdout };

	json_open(&j, NULL);
	json_string(&j, "type", "header");
	json_string(&j, "version", "1.0");
	json_string(&j, "tool", "barrier-trace " BT_VERSION);
	json_string(&j, "command", "info");
	json_string(&j, "kernel", k->release);
	json_string(&j, "generation", generation_name(k->generation));
	json_close(&j);
	for (size_t i = 0; i < k->nr_checks; i++) {
		const struct check *c = &k->checks[i];

		json_open(&j, NULL);
		json_string(&j, "type", "check");
		json_string(&j, "name", c->name);
		json_string(&j, "state", kernel_state_name(c->state));
		json_string(&j, "found", c->found);
		if (c->fix)
			json_string(&j, "fix", c->fix);
		json_close(&j);
	}
	json_open(&j, NULL);
	json_string(&j, "type", "total");
	json_bool(&j, "usable", usable);
	if (attach)
		json_string(&j, "attach", attach);
	json_close(&j);
}

static void add_lines(struct kernel *k)
{
	struct check *c = &k->checks[k->nr_checks];
	struct source_lines *lines;

	if (k->nr_checks == KERNEL_MAX_CHECKS || vmlinux_of_kernel(&lines, NULL, k->release))
		return;
	*c = (struct check){ .name = "source lines", .state = lines ? CHECK_OK : CHECK_NOTE };
	if (lines) {
		snprintf(c->found, sizeof(c->found), "%s", source_lines_path(lines));
	} else if (source_lines_built_in()) {
		snprintf(c->found, sizeof(c->found), "no vmlinux with debug info and this build ID");
		c->fix = "install the kernel's debug package, or name the file by --vmlinux";
	} else {
		snprintf(c->found, sizeof(c->found), "built without libdw");
		c->fix = "build barrier-trace with libdw-dev installed";
	}
	k->nr_checks++;
	source_lines_close(lines);
}

/* Scan the running kernel and print its sites.  Return: an exit status. */
static int sites_of_kernel(bool json)
{
	struct probe_plan *plan;
	struct kernel k;
	int ret;

	kernel_examine(&k);
	ret = probe_plan_of_kernel(&plan, &k, SCOPE_ALL);
	if (!ret) {
		scan_report(&plan->scan, NULL, plan->ksyms, json);
		probe_plan_free(plan);
	}
	kernel_free(&k);
	return ret ? exit_status_of(ret) : EXIT_FINE;
}

/*
 * Find out whether probes can trace a kernel that lacks the events.
 * @status: changed when they cannot
 *
 * Return: a line about the probes, in a static buffer; NULL when probes cannot trace it.
 */
static const char *try_probes(struct kernel *k, int *status)
{
	static char found[128];
	struct probe_plan *plan;
	const struct check *bad;
	int ret;

	kernel_examine_probes(k);
	bad = kernel_verdict(k, true);
	if (bad) {
		*status = bad->state == CHECK_DENIED ? EXIT_ERROR : EXIT_UNTRACEABLE;
		return NULL;
	}
	ret = probe_plan_of_kernel(&plan, k, SCOPE_ALL);
	if (ret) {
		*status = exit_status_of(ret);
		return NULL;
	}
	/* Probes need none of the requirements of tracepoints: a missing one is only a note. */
	for (size_t i = 0; i < k->nr_checks; i++)
		if (k->checks[i].need == FOR_TRACEPOINTS && k->checks[i].state == CHECK_MISSING)
			k->checks[i].state = CHECK_NOTE;
	k->generation = plan->generation;
	snprintf(found, sizeof(found), "probes: kprobes at %zu places, %zu of them calls; --sites shows them",
		 plan->n, plan->calls);
	probe_plan_free(plan);
	return found;
}

/* Print the sites of --vmlinux, or of the running kernel.  Return: an exit status. */
static int sites(const struct info_opts *o, bool json)
{
	int ret;

	if (!o->vmlinux)
		return sites_of_kernel(json);
	ret = scan_report_file(o->vmlinux, o->symbols, json);
	return ret ? exit_status_of(ret) : EXIT_FINE;
}

static int finish(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	err("cannot write to standard output: %s", strerror(errno));
	return EXIT_ERROR;
}

static int info_check(struct opts *opts)
{
	const struct info_opts *o = (const struct info_opts *)opts;

	if (o->symbols && !o->vmlinux) {
		err("--symbols goes with --vmlinux");
		return -EINVAL;
	}
	if (o->vmlinux && !o->sites) {
		err("--vmlinux goes with --sites");
		return -EINVAL;
	}
	return 0;
}

static int info_run(void *opts)
{
	const struct info_opts *o = opts;
	bool json = !strcmp(o->o.format, "json");
	const struct check *bad;
	const char *attach = NULL;
	struct kernel k;
	int status = EXIT_FINE, ret;

	if (o->sites)
		return finish(sites(o, json));
	kernel_examine(&k);
	add_lines(&k);
	bad = kernel_verdict(&k, false);
	if (bad && k.has_btf && !k.has_events) {
		attach = try_probes(&k, &status);
	} else if (bad) {
		status = bad->state == CHECK_DENIED ? EXIT_ERROR : EXIT_UNTRACEABLE;
	} else {
		ret = backend_probe_attach();
		if (ret == ATTACH_BTF)
			attach = "btf: the events keep preemption off, exact";
		else if (ret == ATTACH_CLASSIC)
			attach = "classic: the events may be preempted, BTF programs would lose some";
		else
			status = EXIT_UNTRACEABLE;
		if (ret < 0)
			err("cannot try the events: %s", ret == -ENODATA ? "they do not fire" :
			    strerror(-ret));
	}
	if (json)
		show_json(&k, attach, status == EXIT_FINE);
	else
		show_text(&k, attach, status == EXIT_FINE);
	kernel_free(&k);
	return finish(status);
}

int cmd_info(int argc, char **argv)
{
	static const struct command_parts info = { &info_options, NULL, info_check, info_run };
	struct info_opts o = { .o = OPTS_DEFAULT };

	return command_run(&info, argc, argv, &o.o);
}
