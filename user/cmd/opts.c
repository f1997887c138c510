// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/opts.h"
#include "base/parse.h"
#include "output/formats.h"

#define MAX_PID	4194304	/* PID_MAX_LIMIT of include/linux/threads.h on 64 bit */

static int add_identities(const char *arg, struct identity **set, size_t *n)
{
	struct numbers ids = { 0 };
	struct identity *v;
	int ret;

	ret = parse_numbers(arg, false, MAX_PID, &ids);
	if (!ret) {
		v = realloc(*set, (*n + ids.n) * sizeof(*v));
		if (v) {
			*set = v;
			for (size_t i = 0; i < ids.n; i++)
				v[(*n)++] = (struct identity){ .id = ids.v[i] };
		} else {
			ret = -ENOMEM;
		}
	}
	numbers_free(&ids);
	return ret;
}

static error_t take_ids(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	struct filter *f = to;
	bool threads = o->letter == 't';
	int ret = add_identities(arg, threads ? &f->tids : &f->pids,
				 threads ? &f->nr_tids : &f->nr_pids);

	return ret ? option_wrong(o, arg, "not a list of numbers", state) : 0;
}

static error_t take_cpus(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	int ret = parse_numbers(arg, true, BT_CPU_ANY - 1, to);

	return ret ? option_wrong(o, arg, "not a list of numbers", state) : 0;
}

const struct option_def opts_tasks[] = {
	{ "pid", 'p', "LIST", "all threads of these processes",
	  CALL_AT(take_ids, struct opts, filter) },
	{ "tid", 't', "LIST", "these threads", CALL_AT(take_ids, struct opts, filter) },
	{ "comm", 'n', "GLOB", "tasks while their name matches",
	  STRINGS_AT(struct opts, filter.comms, filter.nr_comms) },
	{ 0 },
};

const struct option_def opts_cpus[] = {
	{ "cpu", 'C', "LIST", "events on these CPUs (0-3,5)",
	  CALL_AT(take_cpus, struct opts, filter.cpus) },
	{ 0 },
};

const struct option_def opts_system[] = {
	{ "cgroup", 'G', "PATH", "tasks below this cgroup (v2)", STRING_AT(struct opts, cgroup) },
	{ "all-cpus", 'a', NULL, "system wide, also with CMD (default without CMD)",
	  FLAG_AT(struct opts, all) },
	{ 0 },
};

const struct option_def opts_duration[] = {
	{ "duration", 'd', "TIME", "stop after this time (10s, 500ms, 2m)",
	  TIME_AT(struct opts, duration_ns) },
	{ 0 },
};

const struct option_def opts_interval[] = {
	{ "interval", 'I', "TIME", "print the counts of each interval",
	  TIME_AT(struct opts, interval_ns), .min = 10000000, .wants = "at least 10ms" },
	{ "count", 'c', "N", "end after N intervals", INT_AT(struct opts, intervals),
	  .min = 1, .max = 1000000 },
	{ 0 },
};

const struct option_def opts_repeat[] = {
	{ "repeat", 'r', "N", "run CMD N times: mean and deviation", INT_AT(struct opts, repeat),
	  .min = 1, .max = 1000000 },
	{ 0 },
};

static error_t take_backend(const struct option_def *o, char *arg, void *to,
			    struct argp_state *state)
{
	enum attach_mode *attach = to;

	if (!strcmp(arg, "probes"))
		*attach = ATTACH_PROBES;
	else if (strcmp(arg, "tracepoint"))
		return option_wrong(o, arg, "tracepoint or probes", state);
	else if (*attach == ATTACH_AUTO)
		*attach = ATTACH_TRACEPOINTS;
	return 0;
}

const struct option_def opts_backend[] = {
	{ "attach", 0, "HOW", "auto (default), btf or classic: how programs attach to the events",
	  ENUM_AT(struct opts, backend.attach), .names = attach_names, .max = ATTACH_CLASSIC },
	{ "backend", 0, "WHAT",
	  "tracepoint or probes; unless given probes where there are no events",
	  CALL_AT(take_backend, struct opts, backend.attach) },
	{ "scope", 0, "PATHS", "of probes: kernel (default) or all; kernel is what maps kernel memory",
	  ENUM_AT(struct opts, backend.scope), .names = probe_scope_names, .max = SCOPE_ALL },
	{ 0 },
};

const struct option_def opts_json[] = {
	OPTION_JSON("NDJSON: --format=json"),
	{ "json-schema", 0, NULL, "print what --json writes, and exit", FLAG_AT(struct opts, schema) },
	{ 0 },
};

static error_t take_separator(const struct option_def *o, char *arg, void *to,
			      struct argp_state *state)
{
	struct opts *opts = to;

	if (!*arg)
		return option_usage(state, "-%c: the separator must not be empty", o->letter);
	opts->separator = arg;
	opts->format = "csv";
	return 0;
}

