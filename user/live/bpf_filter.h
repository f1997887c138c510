/* SPDX-License-Identifier: GPL-2.0 */
/* Whose events programs keep at all: bpf/parts/filter.bpf.h. */
#ifndef BT_WANTED_H
#define BT_WANTED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "shared/slot.h"

struct filter;

struct bpf_filter {
	bool only_cgroup;	/* only those of tasks below the cgroup that is followed */
	bool ids_are_threads;	/* processes else */
	uint32_t nr_ids;	/* with it only those of these; BT_NR_IDS at most */
	uint32_t ids[BT_NR_IDS];
};

/**
 * bpf_filter_of() - those that a filter lets pass, as far as programs can tell.
 *
 * Of more tasks than BT_NR_IDS all are wanted: they are told apart in user space.
 */
struct bpf_filter bpf_filter_of(const struct filter *f);

/* To a skeleton's struct NAME__rodata, before it is loaded. */
#define BPF_FILTER_SET(ro, wanted)							\
	do {									\
		(ro)->bt_only_cgroup = (wanted)->only_cgroup;			\
		(ro)->bt_ids_are_threads = (wanted)->ids_are_threads;		\
		(ro)->bt_nr_ids = (wanted)->nr_ids;				\
		memcpy((void *)(ro)->bt_ids, (wanted)->ids, sizeof((wanted)->ids)); \
	} while (0)

#endif /* BT_WANTED_H */
