// SPDX-License-Identifier: GPL-2.0
/* barrier-trace check: judge each event by the rules of the PENDING logic. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/opts.h"
#include "cmd/check_now.h"
#include "cmd/check_opts.h"
#include "output/check_out.h"
#include "live/measure.h"
#include "output/formats.h"
#include "live/text_rules.h"
#include "cmd/cmd.h"
#include "aggregate/causes.h"
#include "aggregate/premature_queue.h"
#include "aggregate/told_tasks.h"
#include "base/log.h"
#include "kernel/strict_mode.h"
#include "base/parse.h"
#include "kernel/vmlinux.h"

#define LATE_NS	1000000000ull	/* how long a premature access waits for its flush */

/* Keeps the values of the options of `check`. */
struct check_opts {
	struct opts o;		/* first: the shared tables write to it */
	bool now;		/* look once at all tasks, and trace nothing */
	bool first;		/* stop at the first violation */
	bool strict_kernel;	/* switch strict mode on for this run */
	const char *on_violation;	/* shell command, borrowed; or NULL */
	const char *vmlinux;	/* path, borrowed; NULL: look for a vmlinux */
	struct check_rules rules;
};

/* Keeps the state of `check`. */
struct run {
	struct measurement m;		/* first: callbacks cast its address to struct run */
	struct check_opts *o;		/* borrowed */
	struct check_out out;
	struct about about;
	struct text_rules sites;
	struct violations violations;
	struct premature_queue late;
	struct causes causes;
	char entry[256];		/* site in a section that no event has opened; "": none */
	uint64_t unreported_entries;	/* violations that such sections explain */
	struct now_session *now;	/* NULL: the state of tasks cannot be seen */
	struct now_tasks before;	/* found by the look before the check */
	uint64_t before_ns, rested;
	struct told_tasks wrong_before, told;	/* @told: also those that events have shown */
	uint64_t effects;		/* reports that @wrong_before explains */
	bool is_strict, was_strict;	/* the kernel, during this run and before */
	struct strict_counts strict;	/* at the start of the run */
	uint64_t shown;			/* violations */
	uint64_t others;		/* violations of tasks that the user did not choose */
	uint64_t suspect;		/* violations after a loss, which may have caused them */
	struct coverage coverage;	/* with the verdict, once the check has ended */
};

/* Run --on-violation.  Do not wait for the command: it may run long, or look at this tool. */
static void run_command(const char *cmd, const struct finding *finding)
{
	char tid[16];
	sigset_t none;
	pid_t pid;

	snprintf(tid, sizeof(tid), "%u", finding->report->tid);
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
	setenv("BT_INVARIANT", finding->id, 1);
	setenv("BT_TID", tid, 1);
	execl("/bin/sh", "sh", "-c", cmd, NULL);
	_exit(127);
}

static int show(const struct bt_report *report, void *arg)
{
	struct run *r = arg;
	const bool leaves_state = violation_leaves_state(report);
	struct finding finding;
	struct violation *v;
	bool is_new;

	if (causes_follows(&r->causes, report))
		return 0;
	if (told_tasks_add_report(&r->told, report))
		return -ENOMEM;
	/* The filter is for tasks: the kernel's text and its mappings belong to no task. */
	if (!violation_is_text(report) && !violation_has_store(report) &&
	    !violation_passes(report, &r->o->o.filter)) {
		r->others++;
		return leaves_state ? causes_add(&r->causes, report, NULL) : 0;
	}
	r->shown++;
	v = violations_add(&r->violations, report, &is_new);
	if (!v || (leaves_state && causes_add(&r->causes, report, v)))
		return -ENOMEM;
	if (is_new && !r->m.stop) {
		text_rules_load_all_names(&r->sites);
		r->out.ksyms = r->sites.ksyms;
		source_lines_place(r->out.lines, ksyms_address(r->out.ksyms, "_text"));
		check_violation(&r->out, v, &finding);
		if (r->o->on_violation)
			run_command(r->o->on_violation, &finding);
	}
	r->m.stop |= r->o->first;
	return 0;
}

/* Keep the site of an entry to the mode that the events do not know, and warn once. */
static void note_entry(struct run *r, const struct bt_report *report)
{
	if (r->entry[0])
		return;
	text_rules_load_names(&r->sites);
	ksyms_site(r->sites.ksyms, r->entry, sizeof(r->entry), report->ip);
	warn("%s is in a section that no event has opened: the instrumentation is incomplete",
	     r->entry);
}

