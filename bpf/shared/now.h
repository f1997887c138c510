/* SPDX-License-Identifier: GPL-2.0 */
/* The layout of a look at all tasks: what its program writes of a task that is not outside. */
#ifndef BT_NOW_H
#define BT_NOW_H

#include "shared/slot.h"

#define BT_NOW_TASKS	1024u	/* tasks of one look that have room */
#define BT_NOW_DEPTH	32u	/* entries of a stack */

/* Where a task was when it was looked at */
enum bt_rest {
	BT_REST_RUNS,		/* on a CPU, or on its way to or from one */
	BT_REST_WAITS,		/* for a CPU: preempted, or woken */
	BT_REST_SLEEPS,
	BT_REST_LOCK,		/* waits for a lock that is a spinlock without PREEMPT_RT */
	BT_REST_ENDED,		/* never runs again */
	BT_REST_IDLE,		/* idle task of a CPU that runs another task */
	BT_NR_RESTS,
};

/* A task in lazy MMU mode, with a pause, or with barriers owed */
struct bt_now_task {
	__u64	start;		/* task_struct::start_boottime, ns; with tid, the task's identity */
	__u64	leader_start;	/* the same of its process */
	__u64	runtime;	/* CPU time so far, ns */
	__u64	switches;	/* times that the task has left a CPU */
	__u32	tid, tgid, parent;	/* @parent: process that made the task; 0: none */
	__u32	cpu;		/* where the task runs, or ran last */
	__u8	enable_count;	/* before 7.0: TIF_LAZY_MMU */
	__u8	pause_count;
	__u8	pending;
	__u8	rest;		/* enum bt_rest */
	__u8	kthread;
	__u8	idle;		/* idle task of @cpu: tid is 0 */
	__u8	unused[2];
	char	comm[BT_COMM_LEN];
	__s32	stack_size;	/* bytes; 0: none was taken; or a negative errno */
	__u32	unused2;
	__u64	stack[BT_NOW_DEPTH];	/* of a task that does not run */
};

/* Results of one look; user space clears them before */
struct bt_now {
	__u64	tasks;		/* looked at, with idle tasks */
	__u64	idle;		/* idle tasks looked at */
	__u64	found;		/* tasks in task[], and those for which there was no room */
	struct bt_now_task task[BT_NOW_TASKS];
};

#define BT_NOW_NAME	64u		/* bytes of a function's name, with its NUL */
#define BT_NOW_TEXT	16384u		/* bytes of a function's text */

/* A function of the kernel by its name, with its text; or an address with its name */
struct bt_now_function {
	char	name[BT_NOW_NAME];	/* user space's question */
	__u32	name_size;		/* bytes with the NUL */
	__u32	unused;
	__u64	address;		/* answer; or user space's question */
	char	place[128];		/* NAME+0xOFFSET/0xSIZE, or with a module: ... [MODULE] */
	__u32	text[BT_NOW_TEXT / 4];
};

#endif /* BT_NOW_H */
