// SPDX-License-Identifier: GPL-2.0
/*
 * Test recordings: they are read as written, and damaged ones as far as they are whole.
 *
 *   test_recording sample FILE     write a small recording that never changes, for golden tests
 *   test_recording lost FILE       write it without two of its events
 *   test_recording probes FILE     write one by kprobes, with derived events
 *   test_recording names FILE      write one of tasks that change names, some unseen for a while
 *   test_recording read FILE       read any file, and replay its events
 */
#define _GNU_SOURCE
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aggregate/filter.h"
#include "base/log.h"
#include "recording/playback.h"
#include "recording/recording.h"
#include "recording_samples.h"
#include "recording/replay_validate.h"
#include "runner.h"
#include "recording/replay_hist.h"
#include "recording/replay_stat.h"

struct seen {
	uint64_t events, queued;
};

static int count(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	struct seen *seen = arg;

	loop_assert(task->id <= r->nr_tasks);
	loop_assert(!stack || stack->n <= BT_STACK_DEPTH);
	seen->events++;
	seen->queued += e->type == BT_EVENT_LAZY_MMU && (e->what & 15) <= BT_KIND_AGAIN;
	return 0;
}

static char *temporary(void)
{
	static char path[] = "/tmp/test_recording.XXXXXX";
	int fd;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	return path;
}

static char *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "r");
	char *v = malloc(1 << 20);

	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(v);
	*size = fread(v, 1, 1 << 20, f);
	fclose(f);
	return v;
}

static void spit(const char *path, const char *data, size_t size)
{
	FILE *f = fopen(path, "w");

	ck_assert_uint_eq(fwrite(data, 1, size, f), size);
	fclose(f);
}

START_TEST(written_recording_is_read)
{
	const char *path = temporary();
	struct seen seen = { 0 };
	struct recorded r;

	write_sample(path, NULL, false, true);
	ck_assert_int_eq(recorded_read(&r, path, count, &seen), 0);
	ck_assert(r.extent.complete && !r.extent.damage[0] && !r.unknown_loss);
	ck_assert_uint_eq(seen.events, 11);
	ck_assert_uint_eq(seen.queued, 4);
	ck_assert_uint_eq(r.nr_tasks, 3);
	ck_assert_uint_eq(r.nr_stacks, 1);
	ck_assert_uint_eq(r.lost, 0);
	ck_assert_uint_eq(r.looks[0], 5);
	ck_assert_int_eq(r.generation, GENERATION_3);
	ck_assert_str_eq(r.tasks[1].comm, "renamed");
	recorded_free(&r);
	unlink(path);
}
END_TEST

START_TEST(missing_events_are_counted_as_lost)
{
	const char *path = temporary();
	struct recorded r;

	write_sample(path, NULL, true, true);
	ck_assert_int_eq(recorded_read(&r, path, NULL, NULL), 0);
	ck_assert_uint_eq(r.lost, 2);
	ck_assert(!r.unknown_loss);
	recorded_free(&r);
	unlink(path);
}
END_TEST

/* The file has no event of the missing CPU. */
START_TEST(missing_cpus_are_counted_as_lost)
{
	const struct rec_writer_opts opts = { .path = temporary() };
	struct rec_writer *w;
	struct recorded r;

	seqs[0] = 0;
	ck_assert_int_eq(rec_writer_open(&w, &opts, meta), 0);
	put_task(w, 1, 10, "right", REC_TASK_BORN);
	put(w, 1, 0, 1, BT_EVENT_LAZY_MMU, what_of(BT_KIND_EMITTED, 0, 0, 0),
	    0xffff800080001010, 0);
	ck_assert_int_eq(rec_writer_close(w, "next_seq_0=1\nnext_seq_7=3\nlost_no_room=1\n"
					  "next_seq_4096=9\nnext_seq_18446744073709551615=1\n"), 0);
	ck_assert_int_eq(recorded_read(&r, opts.path, NULL, NULL), 0);
	/* The file knows of one lost event; the other two are gaps of numbers. */
	ck_assert_uint_eq(r.lost, 3);
	ck_assert_uint_eq(r.nr_streams, 8);
	recorded_free(&r);
	unlink(opts.path);
}
END_TEST

