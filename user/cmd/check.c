// SPDX-License-Identifier: GPL-2.0
/* barrier-trace check: is the PENDING logic obeyed? */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/opts.h"
#include "cmd/check_opts.h"
#include "output/check_out.h"
#include "live/text_rules.h"
#include "cmd/cmd.h"
#include "kernel/kernel.h"
#include "aggregate/premature_queue.h"
#include "base/log.h"
#include "live/stat_session.h"
#include "kernel/strict_mode.h"
#include "base/parse.h"
#include "kernel/vmlinux.h"
#include "live/watch.h"

#define TAKE_NS	20000000ull	/* how often reports and finished tasks are taken */
#define LATE_NS	1000000000ull	/* how long a premature access waits for its flush */

enum { OPT_FIRST = 512, OPT_ON_VIOLATION, OPT_CHECK_FORMAT, OPT_CHECK_SCHEMA, OPT_VMLINUX, OPT_STRICT_KERNEL };

struct check_opts {
	struct opts o;		/* first: the shared parsers know it */
	const struct check_ops *format;
	bool first;
	bool strict_kernel;	/* switch it on meanwhile */
	char *on_violation;
	const char *vmlinux;	/* NULL: look for it */
	struct check_rules rules;
};

struct run {
	struct check_opts *o;
	struct checker *checker;
	struct watch watch;
	struct check_out out;
	struct check_header header;
	struct out_probes probes;
	struct kernel kernel;
	struct sites sites;
	struct violations violations;
	struct late late;
	bool is_strict, was_strict;
	struct strict_counts strict;
	uint64_t shown, others, suspect;
	bool stop;		/* --first, and there was one */
};

static uint64_t lost_events(struct checker *c, struct loss_cause *v, size_t *n)
{
	*n = checker_losses(c, v);
	return loss_total(v, *n);
}

/* Not waited for: it may take its time, or look at the tool that runs it. */
static void run_command(const char *cmd, const struct bt_report *report)
{
	char invariant[8], tid[16];
	sigset_t none;
	pid_t pid;

	snprintf(invariant, sizeof(invariant), "I%u", report->invariant % 1000);
	snprintf(tid, sizeof(tid), "%u", report->tid);
	pid = fork();
	if (pid < 0) {
		warn("cannot run %s: %s", cmd, strerror(errno));
		return;
	}
	if (pid)
		return;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	setenv("BT_INVARIANT", invariant, 1);
	setenv("BT_TID", tid, 1);
	execl("/bin/sh", "sh", "-c", cmd, NULL);
	_exit(127);
}

static int show(const struct bt_report *report, void *arg)
{
	struct run *r = arg;
	const struct violation *v;
	bool is_new;

	/* The kernel's text and its mappings are everybody's. */
	if (report->type != BT_REPORT_TEXT && !violation_has_store(report) &&
	    !violation_passes(report, &r->o->o.filter)) {
		r->others++;
		return 0;
	}
	r->shown++;
	v = violations_add(&r->violations, report, &is_new);
	if (!v)
		return -ENOMEM;
	if (is_new && !r->stop) {
		sites_load_names(&r->sites);
		r->out.ksyms = r->sites.ksyms;
		lines_place(r->out.lines, ksyms_address(r->out.ksyms, "_text"));
		r->out.ops->violation(&r->out, v);
		if (r->o->on_violation)
			run_command(r->o->on_violation, report);
	}
	r->stop |= r->o->first;
	return 0;
}

static int take_report(const struct bt_report *raw, void *arg)
{
	struct loss_cause losses[MAX_LOSS_CAUSES];
	struct bt_report copy = *raw, *report = &copy;
	struct run *r = arg;
	size_t n;
	int ret;

	if (report->type == BT_REPORT_PREMATURE)
		return late_hold(&r->late, report);
	if (report->type == BT_REPORT_LATE)
		return late_flush(&r->late, report, show, r);
	ret = sites_is_violation(&r->sites, report);
	if (ret <= 0)
		return ret;
	if ((report->type == BT_REPORT_EVENT || report->type == BT_REPORT_STATE) &&
	    lost_events(r->checker, losses, &n)) {
		/* What an event lost is to the task's next cannot be told from a mistake. */
		r->suspect++;
		return 0;
	}
	return show(report, r);
}

