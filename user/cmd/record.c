// SPDX-License-Identifier: GPL-2.0
/* barrier-trace record: write every event to a file. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cmd/cmd.h"
#include "recording/record_stream.h"
#include "base/log.h"
#include "cmd/opts.h"
#include "live/measure.h"
#include "live/record_meta.h"
#include "recording/replay_validate.h"
#include "base/parse.h"

/* Time between two flushes of the file: another program may read it meanwhile. */
#define FLUSH_NS	1000000000ull

/* Keeps the values of the options of `record`. */
struct record_opts {
	struct opts o;		/* first: the shared tables write to it */
	uint64_t buffer_size, max_size;	/* bytes; max_size 0: any */
	bool stacks, ring, until_violation;
};

/* Keeps the state of `record`. */
struct run {
	struct measurement m;		/* first: callbacks cast its address to struct run */
	struct record_opts *o;		/* borrowed */
	struct rec_writer *writer;	/* owned; NULL once the file is complete */
	struct record_stream collect;
	struct replay_validate *replay;	/* owned; NULL without --until-violation */
	uint64_t start_ns;		/* start of the recording, CLOCK_MONOTONIC */
	uint64_t flush_ns;		/* time of the next flush, CLOCK_MONOTONIC */
	uint64_t lost;			/* events */
	bool violated;
};

/*
 * End at a violation, unless only the names of functions can tell it from what is right: then
 * `report` judges it.
 */
static int take_report(const struct bt_report *report, void *arg)
{
	struct run *r = arg;

	r->violated |= report->type <= BT_REPORT_FAULT && report->invariant != BT_I17_SLEPT_INSIDE;
	return 0;
}

static int see(const struct bt_event *e, const struct rec_task *task, void *arg)
{
	struct run *r = arg;

	return replay_validate_event(r->replay, e, task, NULL, take_report, r);
}

static int take(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret = record_session_take(m->object, record_stream_event, &r->collect);
	uint64_t now = now_ns();

	m->stop = r->collect.full || r->violated;
	if (ret || now < r->flush_ns)
		return ret;
	r->flush_ns = now + FLUSH_NS;
	return rec_writer_flush(r->writer);
}

static int write_end(struct run *r)
{
	char *end;
	int ret = rec_writer_dump(r->writer);

	if (!ret)
		ret = record_meta_names(r->writer, &r->m.modules);
	if (!ret)
		ret = record_meta_cgroups(r->writer, &r->collect.cgroups);
	if (ret)
		return ret;
	end = record_meta_end(r->m.object, r->writer, &r->collect, r->m.end_ns - r->start_ns,
			      &r->lost);
	ret = rec_writer_close(r->writer, end);
	r->writer = NULL;
	free(end);
	return end ? ret : -ENOMEM;
}

static const char *path_of(const struct run *r)
{
	return r->o->o.output ? r->o->o.output : RECORDING_DEFAULT;
}

static void summarize(const struct run *r)
{
	char events[32], count[32], derived[64] = "";

	if (r->m.object->backend.attach == ATTACH_PROBES)
		snprintf(derived, sizeof(derived), " (%s derived, the rest observed)",
			 format_count(count, sizeof(count), r->collect.derived));
	warn("%s: %s events%s of %u tasks%s", path_of(r),
	     format_count(events, sizeof(events), r->collect.events), derived, r->collect.tasks,
	     r->collect.full ? "; --max-size is reached" :
	     r->violated ? "; ended by a violation" : "");
	if (r->lost)
		err("%s events were lost: the recording has gaps",
		    format_count(count, sizeof(count), r->lost));
}

static int open_file(struct run *r)
{
	struct rec_writer_opts file = {
		.path = path_of(r), .max_size = r->o->max_size, .ring = r->o->ring,
	};
	struct record_meta meta = {
		.about = backend_about(&r->m.object->backend, r->m.subject, r->m.scope),
		.cgroup = r->o->o.filter.cgroup, .stacks = r->o->stacks, .ring = r->o->ring,
		.start_ns = r->start_ns,
	};
	char *text;
	int ret;

	text = record_meta_begin(&meta);
	ret = text ? rec_writer_open(&r->writer, &file, text) : -ENOMEM;
	free(text);
	return ret;
}

static int open_session(struct measurement *m, int cgroup_fd)
{
	struct run *r = (struct run *)m;
	const struct opts *o = &r->o->o;
	struct record_session_opts opts = {
		.live = { o->backend, cgroup_fd }, .cgroups = true, .stacks = r->o->stacks,
		.buffer_size = r->o->buffer_size,
	};
	int ret;

	/*
	 * Events that find no room in the buffer are lost: empty it with priority.  CMD was forked
	 * before and does not inherit the priority.
	 */
	if (setpriority(PRIO_PROCESS, 0, -20))
		verbose("cannot raise the priority: %s", strerror(errno));
	ret = bpf_object_open(&m->object, &record_session, &m->kernel, &opts.live);
	if (!ret)
		ret = record_stream_init(&r->collect);
	if (ret)
		return ret;
	if (r->o->until_violation) {
		r->replay = replay_validate_new(backend_generation(&m->object->backend), 0);
		if (!r->replay)
			return -ENOMEM;
		r->collect.seen = see;
		r->collect.arg = r;
	}
	r->start_ns = now_ns();
	r->flush_ns = r->start_ns + FLUSH_NS;
	ret = open_file(r);
	r->collect.writer = r->writer;
	r->collect.filter = &o->filter;
	r->collect.cut = o->filter.cgroup;
	return ret;
}

