/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hold the result of a measurement, as read from a file of any format.  A loader fills the result;
 * `diff` compares two results.  A file may come from any user.  So a loader prints errors in one
 * line, and a result takes a bounded amount of memory.
 */
#ifndef BT_RESULT_H
#define BT_RESULT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "aggregate/hist_summary.h"
#include "aggregate/probe_coverage.h"
#include "aggregate/row_key.h"

/* Largest count: above any that a system can reach, and sums of three still fit in 64 bits. */
#define RESULT_MAX_COUNT	(1ll << 61)
/* Bytes for the rows, runs and texts of one result: enough for more than a million rows. */
#define RESULT_MEMORY		(256u << 20)

/* One of the runs of `-r`. */
struct result_run {
	struct counts n;
	uint64_t elapsed_ns;
	long double (*numbers)[HIST_NR_NUMBERS];	/* by metric, or NULL; owned */
};

/* A row of a result. */
struct result_row {
	char *name;		/* see result_add_row(); owned */
	struct counts n;	/* sum over the runs */
	struct histogram *h;	/* one for each metric, or NULL; owned */
};

/* Histograms of a result of `hist`, in place of counts. */
struct result_hist {
	unsigned int metrics;	/* bits: metrics that were measured */
	uint64_t step[BT_NR_METRICS];	/* width of the linear buckets, 0 for none */
	struct histogram total[BT_NR_METRICS];	/* samples of all runs */
};

/*
 * A result.  The caller sets all members to zero before loading, but for @per and @metrics of a
 * recording.  Strings are owned, not escaped, and not NULL once a loader has succeeded.
 */
struct result {
	char *file;		/* name that the user gave */
	char *subject;		/* "'CMD ARGS'", "system wide", "process 42" */
	char *kernel, *generation, *attach;
	char *scope;		/* kind of the tasks, see watch_scope(); NULL: not known */
	enum per per;		/* key of the rows; the caller sets it for a recording */
	unsigned int metrics;	/* bits, set by the caller: measure a recording; 0: count */
	struct result_hist *hist;	/* histograms, owned; NULL: result has counts */
	struct counts total;	/* sum over the runs, as are the following */
	uint64_t elapsed_ns, lost;
	bool incomplete;	/* an unknown number of events is missing beside @lost */
	bool probes;		/* made with kprobes: counts may be derived, see result_derived() */
	struct probe_coverage coverage;	/* of @probes; its scope is @probe_scope */
	char *probe_scope;	/* part of the kernel with probes; NULL: not known */
	struct result_run *runs;	/* owned; without -r one run */
	size_t nr_runs;
	struct result_row **rows;	/* by name, each name once */
	size_t nr_rows;
	/* Private to the loaders. */
	struct counts sum, row_sum;	/* over the runs, over the rows */
	void *tree;			/* rows by name, owned */
	size_t memory, max_memory;	/* bytes taken; allowed, RESULT_MEMORY if 0 */
};

/** result_free() - free what @r holds, and set @r to zero. */
void result_free(struct result *r);

/**
 * result_derived() - count the events over all runs that were derived, and not observed.
 *
 * Return: number of events; for `hist`, number of samples of all metrics.
 */
uint64_t result_derived(const struct result *r);

/*
 * For loaders.
 */

/**
 * result_set() - set one of the strings of @r.
 * @to: the string
 * @text: value, copied
 *
 * Return: 0, -EEXIST (set before), -ENOMEM, or -EFBIG (too much memory).
 */
int result_set(struct result *r, char **to, const char *text);

/**
 * result_add_row() - add counts to the row @name, which is made if it does not exist.
 * @name: comm for PER_TASK, PER_PROCESS and PER_COMM (tasks have other numbers in every run),
 *	"CPU3", a cgroup's path, a level, "function+0x10 [module]"
 *
 * Return: 0, -ERANGE (a sum above RESULT_MAX_COUNT), -ENOMEM or -EFBIG.
 */
int result_add_row(struct result *r, const char *name, const struct counts *n);

/** result_add_run() - add one of several runs.  Return: as result_add_row(). */
int result_add_run(struct result *r, const struct counts *n, uint64_t elapsed_ns);

/** result_take() - account for an allocation of @size bytes, before it.  Return: 0 or -EFBIG. */
int result_take(struct result *r, size_t size);

/** result_row() - find the row @name, or make it.  Return: as result_add_row(). */
int result_row(struct result *r, const char *name, struct result_row **row);

/** result_hist_new() - make @r a result of `hist`.  Return: 0, -ENOMEM or -EFBIG. */
int result_hist_new(struct result *r);

/** result_hist_total() - add samples to the total.  Return: as result_add_row(). */
int result_hist_total(struct result *r, enum bt_metric metric, const struct histogram *h);

/** result_hist_row() - add samples to the row @name.  Return: as result_add_row(). */
int result_hist_row(struct result *r, const char *name, enum bt_metric metric,
		    const struct histogram *h);

/** result_hist_run() - add one of several runs by its numbers.  Return: as result_add_row(). */
int result_hist_run(struct result *r, const long double (*numbers)[HIST_NR_NUMBERS],
		    uint64_t elapsed_ns);

/** result_hist_free() - free the histograms of a result; NULL is fine. */
void result_hist_free(struct result_hist *hist);

/** result_histograms_free() - free an array of one histogram for each metric; NULL is fine. */
void result_histograms_free(struct histogram *h);

/* A loader for a format. */
struct result_loader {
	char first;	/* byte with which every file of the format begins */
	int (*read)(struct result *r, FILE *f, const char *name);	/* prints errors */
};

extern const struct result_loader result_json;

/**
 * result_recording() - count a recording, or measure r->metrics of it; rows by r->per.
 *
 * Prints an error when it fails.
 *
 * Return: 0 or a negative errno.
 */
int result_recording(struct result *r, const char *path);

#endif /* BT_RESULT_H */