static int wait_and_take(struct run *r, uint64_t start)
{
	uint64_t end = r->o->o.duration_ns ? start + r->o->o.duration_ns : UINT64_MAX, next;
	bool ended = false;
	int ret = 0;

	while (!ret && !ended && !r->stop && !r->watch.signalled && now_ns() < end) {
		next = now_ns() + TAKE_NS;
		ended = watch_wait(&r->watch, next < end ? next : end, checker_fd(r->checker));
		ret = checker_take(r->checker, take_report, r);
		if (!ret)
			ret = late_release(&r->late, now_ns() - LATE_NS, show, r);
	}
	return ret;
}

static void finish(struct run *r, uint64_t elapsed_ns, enum check_verdict *verdict)
{
	struct loss_cause losses[MAX_LOSS_CAUSES];
	struct check_counts counts;
	struct check_result result = {
		.counts = &counts, .losses = losses, .elapsed_ns = elapsed_ns, .shown = r->shown,
		.others = r->others, .suspect = r->suspect, .violations = &r->violations,
		.sites = &r->sites.counts, .is_strict = r->is_strict,
	};

	checker_counts(r->checker, &counts);
	if (r->is_strict && !strict_read(&result.strict))
		strict_since(&result.strict, &r->strict);
	result.lost = lost_events(r->checker, losses, &result.nr_losses);
	result.verdict = check_verdict(r->shown, result.lost || counts.unreported);
	r->out.ksyms = r->sites.ksyms;
	r->out.ops->end(&r->out, &result);
	*verdict = result.verdict;
	if (r->shown && !r->out.lines)
		vmlinux_missing(NULL);
}

static int open_checker(struct run *r)
{
	struct checker_opts opts = {
		.backend = r->o->o.backend,
		.generation = r->out.generation,
		.max_window_ns = r->o->rules.max_window_ns,
		.strict = r->kernel.can_be_strict,
	};
	int ret = watch_cgroup(&r->watch, opts_watched(&r->o->o), &opts.cgroup_fd);

	if (!ret)
		ret = checker_open(&r->checker, &r->kernel, &opts);
	r->sites.checker = r->checker;
	return ret;
}

/* Is the kernel strict, or made so for this run?  After the events are attached. */
static int begin_strict(struct run *r)
{
	int on = strict_is_on(), ret;

	r->was_strict = on == 1;
	r->is_strict = r->was_strict;
	if (r->o->strict_kernel && on != 1) {
		ret = on < 0 ? on : strict_switch(true);
		if (ret) {
			err("cannot make this kernel strict: %s", strerror(-ret));
			hint("/sys/kernel/debug/lazy_mmu_strict/enabled needs debugfs, and to be written");
			return ret;
		}
		r->is_strict = true;
	}
	if (r->is_strict)
		strict_read(&r->strict);
	return 0;
}

static void end_strict(struct run *r)
{
	if (r->is_strict && !r->was_strict && strict_switch(false))
		warn("the kernel stays strict: cannot write /sys/kernel/debug/lazy_mmu_strict/enabled");
}

