/* SPDX-License-Identifier: GPL-2.0 */
/* Find the row that a slot belongs to, compare rows, and name them. */
#ifndef BT_ROW_KEY_H
#define BT_ROW_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/counts.h"
#include "shared/slot.h"

struct ksyms;

/* Key of rows: a row for each task, process, ... */
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

/* A key, and the counts of its slots.  @id and @num together are the key, except by comm. */
struct row {
	uint64_t id;		/* start time, cgroup id, ip, or 0; CPU of an idle task */
	uint32_t num;		/* tid, pid, cpu or level */
	uint32_t pid;		/* thread group, for PER_TASK and PER_PROCESS */
	bool kthread;
	bool folded;		/* sum of several rows, see stats_fold() */
	char comm[BT_COMM_LEN + 1];
	struct counts n;
};

/**
 * row_of_slot() - find the key of the row that a slot belongs to.
 * @comm: name of the slot's task, terminated
 * @key: result, without counts
 */
void row_of_slot(enum per per, const struct bt_slot *slot, const char *comm, struct row *key);

/** row_comparator() - return the function that compares the keys of @per, for tsearch(3). */
int (*row_comparator(enum per per))(const void *, const void *);

/** row_order() - compare any two rows, by number, then by name.  Return: as strcmp(3). */
int row_order(const struct row *a, const struct row *b);

/**
 * row_name() - write the name of a row, for people; not escaped.
 * @ksyms: names for sites, or NULL
 * @buf: result, @size bytes
 *
 * Return: @buf.
 */
char *row_name(enum per per, const struct ksyms *ksyms, char *buf, size_t size,
	       const struct row *row);

#endif /* BT_ROW_KEY_H */
