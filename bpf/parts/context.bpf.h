/* SPDX-License-Identifier: GPL-2.0 */
/* The context that a task runs in: interrupts, and BH disabled. */
#ifndef CONTEXT_BPF_H
#define CONTEXT_BPF_H

#define SOFTIRQ_MASK	0x00ff00u	/* include/linux/preempt.h */

/* Return preempt_count.  PREEMPT_RT counts softirqs in the task (softirq_count()): put them in. */
static __always_inline __u32 context_of(struct task_struct *task)
{
	__u32 count = task->thread_info.preempt.count;

	if (bpf_core_field_exists(task->softirq_disable_cnt))
		count = (count & ~SOFTIRQ_MASK) | (task->softirq_disable_cnt & SOFTIRQ_MASK);
	return count;
}

#endif /* CONTEXT_BPF_H */
