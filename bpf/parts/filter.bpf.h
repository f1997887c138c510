/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Drop events of tasks that nobody asked for, so that they take no room.  User space filters what
 * programs cannot.
 */
#ifndef WANTED_BPF_H
#define WANTED_BPF_H

#include "parts/slots.bpf.h"

const volatile bool bt_only_cgroup = false;
const volatile __u32 bt_nr_ids = 0;
const volatile __u32 bt_ids[BT_NR_IDS];		/* thread ids, or process ids */
const volatile bool bt_ids_are_threads = false;

static __always_inline bool is_wanted(struct task_struct *task)
{
	__u32 id = bt_ids_are_threads ? task->pid : task->tgid;

	if (bt_only_cgroup && bpf_current_task_under_cgroup(&bt_cgroup_map, 0) != 1)
		return false;
	if (!bt_nr_ids)
		return true;
	for (__u32 i = 0; i < BT_NR_IDS; i++)
		if (i < bt_nr_ids && bt_ids[i] == id)
			return true;
	return false;
}

#endif /* WANTED_BPF_H */