/* Cut the file at each byte. */
START_TEST(recording_that_is_cut_is_incomplete)
{
	const char *path = temporary();
	struct seen all = { 0 };
	struct recorded r;
	size_t size;
	char *data;

	write_sample(path, NULL, false, true);
	data = slurp(path, &size);
	for (size_t n = 0; n < size; n++) {
		struct seen seen = { 0 };
		int ret;

		spit(path, data, n);
		ret = recorded_read(&r, path, count, &seen);
		ck_assert_int_eq(ret, n < sizeof(struct recording_head) ? -EINVAL : 0);
		ck_assert(!r.extent.complete);
		ck_assert(ret || r.unknown_loss);
		ck_assert_uint_ge(seen.events, all.events);
		all = seen;
		recorded_free(&r);
	}
	ck_assert_uint_eq(all.events, 11);
	free(data);
	unlink(path);
}
END_TEST

/* Change each byte that readers look at. */
START_TEST(changed_byte_is_noticed)
{
	const char *path = temporary();
	struct recorded r;
	size_t size;
	char *data;

	write_sample(path, NULL, false, true);
	data = slurp(path, &size);
	for (size_t n = 0; n < size; n++) {
		struct seen seen = { 0 };
		int ret;

		/* Readers ignore the minor version and the flags. */
		if (n >= 10 && n < sizeof(struct recording_head))
			continue;
		data[n] ^= 0x10;
		spit(path, data, size);
		ret = recorded_read(&r, path, count, &seen);
		ck_assert_msg(ret || r.unknown_loss, "byte %zu", n);
		recorded_free(&r);
		data[n] ^= 0x10;
	}
	free(data);
	unlink(path);
}
END_TEST

START_TEST(ring_keeps_the_last_events)
{
	const struct rec_writer_opts opts = { .path = temporary(), .max_size = 1 << 20,
					      .ring = true };
	const uint64_t n = 100000;
	struct seen seen = { 0 };
	struct rec_writer *w;
	struct recorded r;
	char text[64];

	seqs[0] = 0;
	ck_assert_int_eq(rec_writer_open(&w, &opts, meta), 0);
	put_task(w, 1, 10, "right", REC_TASK_BORN);
	for (uint64_t i = 0; i < n; i++)
		put(w, 1, 0, i, BT_EVENT_LAZY_MMU, what_of(BT_KIND_EMITTED, 0, 0, 0),
		    0xffff800080001010, 0);
	snprintf(text, sizeof(text), "elapsed_ns=1\nnext_seq_0=%u\n", seqs[0]);
	ck_assert_int_eq(rec_writer_close(w, text), 0);
	ck_assert_int_eq(recorded_read(&r, opts.path, count, &seen), 0);
	ck_assert_uint_gt(seen.events, 20000);
	ck_assert_uint_lt(seen.events, 60000);
	/* Events that the ring dropped do not count as lost. */
	ck_assert_uint_eq(r.lost, 0);
	ck_assert_uint_eq(r.streams[0].next, n);
	recorded_free(&r);
	unlink(opts.path);
}
END_TEST

START_TEST(full_recording_refuses_events)
{
	const struct rec_writer_opts opts = { .path = temporary(), .max_size = 1000 };
	struct bt_event e = { .task = 1, .what = what_of(BT_KIND_EMITTED, 0, 0, 0) };
	struct rec_writer *w;
	int ret = 0, n = 0;

	ck_assert_int_eq(rec_writer_open(&w, &opts, meta), 0);
	put_task(w, 1, 10, "right", 0);
	while (!ret && ++n < 1000)
		ret = rec_writer_event(w, &e);
	ck_assert_int_eq(ret, -EFBIG);
	ck_assert_int_eq(n, (1000 - (int)sizeof(struct rec_task)) / (int)sizeof(e) + 1);
	ck_assert_int_eq(rec_writer_close(w, "elapsed_ns=1\n"), 0);
	unlink(opts.path);
}
END_TEST

static int found[BT_NR_INVARIANTS];

static int find(const struct bt_report *r, void *arg)
{
	(void)arg;
	if (r->type <= BT_REPORT_FAULT)
		found[r->invariant]++;
	return 0;
}

static int judge(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		 const struct rec_stack *stack, void *arg)
{
	(void)r;
	return replay_validate_event(arg, e, task, stack, find, NULL);
}

START_TEST(replay_finds_the_violations)
{
	struct replay_validate *replay = replay_validate_new(GENERATION_3, 1000);
	const char *path = temporary();
	struct check_counts n;
	struct recorded r;

	memset(found, 0, sizeof(found));
	write_sample(path, NULL, false, true);
	ck_assert_int_eq(recorded_read(&r, path, judge, replay), 0);
	replay_validate_counts(replay, &n);
	ck_assert_uint_eq(n.tasks, 2);	/* one of them has two names */
	ck_assert_uint_eq(n.events[BT_KIND_FIRST], 2);
	ck_assert_uint_eq(n.migrated, 1);
	ck_assert_uint_eq(n.longest_ns, 1999);
	ck_assert_uint_eq(n.skipped, 0);
	ck_assert_int_eq(found[12], 1);
	ck_assert_int_eq(found[19], 1);
	ck_assert_int_eq(found[21], 1);
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		ck_assert(i == 12 || i == 19 || i == 21 || !found[i]);
	recorded_free(&r);
	replay_validate_free(replay);
	unlink(path);
}
END_TEST

