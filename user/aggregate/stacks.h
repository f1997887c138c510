/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model of `sites`: counts of stacks go in, sites and the stacks that lead to them come
 * out.  The model prints nothing and knows no BPF beyond the layout of a key.
 */
#ifndef BT_STACKS_H
#define BT_STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/sites.h"

struct filter;

/* Fields of a site: counters, and numbers that follow.  Every output walks the fields. */
enum site_field {
	SITE_QUEUED,
	SITE_EMITTED,
	SITE_DEFERRED,
	SITE_FIRST,
	SITE_AGAIN,
	SITE_AVOIDABLE,
	SITE_RUNS,
	SITE_NO_SECTION,
	SITE_INTERRUPT,
	SITE_BH_OFF,
	SITE_PAUSED,
	SITE_AT_ONCE,
	SITE_OF_ONE,
	SITE_DERIVED,	/* stays last: outputs omit it for tracepoints, see sites_fields() */
	SITE_NR_FIELDS,
};

/* Description of a field. */
struct site_field_info {
	const char *name;	/* name in options, JSON, CSV and the docs */
	const char *help;	/* one line */
};

extern const struct site_field_info site_field_infos[SITE_NR_FIELDS];

/** site_field_find() - return the field @name, or SITE_NR_FIELDS for another name. */
enum site_field site_field_find(const char *name);

/** site_get() - return one field. */
uint64_t site_get(const struct bt_site_counts *n, enum site_field field);

/**
 * site_reasons() - write why a site's barriers were emitted, most frequent reason first.
 * @buf: result, @size bytes: "no section, BH off"; "-" if none was emitted
 *
 * Return: @buf.
 */
char *site_reasons(const struct bt_site_counts *n, char *buf, size_t size);

/* The fields that are reasons, by enum bt_reason: they add up to SITE_EMITTED. */
extern const enum site_field site_reason_fields[BT_NR_REASONS];

/* A reason for people, by enum bt_reason */
extern const char *const site_reason_names[BT_NR_REASONS];

/* Counts of one stack. */
struct site_stack {
	uint64_t address[BT_STACK_DEPTH];	/* innermost first: [0] is the site */
	size_t depth;				/* number of addresses */
	struct bt_site_counts n;
};

/* Counts of a site, over all its stacks. */
struct site {
	uint64_t ip;
	struct bt_site_counts n;
	const struct site_stack **stacks;	/* array owned, stacks borrowed */
	size_t nr_stacks;
};

struct stacks;

/**
 * stacks_new() - make an empty table.
 * @filter: borrowed, must outlive the table
 *
 * Return: the table, to be freed with stacks_free(), or NULL without memory.
 */
struct stacks *stacks_new(const struct filter *filter);

/** stacks_free() - free the table and its stacks; NULL is fine. */
void stacks_free(struct stacks *s);

/**
 * stacks_add() - add the counts of a stack, if the filter passes its task.
 * @key: stack and task; the task counts as in the cgroup, because programs count no other tasks
 *
 * Return: 0 or -ENOMEM.
 */
int stacks_add(struct stacks *s, const struct bt_site_key *key, const struct bt_site_counts *n);

/** stacks_total() - return the counts over all stacks, borrowed from @s. */
const struct bt_site_counts *stacks_total(const struct stacks *s);

/**
 * stacks_sites() - list the sites, and the stacks of each site, largest first.
 * @sort: field to order by; if equal, queued decides, then the address
 * @all: list also sites and stacks whose @sort is 0
 * @n: result, number of sites
 *
 * Return: an array that borrows stacks from @s, to be freed with stacks_sites_free(), or NULL
 * without memory.
 */
struct site *stacks_sites(const struct stacks *s, enum site_field sort, bool all, size_t *n);

/**
 * stacks_missed() - list the sites with avoidable barriers or sections of one, as stacks_sites()
 * does by SITE_AVOIDABLE.
 */
struct site *stacks_missed(const struct stacks *s, size_t *n);

/** stacks_sites_free() - free the @n sites at @rows; NULL is fine. */
void stacks_sites_free(struct site *rows, size_t n);

#endif /* BT_STACKS_H */
