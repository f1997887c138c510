/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Look at the state of all tasks, for `check --now` and for the start and the end of `check`.  The
 * program keeps a task only if the task is in lazy MMU mode, has a pause, or owes barriers: a look
 * at 10,000 tasks takes milliseconds, and hardly anything travels.
 */
#ifndef NOW_BPF_H
#define NOW_BPF_H

#include "shared/now.h"

/* include/linux/sched.h */
#define TASK_WAKING		0x200
#define TASK_NEW		0x800
#ifndef TASK_RTLOCK_WAIT
#define TASK_RTLOCK_WAIT	0x1000
#endif
#ifndef PF_KTHREAD
#define PF_KTHREAD		0x00200000
#endif

struct bt_now bt_now;
struct bt_now_function bt_function;
__u64 bt_pending_mask;	/* TIF_LAZY_MMU_PENDING in thread_info.flags; 0: not known */
__u64 bt_lazy_mask;	/* TIF_LAZY_MMU in thread_info.flags; 0 since 7.0, or not known */
__u64 bt_fence;		/* unused value, see fence() */

/* One per CPU.  Weak: without its BTF, idle tasks are not looked at. */
extern const struct rq runqueues __ksym __weak;

/* Order all loads before against all loads after: an exchange is a full barrier on arm64. */
static __always_inline void fence(void)
{
	__sync_lock_test_and_set(&bt_fence, 1);
}

/*
 * Where a task is.  A task that is off its CPU and off the queue sleeps.  A task that was preempted
 * between set_current_state() and schedule() has the state of a sleeper, and is on the queue
 * (kernel/sched/core.c, __schedule()).  A sleeper whose removal is delayed is on the queue, too
 * (kernel/sched/fair.c, set_delayed()).
 */
static __always_inline __u32 rest_of(struct task_struct *task)
{
	__u32 state = task->__state;
	bool queued = task->on_rq;

	if (task->on_cpu)
		return BT_REST_RUNS;
	if (task->exit_state)
		return BT_REST_ENDED;
	if (bpf_core_field_exists(task->se.sched_delayed) && task->se.sched_delayed)
		queued = false;
	if (queued || !state || state & (TASK_NEW | TASK_WAKING))
		return BT_REST_WAITS;
	return state & TASK_RTLOCK_WAIT ? BT_REST_LOCK : BT_REST_SLEEPS;
}

static __always_inline __u64 switches_of(struct task_struct *task)
{
	return task->nvcsw + task->nivcsw;
}

/*
 * Look at a task that may run meanwhile.  What it was doing is known if it neither ran nor left a
 * CPU between the look at its place and the look at its state; else it counts as running.
 */
static __always_inline void look_at_state(struct task_struct *task, bool idle)
{
	__u32 rest = rest_of(task), again;
	__u64 switches = switches_of(task), runtime = task->se.sum_exec_runtime, flags, at;
	bool counts = bpf_core_field_exists(task->lazy_mmu_state);
	struct bt_now_task *t;
	__u8 enable, pause = 0;

	fence();
	flags = task->thread_info.flags;
	if (counts) {
		enable = task->lazy_mmu_state.enable_count;
		pause = task->lazy_mmu_state.pause_count;
	} else {
		enable = !!(flags & bt_lazy_mask);
	}
	fence();
	again = rest_of(task);
	if (again != rest || switches_of(task) != switches || task->se.sum_exec_runtime != runtime)
		rest = BT_REST_RUNS;
	/* The idle task is switched from in schedule_idle() alone, with preemption off. */
	else if (idle && rest != BT_REST_RUNS)
		rest = BT_REST_IDLE;
	bt_now.tasks++;
	bt_now.idle += idle;
	if (!enable && !pause && !(flags & bt_pending_mask))
		return;
	at = bt_now.found++;
	if (at >= BT_NOW_TASKS)
		return;
	t = &bt_now.task[at & (BT_NOW_TASKS - 1)];
	t->start = task->start_boottime;
	t->leader_start = task->group_leader->start_boottime;
	t->runtime = runtime;
	t->switches = switches;
	t->tid = task->pid;
	t->tgid = task->tgid;
	t->parent = task->real_parent->tgid;
	t->cpu = task->thread_info.cpu;
	t->enable_count = enable;
	t->pause_count = pause;
	t->pending = !!(flags & bt_pending_mask);
	t->rest = rest;
	t->kthread = !!(task->flags & PF_KTHREAD);
	t->idle = idle;
	bpf_probe_read_kernel_str(t->comm, sizeof(t->comm), task->comm);
	t->stack_size = 0;
	if (rest != BT_REST_RUNS && rest != BT_REST_ENDED)
		t->stack_size = bpf_get_task_stack(task, t->stack, sizeof(t->stack), 0);
}

/* The iterator has no idle tasks: they have no pid of their own. */
static long look_at_idle(__u64 cpu, void *unused)
{
	struct rq *rq = &runqueues ? bpf_per_cpu_ptr(&runqueues, cpu) : NULL;

	if (!rq)
		return 1;
	if (rq->idle)
		look_at_state(rq->idle, true);
	return 0;
}

SEC("iter/task")
int look_at_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		look_at_state(task, false);
	else
		bpf_loop(1 << 16, look_at_idle, NULL, 0);
	return 0;
}

/* Write an address as NAME+0xOFFSET/0xSIZE, with a module's name behind it. */
static __always_inline void name_place(__u64 address)
{
	BPF_SNPRINTF(bt_function.place, sizeof(bt_function.place), "%pS", address);
}

SEC("syscall")
int name_address(void *ctx)
{
	name_place(bt_function.address);
	return 0;
}

/* Find a function by its name, and copy its text as it is at this moment. */
SEC("syscall")
int read_function(void *ctx)
{
	__u32 size = bt_function.name_size;
	__u64 address = 0;
	long ret;

	if (size < 2 || size > BT_NOW_NAME)
		return -22;	/* EINVAL */
	ret = bpf_kallsyms_lookup_name(bt_function.name, size, 0, &address);
	if (ret)
		return ret;
	bt_function.address = address;
	name_place(address);
	return bpf_probe_read_kernel(bt_function.text, sizeof(bt_function.text), (void *)address);
}

#endif /* NOW_BPF_H */
