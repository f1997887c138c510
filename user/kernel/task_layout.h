/* SPDX-License-Identifier: GPL-2.0 */
/* Find the members of struct task_struct that the kernel's batching of barriers reads. */
#ifndef BT_TASK_LAYOUT_H
#define BT_TASK_LAYOUT_H

#include <stdint.h>

/* Offsets in struct task_struct, bytes; -1 where the kernel has no such member. */
struct task_layout {
	int64_t enable, pause;	/* lazy_mmu_state.enable_count, .pause_count */
	int64_t flags;		/* thread_info.flags */
	int64_t preempt;	/* thread_info.preempt_count */
};

struct btf;

/**
 * task_layout_read() - read the offsets from a kernel's BTF.
 * @layout: result; offsets that are not known are -1
 *
 * Return: 0, or -ENOENT where @btf has no task_struct with a thread_info in it.
 */
int task_layout_read(struct task_layout *layout, const struct btf *btf);

#endif /* BT_TASK_LAYOUT_H */
