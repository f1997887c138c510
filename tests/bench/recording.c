// SPDX-License-Identifier: GPL-2.0
/*
 * Write a recording of EVENTS correct events of G3, which never changes.
 *
 *   bench-recording [-g] EVENTS FILE	-g: give each event a stack
 *
 * 64 tasks take turns on 4 CPUs.  Now and then a task ends and another begins, and every other new
 * task is renamed, as by exec: 12,000 tasks in 10 million events.  An operation of a task is a
 * section with a batch, a section of user page tables, which flushes nothing, or a run of emitted
 * barriers; a task may continue its operation on another CPU.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/recording.h"

#define CPUS		4
#define TASKS		64
#define TEXT		0xffff800080000000ull
#define FUNCTION	0x1000u		/* bytes of a function */
#define CALLERS		256u
#define PATHS		256u		/* call paths to a function */
#define START_NS	1000000000ull

static const char meta[] =
	"tool=barrier-trace bench\nkernel=7.3.0\nmachine=aarch64\ngeneration=G3\nattach=btf\n"
	"subject=system wide\ncpus=4\ncgroup_followed=0\nstacks=%d\nstretches=1\n"
	"start_ns=1000000000\nticks_per_s=100\n";

/* One event, or @many equal ones, with the state after it */
struct step {
	uint8_t kind, level, pending, enable, pause, irq, many;
};

#define NONE	BT_LEVEL_NONE
#define END	{ BT_NR_KINDS, 0, 0, 0, 0, 0, 0 }

static const struct step batch[] = {
	{ BT_KIND_ENABLE, NONE, 0, 1, 0, 0, 0 }, { BT_KIND_FIRST, 0, 1, 1, 0, 0, 0 },
	{ BT_KIND_AGAIN, 0, 1, 1, 0, 0, 1 }, { BT_KIND_FLUSH, NONE, 0, 0, 0, 0, 0 },
	{ BT_KIND_DISABLE, NONE, 0, 0, 0, 0, 0 }, END
};

static const struct step nested[] = {
	{ BT_KIND_ENABLE, NONE, 0, 1, 0, 0, 0 }, { BT_KIND_ENABLE, NONE, 0, 2, 0, 0, 0 },
	{ BT_KIND_FIRST, 0, 1, 2, 0, 0, 0 }, { BT_KIND_AGAIN, 0, 1, 2, 0, 0, 1 },
	{ BT_KIND_FLUSH, NONE, 0, 1, 0, 0, 0 }, { BT_KIND_DISABLE, NONE, 0, 1, 0, 0, 0 },
	{ BT_KIND_FLUSH_EMPTY, NONE, 0, 0, 0, 0, 0 }, { BT_KIND_DISABLE, NONE, 0, 0, 0, 0, 0 }, END
};

static const struct step interrupted[] = {
	{ BT_KIND_ENABLE, NONE, 0, 1, 0, 0, 0 }, { BT_KIND_FIRST, 0, 1, 1, 0, 0, 0 },
	{ BT_KIND_EMITTED, 0, 1, 1, 0, 1, 0 }, { BT_KIND_AGAIN, 0, 1, 1, 0, 0, 1 },
	{ BT_KIND_FLUSH, NONE, 0, 0, 0, 0, 0 }, { BT_KIND_DISABLE, NONE, 0, 0, 0, 0, 0 }, END
};

static const struct step paused[] = {
	{ BT_KIND_ENABLE, NONE, 0, 1, 0, 0, 0 }, { BT_KIND_FIRST, 0, 1, 1, 0, 0, 0 },
	{ BT_KIND_FLUSH, NONE, 0, 1, 1, 0, 0 }, { BT_KIND_PAUSE, NONE, 0, 1, 1, 0, 0 },
	{ BT_KIND_EMITTED, 0, 0, 1, 1, 0, 0 }, { BT_KIND_RESUME, NONE, 0, 1, 0, 0, 0 },
	{ BT_KIND_FLUSH_EMPTY, NONE, 0, 0, 0, 0, 0 }, { BT_KIND_DISABLE, NONE, 0, 0, 0, 0, 0 }, END
};

