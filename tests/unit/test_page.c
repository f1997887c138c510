// SPDX-License-Identifier: GPL-2.0
/*
 * Test the lanes of the page of a recording.
 *
 *   test_page empty FILE      write an empty recording, for tests of the page
 *   test_page hostile FILE    write one with more of everything than is shown, and hostile names
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording/task_lanes.h"
#include "runner.h"

#define NS	1000000000ull

/* Assert without libcheck: recordings are written outside of its tests. */
static void must(bool right)
{
	if (!right)
		abort();
}

static uint32_t what_of(uint32_t kind, uint32_t level, uint32_t pending, uint32_t enable)
{
	struct bt_snapshot s = { .pending = pending, .active = enable, .enable_count = enable };

	return bt_past_pack(kind, level, &s);
}

static const char meta[] =
	"tool=barrier-trace VERSION\nkernel=7.3.0<b>\nmachine=aarch64\ngeneration=G3\nattach=btf\n"
	"cgroup_followed=0\nstacks=1\nstretches=1\nstart_ns=1000000000\nticks_per_s=100\nsubject=";

static void write_empty(const char *path)
{
	const struct rec_writer_opts opts = { .path = path };
	struct rec_writer *w;
	char text[512];

	snprintf(text, sizeof(text), "%s'true'\n", meta);
	must(rec_writer_open(&w, &opts, text) == 0);
	must(rec_writer_close(w, "elapsed_ns=10000000\nevents=0\nlost=0\nfull=0\n") == 0);
}

static const char *const comms[] = {
	"<img src=//x.y>", "</svg><script>", "]]><!--", "\"onload=\"x()", "\033[31m&lt;",
	"\xf0\x9f\x90\xa7\xe2\x80\xae", "</title><p>", "' style='x:y", "&#x3c;b&#x3e;", "plain",
};

#define NR_COMMS	(sizeof(comms) / sizeof(*comms))
#define NR_SITES	13
#define NR_STACKS	5

struct hostile {
	struct rec_writer *w;
	uint64_t ns;
	uint32_t seq;
	int64_t stacks[NR_SITES][NR_STACKS];
};

static void put(struct hostile *h, uint32_t task, uint32_t what, int site, int stack)
{
	struct bt_event e = {
		.time_ns = NS + h->ns, .ip = 0xffff800080000004 + site * 0x1000, .what = what,
		.seq = h->seq++, .task = task, .type = BT_EVENT_LAZY_MMU,
		.stack = stack < 0 ? 0 : h->stacks[site][stack],
	};

	must(rec_writer_event(h->w, &e) == 0);
}

/* Put a section with one batch, and two emissions that the section would have avoided. */
static void put_section(struct hostile *h, uint32_t task, int n, uint64_t step_ns)
{
	static const struct { uint32_t kind, level, pending, enable; } step[] = {
		{ BT_KIND_ENABLE, 5, 0, 1 }, { BT_KIND_FIRST, 0, 1, 1 }, { BT_KIND_AGAIN, 0, 1, 1 },
		{ BT_KIND_FLUSH, 5, 0, 0 }, { BT_KIND_DISABLE, 5, 0, 0 },
		{ BT_KIND_EMITTED, 1, 0, 0 }, { BT_KIND_EMITTED, 1, 0, 0 },
	};

	for (size_t i = 0; i < sizeof(step) / sizeof(*step); i++) {
		bool queued = step[i].kind <= BT_KIND_AGAIN;

		put(h, task, what_of(step[i].kind, step[i].level, step[i].pending, step[i].enable),
		    queued ? n % NR_SITES : 0, queued ? n / NR_SITES % NR_STACKS : -1);
		h->ns += step_ns;
	}
}

static void put_stacks(struct hostile *h)
{
	for (int site = 0; site < NR_SITES; site++)
		for (int i = 0; i < NR_STACKS; i++) {
			const __u64 stack[] = {
				0xffff800080000004 + site * 0x1000, 0xffff800080000010 + i * 0x1000,
				0xffff800080000020 + i * 0x2000, 0xffff900000000000,
			};

			h->stacks[site][i] = rec_writer_stack(h->w, stack, 4);
			must(h->stacks[site][i] > 0);
		}
}

static void put_names(struct hostile *h)
{
	static char text[8192];
	size_t n = 0;

	for (int site = 0; site < NR_SITES; site++)
		n += snprintf(text + n, sizeof(text) - n, "ffff8000800%02x000 t <b/onclick=x()>%d\t[</td>]\n",
			      site, site);
	n += snprintf(text + n, sizeof(text) - n, "ffff8000800%02x000 t ", NR_SITES);
	for (int i = 0; i < 180; i++)
		text[n++] = 'y';
	strcpy(text + n, "\n");
	rec_writer_text(h->w, CHUNK_NAME, text);
}

