/* SPDX-License-Identifier: GPL-2.0 */
/* Choose the tasks and CPUs that count. */
#ifndef BT_FILTER_H
#define BT_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/parse.h"
#include "shared/slot.h"

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

#endif /* BT_FILTER_H */