static int take_report(const struct bt_report *raw, void *arg)
{
	struct bt_report copy = *raw, *report = &copy;
	struct run *r = arg;
	struct losses losses;
	int ret;

	switch (report->type) {
	case BT_REPORT_PREMATURE:
		return premature_queue_hold(&r->late, report);
	case BT_REPORT_LATE:
		return premature_queue_flush(&r->late, report, show, r);
	case BT_REPORT_SETTLED:
		return causes_settle(&r->causes, report, show, r);
	case BT_REPORT_HEIR:
		return causes_inherit(&r->causes, report);
	case BT_REPORT_EFFECTS:
		causes_count(&r->causes, report);
		return 0;
	case BT_REPORT_ENTRY:
		note_entry(r, report);
		return 0;
	}
	ret = text_rules_is_violation(&r->sites, report);
	if (ret <= 0)
		return ret;
	if (report->type == BT_REPORT_DEFERRER)
		return causes_hold(&r->causes, report);
	if (told_tasks_explain(&r->wrong_before, report)) {
		r->effects++;
		return 0;
	}
	if (r->entry[0] && violation_is_one_more(report)) {
		r->unreported_entries++;
		return 0;
	}
	if (report->type != BT_REPORT_EVENT && report->type != BT_REPORT_STATE)
		return show(report, r);
	bpf_object_losses(r->m.object, &losses);
	if (!losses_show(&losses).total)
		return show(report, r);
	/* After a loss, a violation may be a mistake of the kernel or an effect of the loss. */
	r->suspect++;
	return 0;
}

static int take(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret = check_session_take(m->object, take_report, r);

	text_rules_judge(&r->sites);
	return ret ? ret : premature_queue_release(&r->late, now_ns() - LATE_NS, show, r);
}

static void show_end(struct run *r)
{
	struct losses losses;
	struct check_counts counts;
	struct check_result result = {
		.counts = &counts, .losses = losses.v, .elapsed_ns = r->m.elapsed_ns,
		.shown = r->shown, .others = r->others, .suspect = r->suspect,
		.violations = &r->violations, .sites = &r->sites.counts, .is_strict = r->is_strict,
		.entry = r->entry, .rested = r->rested, .effects = r->effects,
	};

	check_session_counts(r->m.object, &counts);
	counts.unreported_entries += r->unreported_entries;
	if (r->is_strict && !strict_mode_read(&result.strict))
		strict_mode_since(&result.strict, &r->strict);
	bpf_object_losses(r->m.object, &losses);
	result.nr_losses = losses.n;
	result.lost = losses_show(&losses).total;
	result.has_names = r->sites.ksyms;
	result.has_text = text_rules_has_text(&r->sites);
	check_result_judge(&result, &r->about, r->out.generation, &r->o->rules);
	r->out.ksyms = r->sites.ksyms;
	r->out.ops->end(&r->out, &result);
	r->coverage = result.coverage;
	if (r->shown && !r->out.lines)
		vmlinux_missing(NULL);
}

/* Switch strict mode on if the user wants it, once the events are attached, and note the state. */
static int begin_strict(struct run *r)
{
	int on = strict_mode_is_on(), ret;

	r->was_strict = on == 1;
	r->is_strict = r->was_strict;
	if (r->o->strict_kernel && on != 1) {
		ret = on < 0 ? on : strict_mode_switch(true);
		if (ret) {
			err("cannot make this kernel strict: %s", strerror(-ret));
			hint("/sys/kernel/debug/lazy_mmu_strict/enabled needs debugfs, and to be written");
			return ret;
		}
		r->is_strict = true;
	}
	if (r->is_strict)
		strict_mode_read(&r->strict);
	return 0;
}

static void end_strict(struct run *r)
{
	if (r->is_strict && !r->was_strict && strict_mode_switch(false))
		warn("the kernel stays strict: cannot write /sys/kernel/debug/lazy_mmu_strict/enabled");
}

/*
 * Look at all tasks before the first event.  A kernel that does not show their states is checked
 * all the same, without I26.
 */
