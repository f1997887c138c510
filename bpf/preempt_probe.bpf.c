// SPDX-License-Identifier: GPL-2.0
/*
 * Does this kernel keep preemption off around the lazy_mmu tracepoints?  If not, a program on a BTF
 * tracepoint can be preempted.  Until it runs again, the kernel skips it for every other task of
 * its CPU (per-CPU prog->active in include/linux/bpf.h).  BTF does not show whether preemption is
 * off, so this program looks from inside an event.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "shared/slot.h"

char LICENSE[] SEC("license") = "GPL";

#define PREEMPT_MASK	0xffu	/* include/linux/preempt.h */

const volatile __u32 bt_self;	/* thread id of the tool */
struct bt_probe_result bt_result;

SEC("tp_btf/lazy_mmu_queue")
int BPF_PROG(probe_queue)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if ((__u32)task->pid != bt_self)
		return 0;
	__sync_fetch_and_add(&bt_result.events, 1);
	if (!(task->thread_info.preempt.count & PREEMPT_MASK))
		__sync_fetch_and_add(&bt_result.preemptible, 1);
	return 0;
}
