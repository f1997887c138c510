// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "shared/kernel_text.h"
#include "live/kernel_text.h"
#include "kernel_text.skel.h"

static int read_chunk(struct kernel_text_bpf *skel, uint64_t address)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int ret;

	skel->bss->bt_chunk_address = address;
	ret = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.read_chunk), &opts);
	return ret ? ret : (int)opts.retval;
}

int kernel_text_read(uint64_t begin, size_t size, uint32_t **insn)
{
	struct kernel_text_bpf *skel;
	int ret = 0;
	char *to;

	*insn = NULL;
	to = malloc(size);
	if (!to)
		return -ENOMEM;
	skel = kernel_text_bpf__open_and_load();
	if (!skel) {
		ret = -errno;
		goto out;
	}
	for (size_t at = 0; at < size && !ret; at += BT_TEXT_CHUNK) {
		size_t n = size - at < BT_TEXT_CHUNK ? size - at : BT_TEXT_CHUNK;

		/* The last chunk ends where the text does, and so begins earlier. */
		ret = read_chunk(skel, begin + at + n - BT_TEXT_CHUNK);
		if (!ret)
			memcpy(to + at, skel->bss->bt_chunk + BT_TEXT_CHUNK - n, n);
	}
	kernel_text_bpf__destroy(skel);
out:
	if (ret)
		free(to);
	else
		*insn = (uint32_t *)to;
	return ret;
}