static void write_hostile(const char *path)
{
	const struct rec_writer_opts opts = { .path = path };
	struct hostile h = { 0 };
	char text[1024];

	snprintf(text, sizeof(text), "%s'\"><script src=//x.y></script>&%0400d'\n", meta, 0);
	must(rec_writer_open(&h.w, &opts, text) == 0);
	put_stacks(&h);
	for (uint32_t id = 1; id <= NR_COMMS; id++) {
		struct rec_task task = {
			.id = id, .tid = 4194300 + id, .tgid = 4194300 + id, .start = id * NS,
			.flags = REC_TASK_BORN,
		};

		strncpy(task.comm, comms[id - 1], sizeof(task.comm) - 1);
		must(rec_writer_task(h.w, &task) == 0);
	}
	/* One task has many short sections, one few that last, and the others are ordinary. */
	for (int i = 0; i < 200; i++)
		put_section(&h, 1, i, 20 + i);
	for (uint32_t id = 2; id <= NR_COMMS; id++)
		for (uint32_t i = 0; i < 3 + NR_COMMS - id; i++)
			put_section(&h, id, id + i, id == 2 ? 20000 : 1000);
	put(&h, 2, what_of(BT_KIND_ENABLE, 5, 0, 1), 0, -1);
	h.ns += 50000;
	put_names(&h);
	snprintf(text, sizeof(text), "elapsed_ns=%llu\nevents=%u\nlost=3\nlost_no_room=3\n"
		 "next_seq_0=%u\n", (unsigned long long)h.ns, h.seq, h.seq + 3);
	must(rec_writer_close(h.w, text) == 0);
}

/* ---- lanes ---- */

static struct rec_task tasks[12];
static struct recorded recorded = { .generation = GENERATION_3, .start_ns = NS, .tasks = tasks };

struct step {
	uint32_t task, kind;
	uint64_t ns;
};

static struct bt_event event_of(const struct step *s)
{
	uint32_t enable = s->kind != BT_KIND_DISABLE && s->kind != BT_KIND_FLUSH;
	uint32_t pending = s->kind == BT_KIND_FIRST || s->kind == BT_KIND_AGAIN;

	return (struct bt_event){
		.time_ns = NS + s->ns, .ip = 0x1000, .task = s->task, .type = BT_EVENT_LAZY_MMU,
		.what = what_of(s->kind, 0, pending, enable),
	};
}

static struct task_lanes *lanes_of(const struct step *steps, size_t n, size_t max,
				   uint64_t total_ns, bool passes)
{
	struct task_lanes *l = task_lanes_new();

	ck_assert_ptr_nonnull(l);
	for (uint32_t id = 1; id <= 12; id++)
		tasks[id - 1] = (struct rec_task){ .id = id, .tid = 100 + id, .start = id,
						   .comm = "t" };
	for (size_t i = 0; i < n; i++) {
		struct bt_event e = event_of(&steps[i]);

		ck_assert_int_eq(task_lanes_count(l, &e, &tasks[e.task - 1]), 0);
	}
	ck_assert_int_eq(task_lanes_choose(l, &recorded, max, total_ns), 0);
	for (size_t i = 0; i < n; i++) {
		struct bt_event e = event_of(&steps[i]);

		task_lanes_event(l, &e, &tasks[e.task - 1], passes);
	}
	task_lanes_end(l);
	return l;
}

/* Try each rotation of the tasks. */
START_TEST(busiest_tasks_get_lanes)
{
	struct step steps[77];
	struct task_lanes *l;
	size_t n = 0;

	/* The first task has one event, the next has two; the last two have equally many. */
	for (uint32_t i = 0; i < 12; i++)
		for (uint32_t k = 0; k <= (i < 11 ? i : 10); k++, n++)
			steps[n] = (struct step){ (i + _i) % 12 + 1, BT_KIND_EMITTED, n };
	l = lanes_of(steps, n, 4, 1000, true);
	ck_assert_uint_eq(task_lanes_number(l), 12);
	for (uint32_t i = 0; i < 4; i++) {
		uint32_t id[] = { (10 + _i) % 12 + 1, (11 + _i) % 12 + 1, (9 + _i) % 12 + 1,
				  (8 + _i) % 12 + 1 };
		bool turned = id[0] > id[1];	/* equal counts: by number */

		ck_assert_uint_eq(task_lanes_get(l, i)->tid, 100 + id[i < 2 && turned ? 1 - i : i]);
		ck_assert_uint_eq(task_lanes_get(l, i)->events, i < 2 ? 11 : 12 - i);
		ck_assert(task_lanes_has(l, &tasks[id[i] - 1]));
	}
	ck_assert_ptr_null(task_lanes_get(l, 4));
	ck_assert(!task_lanes_has(l, &tasks[_i]));
	task_lanes_free(l);
	l = lanes_of(steps, 1, 4, 1000, true);
	ck_assert_uint_eq(task_lanes_get(l, 0)->events, 1);
	ck_assert_ptr_null(task_lanes_get(l, 1));
	task_lanes_free(l);
}
END_TEST