static const struct step user[] = {
	{ BT_KIND_ENABLE, NONE, 0, 1, 0, 0, 0 }, { BT_KIND_FLUSH_EMPTY, NONE, 0, 0, 0, 0, 0 },
	{ BT_KIND_DISABLE, NONE, 0, 0, 0, 0, 0 }, END
};

static const struct step run[] = { { BT_KIND_EMITTED, 0, 0, 0, 0, 0, 1 }, END };
static const struct step table[] = { { BT_KIND_EMITTED, 1, 0, 0, 0, 0, 0 }, END };
static const struct step direct[] = { { BT_KIND_DIRECT, 0, 0, 0, 0, 0, 0 }, END };

static const struct operation {
	const char *function;
	const struct step *steps;
} operations[] = {
	{ "vmap_pages_pte_range", batch }, { "vmap_range_noflush", batch },
	{ "apply_to_pte_range", nested }, { "set_permissions", batch },
	{ "pageattr_pte_entry", interrupted }, { "split_to_ptes_pte_entry", paused },
	{ "zap_pte_range", user }, { "copy_pte_range", user }, { "change_pte_range", user },
	{ "filemap_map_pages", user }, { "set_pte_range", run }, { "__set_fixmap", run },
	{ "pmd_install", table }, { "pmd_clear_huge", run }, { "ptep_try_set", direct },
};

#define NR_OPERATIONS	(sizeof(operations) / sizeof(*operations))

struct task {
	uint32_t id, tid;
	bool to_rename;
	uint32_t op, at, left, path;
	bool begins;
};

static struct rec_writer *writer;
static struct task tasks[TASKS];
static uint32_t seqs[CPUS], last_id, last_tid = 100;

static void must(bool right)
{
	if (!right) {
		fputs("bench-recording: cannot write the recording\n", stderr);
		exit(1);
	}
}

/* xorshift64 gives the same numbers on every machine. */
static uint32_t chance(uint32_t below)
{
	static uint64_t x = 88172645463325252ull;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (x >> 32) % below;
}

static void introduce(struct task *t, const char *comm, uint32_t flags)
{
	struct rec_task task = {
		.id = ++last_id, .tid = t->tid, .tgid = t->tid, .flags = flags,
		.start = t->tid * START_NS, .leader_start = t->tid * START_NS,
	};

	snprintf(task.comm, sizeof(task.comm), "%s", comm);
	must(!rec_writer_task(writer, &task));
	t->id = last_id;
}

static void next_operation(struct task *t)
{
	uint32_t one = chance(PATHS), other = chance(PATHS);

	/* A task does a few different things. */
	t->op = (t->tid + 4 * chance(6)) % NR_OPERATIONS;
	t->at = t->left = 0;
	t->path = one < other ? one : other;	/* some paths are more frequent than others */
	t->begins = true;
}

static void new_task(struct task *t)
{
	static const char *const comms[] = { "make", "sh", "kworker/0:1", "modprobe", "stress" };

	*t = (struct task){ .tid = ++last_tid, .to_rename = chance(2) };
	introduce(t, comms[t->tid % (sizeof(comms) / sizeof(*comms))], REC_TASK_BORN);
	next_operation(t);
}

static int64_t stack_of(uint64_t ip, uint32_t path)
{
	uint32_t n = 8 + path % 16;
	__u64 stack[BT_STACK_DEPTH] = { ip };

	/* There are fewer callers near the top of stacks. */
	for (uint32_t i = 1; i < n; i++)
		stack[i] = TEXT + (NR_OPERATIONS + (path * i / n * 37 + i) % CALLERS) * FUNCTION +
			   8 * i;
	return rec_writer_stack(writer, stack, n);
}

