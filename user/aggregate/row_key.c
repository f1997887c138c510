// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "aggregate/row_key.h"
#include "kernel/cgroup_names.h"
#include "kernel/ksyms.h"

const char *const per_names[PER_NR] = {
	[PER_NONE] = "none",
	[PER_TASK] = "task",
	[PER_PROCESS] = "process",
	[PER_COMM] = "comm",
	[PER_CGROUP] = "cgroup",
	[PER_CPU] = "cpu",
	[PER_LEVEL] = "level",
	[PER_SITE] = "site",
};

const char *const level_names[BT_NR_LEVELS] = {
	[BT_LEVEL_PTE] = "pte",
	[BT_LEVEL_PMD] = "pmd",
	[BT_LEVEL_PUD] = "pud",
	[BT_LEVEL_P4D] = "p4d",
	[BT_LEVEL_PGD] = "pgd",
	[BT_LEVEL_NONE] = "none",	/* flushes have no level */
};

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->num != y->num)
		return x->num < y->num ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return 0;
}

/* Rows by comm have no number, so the name is the key. */
static int compare_comms(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return strcmp(x->comm, y->comm);
}

int (*row_comparator(enum per per))(const void *, const void *)
{
	return per == PER_COMM ? compare_comms : compare_rows;
}

int row_order(const struct row *a, const struct row *b)
{
	int order = compare_rows(a, b);

	return order ? order : compare_comms(a, b);
}

void row_of_slot(enum per per, const struct bt_slot *slot, const char *comm, struct row *key)
{
	*key = (struct row){ .kthread = slot->kthread };
	switch (per) {
	case PER_TASK:
		key->num = slot->tid;
		key->pid = slot->tgid;
		/* All idle tasks have tid 0 and about the same start, so the CPU is their key. */
		key->id = slot->tid ? slot->start : slot->cpu;
		strcpy(key->comm, comm);
		break;
	case PER_PROCESS:
		key->num = slot->tgid;
		key->pid = slot->tgid;
		key->id = slot->tgid ? slot->leader_start : 0;
		strcpy(key->comm, comm);
		break;
	case PER_COMM:
		strcpy(key->comm, comm);
		break;
	case PER_CGROUP:
		key->id = slot->cgroup;
		break;
	case PER_CPU:
		key->num = slot->cpu;
		break;
	case PER_LEVEL:
		key->num = slot->level;
		break;
	case PER_SITE:
		key->id = slot->ip;
		break;
	default:
		break;
	}
}

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
		if (!row->num)	/* the comm of an idle task has the CPU: "swapper/3" */
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
