/* SPDX-License-Identifier: GPL-2.0 */
/* Write sample recordings, whose events never change. */
#ifndef TESTS_UNIT_RECORDING_SAMPLES_H
#define TESTS_UNIT_RECORDING_SAMPLES_H

#include <stdio.h>
#include <stdlib.h>

#include "recording/recording.h"

#define NS	1000000000ull

static const char meta[] =
	"tool=barrier-trace VERSION\nkernel=7.3.0\nmachine=aarch64\ngeneration=G3\nattach=btf\n"
	"subject='sample'\ncgroup_followed=0\nstacks=1\nstretches=1\nstart_ns=1000000000\nticks_per_s=100\n";

static uint32_t seqs[2];

/* Assert without libcheck: programs for golden tests write recordings outside of its tests. */
static void must(bool right)
{
	if (!right)
		abort();
}

static uint32_t what_of(uint32_t kind, uint32_t level, uint32_t pending, uint32_t enable)
{
	struct bt_snapshot s = {
		.pending = pending, .active = enable, .enable_count = enable,
	};

	return bt_past_pack(kind, level, &s);
}

static void put(struct rec_writer *w, uint32_t task, uint32_t cpu, uint64_t ns, uint32_t type,
		uint32_t what, uint64_t ip, uint32_t stack)
{
	struct bt_event e = {
		.time_ns = NS + ns, .ip = ip, .what = what, .seq = seqs[cpu]++, .task = task,
		.cpu = cpu, .type = type, .stack = stack,
	};

	must(rec_writer_event(w, &e) == 0);
}

static void put_task(struct rec_writer *w, uint32_t id, uint32_t tid, const char *comm,
		     uint32_t flags)
{
	struct rec_task task = { .id = id, .tid = tid, .tgid = tid, .flags = flags,
				 .start = tid * NS };

	snprintf(task.comm, sizeof(task.comm), "%s", comm);
	must(rec_writer_task(w, &task) == 0);
}

/*
 * Write a recording of a task that does everything right and is renamed, and of a task that leaks
 * a section and has a hostile name.  With @lost two events are missing.
 */
static void write_sample(const char *path, const struct rec_writer_opts *more, bool lost, bool end)
{
	struct rec_writer_opts opts = more ? *more : (struct rec_writer_opts){ 0 };
	const __u64 stack[] = { 0xffff800080001010, 0xffff800080002020, 0xffff800080003030 };
	struct rec_writer *w;
	char text[512];
	int64_t id;

	opts.path = path;
	seqs[0] = seqs[1] = 0;
	must(rec_writer_open(&w, &opts, meta) == 0);
	id = rec_writer_stack(w, stack, 3);
	must(id == 1);
	must(rec_writer_stack(w, stack, 3) == 1);
	put_task(w, 1, 10, "right", REC_TASK_BORN);
	put(w, 1, 0, 1000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_ENABLE, 5, 0, 1),
	    0xffff800080001004, 0);
	put(w, 1, 0, 2001, BT_EVENT_LAZY_MMU, what_of(BT_KIND_FIRST, 0, 1, 1),
	    0xffff800080001010, id);
	if (lost)
		seqs[0] += 2;
	put(w, 1, 1, 3000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_AGAIN, 0, 1, 1),
	    0xffff800080001010, id);
	put(w, 1, 1, 4000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_FLUSH, 5, 0, 0),
	    0xffff800080001020, 0);
	put(w, 1, 1, 5000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_DISABLE, 5, 0, 0),
	    0xffff800080001024, 0);
	put_task(w, 2, 10, "renamed", 0);
	put(w, 2, 1, 6000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_EMITTED, 1, 0, 0),
	    0xffff800080002004, 0);
	put(w, 2, 1, 6500, BT_EVENT_LAZY_MMU, what_of(BT_KIND_DIRECT, 0, 0, 0),
	    0xffff800080002008, 0);
	put_task(w, 3, 11, "\033[31m<&,\"'", REC_TASK_BORN);
	put(w, 3, 0, 7000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_ENABLE, 5, 0, 1),
	    0xffff800080003004, 0);
	put(w, 3, 0, 8000, BT_EVENT_LAZY_MMU, what_of(BT_KIND_FIRST, 0, 1, 1),
	    0xffff800080003008, 0);
	put(w, 3, 0, 9000, BT_EVENT_LOOK, BT_INPUT_TO_USER, 0, id);
	put(w, 3, 0, 9500, BT_EVENT_FAULT, BT_FAULT_DATA, 0xffff800012345678, 0);
	rec_writer_text(w, CHUNK_NAME, "ffff800080001000 t vmap_range_noflush\n"
			"ffff800080002000 t pmd_install\nffff800080003000 t leaks\t[bad]\n"
			"ffff800080004000 t behind\n");
	snprintf(text, sizeof(text), "elapsed_ns=10000\nevents=%u\nlost=%d\nfull=0\nlost_missed_queue=0\n"
		 "lost_missed_rename=0\nlost_no_room=%d\nlooks_0=5\nlooks_3=1\nnext_seq_0=%u\nnext_seq_1=%u\n",
		 11u, lost ? 2 : 0, lost ? 2 : 0, seqs[0], seqs[1]);
	must(rec_writer_close(w, end ? text : NULL) == 0);
}

