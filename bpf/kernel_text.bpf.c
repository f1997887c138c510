// SPDX-License-Identifier: GPL-2.0
/*
 * Copy the kernel's text as it is at this moment: alternatives applied, tracing patched in.
 * Nothing calls the program but user space.
 */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include "shared/kernel_text.h"

char LICENSE[] SEC("license") = "GPL";

__u8 bt_chunk[BT_TEXT_CHUNK];
__u64 bt_chunk_address;

SEC("syscall")
int read_chunk(void *ctx)
{
	return bpf_probe_read_kernel(bt_chunk, sizeof(bt_chunk), (void *)bt_chunk_address);
}