const struct option_def opts_csv[] = {
	{ "field-separator", 'x', "SEP", "CSV with this separator: --format=csv",
	  CALL(take_separator) },
	{ 0 },
};

error_t opts_take_log(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	(void)arg;
	(void)to;
	(void)state;
	log_set_level(o->letter == 'q' ? LOG_QUIET : log_level() + 1);
	return 0;
}

const struct option_def opts_output[] = {
	OPTION_OUTPUT("write there instead of stdout"),
	{ 0 },
};

const struct option_def opts_messages[] = {
	{ "strict", 0, NULL, "exit with 3 when events were lost", FLAG_AT(struct opts, strict) },
	OPTION_QUIET,
	OPTION_VERBOSE("more words; -vv: libbpf's and the verifier's too"),
	{ 0 },
};

error_t opts_take_cmd(char *arg, void *values, struct argp_state *state)
{
	struct opts *o = values;

	(void)arg;
	o->cmd = &state->argv[state->next - 1];
	state->next = state->argc;
	return 0;
}

/*
 * Read the start time from field 22 of /proc/PID/stat.  The name in field 2 may hold anything but
 * NUL, also parentheses: fields are counted from the last one.
 */
static int find_identity(struct identity *id, char letter)
{
	char path[64], text[1024], *rest;
	unsigned long long start;

	snprintf(path, sizeof(path), "/proc/%u/stat", id->id);
	if (read_file(path, text, sizeof(text)) < 0) {
		err("-%c %u: no such process or thread", letter, id->id);
		return -ESRCH;
	}
	rest = strrchr(text, ')');
	if (rest && sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d "
			   "%*d %*d %*d %*d %llu", &start) == 1)
		id->start_ticks = start;
	return 0;
}

/* Find options that exclude each other.  Return: the error to print, or NULL. */
static const char *contradiction(const struct opts *o)
{
	if (o->cmd && (o->filter.nr_pids || o->filter.nr_tids || o->cgroup))
		return "CMD together with -p, -t or -G: one of them says what to watch";
	if (o->repeat > 1 && !o->cmd)
		return "-r needs a CMD to repeat";
	if (o->repeat > 1 && o->interval_ns)
		return "-r and -I exclude each other";
	if (o->intervals && !o->interval_ns)
		return "-c needs an interval (-I)";
	return NULL;
}

int opts_check(struct opts *o)
{
	const char *wrong = contradiction(o);
	struct filter *f = &o->filter;
	int ret = 0;

	if (wrong) {
		err("%s", wrong);
		return -EINVAL;
	}
	for (size_t i = 0; !ret && i < f->nr_pids; i++)
		ret = find_identity(&f->pids[i], 'p');
	for (size_t i = 0; !ret && i < f->nr_tids; i++)
		ret = find_identity(&f->tids[i], 't');
	f->ticks_per_s = sysconf(_SC_CLK_TCK);
	f->cgroup = o->cgroup || (o->cmd && !o->all);
	return ret;
}

error_t opts_take_format(const struct option_def *o, char *arg, void *to, struct argp_state *state)
{
	const struct format format = format_find(o->value, arg);
	char names[128];

	if (!format.name)
		return option_wrong(o, arg, format_names(o->value, false, names, sizeof(names)),
				    state);
	*(const char **)to = format.name;
	return 0;
}

bool opts_output_is(const struct opts *o, const char *path)
{
	struct stat in, out;

	if (!o->output || !strcmp(o->output, "-") || stat(o->output, &out))
		return false;
	if (strcmp(path, "-") ? stat(path, &in) : fstat(STDIN_FILENO, &in))
		return false;
	return S_ISREG(in.st_mode) && in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

FILE *opts_open_output(const struct opts *o)
{
	FILE *f;

	if (!o->output || !strcmp(o->output, "-")) {
		if (fflush(stdout) || write(STDOUT_FILENO, "", 0) < 0) {
			err("cannot write to standard output: %s", strerror(errno));
			return NULL;
		}
		return stdout;
	}
	f = fopen(o->output, "we");
	if (!f)
		err("cannot write %s: %s", o->output, strerror(errno));
	else
		setlinebuf(f);
	return f;
}

int opts_close_output(const struct opts *o, FILE *f)
{
	const char *name = f == stdout ? "standard output" : o->output;
	int failed = ferror(f) | fflush(f);
	int code = errno;

	if (f != stdout && fclose(f) && !failed) {
		code = errno;
		failed = 1;
	}
	if (!failed)
		return 0;
	err("cannot write to %s: %s", name, strerror(code));
	return code ? -code : -EIO;
}

void opts_free(struct opts *o)
{
	free(o->filter.pids);
	free(o->filter.tids);
	numbers_free(&o->filter.cpus);
}
