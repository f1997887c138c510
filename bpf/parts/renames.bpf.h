/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A task's events belong to the name it had.  Of these programs the one is loaded that fits
 * the kernel: bpf_object_choose_rename().
 */
#ifndef RENAMES_BPF_H
#define RENAMES_BPF_H

#include "parts/slots.bpf.h"

/*
 * Renaming oneself (exec, prctl) is the usual case; a rename from outside may find the task
 * counting elsewhere.  The classic program is preferred: it runs with preemption off, so none is missed.
 */
SEC("tp/task/task_rename")
int tp_rename(struct trace_event_raw_task_rename *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (ctx->pid == task->pid)
		slots_close(task, true);
	else
		slots_forget(ctx->pid);
	return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(btf_rename, struct task_struct *task)
{
	slots_close(task, task == bpf_get_current_task_btf());
	return 0;
}

#endif /* RENAMES_BPF_H */