static int look_before(struct run *r)
{
	const struct now_programs programs = check_session_now(r->m.object);
	int ret = now_session_join(&r->now, &r->m.kernel, &programs);

	if (!ret)
		ret = now_session_look(r->now, &r->before);
	r->before_ns = now_ns();
	r->rested = ret ? 0 : r->before.tasks;
	if (ret == -ENODATA)
		verbose("the states of tasks are not looked at: their bits are not known");
	return ret == -ENODATA ? 0 : ret;
}

/* Report the tasks that a look has found wrong, unless their mistake was reported already. */
static int show_rested(struct run *r, const struct now_tasks *found, uint64_t time_ns, bool at_end)
{
	struct bt_report report;
	int ret = 0;

	for (size_t i = 0; !ret && i < found->n; i++) {
		const struct now_task *t = &found->v[i];

		if (!now_is_wrong(t->judgement) || (at_end && told_tasks_have(&r->told, t)))
			continue;
		if (!at_end)
			ret = told_tasks_add_found(&r->wrong_before, t);
		if (ret || t->inherited)
			continue;
		now_task_report(t, time_ns, at_end, &report);
		ret = show(&report, r);
	}
	return ret;
}

static int look_after(struct run *r)
{
	struct now_tasks found = { 0 };
	int ret = 0;

	if (!r->now || !r->rested)
		return 0;
	ret = now_session_look(r->now, &found);
	if (!ret)
		ret = show_rested(r, &found, now_ns(), true);
	now_tasks_free(&found);
	return ret;
}

static int open_session(struct measurement *m, int cgroup_fd)
{
	struct run *r = (struct run *)m;
	struct check_session_opts opts = {
		.live = { r->o->o.backend, cgroup_fd },
		.max_window_ns = r->o->rules.max_window_ns,
		.strict = m->kernel.can_be_strict,
	};
	int ret;

	/* Now, because it is much work, and none of it is to be among the events. */
	r->sites.modules = &m->modules;
	text_rules_load_names(&r->sites);
	r->sites.before_programs = true;
	ret = bpf_object_open(&m->object, &check_session, &m->kernel, &opts.live);
	if (ret)
		return ret;
	r->sites.checker = m->object;
	m->fd = check_session_fd(m->object);
	ret = look_before(r);
	return ret ? ret : begin_strict(r);
}

static int begin_output(struct measurement *m)
{
	struct run *r = (struct run *)m;
	const struct backend *backend = &m->object->backend;

	r->about = backend_about(backend, m->subject, m->scope);
	r->out.generation = backend_generation(backend);
	r->out.f = m->out;
	r->out.start_ns = m->start_ns;
	r->out.ops->begin(&r->out);
	return show_rested(r, &r->before, r->before_ns, false);
}

static int finish(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret = check_session_take(m->object, take_report, r);

	if (!ret)
		ret = premature_queue_release(&r->late, UINT64_MAX, show, r);
	if (!ret)
		ret = causes_settle(&r->causes, NULL, show, r);
	if (!ret)
		ret = look_after(r);
	if (!ret)
		ret = text_rules_check(&r->sites, show, r);
	if (!ret)
		show_end(r);
	return ret;
}

static void close_run(struct measurement *m)
{
	struct run *r = (struct run *)m;

	end_strict(r);
	now_session_close(r->now);
	r->now = NULL;
}

static const struct measurement_ops check_ops = {
	.doing = "checking",
	.tick_ns = 20000000,	/* how often reports and finished tasks are taken */
	.with_end = true,
	.open = open_session,
	.begin = begin_output,
	.tick = take,
	.finish = finish,
	.close = close_run,
};

