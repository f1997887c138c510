/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs that see tasks change their cgroup, for objects that keep slots by cgroup.  User space
 * loads the programs that fit the kernel: bpf_object_choose_cgroups().
 */
#ifndef CGROUPS_BPF_H
#define CGROUPS_BPF_H

#include "parts/slots.bpf.h"

/* Make every task look its cgroup up again at its next event. */
static __always_inline int cgroups_changed(void)
{
	__sync_fetch_and_add(&bt_epoch, 1);
	return 0;
}

SEC("tp/cgroup/cgroup_attach_task")
int tp_attach(void *ctx)
{
	return cgroups_changed();
}

SEC("tp/cgroup/cgroup_transfer_tasks")
int tp_transfer(void *ctx)
{
	return cgroups_changed();
}

SEC("tp_btf/cgroup_attach_task")
int btf_attach(void *ctx)
{
	return cgroups_changed();
}

SEC("tp_btf/cgroup_transfer_tasks")
int btf_transfer(void *ctx)
{
	return cgroups_changed();
}

#endif /* CGROUPS_BPF_H */
