/* SPDX-License-Identifier: GPL-2.0 */
/* Where a kernel's structures have what the batching of barriers reads. */
#ifndef BT_TASK_LAYOUT_H
#define BT_TASK_LAYOUT_H

#include <stdint.h>

/* Bytes from the beginning of struct task_struct; -1 where the kernel has no such field. */
struct task_layout {
	int64_t enable, pause;	/* lazy_mmu_state.enable_count, .pause_count */
	int64_t flags;		/* thread_info.flags */
	int64_t preempt;	/* thread_info.preempt_count */
};

struct btf;

/**
 * task_layout_read() - from a kernel's BTF.
 *
 * Return: 0, or -ENOENT where it has no task_struct with thread_info in it.
 */
int task_layout_read(struct task_layout *layout, const struct btf *btf);

#endif /* BT_TASK_LAYOUT_H */
