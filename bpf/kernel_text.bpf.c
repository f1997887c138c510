// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the kernel's own text, as it is at this moment: alternatives applied, tracing patched in.
 * Not attached: user space runs it.
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
