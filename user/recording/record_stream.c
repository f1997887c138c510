// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/filter.h"
#include "recording/record_stream.h"

/* Values of a slot's cell */
#define CELL_NEW	0u	/* no event of the slot yet */
#define CELL_SKIPPED	1u	/* the user did not ask for the task under its present name */
#define CELL_WRITTEN	2u	/* events of the slot refer to the task in of_slot[] */

int record_stream_init(struct record_stream *c)
{
	c->of_slot = calloc(BT_NR_SLOTS, sizeof(*c->of_slot));
	return c->of_slot ? 0 : -ENOMEM;
}

void record_stream_free(struct record_stream *c)
{
	address_set_free(&c->cgroups);
	free(c->of_slot);
	c->of_slot = NULL;
}

static bool asked_for(const struct record_stream *c, const struct bt_slot *slot, const char *comm)
{
	struct filter filter = *c->filter;

	/* Record all CPUs: a task's history with gaps is worth nothing. */
	filter.cpus.n = 0;
	return filter_passes(&filter, slot, comm);
}

/* Write a task, which gets a number of its own under each name. */
static int write_task(struct record_stream *c, const struct bt_slot *slot, struct rec_task *task,
		      const char *comm, uint32_t flags)
{
	*task = (struct rec_task){
		.id = ++c->tasks, .tid = slot->tid, .tgid = slot->tgid,
		.flags = flags | (slot->kthread ? REC_TASK_KTHREAD : 0) |
			 (slot->in_cgroup ? REC_TASK_IN_CGROUP : 0) |
			 (slot->tid ? 0 : (uint32_t)slot->cpu << REC_TASK_CPU_SHIFT),
		.start = slot->start, .leader_start = slot->leader_start, .cgroup = slot->cgroup,
	};
	memcpy(task->comm, comm, BT_COMM_LEN - 1);
	if (address_set_add(&c->cgroups, slot->cgroup) < 0)
		return -ENOMEM;
	return rec_writer_task(c->writer, task);
}

static int begin_task(struct record_stream *c, const struct bt_slot *slot, uint32_t index,
		      bool born, uint32_t *cell)
{
	char comm[BT_COMM_LEN + 1] = "";
	uint32_t flags = 0;

	memcpy(comm, slot->comm, BT_COMM_LEN);
	*cell = CELL_SKIPPED;
	if (!asked_for(c, slot, comm))
		return 0;
	*cell = CELL_WRITTEN;
	if (born)
		flags = REC_TASK_BORN;
	else if (c->cut)
		flags = REC_TASK_CUT;
	return write_task(c, slot, &c->of_slot[index], comm, flags);
}

/* Write the task of a slot again, under another name from now on. */
static int rename_task(struct record_stream *c, const struct bt_slot *slot, uint32_t index,
		       const __u64 *name, bool born, uint32_t *cell)
{
	char comm[BT_COMM_LEN + 1] = "";
	uint32_t flags = *cell == CELL_SKIPPED ? REC_TASK_CUT : 0;
	int ret = 0;

	memcpy(comm, name, BT_COMM_LEN);
	if (*cell == CELL_NEW)	/* the slot has its first name, and no event yet */
		ret = begin_task(c, slot, index, born, cell);
	if (ret)
		return ret;
	if (!asked_for(c, slot, comm)) {
		*cell = CELL_SKIPPED;
		return 0;
	}
	*cell = CELL_WRITTEN;
	return write_task(c, slot, &c->of_slot[index], comm, flags);
}

int record_stream_event(const struct bt_event *e, const __u64 *stack, const struct bt_slot *slot,
			bool born, uint32_t *cell, void *arg)
{
	struct record_stream *c = arg;
	uint32_t index = e->task & (BT_NR_SLOTS - 1), *skipped;
	struct bt_event out = *e;
	int64_t id;
	int ret = 0;

	skipped = &c->skipped_on[e->cpu & (BT_NR_IDLE - 1)];
	if (c->full) {
		*skipped += e->type != BT_EVENT_RENAME;
		return 0;
	}
	if (e->type == BT_EVENT_RENAME)
		return rename_task(c, slot, index, stack, born, cell);
	if (*cell == CELL_NEW)
		ret = begin_task(c, slot, index, born, cell);
	if (ret)
		return ret;
	if (*cell == CELL_SKIPPED) {
		c->skipped++;
		++*skipped;
		return 0;
	}
	out.task = c->of_slot[index].id;
	out.seq -= *skipped;
	if (e->stack) {
		id = rec_writer_stack(c->writer, stack, e->stack);
		if (id < 0)
			return id;
		out.stack = id;
	}
	ret = rec_writer_event(c->writer, &out);
	if (ret == -EFBIG) {
		c->full = true;
		++*skipped;
		return 0;
	}
	c->events++;
	c->derived += bt_event_is_derived(e);
	return ret || !c->seen ? ret : c->seen(&out, &c->of_slot[index], c->arg);
}
