// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/kmsg.h"

#define FACILITY_SHIFT	3	/* of the priority, below it the level: include/linux/syslog.h */

bool kmsg_is_kernels(const char *record, const char *text)
{
	const char *line = strchr(record, ';');
	char *end;
	unsigned long priority = strtoul(record, &end, 10);

	return line && end != record && *end == ',' && !(priority >> FACILITY_SHIFT) &&
	       !strncmp(line + 1, text, strlen(text));
}

bool kmsg_find_fault(bool instruction, uint64_t address)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char record[8192], text[128];
	bool found = false;

	if (fd < 0)
		return true;
	/* arch/arm64/mm/fault.c, die_kernel_fault() and __do_kernel_fault() */
	snprintf(text, sizeof(text), "%s at virtual address %016" PRIx64,
		 instruction ? "Unable to handle kernel paging request" :
			       "Ignoring spurious kernel translation fault", address);
	while (!found) {
		ssize_t n = read(fd, record, sizeof(record) - 1);

		/* EPIPE: records were overwritten meanwhile; the next read goes on behind them. */
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		record[n] = '\0';
		found = kmsg_is_kernels(record, text);
	}
	close(fd);
	return found;
}
