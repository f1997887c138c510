// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/parse.h"
#include "kernel/kernel.h"
#include "live/backend.h"
#include "live/now_session.h"
#include "now.skel.h"

#define MAX_LOOKS	5
#define BETWEEN_NS	1000000		/* time that a task in the middle has to go on, ns */

struct now_session {
	struct now_bpf *skel;	/* owned; NULL: the programs are another object's */
	struct now_programs programs;
	struct lazy_bits bits;
	FILE *names;		/* writes @text */
	char *text;		/* callers of tasks that sleep, in the form of /proc/kallsyms */
	size_t text_size;
	struct ksyms *ksyms;	/* the same, parsed; NULL: there are none */
};

/* A function_text_fn of the running kernel. */
static int read_function(void *arg, const char *name, uint64_t *address, const uint32_t **insn,
			 size_t *n)
{
	const struct now_programs *programs = arg;
	struct bt_now_function *f = programs->function;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	const char *slash;
	size_t size;
	int ret;

	snprintf(f->name, sizeof(f->name), "%s", name);
	f->name_size = strlen(f->name) + 1;
	ret = bpf_prog_test_run_opts(bpf_program__fd(programs->read_function), &opts);
	if (!ret)
		ret = (int)opts.retval;
	slash = memchr(f->place, '/', sizeof(f->place));
	if (ret || !slash)
		return ret ? ret : -ENOENT;
	size = strtoul(slash + 1, NULL, 0);
	if (size < 4 || size > sizeof(f->text))
		return -E2BIG;
	*address = f->address;
	*insn = f->text;
	*n = size / 4;
	return 0;
}

/* Find the bits of the flags.  Return: -ENODATA where tasks show nothing without them. */
static int find_bits(struct now_session *s, const struct kernel *kernel)
{
	bool counts = kernel->layout.enable >= 0;
	int ret = lazy_bits_find(&s->bits, &kernel->layout, read_function, &s->programs);

	if (ret)
		return ret;
	*s->programs.pending_mask = s->bits.pending;
	*s->programs.lazy_mask = s->bits.lazy;
	verbose("PENDING is mask 0x%llx, lazy mask 0x%llx, logic %s",
		(unsigned long long)s->bits.pending, (unsigned long long)s->bits.lazy,
		generation_name(s->bits.generation));
	if (s->bits.generation == GENERATION_UNKNOWN && counts)
		s->bits.generation = GENERATION_3;
	return counts || (s->bits.pending && s->bits.lazy) ? 0 : -ENODATA;
}

static int join(struct now_session *s, const struct kernel *kernel)
{
	s->names = open_memstream(&s->text, &s->text_size);
	return s->names ? find_bits(s, kernel) : -ENOMEM;
}

static int load(struct now_session *s)
{
	int ret;

	s->skel = now_bpf__open_and_load();
	if (!s->skel)
		return -errno;
	ret = now_bpf__attach(s->skel);
	s->programs = NOW_PROGRAMS(s->skel);
	return ret;
}

/* Refuse a kernel that has no such states, or does not let the tool see them. */
static int refuse(const struct kernel *kernel)
{
	const struct check *bad = kernel_verdict(kernel, true);

	if (bad)
		return kernel_refuse(bad, "look at the tasks");
	if (kernel->generation != GENERATION_0)
		return 0;
	err("this kernel does not batch barriers: no task owes any");
	hint("'barrier-trace info' says more");
	return -EOPNOTSUPP;
}

static int open_own(struct now_session *s, const struct kernel *kernel)
{
	int ret;

	backend_log_libbpf();
	ret = load(s);
	if (ret)
		return kernel_explain(kernel, "look at the tasks", ret, false);
	ret = join(s, kernel);
	if (ret != -ENODATA)
		return ret;
	err("cannot tell the states of this kernel's tasks: no function shows the bits of lazy MMU mode");
	hint("use 6.16 or later, and 'sysctl kernel.kptr_restrict=1'");
	return -EOPNOTSUPP;
}

int now_session_open(struct now_session **session, const struct kernel *kernel)
{
	struct now_session *s = NULL;
	int ret = refuse(kernel);

	*session = NULL;
	if (ret)
		return ret;
	s = calloc(1, sizeof(*s));
	ret = s ? open_own(s, kernel) : -ENOMEM;
	if (ret)
		now_session_close(s);
	else
		*session = s;
	return ret;
}

int now_session_join(struct now_session **session, const struct kernel *kernel,
		     const struct now_programs *programs)
{
	struct now_session *s = calloc(1, sizeof(*s));
	int ret = -ENOMEM;

	*session = NULL;
	if (s) {
		s->programs = *programs;
		ret = join(s, kernel);
	}
	if (ret)
		now_session_close(s);
	else
		*session = s;
	return ret;
}

