/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programs for the rest of a task's life: its end, name, forks, sleeps and returns to user space.
 * A file that includes this one has defined, as macros, what the programs do.  btf_free() is always
 * there; each other program is there if its macro is defined:
 *
 *	on_task_end(ctx, task)			before the task's slots are closed
 *	on_rename(task, name)			@task has a new name
 *	on_rename_of(tid, name)			a task has a new name; only its thread id is known
 *	on_boundary(ctx, task, where, input)	the current task returns to user space, or ends a
 *						work item; an enum bt_look and an enum bt_input
 *	on_fork(ctx, parent, inside)		@inside: the child has a section open or is paused:
 *						enable_count, and pause_count << 8
 *	on_switch(ctx, prev, preempt, sleeps)	@prev leaves its CPU; @sleeps: by its own will
 */
#ifndef LIFECYCLE_BPF_H
#define LIFECYCLE_BPF_H

#include "parts/slots.bpf.h"

/* include/linux/sched.h */
#define TASK_DEAD		0x80
#define TASK_RTLOCK_WAIT	0x1000

#ifndef on_task_end
#define on_task_end(ctx, task)	do { } while (0)
#endif

/*
 * Runs in an RCU callback after the task has left its CPU for good (kernel/exit.c,
 * delayed_put_task_struct()).  So no program can be counting in the task's slots.
 */
SEC("tp_btf/sched_process_free")
int BPF_PROG(btf_free, struct task_struct *task)
{
	on_task_end(ctx, task);
	slots_close(task, true);
	return 0;
}

#ifdef on_rename
/*
 * User space loads one of two programs.  It prefers the classic one, which runs with preemption off
 * and so misses no rename.
 */
SEC("tp/task/task_rename")
int tp_rename(struct trace_event_raw_task_rename *ctx)
{
	on_rename_of(ctx->pid, ctx->newcomm);
	return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(btf_rename, struct task_struct *task, const char *name)
{
	on_rename(task, name);
	return 0;
}
#endif

#ifdef on_boundary
/* Classic programs, because they run with preemption off and so miss nothing. */
SEC("tp/raw_syscalls/sys_exit")
int tp_sys_exit(void *ctx)
{
	on_boundary(ctx, bpf_get_current_task_btf(), BT_LOOK_TO_USER, BT_INPUT_TO_USER);
	return 0;
}

SEC("tp/workqueue/workqueue_execute_end")
int tp_work_end(void *ctx)
{
	on_boundary(ctx, bpf_get_current_task_btf(), BT_LOOK_WORK_END, BT_INPUT_WORK_END);
	return 0;
}
#endif

#ifdef on_fork
/*
 * The child's state is a copy of its parent's state.  Since 7.0 a program can read it, and so finds
 * also leaks from before the programs were attached.  PENDING is a bit without a name in BTF: it
 * follows from the parent's events, and so does all of the state before 7.0.
 */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(btf_fork, struct task_struct *parent, struct task_struct *child)
{
	__u32 inside = 0;

	if (bpf_core_field_exists(child->lazy_mmu_state))
		inside = child->lazy_mmu_state.enable_count |
			 (__u32)child->lazy_mmu_state.pause_count << 8;
	on_fork(ctx, parent, inside);
	return 0;
}
#endif

#ifdef on_switch
/* On PREEMPT_RT a wait for a lock that is a spinlock elsewhere is no sleep. */
SEC("tp_btf/sched_switch")
int BPF_PROG(btf_switch, bool preempt, struct task_struct *prev, struct task_struct *next,
	     unsigned int prev_state)
{
	bool sleeps = !preempt && prev_state && !(prev_state & (TASK_RTLOCK_WAIT | TASK_DEAD));

	on_switch(ctx, prev, preempt, sleeps);
	return 0;
}
#endif

#endif /* LIFECYCLE_BPF_H */