static int run_check(struct run *r, int *status, enum check_verdict *verdict)
{
	struct opts *o = &r->o->o;
	uint64_t elapsed;
	int ret = 0;

	if (o->cmd)
		ret = target_prepare(&r->watch.target, o->cmd, !o->all);
	if (!ret)
		ret = open_checker(r);
	if (!ret)
		ret = begin_strict(r);
	if (ret)
		goto out;
	if (!o->cmd)
		verbose("checking; Ctrl-C ends it");
	r->header.attach = attach_names[checker_backend(r->checker)->attach];
	r->header.generation = backend_generation(checker_backend(r->checker), r->header.generation);
	r->out.generation = generation_number(r->header.generation);
	if (backend_probes(checker_backend(r->checker), &r->probes))
		r->header.probes = &r->probes;
	r->out.start_ns = now_ns();
	checker_enable(r->checker);
	if (o->cmd) {
		ret = target_go(&r->watch.target);
		if (ret) {
			*status = watch_cannot_start(o->cmd[0], ret);
			goto out;
		}
	}
	r->out.ops->begin(&r->out);
	ret = wait_and_take(r, r->out.start_ns);
	if (!ret && o->cmd) {
		watch_end(&r->watch);
		*status = target_exit_status(&r->watch.target);
	}
	checker_disable(r->checker);
	elapsed = now_ns() - r->out.start_ns;
	if (!ret)
		ret = checker_take(r->checker, take_report, r);
	if (!ret)
		ret = late_release(&r->late, UINT64_MAX, show, r);
	if (!ret)
		ret = sites_check_text(&r->sites, show, r);
	if (!ret)
		finish(r, elapsed, verdict);
out:
	end_strict(r);
	checker_close(r->checker);
	watch_cleanup(&r->watch);
	if (ret == -ENOMEM)
		err("out of memory");
	return ret;
}

/* Is there anything to check?  Else says so, with the exit status. */
static int look_at_kernel(struct kernel *k, bool strict)
{
	const struct check *missing;

	kernel_examine(k);
	if (!k->has_events)
		kernel_examine_probes(k);
	/* Another architecture does not batch either, but that is not what to say of it. */
	missing = kernel_verdict(k, !k->has_events);
	if (missing && !strcmp(missing->name, "architecture"))
		return exit_status_of(kernel_refuse(missing, "check the lazy_mmu events"));
	if (!strcmp(k->generation, "G0")) {
		err("this kernel does not batch barriers: there is no PENDING to check");
		hint("'barrier-trace info' says more");
		return EXIT_UNTRACEABLE;
	}
	if (strict && !k->can_be_strict) {
		err("this kernel cannot be made strict");
		hint("it needs CONFIG_ARM64_LAZY_MMU_STRICT, of kernel-patch/strict");
		return EXIT_UNTRACEABLE;
	}
	return EXIT_FINE;
}

static int check_run(struct check_opts *o)
{
	enum check_verdict verdict = VERDICT_INCOMPLETE;
	struct run r = { .o = o, .sites.allow = o->rules.allow };
	int ret = look_at_kernel(&r.kernel, o->strict_kernel), status = -1;
	char *subject;

	if (ret) {
		kernel_free(&r.kernel);
		return ret;
	}
	watch_open(&r.watch, opts_watched(&o->o));
	subject = watch_describe(opts_watched(&o->o));
	r.header = (struct check_header){
		.subject = subject ? subject : "", .kernel = r.kernel.release,
		.generation = r.kernel.generation,
	};
	r.out = (struct check_out){
		.ops = o->format, .header = &r.header, .history = o->rules.history,
		/* "unknown" where the events are not there: opening says so. */
		.generation = generation_number(r.kernel.generation),
	};
	ret = vmlinux_of_kernel(&r.out.lines, o->vmlinux, r.kernel.release);
	r.out.f = ret ? NULL : opts_open_output(&o->o);
	ret = ret ? ret : r.out.f ? run_check(&r, &status, &verdict) : -EIO;
	if (r.out.f && opts_close_output(&o->o, r.out.f) && !ret)
		ret = -EIO;
	free(subject);
	violations_free(&r.violations);
	sites_free(&r.sites);
	late_free(&r.late);
	lines_close(r.out.lines);
	kernel_free(&r.kernel);
	watch_close(&r.watch);
	if (status == 126 || status == 127)
		return status;
	if (ret)
		return exit_status_of(ret);
	if (verdict == VERDICT_VIOLATED)
		return EXIT_VIOLATION;
	if (verdict == VERDICT_INCOMPLETE) {
		err("events were lost: the verdict is incomplete");
		if (o->o.strict)
			return EXIT_LOST;
	}
	return status > 0 ? status : EXIT_FINE;
}