static const struct step sample[] = {
	/* A section and a batch that began before; whole ones; and a section that does not end */
	{ 1, BT_KIND_AGAIN, 5 }, { 1, BT_KIND_FLUSH, 10 }, { 1, BT_KIND_DISABLE, 20 },
	{ 1, BT_KIND_ENABLE, 100000 }, { 1, BT_KIND_FIRST, 200000 }, { 1, BT_KIND_AGAIN, 250000 },
	{ 1, BT_KIND_FLUSH, 300000 }, { 1, BT_KIND_DISABLE, 400000 },
	{ 1, BT_KIND_ENABLE, 500500 }, { 1, BT_KIND_FIRST, 500600 }, { 1, BT_KIND_FLUSH, 500700 },
	{ 1, BT_KIND_DISABLE, 500800 }, { 1, BT_KIND_ENABLE, 900000 },
};

#define NR_SAMPLE	(sizeof(sample) / sizeof(*sample))

static uint64_t sum_of(const struct lane_spans *spans)
{
	uint64_t sum = 0;

	for (int i = 0; i < LANE_BINS; i++)
		sum += spans->bins[i];
	return sum;
}

START_TEST(spans_are_drawn)
{
	struct task_lanes *l = lanes_of(sample, NR_SAMPLE, 4, 1000000, true);
	const struct lane_spans *s = &task_lanes_get(l, 0)->parts[LANE_SECTION];
	const struct lane_spans *b = &task_lanes_get(l, 0)->parts[LANE_BATCH];

	ck_assert_uint_eq(s->n, 3);
	ck_assert_uint_eq(s->longest_ns, 300000);
	ck_assert_uint_eq(s->nr_wide, 2);
	ck_assert(s->wide[0].from_ns == 100000 && s->wide[0].to_ns == 400000 && !s->wide[0].cut);
	ck_assert(s->wide[1].from_ns == 900000 && s->wide[1].to_ns == 1000000 && s->wide[1].cut);
	ck_assert_uint_eq(sum_of(s), 300);
	ck_assert_uint_eq(s->bins[LANE_BINS / 2], 300);
	ck_assert_uint_eq(b->n, 2);
	ck_assert_uint_eq(b->nr_wide, 1);
	ck_assert(!task_lanes_has(l, &tasks[7]));
	ck_assert_uint_eq(task_lanes_number(l), 1);
	ck_assert(b->wide[0].from_ns == 200000 && b->wide[0].to_ns == 300000);
	ck_assert_uint_eq(b->wide[0].deferred, 2);
	ck_assert_uint_eq(sum_of(b), 100);
	task_lanes_free(l);
	/* Events that the filter drops are not drawn. */
	l = lanes_of(sample, NR_SAMPLE, 4, 1000000, false);
	ck_assert_uint_eq(task_lanes_get(l, 0)->parts[LANE_SECTION].n, 0);
	ck_assert_uint_eq(task_lanes_get(l, 0)->parts[LANE_BATCH].n, 0);
	task_lanes_free(l);
}
END_TEST

/* A file can have any times of events, and any time for the whole. */
START_TEST(any_time_does_no_harm)
{
	static const uint64_t totals[] = { 1, 7, LANE_BINS, 500650, 1000000, UINT64_MAX / 2,
					   UINT64_MAX };

	for (size_t i = 0; i < sizeof(totals) / sizeof(*totals); i++) {
		struct step steps[NR_SAMPLE];
		struct task_lanes *l = lanes_of(sample, NR_SAMPLE, 4, totals[i], true);

		ck_assert_uint_eq(task_lanes_get(l, 0)->parts[LANE_SECTION].n, 3);
		task_lanes_free(l);
		for (size_t k = 0; k < NR_SAMPLE; k++) {
			steps[k] = sample[NR_SAMPLE - 1 - k];
			steps[k].ns -= k % 3 * (UINT64_MAX / 5);
		}
		task_lanes_free(lanes_of(steps, NR_SAMPLE, 4, totals[i], true));
	}
}
END_TEST

/* Only so many spans are kept by themselves as have room beside each other. */
START_TEST(number_of_wide_spans_is_bounded)
{
	static struct step steps[4000];
	struct task_lanes *l;

	for (size_t i = 0; i < 4000; i++)
		steps[i] = (struct step){ 1, i % 2 ? BT_KIND_DISABLE : BT_KIND_ENABLE,
					  i % 2 ? 1000 : i % 500 };
	l = lanes_of(steps, 4000, 1, 1000, true);
	ck_assert_uint_eq(task_lanes_get(l, 0)->parts[LANE_SECTION].n, 2000);
	ck_assert_uint_eq(task_lanes_get(l, 0)->parts[LANE_SECTION].nr_wide, LANE_MAX_WIDE);
	task_lanes_free(l);
}
END_TEST

int main(int argc, char **argv)
{
	TCase *t = tcase_create("page");

	if (argc == 3 && !strcmp(argv[1], "empty")) {
		write_empty(argv[2]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "hostile")) {
		write_hostile(argv[2]);
		return 0;
	}
	tcase_add_loop_test(t, busiest_tasks_get_lanes, 0, 12);
	tcase_add_test(t, spans_are_drawn);
	tcase_add_test(t, any_time_does_no_harm);
	tcase_add_test(t, number_of_wide_spans_is_bounded);
	return run_tests("page", t, argc > 1);
}
