/* SPDX-License-Identifier: GPL-2.0 */
/* The part of the user's filter that programs apply: bpf/parts/filter.bpf.h. */
#ifndef BT_WANTED_H
#define BT_WANTED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "shared/slot.h"

struct filter;

/* Tasks whose events programs keep */
struct bpf_filter {
	bool only_cgroup;	/* only tasks below the followed cgroup */
	bool ids_are_threads;	/* @ids are thread ids, else process ids */
	uint32_t nr_ids;	/* at most BT_NR_IDS; 0: all tasks */
	uint32_t ids[BT_NR_IDS];
};

/**
 * bpf_filter_of() - return the part of @f that programs can apply.
 *
 * If @f names more tasks than BT_NR_IDS, programs keep all, and user space filters.
 */
struct bpf_filter bpf_filter_of(const struct filter *f);

/* Copy a filter to a skeleton's struct NAME__rodata, before the object is loaded. */
#define BPF_FILTER_SET(ro, wanted)							\
	do {									\
		(ro)->bt_only_cgroup = (wanted)->only_cgroup;			\
		(ro)->bt_ids_are_threads = (wanted)->ids_are_threads;		\
		(ro)->bt_nr_ids = (wanted)->nr_ids;				\
		memcpy((void *)(ro)->bt_ids, (wanted)->ids, sizeof((wanted)->ids)); \
	} while (0)

#endif /* BT_WANTED_H */