/* Refuse a kernel with nothing to check, and print why.  Return: an exit status. */
static int look_at_kernel(struct kernel *k, bool strict)
{
	const struct check *missing;

	if (!k->has_events)
		kernel_examine_probes(k);
	/* Another architecture is no generation 0: name the architecture as the reason. */
	missing = kernel_verdict(k, !k->has_events);
	if (missing && !strcmp(missing->name, "architecture"))
		return exit_status_of(kernel_refuse(missing, "check the lazy_mmu events"));
	if (k->generation == GENERATION_0) {
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

static int check_run(void *opts)
{
	struct check_opts *o = opts;
	struct run r = {
		.m.ops = &check_ops, .o = o, .sites.allow = o->rules.allow,
		.sites.list_unpassed = log_level() >= LOG_VERBOSE,
		.coverage.verdict = VERDICT_INCOMPLETE,
	};
	int ret;

	if (o->now)
		return check_now_run(&o->o);
	command_open(&r.m, &o->o);
	ret = look_at_kernel(&r.m.kernel, o->strict_kernel);
	if (ret) {
		measurement_close(&r.m);
		return ret;
	}
	r.out = (struct check_out){
		.ops = format_find("check", o->o.format).check, .about = &r.about,
		.history = o->rules.history, .verbose = log_level() >= LOG_VERBOSE, .live = true,
	};
	ret = vmlinux_of_kernel(&r.out.lines, o->vmlinux, r.m.kernel.release);
	if (!ret)
		ret = command_measure(&r.m, &o->o);
	violations_free(&r.violations);
	text_rules_free(&r.sites);
	premature_queue_free(&r.late);
	causes_free(&r.causes);
	now_tasks_free(&r.before);
	told_tasks_free(&r.wrong_before);
	told_tasks_free(&r.told);
	source_lines_close(r.out.lines);
	measurement_close(&r.m);
	if (ret || r.m.status == 126 || r.m.status == 127)
		return exit_status_with(ret, r.m.status, 0, "", false);
	ret = exit_status_of_verdict(r.coverage.verdict, o->o.strict);
	if (ret)
		return ret;
	return r.m.status > 0 ? r.m.status : EXIT_FINE;
}

/* Refuse options that contradict each other, also those that mean nothing to --now. */
static int check_options_check(struct opts *opts)
{
	const struct check_opts *o = (const struct check_opts *)opts;
	const struct check_rules *rules = &o->rules;

	if (!o->now)
		return opts_check(opts);
	if (!o->first && !o->strict_kernel && !o->on_violation && !o->vmlinux && !rules->nr_allow &&
	    !rules->max_window_ns)
		return check_now_refuse(opts);
	err("--now together with an option on violations or on their source lines: it reads no events");
	return -EINVAL;
}

static const struct option_def how_long[] = {
	{ "now", 0, NULL, "look once at the state of all tasks, and trace nothing",
	  FLAG_AT(struct check_opts, now) },
	{ 0 },
};

static const struct option_def rules[] = {
	{ "first", 0, NULL, "stop at the first one", FLAG_AT(struct check_opts, first) },
	{ "on-violation", 0, "CMD",
	  "run this by the shell for each new one, with BT_INVARIANT and BT_TID set",
	  STRING_AT(struct check_opts, on_violation) },
	CHECK_RULES_OPTIONS(struct check_opts, ""),
	{ "strict-kernel", 0, NULL, "make a kernel strict meanwhile that can be (I24, I25)",
	  FLAG_AT(struct check_opts, strict_kernel) },
	{ 0 },
};

static const struct option_def shown[] = {
	OPTION_FORMAT("check", "text (default), json or ktap"),
	{ "vmlinux", 0, "FILE", "for source lines: this kernel's, with debug info",
	  STRING_AT(struct check_opts, vmlinux) },
	{ 0 },
};

static const struct option_group groups[] = {
	OPTS_WATCH,
	{ "For how long:", { opts_duration, how_long } },
	{ "How to show it:", { shown, opts_json, opts_backend, opts_output, opts_messages } },
	{ "What to do with violations:", { rules } },
	{ 0 },
};

static const struct option_set check_options = {
	.operands = "[-- CMD [ARGS]]",
	.doc = "Hold each event against the rules of the kernel's barrier batching.\v"
	       "Examples:\n"
	       "  barrier-trace check -a -d 1m\n"
	       "  barrier-trace check -- modprobe zram\n"
	       "  barrier-trace check -a --first --json -o violation.json\n"
	       "  barrier-trace check --now\n\n"
	       "All tasks are checked in any case; what is chosen is whose violations are shown. "
	       "The verdict is clean, violated, incomplete (events were lost), or partial (events or rules could "
	       "not be judged, which the output names; -v lists the sites).\n\n"
	       "Exit status: 2 violation found; else CMD's own; 0 fine, 1 error, 3 incomplete or partial, and "
	       "--strict, 4 this kernel cannot be checked, 129 wrong usage.",
	.groups = groups,
	.operand = opts_take_cmd,
};

int cmd_check(int argc, char **argv)
{
	static const struct command_parts check = {
		&check_options, check_schema, check_options_check, check_run,
	};
	struct check_opts o = { .o = OPTS_DEFAULT, .rules = CHECK_RULES_DEFAULT };

	return command_run(&check, argc, argv, &o.o);
}
