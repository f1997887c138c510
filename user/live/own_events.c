// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

#include "live/own_events.h"

int own_events_once(const char *name)
{
	/* An array's memory is vmalloc-ed where no kmalloc() is tried: above 8 pages of at most 64K. */
	int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, name, 4, VMALLOC_SIZE, 1, NULL);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}