/* Run the iterator once.  The kernel ends a read early with -EAGAIN after a million tasks. */
static int look_once(struct now_session *s)
{
	struct bt_now *now = s->programs.now;
	int fd = bpf_iter_create(bpf_link__fd(s->programs.look_at_tasks));
	ssize_t n = 0;
	char unused[64];

	if (fd < 0)
		return -errno;
	now->tasks = now->idle = now->found = 0;
	do {
		n = read(fd, unused, sizeof(unused));
	} while (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)));
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

/*
 * Name the function of a return address, as a line of /proc/kallsyms.  The kernel names one address
 * in microseconds; all of /proc/kallsyms takes longer than many looks.
 */
static void name_frame(struct now_session *s, FILE *to, uint64_t address)
{
	struct bt_now_function *f = s->programs.function;
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	char name[128], module[64];
	unsigned long long offset;
	int n;

	/* The call stands before the return address, and may be the last one of its function. */
	f->address = address - 4;
	if (bpf_prog_test_run_opts(bpf_program__fd(s->programs.name_address), &opts))
		return;
	n = sscanf(f->place, "%127[^+]+0x%llx/%*x [%63[^]]", name, &offset, module);
	if (n >= 2)
		fprintf(to, "%016llx t %s%s%s%s\n", (unsigned long long)f->address - offset, name,
			n == 3 ? "\t[" : "", n == 3 ? module : "", n == 3 ? "]" : "");
}

/*
 * Name the callers of the tasks that sleep.  Only their own addresses may be looked up: gaps
 * between the functions are not known.  Names of earlier looks stay.
 */
static int load_names(struct now_session *s)
{
	const struct bt_now *now = s->programs.now;
	size_t n = now->found < BT_NOW_TASKS ? now->found : BT_NOW_TASKS;
	bool named = false;

	for (size_t i = 0; i < n; i++) {
		const struct bt_now_task *t = &now->task[i];
		int depth = t->stack_size / (int)sizeof(*t->stack);

		for (int k = 0; now_is_at_rest(t) && k < depth; k++) {
			name_frame(s, s->names, t->stack[k]);
			named = true;
		}
	}
	if (!named)
		return 0;
	if (fflush(s->names))
		return -errno;
	ksyms_free(s->ksyms);
	s->ksyms = NULL;
	ksyms_parse(&s->ksyms, s->text);	/* without names: undecided */
	return 0;
}

/*
 * Let the task that may be in the middle go on.  Where it is an idle task, run on its CPU: it is
 * off that CPU then, and can be judged.
 */
static void let_go_on(const struct now_tasks *found, const cpu_set_t *mine)
{
	const struct timespec between = { .tv_nsec = BETWEEN_NS };
	cpu_set_t one;

	for (size_t i = 0; i < found->n; i++) {
		const struct now_task *t = &found->v[i];

		if (t->judgement != NOW_UNDECIDED || !t->state.idle ||
		    !CPU_ISSET(t->state.cpu, mine))
			continue;
		CPU_ZERO(&one);
		CPU_SET(t->state.cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
		return;
	}
	nanosleep(&between, NULL);
}

static int add_look(struct now_session *s, struct now_tasks *found)
{
	int ret = load_names(s);

	return ret ? ret : now_tasks_add(found, s->programs.now, s->ksyms);
}

int now_session_look(struct now_session *s, struct now_tasks *found)
{
	uint64_t start = now_ns();
	cpu_set_t mine;
	int ret = 0;

	*found = (struct now_tasks){
		.knows_pending = s->bits.pending, .generation = s->bits.generation,
	};
	CPU_ZERO(&mine);
	sched_getaffinity(0, sizeof(mine), &mine);
	while (!ret && found->looks < MAX_LOOKS) {
		ret = look_once(s);
		found->elapsed_ns = now_ns() - start;
		if (!ret)
			ret = add_look(s, found);
		if (ret || !now_tasks_count(found).undecided)
			break;
		let_go_on(found, &mine);
	}
	sched_setaffinity(0, sizeof(mine), &mine);
	now_tasks_heirs(found);
	if (ret)
		err("cannot look at the tasks: %s", strerror(-ret));
	return ret;
}

const struct ksyms *now_session_ksyms(const struct now_session *s)
{
	return s->ksyms;
}

void now_session_close(struct now_session *s)
{
	if (!s)
		return;
	now_bpf__destroy(s->skel);
	ksyms_free(s->ksyms);
	if (s->names)
		fclose(s->names);
	free(s->text);
	free(s);
}
