// SPDX-License-Identifier: GPL-2.0
#include "aggregate/filter.h"
#include "live/bpf_filter.h"

struct bpf_filter bpf_filter_of(const struct filter *f)
{
	const struct identity *ids = f->nr_pids ? f->pids : f->tids;
	size_t n = f->nr_pids ? f->nr_pids : f->nr_tids;
	struct bpf_filter wanted = { .only_cgroup = f->cgroup, .ids_are_threads = !f->nr_pids };

	for (size_t i = 0; n <= BT_NR_IDS && i < n; i++)
		wanted.ids[wanted.nr_ids++] = ids[i].id;
	return wanted;
}
