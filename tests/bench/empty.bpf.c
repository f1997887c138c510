// SPDX-License-Identifier: GPL-2.0
/* Programs that do nothing, the least that BPF costs: the yardstick for stat. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

#define EMPTY(name, section)	\
	SEC(section)		\
	int name(void *ctx)	\
	{			\
		return 0;	\
	}

EMPTY(btf_queue, "tp_btf/lazy_mmu_queue")
EMPTY(btf_flush, "tp_btf/lazy_mmu_flush")
EMPTY(btf_flush_empty, "tp_btf/lazy_mmu_flush_empty")
EMPTY(btf_emit, "tp_btf/lazy_mmu_emit")
EMPTY(tp_queue, "tp/lazy_mmu/lazy_mmu_queue")
EMPTY(tp_flush, "tp/lazy_mmu/lazy_mmu_flush")
EMPTY(tp_flush_empty, "tp/lazy_mmu/lazy_mmu_flush_empty")
EMPTY(tp_emit, "tp/lazy_mmu/lazy_mmu_emit")
