/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The data model of `sites`: counts of stacks go in, sites and the stacks that lead to them come
 * out.  Prints nothing and knows no BPF beyond the layout of a key.
 */
#ifndef BT_STACKS_H
#define BT_STACKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/sites.h"

struct filter;

/* What is counted and what follows from it; every output walks this table. */
enum site_field {
	SITE_QUEUED,
	SITE_EMITTED,
	SITE_DEFERRED,
	SITE_FIRST,
	SITE_AGAIN,
	SITE_AVOIDABLE,
	SITE_RUNS,
	SITE_DERIVED,	/* the last one: of tracepoints there is none to show, see sites_fields() */
	SITE_NR_FIELDS,
};

struct site_field_info {
	const char *name;	/* in options, JSON, CSV and the docs */
	const char *help;	/* one line */
};

extern const struct site_field_info site_field_infos[SITE_NR_FIELDS];

/** site_field_find() - by name.  Return: SITE_NR_FIELDS when there is none. */
enum site_field site_field_find(const char *name);

/** site_get() - one field. */
uint64_t site_get(const struct bt_site_counts *n, enum site_field field);

struct site_stack {
	uint64_t address[BT_STACK_DEPTH];	/* innermost first: [0] is the site */
	size_t depth;
	struct bt_site_counts n;
};

struct site {
	uint64_t ip;
	struct bt_site_counts n;
	const struct site_stack **stacks;
	size_t nr_stacks;
};

struct stacks;

/**
 * stacks_new() - none yet.
 * @filter: borrowed, must outlive the table
 *
 * Return: to be freed with stacks_free(), or NULL without memory.
 */
struct stacks *stacks_new(const struct filter *filter);

/** stacks_free() - NULL is fine. */
void stacks_free(struct stacks *s);

/**
 * stacks_add() - add the counts of a stack, if the filter lets it.
 * @key: its in_cgroup is true: programs count no others
 *
 * Return: 0 or -ENOMEM.
 */
int stacks_add(struct stacks *s, const struct bt_site_key *key, const struct bt_site_counts *n);

/** stacks_total() - of all stacks. */
const struct bt_site_counts *stacks_total(const struct stacks *s);

/**
 * stacks_sites() - sites, and the stacks of each, by one number, largest first; where it is equal,
 * by those queued, and by address.
 * @all: also those that have none of @sort
 * @n: how many
 *
 * Return: to be freed with stacks_sites_free(), or NULL without memory.
 */
struct site *stacks_sites(const struct stacks *s, enum site_field sort, bool all, size_t *n);

/** stacks_sites_free() - NULL is fine. */
void stacks_sites_free(struct site *rows, size_t n);

#endif /* BT_STACKS_H */