static int finish(struct measurement *m)
{
	struct run *r = (struct run *)m;
	int ret = take(m);

	if (!ret)
		ret = write_end(r);
	if (!ret)
		summarize(r);
	return ret;
}

static void close_run(struct measurement *m)
{
	struct run *r = (struct run *)m;

	rec_writer_close(r->writer, NULL);
	replay_validate_free(r->replay);
	record_stream_free(&r->collect);
}

static const struct measurement_ops record_ops = {
	.doing = "recording",
	.tick_ns = 2000000,	/* how often events are taken */
	.with_end = true,
	.open = open_session,
	.tick = take,
	.finish = finish,
	.close = close_run,
};

static int record_run(void *opts)
{
	struct record_opts *o = opts;
	struct run r = { .m.ops = &record_ops, .o = o };
	int ret;

	command_open(&r.m, &o->o);
	if (o->until_violation && r.m.kernel.generation == GENERATION_0) {
		err("cannot look for violations: this kernel does not batch barriers");
		hint("without --until-violation its events are recorded all the same");
		ret = -EOPNOTSUPP;
	} else {
		ret = measure(&r.m);
	}
	measurement_close(&r.m);
	/* The violation has ended CMD: CMD's status tells no more than that. */
	if (!ret && r.violated && !(r.lost && o->o.strict))
		return EXIT_VIOLATION;
	return exit_status_with(ret, r.m.status, r.lost, "events", o->o.strict);
}

static error_t take_buffer_size(const struct option_def *o, char *arg, void *to,
				struct argp_state *state)
{
	uint64_t size;

	if (parse_size(arg, &size) || size & (size - 1) || size < 1 << 16 || size > 1 << 30)
		return option_wrong(o, arg, "a power of two from 64K to 1G", state);
	*(uint64_t *)to = size;
	return 0;
}

static const struct option_def kept[] = {
	{ "call-graph", 'g', NULL, "the kernel's stack with each event",
	  FLAG_AT(struct record_opts, stacks) },
	{ "buffer-size", 'b', "SIZE", "of the ring buffer: a power of two, 64K to 1G (default: 32M)",
	  CALL_AT(take_buffer_size, struct record_opts, buffer_size) },
	{ "max-size", 0, "SIZE", "end before the file is larger than this",
	  SIZE_AT(struct record_opts, max_size), .min = 1 << 16, .max = UINT64_MAX,
	  .wants = "a size such as 64M, at least 64K" },
	{ "ring", 0, NULL,
	  "keep the last events only, as many as --max-size (64M) holds, and write them at the end",
	  FLAG_AT(struct record_opts, ring) },
	{ "until-violation", 0, NULL, "end with the first event that breaks an invariant",
	  FLAG_AT(struct record_opts, until_violation) },
	{ 0 },
};

static const struct option_def where[] = {
	OPTION_OUTPUT("the file, " RECORDING_DEFAULT " unless given; - is standard output"),
	{ 0 },
};

static const struct option_group groups[] = {
	/* No -C: a task's history would have a gap wherever the task ran on another CPU. */
	{ "What to watch:", { opts_tasks, opts_system } },
	{ "For how long:", { opts_duration } },
	{ "Where to, and how:", { opts_backend, where, opts_messages } },
	{ "What to keep:", { kept } },
	{ 0 },
};

static const struct option_set record_options = {
	.operands = "[-- CMD [ARGS]]",
	.doc = "Write every event to a file, for 'barrier-trace report'.\v"
	       "Examples:\n"
	       "  barrier-trace record -- modprobe zram\n"
	       "  barrier-trace record -a -d 10s -g -o before.data\n"
	       "  barrier-trace record -a --ring --until-violation\n\n"
	       "The file is " RECORDING_DEFAULT " unless -o says otherwise, and has .part at the end of "
	       "its name until it is complete.\n\n"
	       "Exit status: CMD's own; 0 fine, 1 error, 2 a violation has ended it, 3 data lost and --strict, "
	       "4 this kernel cannot be traced, 129 wrong usage.",
	.groups = groups,
	.operand = opts_take_cmd,
};

static int record_check(struct opts *opts)
{
	struct record_opts *o = (struct record_opts *)opts;
	int ret = opts_check(opts);

	if (ret)
		return ret;
	if (o->ring && !o->max_size)
		o->max_size = 64 << 20;
	return 0;
}

int cmd_record(int argc, char **argv)
{
	static const struct command_parts record = {
		&record_options, NULL, record_check, record_run,
	};
	struct record_opts o = { .o = OPTS_DEFAULT, .buffer_size = 32 << 20 };

	return command_run(&record, argc, argv, &o.o);
}