/* Idle tasks of all CPUs have pid 0: here one is in a section, and that of another CPU is not. */
START_TEST(idle_tasks_are_kept_apart)
{
	struct rec_task a = { .id = 1, .flags = REC_TASK_BORN }, b = a;
	struct bt_event enable = { .task = 1, .what = what_of(BT_KIND_ENABLE, 5, 0, 1) };
	struct replay_validate *replay = replay_validate_new(GENERATION_3, 0);

	memset(found, 0, sizeof(found));
	b.id = 2;
	b.flags |= 1 << REC_TASK_CPU_SHIFT;
	ck_assert_int_eq(replay_validate_event(replay, &enable, &a, NULL, find, NULL), 0);
	enable.task = 2;
	ck_assert_int_eq(replay_validate_event(replay, &enable, &b, NULL, find, NULL), 0);
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		ck_assert_int_eq(found[i], 0);
	replay_validate_free(replay);
}
END_TEST

/* The state of a task is unknown after it was outside of the filter for a while. */
START_TEST(replay_forgets_a_task_that_was_cut)
{
	struct rec_task a = { .id = 1, .tid = 5, .flags = REC_TASK_BORN };
	struct bt_event e = { .task = 1, .what = what_of(BT_KIND_ENABLE, 5, 0, 1) };
	struct replay_validate *replay = replay_validate_new(GENERATION_3, 0);

	memset(found, 0, sizeof(found));
	ck_assert_int_eq(replay_validate_event(replay, &e, &a, NULL, find, NULL), 0);
	a.id = e.task = 2;
	a.flags = REC_TASK_CUT;
	ck_assert_int_eq(replay_validate_event(replay, &e, &a, NULL, find, NULL), 0);
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		ck_assert_int_eq(found[i], 0);
	replay_validate_free(replay);
}
END_TEST

static int measure(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
		   const struct rec_stack *stack, void *arg)
{
	(void)r;
	(void)stack;
	return replay_hist_event(arg, e, task);
}