/* Write one event, and return whether the operation is over. */
static bool put_step(struct task *t, uint32_t cpu, uint64_t time_ns, bool stacks)
{
	const struct step *s = &operations[t->op].steps[t->at];
	const struct bt_snapshot after = {
		.pending = s->pending, .active = s->enable && !s->pause && !s->irq,
		.in_interrupt = s->irq, .enable_count = s->enable, .pause_count = s->pause,
	};
	struct bt_event e = {
		.time_ns = time_ns, .ip = TEXT + t->op * FUNCTION + 16 * (t->at + 1), .cpu = cpu,
		.what = bt_past_pack(s->kind, s->level, &after), .seq = seqs[cpu]++, .task = t->id,
	};
	int64_t stack = stacks ? stack_of(e.ip, t->path) : 0;

	must(stack >= 0);
	e.stack = stack;
	if (t->begins)
		e.what |= BT_WHAT_NEW_STRETCH;
	t->begins = false;
	must(!rec_writer_event(writer, &e));
	if (s->many && !t->left)
		t->left = chance(64) ? 1u << chance(5) : 256;
	if (t->left && --t->left)
		return false;
	t->at++;
	return operations[t->op].steps[t->at].kind == BT_NR_KINDS;
}

/* Choose the next task of a CPU, whose task is in no section. */
static void schedule(uint32_t on[CPUS], uint32_t cpu)
{
	struct task *t = &tasks[on[cpu]];
	uint32_t next = chance(TASKS);
	bool runs = false;

	if (!chance(96)) {
		new_task(t);
	} else if (t->to_rename) {
		introduce(t, t->tid % 3 ? "cc1" : "as", 0);
		t->to_rename = false;
	}
	next_operation(t);
	for (uint32_t i = 0; i < CPUS; i++)
		runs = runs || on[i] == next;
	if (!chance(8) && !runs)
		on[cpu] = next;
}

static void migrate(uint32_t on[CPUS], uint32_t cpu)
{
	uint32_t other = chance(CPUS), task = on[cpu];

	on[cpu] = on[other];
	on[other] = task;
}

static void put_events(uint64_t events, bool stacks, uint64_t *time_ns)
{
	uint32_t on[CPUS] = { 0, 1, 2, 3 };

	for (uint32_t i = 0; i < TASKS; i++)
		new_task(&tasks[i]);
	for (uint64_t i = 0; i < events; i++) {
		uint32_t cpu = chance(CPUS);

		*time_ns += 20 + chance(500);
		if (put_step(&tasks[on[cpu]], cpu, *time_ns, stacks))
			schedule(on, cpu);
		if (!chance(500))
			migrate(on, cpu);
	}
}

static void put_names(void)
{
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	must(f);
	for (uint32_t i = 0; i < NR_OPERATIONS; i++)
		fprintf(f, "%llx t %s\n", TEXT + i * FUNCTION, operations[i].function);
	for (uint32_t i = 0; i <= CALLERS; i++)
		fprintf(f, "%llx t caller_%u\n", TEXT + (NR_OPERATIONS + i) * FUNCTION, i);
	must(!fclose(f) && !rec_writer_text(writer, CHUNK_NAME, text));
	free(text);
}

int main(int argc, char **argv)
{
	bool stacks = argc == 4 && !strcmp(argv[1], "-g");
	const struct rec_writer_opts opts = { .path = argv[argc - 1] };
	uint64_t events, time_ns = START_NS;
	char text[512];

	if (argc != 3 && !stacks) {
		fputs("usage: bench-recording [-g] EVENTS FILE\n", stderr);
		return 129;
	}
	events = strtoull(argv[argc - 2], NULL, 10);
	snprintf(text, sizeof(text), meta, stacks);
	must(!rec_writer_open(&writer, &opts, text));
	put_events(events, stacks, &time_ns);
	put_names();
	snprintf(text, sizeof(text), "elapsed_ns=%llu\nevents=%llu\nlost=0\nfull=0\nnext_seq_0=%u\n"
		 "next_seq_1=%u\nnext_seq_2=%u\nnext_seq_3=%u\n",
		 (unsigned long long)(time_ns - START_NS), (unsigned long long)events, seqs[0],
		 seqs[1], seqs[2], seqs[3]);
	must(!rec_writer_close(writer, text));
	return 0;
}
