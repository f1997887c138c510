/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a measurement has found, whatever file it was kept in.  A loader fills it;
 * `diff` compares two.  Files are anybody's: a loader says in one line what is wrong with
 * one, and takes a bounded amount of memory for it.
 */
#ifndef BT_RESULT_H
#define BT_RESULT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "aggregate/hist_summary.h"
#include "aggregate/row_key.h"

/* Above any count that a system can reach; sums of three still fit in 64 bits. */
#define RESULT_MAX_COUNT	(1ll << 61)
/* For the rows, runs and texts of one result: more than a million rows. */
#define RESULT_MEMORY		(256u << 20)

/* One of the runs of `-r`. */
struct result_run {
	struct counts n;
	uint64_t elapsed_ns;
	long double (*numbers)[HIST_NR_NUMBERS];	/* of each metric, or NULL */
};

struct result_row {
	char *name;		/* see result_add_row() */
	struct counts n;	/* sum over the runs */
	struct histogram *h;	/* of each metric, or NULL */
};

/* Of `hist`: distributions where other results have counts. */
struct result_hist {
	unsigned int metrics;	/* bits: those that were measured */
	uint64_t step[BT_NR_METRICS];	/* width of the linear buckets, 0 for none */
	struct histogram total[BT_NR_METRICS];	/* over the runs */
};

/* Zero-initialise.  Strings are as the file has them: not escaped, never NULL once read. */
struct result {
	char *file;		/* as the user named it */
	char *subject;		/* "'CMD ARGS'", "system wide", "process 42" */
	char *kernel, *generation, *attach;
	enum per per;		/* of a recording, what the caller has set */
	unsigned int metrics;	/* bits; of a recording: its histograms, not its counts */
	struct result_hist *hist;	/* NULL: counts */
	struct counts total;	/* sum over the runs, as are the following */
	uint64_t elapsed_ns, lost;
	bool incomplete;	/* more is missing, nobody knows how much */
	bool probes;		/* by kprobes: some of it may be derived, see result_derived() */
	struct result_run *runs;	/* without -r the one that there was */
	size_t nr_runs;
	struct result_row **rows;	/* by name, each name once */
	size_t nr_rows;
	/* The loaders' */
	struct counts sum, row_sum;	/* of the runs, of the rows */
	void *tree;
	size_t memory, max_memory;	/* taken; allowed, RESULT_MEMORY if 0 */
};

/** result_free() - what it holds. */
void result_free(struct result *r);

/**
 * result_derived() - of the events, or with hist of the samples of all metrics, those that are not
 * observed; over the runs.
 */
uint64_t result_derived(const struct result *r);

/*
 * For loaders.
 */

/**
 * result_set() - one of the strings, copied.
 *
 * Return: 0, -EEXIST (set before), -ENOMEM, or -EFBIG: too much memory.
 */
int result_set(struct result *r, char **to, const char *text);

/**
 * result_add_row() - counts of a key; a second row of the same name is added to the first.
 * @name: of the task for PER_TASK, PER_PROCESS and PER_COMM (numbers of tasks are others in
 *	every run), "CPU3", a cgroup's path, a level, "function+0x10 [module]"
 *
 * Return: 0, -ERANGE (a sum above RESULT_MAX_COUNT), -ENOMEM or -EFBIG.
 */
int result_add_row(struct result *r, const char *name, const struct counts *n);

/** result_add_run() - one of several runs.  Return: as result_add_row(). */
int result_add_run(struct result *r, const struct counts *n, uint64_t elapsed_ns);

/** result_take() - before an allocation of this size.  Return: 0 or -EFBIG. */
int result_take(struct result *r, size_t size);

/** result_row() - the row of this name, a new one if need be.  Return: as result_add_row(). */
int result_row(struct result *r, const char *name, struct result_row **row);

/** result_hist_new() - it is one of hist.  Return: 0, -ENOMEM or -EFBIG. */
int result_hist_new(struct result *r);

/** result_hist_total() - samples of the whole.  Return: as result_add_row(). */
int result_hist_total(struct result *r, enum bt_metric metric, const struct histogram *h);

/** result_hist_row() - samples of a key, see result_add_row(). */
int result_hist_row(struct result *r, const char *name, enum bt_metric metric,
		    const struct histogram *h);

/** result_hist_run() - the numbers of one of several runs.  Return: as result_add_row(). */
int result_hist_run(struct result *r, const long double (*numbers)[HIST_NR_NUMBERS],
		    uint64_t elapsed_ns);

/** result_hist_free() - NULL is fine, as it is for the following. */
void result_hist_free(struct result_hist *hist);

/** result_histograms_free() - one of each metric. */
void result_histograms_free(struct histogram *h);

/* What knows a format by its first byte; read() says what is wrong. */
struct result_loader {
	char first;
	int (*read)(struct result *r, FILE *f, const char *name);
};

extern const struct result_loader result_json;

/**
 * result_recording() - count a recording, or measure r->metrics of it; rows by r->per.
 *
 * Says what is wrong.
 *
 * Return: 0 or a negative errno.
 */
int result_recording(struct result *r, const char *path);

#endif /* BT_RESULT_H */
