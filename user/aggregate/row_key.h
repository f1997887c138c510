/* SPDX-License-Identifier: GPL-2.0 */
/* Tell rows of counts apart, and name what each of them stands for. */
#ifndef BT_ROW_KEY_H
#define BT_ROW_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/counts.h"
#include "shared/slot.h"

struct ksyms;

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

struct row {
	uint64_t id;		/* start time, cgroup id, ip, or 0: with num, what it is */
	uint32_t num;		/* tid, pid, cpu or level */
	uint32_t pid;		/* thread group, for PER_TASK */
	bool kthread;
	bool folded;		/* of several, see stats_fold() */
	char comm[BT_COMM_LEN + 1];
	struct counts n;
};

/**
 * row_of_slot() - the row that a slot belongs to.
 * @comm: the slot's name, terminated
 */
void row_of_slot(enum per per, const struct bt_slot *slot, const char *comm, struct row *key);

/** row_comparator() - what tells rows of @per apart; for tsearch(3). */
int (*row_comparator(enum per per))(const void *, const void *);

/** row_order() - compare any two rows: by number, then by name. */
int row_order(const struct row *a, const struct row *b);

/**
 * row_name() - what a row stands for, for people; not escaped.
 * @ksyms: names for sites, or NULL
 *
 * Return: @buf.
 */
char *row_name(enum per per, const struct ksyms *ksyms, char *buf, size_t size,
	       const struct row *row);

#endif /* BT_ROW_KEY_H */