#define OBSERVED	BT_WHAT_PROBED
#define DERIVED		(BT_WHAT_PROBED | BT_WHAT_DERIVED)

/*
 * Write a recording by kprobes: it has no sections, and each place is either a call, whose events
 * are derived, or a site, whose events are observed.  One batch has both kinds of events, one has
 * observed events only; runs follow.
 */
static void write_probes(const char *path)
{
	static const char probes[] = "attach=probes\nneeds_minor=2\nprobes_scope=kernel\nprobes_places=79\nprobes_calls=12\n"
				     "probes_out_of_scope=201\nprobes_uncovered=2\n";
	static const struct { uint32_t kind, pending, enable, flags; uint64_t ip; } events[] = {
		{ BT_KIND_FIRST, 1, 1, DERIVED, 0x1010 }, { BT_KIND_AGAIN, 1, 1, DERIVED, 0x1010 },
		{ BT_KIND_AGAIN, 1, 1, OBSERVED, 0x1020 },
		{ BT_KIND_FLUSH, 0, 0, OBSERVED, 0x3020 },
		{ BT_KIND_FIRST, 1, 1, OBSERVED, 0x1020 },
		{ BT_KIND_FLUSH, 0, 0, OBSERVED, 0x3020 },
		{ BT_KIND_FIRST, 1, 1, OBSERVED, 0x1020 }, { BT_KIND_FLUSH, 0, 0, DERIVED, 0x3008 },
		{ BT_KIND_EMITTED, 0, 0, DERIVED, 0x1010 },
		{ BT_KIND_EMITTED, 0, 0, DERIVED, 0x1010 },
		{ BT_KIND_EMITTED, 0, 0, OBSERVED, 0x2004 },
		{ BT_KIND_FLUSH_EMPTY, 0, 0, DERIVED, 0x3008 },
		{ BT_KIND_DIRECT, 0, 0, OBSERVED, 0x2008 },
	};
	const size_t n = sizeof(events) / sizeof(*events);
	const struct rec_writer_opts opts = { .path = path };
	char text[sizeof(meta) + sizeof(probes)];
	struct rec_writer *w;

	seqs[0] = 0;
	snprintf(text, sizeof(text), "%s%s", probes, meta);
	must(rec_writer_open(&w, &opts, text) == 0);
	put_task(w, 1, 10, "calls", REC_TASK_BORN);
	for (size_t i = 0; i < n; i++)
		put(w, 1, 0, 1000 * (i + 1), BT_EVENT_LAZY_MMU,
		    what_of(events[i].kind, BT_LEVEL_NONE, events[i].pending, events[i].enable) |
		    events[i].flags, 0xffff800080000000 + events[i].ip, 0);
	rec_writer_text(w, CHUNK_NAME, "ffff800080001000 t vmap_range_noflush\n"
			"ffff800080002000 t pmd_install\nffff800080003000 t vunmap_range_noflush\n"
			"ffff800080004000 t behind\n");
	must(rec_writer_close(w, "elapsed_ns=20000\nevents=13\nlost=0\nfull=0\nlost_missed_queue=0\n"
				 "next_seq_0=13\n") == 0);
}

/* Write a recording of 8 tasks that change their names and make a mistake now and then. */
static void write_names(const char *path)
{
	static const struct { uint32_t kind, pending, enable; } step[] = {
		{ BT_KIND_ENABLE, 0, 1 }, { BT_KIND_FIRST, 1, 1 }, { BT_KIND_AGAIN, 1, 1 },
		{ BT_KIND_FLUSH, 0, 1 }, { BT_KIND_DISABLE, 0, 0 }, { BT_KIND_EMITTED, 0, 0 },
	};
	const struct rec_writer_opts opts = { .path = path };
	uint32_t ids[8] = { 0 }, at[8] = { 0 }, last = 0, seed = 1;
	char comm[BT_COMM_LEN], text[128];
	struct rec_writer *w;

	seqs[0] = seqs[1] = 0;
	must(rec_writer_open(&w, &opts, meta) == 0);
	for (int i = 0; i < 4000; i++) {
		uint32_t n, task, name;

		seed = seed * 1103515245 + 12345;
		n = seed >> 16;
		task = n % 8;
		name = n / 8 % 64;
		if (!ids[task] || name < 4) {
			snprintf(comm, sizeof(comm), "name%u", name);
			ids[task] = ++last;
			/* Tasks 0 and 1 are idle tasks. */
			put_task(w, last, task < 2 ? 0 : 100 + task, comm,
				 (task < 2 ? task << REC_TASK_CPU_SHIFT : 0) |
				 (name == 1 ? REC_TASK_CUT : 0));
		}
		if (name == 5)	/* skip an event: a mistake */
			at[task]++;
		put(w, ids[task], task % 2, i * 10, BT_EVENT_LAZY_MMU,
		    what_of(step[at[task] % 6].kind, BT_LEVEL_PTE, step[at[task] % 6].pending,
			    step[at[task] % 6].enable), 0xffff800080001010, 0);
		at[task]++;
	}
	snprintf(text, sizeof(text), "elapsed_ns=40000\nnext_seq_0=%u\nnext_seq_1=%u\n", seqs[0], seqs[1]);
	must(rec_writer_close(w, text) == 0);
}

#endif
