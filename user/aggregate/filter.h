/* SPDX-License-Identifier: GPL-2.0 */
/* Choose the tasks and CPUs that the user asked for. */
#ifndef BT_FILTER_H
#define BT_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/parse.h"
#include "shared/slot.h"

/* A process or thread that the user asked for; its start tells it from a later user of the id. */
struct identity {
	uint32_t id;
	uint64_t start_ticks;	/* clock ticks since boot, field 22 of /proc/PID/stat; 0: any */
};

/* The slots that count.  A filter with empty sets and @cgroup false passes every slot. */
struct filter {
	struct identity *pids, *tids;
	size_t nr_pids, nr_tids;
	char **comms;		/* fnmatch(3) patterns */
	size_t nr_comms;
	struct numbers cpus;
	bool cgroup;		/* pass only slots of tasks in the followed cgroup */
	uint64_t ticks_per_s;	/* clock ticks per second, for start_ticks */
};

/**
 * filter_passes() - return whether the user asked for a slot's task, or for the slot's part of it.
 * @comm: name of the task, terminated
 */
bool filter_passes(const struct filter *f, const struct bt_slot *slot, const char *comm);

#endif /* BT_FILTER_H */
