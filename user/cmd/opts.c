// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/opts.h"
#include "base/parse.h"

enum {
	OPT_FORMAT = 256, OPT_SCHEMA,
};

const char *const attach_names[] = { "auto", "btf", "classic", "probes" };

#define MAX_PID	4194304	/* PID_MAX_LIMIT of include/linux/threads.h on 64 bit */

error_t opts_usage(struct argp_state *state, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err("%s", text);
	hint("'%s --help'", state->name);
	return EINVAL;
}

void opts_init(struct opts *o)
{
	*o = (struct opts){
		.repeat = 1,
		.format = &out_text,
		.separator = ",",
		.rows = 0,
		.filter.ticks_per_s = sysconf(_SC_CLK_TCK),
	};
}

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

static int add_comm(struct filter *f, char *glob)
{
	char **v = realloc(f->comms, (f->nr_comms + 1) * sizeof(*v));

	if (!v)
		return -ENOMEM;
	f->comms = v;
	f->comms[f->nr_comms++] = glob;
	return 0;
}

static error_t parse_target(int key, char *arg, struct argp_state *state)
{
	struct opts *o = state->input;
	int ret = 0;

	switch (key) {
	case 'p':
		ret = add_identities(arg, &o->filter.pids, &o->filter.nr_pids);
		break;
	case 't':
		ret = add_identities(arg, &o->filter.tids, &o->filter.nr_tids);
		break;
	case 'n':
		ret = add_comm(&o->filter, arg);
		break;
	case 'G':
		o->cgroup = arg;
		break;
	case 'C':
		ret = parse_numbers(arg, true, BT_CPU_ANY - 1, &o->filter.cpus);
		break;
	case 'a':
		o->all = true;
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return ret ? opts_usage(state, "-%c %s: not a list of numbers", key, arg) : 0;
}

#define TASK_OPTIONS								\
	{ "pid", 'p', "PID[,PID...]", 0, "all threads of these processes", 0 },	\
	{ "tid", 't', "TID[,TID...]", 0, "these threads", 0 },			\
	{ "comm", 'n', "GLOB", 0, "tasks while their name matches", 0 },	\
	{ "cpu", 'C', "LIST", 0, "events on these CPUs (0-3,5)", 0 }

static const struct argp_option task_options[] = {
	TASK_OPTIONS,
	{ 0 },
};

static const struct argp_option target_options[] = {
	TASK_OPTIONS,
	{ "cgroup", 'G', "PATH", 0, "tasks below this cgroup (v2)", 0 },
	{ "all-cpus", 'a', NULL, 0, "system wide, also with CMD (default without CMD)", 0 },
	{ 0 },
};

static error_t parse_time(struct argp_state *state, int key, const char *arg, uint64_t *ns)
{
	switch (parse_duration(arg, ns)) {
	case 0:
		return 0;
	case -ERANGE:
		return opts_usage(state, "-%c %s: out of range", key, arg);
	default:
		return opts_usage(state, "-%c %s: a time needs a unit: 500ms, 10s, 2m, 1h", key, arg);
	}
}

static error_t parse_small(struct argp_state *state, const char *name, const char *arg, int *to)
{
	uint64_t value;

	if (parse_number(arg, 1000000, &value) || !value)
		return opts_usage(state, "%s %s: not a number from 1 to 1000000", name, arg);
	*to = value;
	return 0;
}

static error_t parse_span(int key, char *arg, struct argp_state *state)
{
	struct opts *o = state->input;
	error_t ret;

	switch (key) {
	case 'I':
		ret = parse_time(state, key, arg, &o->interval_ns);
		if (!ret && o->interval_ns < 10000000)
			ret = opts_usage(state, "-I %s: at least 10ms", arg);
		return ret;
	case 'd':
		return parse_time(state, key, arg, &o->duration_ns);
	case 'c':
		return parse_small(state, "-c", arg, &o->intervals);
	case 'r':
		return parse_small(state, "-r", arg, &o->repeat);
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

#define DURATION_OPTION \
	{ "duration", 'd', "TIME", 0, "stop after this time (10s, 500ms, 2m)", 0 }
#define INTERVAL_OPTIONS								\
	{ "interval", 'I', "TIME", 0, "print the counts of each interval", 0 },	\
	{ "count", 'c', "N", 0, "so many intervals", 0 },			\
	DURATION_OPTION

static const struct argp_option span_options[] = {
	INTERVAL_OPTIONS,
	{ "repeat", 'r', "N", 0, "run CMD N times: mean and deviation", 0 },
	{ 0 },
};

error_t opts_parse_common(int key, char *arg, struct argp_state *state)
{
	struct opts *o = state->input;
	int i;

	switch (key) {
	case 'o':
		o->output = arg;
		break;
	case OPTS_STRICT:
		o->strict = true;
		break;
	case OPTS_ATTACH:
		for (i = 0; i < 3 && strcmp(arg, attach_names[i]); i++)
			;
		if (i == 3)
			return opts_usage(state, "--attach %s: auto, btf or classic", arg);
		o->backend.attach = i;
		break;
	case OPTS_BACKEND:
		if (!strcmp(arg, "probes"))
			o->backend.attach = ATTACH_PROBES;
		else if (strcmp(arg, "tracepoint"))
			return opts_usage(state, "--backend %s: tracepoint or probes", arg);
		else if (o->backend.attach == ATTACH_AUTO)
			o->backend.attach = ATTACH_TRACEPOINTS;
		break;
	case OPTS_SCOPE:
		for (i = 0; i < 2 && strcmp(arg, probe_scope_names[i]); i++)
			;
		if (i == 2)
			return opts_usage(state, "--scope %s: kernel or all", arg);
		o->backend.scope = i;
		break;
	case 'q':
		log_set_level(LOG_QUIET);
		break;
	case 'v':
		log_set_level(log_level() + 1);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

error_t opts_parse_per(const char *arg, struct argp_state *state)
{
	struct opts *o = state->input;
	int i;

	for (i = 1; i < PER_NR && strcmp(arg, per_names[i]); i++)
		;
	if (i == PER_NR)
		return opts_usage(state, "--per %s: task, process, comm, cgroup, cpu, level or site", arg);
	o->per = i;
	return 0;
}

error_t opts_parse_rows(const char *arg, struct argp_state *state)
{
	return parse_small(state, "--rows", arg, &((struct opts *)state->input)->rows);
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
{
	struct opts *o = state->input;

	switch (key) {
	case 'j':
		o->format = &out_json;
		break;
	case 'x':
		if (!*arg)
			return opts_usage(state, "-x: the separator must not be empty");
		o->separator = arg;
		o->format = &out_csv;
		break;
	case OPT_FORMAT:
		o->format = out_find(arg);
		if (!o->format)
			return opts_usage(state, "--format %s: text, json, csv or openmetrics", arg);
		break;
	case OPTS_PER:
		return opts_parse_per(arg, state);
	case OPTS_ROWS:
		return opts_parse_rows(arg, state);
	case OPT_SCHEMA:
		o->schema = true;
		break;
	default:
		return opts_parse_common(key, arg, state);
	}
	return 0;
}

static const struct argp_option output_options[] = {
	{ "per", OPTS_PER, "KEY", 0, "a row per task, process, comm, cgroup, cpu, level or site", 0 },
	{ "rows", OPTS_ROWS, "N", 0, "at most N rows in text", 0 },
	{ "json", 'j', NULL, 0, "NDJSON: --format=json", 0 },
	{ "field-separator", 'x', "SEP", 0, "CSV with this separator: --format=csv", 0 },
	{ "format", OPT_FORMAT, "FORMAT", 0, "text, json, csv or openmetrics", 0 },
	{ "json-schema", OPT_SCHEMA, NULL, 0, "print what --json writes, and exit", 0 },
	OPTS_COMMON,
	{ 0 },
};

/* Commands without intervals and repeats. */
static error_t parse_duration_only(int key, char *arg, struct argp_state *state)
{
	return key == 'd' ? parse_span(key, arg, state) : ARGP_ERR_UNKNOWN;
}

static const struct argp_option duration_options[] = { DURATION_OPTION, { 0 } };

const struct argp opts_task_argp = { task_options, parse_target, 0, 0, 0, 0, 0 };
const struct argp opts_target_argp = { target_options, parse_target, 0, 0, 0, 0, 0 };
const struct argp opts_span_argp = { span_options, parse_span, 0, 0, 0, 0, 0 };
static const struct argp output_argp = { output_options, parse_output, 0, 0, 0, 0, 0 };
const struct argp opts_duration_argp = { duration_options, parse_duration_only, 0, 0, 0, 0, 0 };
static const struct argp_option interval_options[] = { INTERVAL_OPTIONS, { 0 } };

const struct argp opts_interval_argp = { interval_options, parse_span, 0, 0, 0, 0, 0 };

const struct argp_child opts_children[] = {
	{ &opts_target_argp, 0, "What to watch:", 1 },
	{ &opts_span_argp, 0, "For how long:", 2 },
	{ &output_argp, 0, "How to show it:", 3 },
	{ 0 },
};

error_t opts_parse_key(int key, char *arg, struct argp_state *state)
{
	struct opts *o = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		for (int i = 0; state->root_argp->children[i].argp; i++)
			state->child_inputs[i] = o;
		return 0;
	case ARGP_KEY_ARG:
		(void)arg;
		o->cmd = &state->argv[state->next - 1];
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Field 22 of /proc/PID/stat; the name in field 2 may hold anything but NUL. */
static int find_identity(struct identity *id, const char *option)
{
	char path[64], text[1024], *rest;
	unsigned long long start;

	snprintf(path, sizeof(path), "/proc/%u/stat", id->id);
	if (read_file(path, text, sizeof(text)) < 0) {
		err("%s %u: no such process or thread", option, id->id);
		return -ESRCH;
	}
	rest = strrchr(text, ')');
	if (rest && sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d "
			   "%*d %*d %*d %*d %llu", &start) == 1)
		id->start_ticks = start;
	return 0;
}

int opts_check(struct opts *o)
{
	int ret;

	if (o->cmd && (o->filter.nr_pids || o->filter.nr_tids || o->cgroup)) {
		err("CMD together with -p, -t or -G: one of them says what to watch");
		return -EINVAL;
	}
	if (o->repeat > 1 && !o->cmd) {
		err("-r needs a CMD to repeat");
		return -EINVAL;
	}
	if (o->repeat > 1 && o->interval_ns) {
		err("-r and -I exclude each other");
		return -EINVAL;
	}
	if (o->intervals && !o->interval_ns) {
		err("-c needs an interval (-I)");
		return -EINVAL;
	}
	for (size_t i = 0; i < o->filter.nr_pids; i++) {
		ret = find_identity(&o->filter.pids[i], "-p");
		if (ret)
			return ret;
	}
	for (size_t i = 0; i < o->filter.nr_tids; i++) {
		ret = find_identity(&o->filter.tids[i], "-t");
		if (ret)
			return ret;
	}
	return 0;
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
	free(o->filter.comms);
	numbers_free(&o->filter.cpus);
}
