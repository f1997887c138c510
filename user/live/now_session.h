/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looks at the state of all tasks by a BPF iterator, and traces nothing: on every kernel since
 * 6.16 with BTF, with or without the series.
 */
#ifndef BT_NOW_SESSION_H
#define BT_NOW_SESSION_H

#include "aggregate/now_tasks.h"
#include "live/lazy_bits.h"

struct bpf_link;
struct bpf_program;
struct kernel;
struct now_session;

/* The programs of bpf/parts/now.bpf.h in an object that was loaded, and their variables. */
struct now_programs {
	struct bpf_program *read_function, *name_address;
	struct bpf_link *look_at_tasks;		/* of the iterator, attached */
	struct bt_now *now;
	struct bt_now_function *function;
	__u64 *pending_mask, *lazy_mask;
};

/* Take the programs from a skeleton that has them, loaded and attached. */
#define NOW_PROGRAMS(skel)							\
	((struct now_programs){							\
		(skel)->progs.read_function, (skel)->progs.name_address,	\
		(skel)->links.look_at_tasks, &(skel)->bss->bt_now, &(skel)->bss->bt_function, \
		&(skel)->bss->bt_pending_mask, &(skel)->bss->bt_lazy_mask,	\
	})

/**
 * now_session_open() - load the iterator, and find the bits that tasks keep their state in.
 * @s: result, to be given to now_session_close()
 * @kernel: examined; must outlive @s
 *
 * Says why it failed.
 *
 * Return: 0; -EPERM when the user may not, -EOPNOTSUPP when the kernel has no tasks with such a
 * state, or does not show it; or another negative errno.
 */
int now_session_open(struct now_session **s, const struct kernel *kernel);

/**
 * now_session_join() - use the programs of an object that the caller has loaded and attached.
 * @s: result, to be given to now_session_close() before the object is closed
 * @programs: copied; what it points to must outlive @s
 *
 * Says nothing.
 *
 * Return: 0, -ENODATA when the kernel does not show the state of its tasks, or -ENOMEM.
 */
int now_session_join(struct now_session **s, const struct kernel *kernel,
		     const struct now_programs *programs);

/**
 * now_session_look() - look at all tasks, several times where a task may be in the middle.
 * @found: result, to be given to now_tasks_free() in any case
 *
 * The caller's thread may run on other CPUs meanwhile: where it runs, the idle task does not.
 *
 * Return: 0 or a negative errno.
 */
int now_session_look(struct now_session *s, struct now_tasks *found);

/**
 * now_session_ksyms() - return names for the stacks of the tasks that looks have found.
 *
 * Return: borrowed, and only for these addresses; NULL: there are no names.
 */
const struct ksyms *now_session_ksyms(const struct now_session *s);

/** now_session_close() - free; NULL is fine. */
void now_session_close(struct now_session *s);

#endif /* BT_NOW_SESSION_H */
