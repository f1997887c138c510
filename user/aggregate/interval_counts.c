// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>

#include "aggregate/interval_counts.h"

/*
 * Tables of one key.  A slot counts from the first event of its task.  So the counts of an interval
 * are the present counts of all slots, less the counts that running slots had at its start.  A slot
 * that has ended is taken only once.  With time only the sum over all ended slots grows; the totals
 * need that sum.
 */
struct group {
	struct stats *running;		/* tasks that run now, by interval_counts_running() */
	struct stats *ended;		/* tasks that ended in this interval */
	struct stats *running_before;	/* tasks that ran when this interval began */
	struct stats *ended_before;	/* tasks that ended in earlier intervals */
	struct stats *interval, *total;	/* last interval that has ended; all of them */
};

struct interval_counts {
	unsigned int pers;
	const struct filter *filter;
	struct group group[PER_NR];
};

static bool has(const struct interval_counts *l, int per)
{
	return l->pers & 1u << per;
}

/* Free the table *@s, and set *@s to an empty table.  Return: 0 or -ENOMEM. */
static int renew(const struct interval_counts *l, enum per per, struct stats **s)
{
	stats_free(*s);
	*s = stats_new(per, l->filter);
	return *s ? 0 : -ENOMEM;
}

struct interval_counts *interval_counts_new(unsigned int pers, const struct filter *filter)
{
	struct interval_counts *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->pers = pers;
	l->filter = filter;
	for (int per = 0; per < PER_NR; per++) {
		struct group *g = &l->group[per];

		if (!has(l, per))
			continue;
		if (renew(l, per, &g->running) || renew(l, per, &g->ended) ||
		    renew(l, per, &g->running_before) || renew(l, per, &g->ended_before) ||
		    renew(l, per, &g->interval) || renew(l, per, &g->total)) {
			interval_counts_free(l);
			return NULL;
		}
	}
	return l;
}

void interval_counts_free(struct interval_counts *l)
{
	if (!l)
		return;
	for (int per = 0; per < PER_NR; per++) {
		struct group *g = &l->group[per];

		stats_free(g->running);
		stats_free(g->ended);
		stats_free(g->running_before);
		stats_free(g->ended_before);
		stats_free(g->interval);
		stats_free(g->total);
	}
	free(l);
}

int interval_counts_ended(struct interval_counts *l, const struct bt_slot *slot,
			  const uint64_t *derived)
{
	int ret = 0;

	for (int per = 0; !ret && per < PER_NR; per++)
		if (has(l, per))
			ret = stats_add_derived(l->group[per].ended, slot, derived);
	return ret;
}

int interval_counts_running(struct interval_counts *l, const struct bt_slot *slot,
			    const uint64_t *derived)
{
	int ret = 0;

	for (int per = 0; !ret && per < PER_NR; per++)
		if (has(l, per))
			ret = stats_add_derived(l->group[per].running, slot, derived);
	return ret;
}

static int next_of(const struct interval_counts *l, enum per per, struct group *g)
{
	struct stats *s;

	if (renew(l, per, &g->interval) || renew(l, per, &g->total) ||
	    stats_merge(g->interval, g->ended, 1) ||
	    stats_merge(g->interval, g->running, 1) ||
	    stats_merge(g->interval, g->running_before, -1) ||
	    stats_merge(g->ended_before, g->ended, 1) ||
	    renew(l, per, &g->ended) ||
	    stats_fold(g->ended_before, INTERVAL_COUNTS_MAX_ENDED) ||
	    stats_merge(g->total, g->ended_before, 1) ||
	    stats_merge(g->total, g->running, 1))
		return -ENOMEM;
	s = g->running_before;
	g->running_before = g->running;
	g->running = s;
	return renew(l, per, &g->running);
}

int interval_counts_next(struct interval_counts *l)
{
	int ret = 0;

	for (int per = 0; !ret && per < PER_NR; per++)
		if (has(l, per))
			ret = next_of(l, per, &l->group[per]);
	return ret;
}

const struct stats *interval_counts_last(const struct interval_counts *l, enum per per)
{
	return l->group[per].interval;
}

const struct stats *interval_counts_total(const struct interval_counts *l, enum per per)
{
	return l->group[per].total;
}
