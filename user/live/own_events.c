// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

#include "live/own_events.h"

int own_events_once(const char *name)
{
	/*
	 * The kernel tries no kmalloc() for an array of more than 8 pages, which are 64K at most,
	 * but takes vmalloc() (kernel/bpf/syscall.c, __bpf_map_area_alloc()).
	 */
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, name, 4, VMALLOC_SIZE, 1, NULL);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}
