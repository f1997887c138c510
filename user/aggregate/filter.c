// SPDX-License-Identifier: GPL-2.0
#include <fnmatch.h>

#include "aggregate/filter.h"

static bool matches(const struct identity *set, size_t n, uint32_t id, uint64_t start,
		    uint64_t ticks_per_s)
{
	for (size_t i = 0; i < n; i++) {
		if (set[i].id != id)
			continue;
		if (!set[i].start_ticks ||
		    set[i].start_ticks == start / (1000000000 / ticks_per_s))
			return true;
	}
	return false;
}

/* A task passes if it matches one value of every kind of option that the user gave. */
bool filter_passes(const struct filter *f, const struct bt_slot *slot, const char *comm)
{
	if (f->cgroup && !slot->in_cgroup)
		return false;
	if (f->cpus.n && !numbers_has(&f->cpus, slot->cpu))
		return false;
	if (f->nr_pids && !matches(f->pids, f->nr_pids, slot->tgid, slot->leader_start,
				   f->ticks_per_s))
		return false;
	if (f->nr_tids && !matches(f->tids, f->nr_tids, slot->tid, slot->start,
				   f->ticks_per_s))
		return false;
	if (!f->nr_comms)
		return true;
	for (size_t i = 0; i < f->nr_comms; i++)
		if (!fnmatch(f->comms[i], comm, 0))
			return true;
	return false;
}
