/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model: slots go in, rows of counts come out.  Prints nothing and knows
 * no BPF beyond the layout of a slot, so that it can be tested without a kernel.
 */
#ifndef BT_STATS_H
#define BT_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/slot.h"
#include "base/parse.h"

/* What is counted and what follows from it; every output walks this table. */
enum field {
	F_QUEUED,
	F_EMITTED,
	F_DEFERRED,
	F_FIRST,
	F_AGAIN,
	F_FLUSH,
	F_FLUSH_EMPTY,
	F_DIRECT,
	F_BARRIERS,
	F_AVOIDED,
	F_PENDING_START,
	F_PENDING,
	F_NR,
};

struct field_info {
	const char *name;	/* in JSON, CSV and the docs */
	const char *help;	/* one line, for schema and OpenMetrics */
};

extern const struct field_info field_infos[F_NR];

/* The field that is a counter itself, by enum bt_counter. */
extern const enum field counter_fields[BT_NR_COUNTERS];

/* What a row stands for. */
enum per {
	PER_NONE,
	PER_TASK,
	PER_PROCESS,
	PER_COMM,
	PER_CGROUP,
	PER_CPU,
	PER_LEVEL,
	PER_SITE,
	PER_NR,
};

extern const char *const per_names[PER_NR];
extern const char *const level_names[BT_NR_LEVELS];

/* Sums over slots.  pending counts the tasks that owe barriers. */
struct counts {
	uint64_t c[BT_NR_COUNTERS];
	uint64_t derived[BT_NR_COUNTERS];	/* of these: not observed, see session_derived() */
	uint64_t pending_start;
	uint64_t pending;
};

struct row {
	uint64_t id;		/* start time, cgroup id, ip, or 0: with num, what it is */
	uint32_t num;		/* tid, pid, cpu or level */
	uint32_t pid;		/* thread group, for PER_TASK */
	bool kthread;
	bool folded;		/* of several, see stats_fold() */
	char comm[BT_COMM_LEN + 1];
	struct counts n;
};

/* A process or thread that was asked for, and when it was born. */
struct identity {
	uint32_t id;
	uint64_t start_ticks;	/* field 22 of /proc/PID/stat, 0 = any */
};

/* Which slots count.  All sets empty and @cgroup false: all of them. */
struct filter {
	struct identity *pids, *tids;
	size_t nr_pids, nr_tids;
	char **comms;		/* fnmatch(3) patterns */
	size_t nr_comms;
	struct numbers cpus;
	bool cgroup;		/* only what was in the followed cgroup */
	uint64_t ticks_per_s;	/* unit of start_ticks */
};

/**
 * filter_passes() - is this slot's task, or part of one, asked for?
 * @comm: its name, terminated
 */
bool filter_passes(const struct filter *f, const struct bt_slot *slot, const char *comm);

/**
 * row_of_slot() - the row that a slot belongs to.
 * @comm: the slot's name, terminated
 */
void row_of_slot(enum per per, const struct bt_slot *slot, const char *comm, struct row *key);

/** row_comparator() - what tells rows of @per apart; for tsearch(3). */
int (*row_comparator(enum per per))(const void *, const void *);

struct stats;

/**
 * stats_new() - an empty table.
 * @per: what its rows stand for
 * @filter: borrowed, must outlive the table
 *
 * Return: the table, to be freed with stats_free(), or NULL without memory.
 */
struct stats *stats_new(enum per per, const struct filter *filter);

/** stats_free() - free @s and its rows; NULL is fine. */
void stats_free(struct stats *s);

/**
 * stats_add() - add a slot's counts to total and row, if the filter lets it.
 *
 * Return: 0 or -ENOMEM.
 */
int stats_add(struct stats *s, const struct bt_slot *slot);

/** stats_add_derived() - the same with those that were derived; @derived: BT_NR_COUNTERS, or NULL */
int stats_add_derived(struct stats *s, const struct bt_slot *slot, const uint64_t *derived);

/**
 * stats_merge() - add all of @from to @to, with @sign -1 take it away.
 *
 * Rows that come out without any count stay, with zeros.
 *
 * Return: 0 or -ENOMEM.
 */
int stats_merge(struct stats *to, const struct stats *from, int sign);

/**
 * stats_fold() - make one row of those that queued least, once there are twice as many as
 * are to be kept.
 * @keep: so many of the others stay
 *
 * Return: 0 or -ENOMEM.
 */
int stats_fold(struct stats *s, size_t keep);

/** stats_total() - sum over all rows. */
const struct counts *stats_total(const struct stats *s);

/**
 * stats_rows() - the rows that count anything, most queued first.
 * @n: how many
 *
 * Return: array of pointers into @s, to be freed, or NULL without memory.
 */
const struct row **stats_rows(const struct stats *s, size_t *n);

/** counts_add() - add @from to @to, with @sign -1 take it away. */
void counts_add(struct counts *to, const struct counts *from, int sign);

/** counts_get() - one field; avoided may be negative, the others are not. */
int64_t counts_get(const struct counts *n, enum field f);

/** counts_derived() - of a field that is a sum of counters, how much was derived and not observed. */
uint64_t counts_derived(const struct counts *n, enum field f);

/** counts_events() - of all counters; @derived: how many of them were derived. */
uint64_t counts_events(const struct counts *n, uint64_t *derived);

/** counts_saving() - avoided / queued, 0 if nothing was queued. */
double counts_saving(const struct counts *n);

#endif /* BT_STATS_H */