static const struct argp_option check_options[] = {
	{ NULL, 0, NULL, 0, "What to do with violations:", 4 },
	{ "first", OPT_FIRST, NULL, 0, "stop at the first one", 4 },
	{ "on-violation", OPT_ON_VIOLATION, "CMD", 0,
	  "run this by the shell for each new one, with BT_INVARIANT and BT_TID set", 4 },
	CHECK_RULES_OPTIONS("", 4),
	{ "strict-kernel", OPT_STRICT_KERNEL, NULL, 0,
	  "make a kernel strict meanwhile that can be (I24, I25)", 4 },
	{ 0 },
};

static const struct argp_option format_options[] = {
	{ "json", 'j', NULL, 0, "NDJSON: --format=json", 0 },
	{ "format", OPT_CHECK_FORMAT, "FORMAT", 0, "text, json or ktap", 0 },
	{ "json-schema", OPT_CHECK_SCHEMA, NULL, 0, "print what --json writes, and exit", 0 },
	{ "vmlinux", OPT_VMLINUX, "FILE", 0, "for source lines: this kernel's, with debug info", 0 },
	OPTS_COMMON,
	{ 0 },
};

static error_t parse_check(int key, char *arg, struct argp_state *state)
{
	struct check_opts *o = state->input;

	switch (key) {
	case OPT_FIRST:
		o->first = true;
		return 0;
	case OPT_STRICT_KERNEL:
		o->strict_kernel = true;
		return 0;
	case OPT_ON_VIOLATION:
		o->on_violation = arg;
		return 0;
	case OPT_HISTORY:
	case OPT_ALLOW:
	case OPT_MAX_WINDOW:
		return check_parse_rule(key, arg, &o->rules, state);
	default:
		return opts_parse_key(key, arg, state);
	}
}

static error_t parse_format(int key, char *arg, struct argp_state *state)
{
	struct check_opts *o = state->input;

	switch (key) {
	case 'j':
		o->format = &check_json;
		return 0;
	case OPT_CHECK_FORMAT:
		o->format = check_ops_find(arg);
		return o->format ? 0 : opts_usage(state, "%s: text, json or ktap", arg);
	case OPT_CHECK_SCHEMA:
		o->o.schema = true;
		return 0;
	case OPT_VMLINUX:
		o->vmlinux = arg;
		return 0;
	default:
		return opts_parse_common(key, arg, state);
	}
}

static const struct argp format_argp = { format_options, parse_format, 0, 0, 0, 0, 0 };

static const struct argp_child check_children[] = {
	{ &opts_target_argp, 0, "What to watch:", 1 },
	{ &opts_duration_argp, 0, "For how long:", 2 },
	{ &format_argp, 0, "How to show it:", 3 },
	{ 0 },
};

static const struct argp check_argp = {
	.options = check_options,
	.parser = parse_check,
	.args_doc = "[-- CMD [ARGS]]",
	.doc = "Hold each event against the rules of the kernel's barrier batching.\v"
	       "Examples:\n"
	       "  barrier-trace check -a -d 1m\n"
	       "  barrier-trace check -- modprobe loop\n"
	       "  barrier-trace check -a --first --json -o violation.json\n\n"
	       "All tasks are checked in any case; what is chosen is whose violations are shown. "
	       "The verdict is clean, violated, or incomplete: with events lost it is never clean.\n\n"
	       "Exit status: 2 violation found; else CMD's own; 0 fine, 1 error, 3 data lost and "
	       "--strict, 4 this kernel cannot be checked, 129 wrong usage.",
	.children = check_children,
};

int cmd_check(int argc, char **argv)
{
	struct check_opts o = { .format = &check_text, .rules = CHECK_RULES_DEFAULT };
	int ret;

	opts_init(&o.o);
	if (argp_parse(&check_argp, argc, argv, ARGP_IN_ORDER, NULL, &o))
		return EXIT_USAGE;
	if (command_ready(&o.o, check_schema, &ret))
		ret = check_run(&o);
	check_rules_free(&o.rules);
	opts_free(&o.o);
	return ret;
}