START_TEST(spans_are_measured)
{
	static const struct hist_shape shape[BT_NR_METRICS] = { 0 };
	const struct filter filter = { 0 };
	struct histograms *hs = histograms_new(PER_COMM, &filter);
	struct replay_hist *spans = replay_hist_new(GENERATION_3, shape, hs);
	const struct histogram *h[BT_NR_METRICS];
	const char *path = temporary();
	const struct hist_row **rows;
	struct recorded r;
	size_t n;

	write_sample(path, NULL, false, true);
	ck_assert_int_eq(recorded_read(&r, path, measure, spans), 0);
	ck_assert_int_eq(replay_hist_end(spans), 0);
	for (int m = 0; m < BT_NR_METRICS; m++)
		h[m] = histograms_total(hs, m);
	/* One span ends, and one is open at the end. */
	ck_assert(h[BT_METRIC_BATCH]->count == 1 && h[BT_METRIC_BATCH]->sum == 2);
	ck_assert(h[BT_METRIC_WINDOW]->count == 1 && h[BT_METRIC_WINDOW]->sum == 1999);
	ck_assert(h[BT_METRIC_SECTION]->count == 1 && h[BT_METRIC_SECTION]->sum == 4000);
	ck_assert(h[BT_METRIC_RUN]->count == 1 && h[BT_METRIC_RUN]->sum == 1);
	ck_assert_uint_eq(h[BT_METRIC_BATCH]->partial, 1);
	ck_assert_uint_eq(h[BT_METRIC_WINDOW]->partial, 1);
	ck_assert_uint_eq(h[BT_METRIC_SECTION]->partial, 1);
	ck_assert_uint_eq(h[BT_METRIC_RUN]->partial, 0);
	/* Spans are booked to the name that the task had when they began. */
	rows = histograms_rows(hs, BT_METRIC_RUN, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(rows[0]->key.comm, "renamed");
	free(rows);
	rows = histograms_rows(hs, BT_METRIC_BATCH, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(rows[0]->key.comm, "right");
	free(rows);
	recorded_free(&r);
	replay_hist_free(spans);
	histograms_free(hs);
	unlink(path);
}
END_TEST

/* Large counts are kept in pieces, but pending_start and pending count once. */
START_TEST(counts_of_any_size_add_up)
{
	struct rec_task task = { .id = 3, .tid = 5, .tgid = 5, .comm = "much" };
	struct bt_event e = { .task = 3, .what = what_of(BT_KIND_AGAIN, 0, 1, 1), .ip = 0x1000 };
	const uint32_t n = 3 * UINT16_MAX + 7;
	const struct filter filter = { 0 };
	const struct row **rows;
	size_t nr_rows;

	for (enum per per = PER_NONE; per < PER_NR; per++) {
		struct replay_stat *tally = replay_stat_new(per, false);
		struct stats *stats = stats_new(per, &filter);
		uint64_t derived;

		e.what = what_of(BT_KIND_AGAIN, 0, 1, 1);
		for (uint32_t i = 0; i < n; i++)
			loop_assert(!replay_stat_event(tally, &e, &task));
		/* Derived events get pieces of their own, and need more than one, too. */
		e.what |= BT_WHAT_DERIVED;
		for (uint32_t i = 0; i < n; i++)
			loop_assert(!replay_stat_event(tally, &e, &task));
		e.what = what_of(BT_KIND_EMITTED, 0, 1, 1);
		ck_assert_int_eq(replay_stat_event(tally, &e, &task), 0);
		ck_assert_int_eq(replay_stat_add_to(tally, stats), 0);
		ck_assert_int_eq(counts_get(stats_total(stats), F_AGAIN), 2 * n);
		ck_assert_uint_eq(counts_derived(stats_total(stats), F_DEFERRED), n);
		ck_assert_uint_eq(counts_events(stats_total(stats), &derived), 2 * n + 1);
		ck_assert_uint_eq(derived, n);
		ck_assert_int_eq(counts_get(stats_total(stats), F_EMITTED), 1);
		ck_assert_int_eq(counts_get(stats_total(stats), F_PENDING_START), 1);
		ck_assert_int_eq(counts_get(stats_total(stats), F_PENDING), 1);
		rows = stats_rows(stats, &nr_rows);
		ck_assert_uint_eq(nr_rows, per != PER_NONE);
		free(rows);
		stats_free(stats);
		replay_stat_free(tally);
	}
}
END_TEST

/*
 * Take events of one task, two letters each: 0 emitted, 1 first, 2 again, 3 flush or 4 empty flush,
 * and the site.  Site a stores entries of the lowest level, b of the next; f flushes.
 */
static void play(struct replay_stat *t, const struct rec_task *task, const char *events)
{
	for (; *events; events += 2) {
		uint32_t level = events[1] == 'f' ? BT_LEVEL_NONE : events[1] == 'b';
		uint32_t kind = *events - '0';
		struct bt_event e = {
			.task = task->id, .ip = events[1],
			.what = what_of(kind, level, kind == BT_FIRST || kind == BT_AGAIN, 1),
		};

		ck_assert_int_eq(replay_stat_event(t, &e, task), 0);
	}
}

static const struct {
	const char *events;
	/* Per row: key, deferred, flush, avoided, flush_here, pending_start, pending */
	const char *sites, *levels;
} batches[] = {
	{ "1a3f1a3f1a3f", "a 3 3 0 0 0 0;f 0 0 0 3 0 0;", "0 3 3 0 0 0 0;" },
	{ "1a2b2b3f1b2a3f", "b 3 1 2 0 0 0;a 2 1 1 0 0 0;f 0 0 0 2 0 0;",
	  "1 3 1 2 0 0 0;0 2 1 1 0 0 0;" },
	{ "4f1a3f0b", "a 1 1 0 0 0 0;b 0 0 0 0 0 0;f 0 0 0 1 0 0;",
	  "0 1 1 0 0 0 0;1 0 0 0 0 0 0;5 0 0 0 0 0 0;" },
	/* The batch began before: it counts from the next deferral on, if there is one. */
	{ "2b2a3f1a", "a 2 0 2 0 0 1;b 1 1 0 0 1 0;f 0 0 0 1 0 0;",
	  "0 2 0 2 0 0 1;1 1 1 0 0 1 0;" },
	{ "3f1a3f", "a 1 1 0 0 0 0;f 0 1 -1 2 1 0;", "0 1 1 0 0 0 0;5 0 1 -1 0 1 0;" },
};

START_TEST(a_flush_is_booked_to_the_first_deferral_of_its_batch)
{
	static const struct filter all;
	struct rec_task task = { .id = 1, .tid = 5 };

	for (enum per per = PER_LEVEL; per <= PER_SITE; per++) {
		struct replay_stat *t = replay_stat_new(per, false);
		struct stats *stats = stats_new(per, &all);
		const struct row **rows;
		char text[512] = "";
		size_t n;

		play(t, &task, batches[_i].events);
		ck_assert_int_eq(replay_stat_add_to(t, stats), 0);
		rows = stats_rows(stats, &n);
		for (size_t i = 0; i < n; i++) {
			const struct counts *c = &rows[i]->n;
			char key = per == PER_SITE ? (char)rows[i]->id : '0' + (char)rows[i]->num;

			sprintf(text + strlen(text), "%c %d %d %d %d %d %d;", key,
				(int)counts_get(c, F_DEFERRED), (int)counts_get(c, F_FLUSH),
				(int)counts_get(c, F_AVOIDED), (int)c->flush_here,
				(int)counts_get(c, F_PENDING_START), (int)counts_get(c, F_PENDING));
		}
		ck_assert_str_eq(text, per == PER_SITE ? batches[_i].sites : batches[_i].levels);
		free(rows);
		stats_free(stats);
		replay_stat_free(t);
	}
}
END_TEST

/* An entry that is full hands its open batch on. */
START_TEST(batches_of_tasks_do_not_mix)
{
	static const struct filter all;
	struct rec_task a = { .id = 1, .tid = 5 }, b = { .id = 2, .tid = 5 + BT_NR_HASH };
	struct replay_stat *t = replay_stat_new(PER_SITE, false);
	struct stats *stats = stats_new(PER_SITE, &all);
	const struct row **rows;
	size_t n;

	play(t, &a, "1a");
	play(t, &b, "1b");
	for (int i = 0; i < UINT16_MAX + 5; i++)
		play(t, &a, "2a");
	play(t, &a, "3f");
	play(t, &b, "3f");
	ck_assert_int_eq(replay_stat_add_to(t, stats), 0);
	rows = stats_rows(stats, &n);
	ck_assert_uint_eq(n, 3);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(rows[i]->id, "ab"[i]);
		ck_assert_int_eq(counts_get(&rows[i]->n, F_FLUSH), 1);
	}
	ck_assert_uint_eq(rows[2]->n.flush_here, 2);
	ck_assert_int_eq(counts_get(stats_total(stats), F_PENDING), 0);
	free(rows);
	stats_free(stats);
	replay_stat_free(t);
}
END_TEST

static int ignore(const struct bt_report *r, void *arg)
{
	(void)r;
	(void)arg;
	return 0;
}

static int use(const struct recorded *r, const struct bt_event *e, const struct rec_task *task,
	       const struct rec_stack *stack, void *arg)
{
	struct replay_validate **replay = arg;

	if (!*replay)
		*replay = replay_validate_new(r->generation, 1);
	return *replay ? replay_validate_event(*replay, e, task, stack, ignore, NULL) : -ENOMEM;
}

static int read_any(const char *path)
{
	struct replay_validate *replay = NULL;
	struct recorded r;

	log_set_level(LOG_QUIET);
	recorded_read(&r, path, use, &replay);
	recorded_free(&r);
	replay_validate_free(replay);
	return 0;
}

int main(int argc, char **argv)
{
	TCase *t = tcase_create("recording");

	if (argc == 3 && !strcmp(argv[1], "sample")) {
		write_sample(argv[2], NULL, false, true);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "lost")) {
		write_sample(argv[2], NULL, true, true);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "probes")) {
		write_probes(argv[2]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "names")) {
		write_names(argv[2]);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "read"))
		return read_any(argv[2]);
	log_set_level(LOG_QUIET);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, written_recording_is_read);
	tcase_add_test(t, missing_events_are_counted_as_lost);
	tcase_add_test(t, missing_cpus_are_counted_as_lost);
	tcase_add_test(t, recording_that_is_cut_is_incomplete);
	tcase_add_test(t, changed_byte_is_noticed);
	tcase_add_test(t, ring_keeps_the_last_events);
	tcase_add_test(t, full_recording_refuses_events);
	tcase_add_test(t, replay_finds_the_violations);
	tcase_add_test(t, idle_tasks_are_kept_apart);
	tcase_add_test(t, replay_forgets_a_task_that_was_cut);
	tcase_add_test(t, spans_are_measured);
	tcase_add_test(t, counts_of_any_size_add_up);
	tcase_add_loop_test(t, a_flush_is_booked_to_the_first_deferral_of_its_batch, 0,
			    sizeof(batches) / sizeof(*batches));
	tcase_add_test(t, batches_of_tasks_do_not_mix);
	return run_tests("recording", t, argc > 1);
}
