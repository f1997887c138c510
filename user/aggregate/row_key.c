// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "aggregate/row_key.h"
#include "kernel/cgroup_names.h"

char *row_name(enum per per, const struct ksyms *ksyms, char *buf, size_t size,
	       const struct row *row)
{
	if (row->folded) {
		snprintf(buf, size, "%s", row->comm);
		return buf;
	}
	switch (per) {
	case PER_TASK:
		if (row->num == row->pid)
			snprintf(buf, size, "%s/%u", row->comm, row->num);
		else
			snprintf(buf, size, "%s/%u/%u", row->comm, row->pid, row->num);
		if (!row->num)	/* idle tasks: the CPU tells them apart */
			snprintf(buf, size, "%s", row->comm);
		break;
	case PER_PROCESS:
		snprintf(buf, size, "%s/%u", row->comm, row->num);
		break;
	case PER_COMM:
		snprintf(buf, size, "%s", row->comm);
		break;
	case PER_CGROUP:
		cgroup_name(buf, size, row->id);
		break;
	case PER_CPU:
		snprintf(buf, size, "CPU%u", row->num);
		break;
	case PER_LEVEL:
		snprintf(buf, size, "%s", level_names[row->num % BT_NR_LEVELS]);
		break;
	case PER_SITE:
		ksyms_site(ksyms, buf, size, row->id);
		break;
	default:
		snprintf(buf, size, "total");
		break;
	}
	return buf;
}
