// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "logic/runs.h"	/* types that the skeleton names */
#include "kernel/kmsg.h"
#include "live/record_session.h"
#include "record.skel.h"
#include "base/log.h"

struct record_session {
	struct live_object object;
	struct record_bpf *skel;
	struct ring_buffer *ring;
	/* mmap-ed positions of the ring buffer, bytes (kernel/bpf/ringbuf.c) */
	const unsigned long *consumed, *produced;
	uint32_t *cells;		/* by slot: a number for @fn to keep */
	__u64 no_room;			/* events without room in the buffer; set when disabled */
	recorded_fn fn;
	void *arg;
	int failed;			/* last result of @fn */
};

static void choose_programs(struct record_session *r, const struct record_session_opts *opts)
{
	struct live_object *o = &r->object;
	struct record_bpf *skel = r->skel;
	const __u64 *loss = skel->bss->bt_loss;

	bpf_object_choose_events(o, EVENTS_ALL, false);
	bpf_object_choose_cgroups(o, opts->cgroups);
	bpf_object_choose_rename(o);
	bpf_object_add_program(o, BT_LOSS_MISSED_TO_USER, skel->progs.tp_sys_exit);
	bpf_object_add_program(o, BT_LOSS_MISSED_WORK_END, skel->progs.tp_work_end);
	bpf_object_add_program(o, BT_LOSS_MISSED_FORK, skel->progs.btf_fork);
	bpf_object_add_program(o, BT_LOSS_MISSED_TASK_END, skel->progs.btf_free);
	bpf_object_add_program(o, BT_LOSS_MISSED_SLEEP, skel->progs.btf_switch);
	bpf_object_add_program(o, BT_LOSS_MISSED_FAULT, skel->progs.tp_console);
	bpf_object_add_counter(o, BT_LOSS_NO_SLOT, &loss[BT_LOSS_NO_SLOT]);
	bpf_object_add_counter(o, BT_LOSS_NO_NAME, &loss[BT_LOSS_NO_NAME]);
	bpf_object_add_counter(o, BT_LOSS_NO_ROOM, &r->no_room);
}

static int take_event(void *arg, void *data, size_t size)
{
	struct record_session *r = arg;
	const struct bt_event_with_stack *e = data;
	struct record_bpf *skel = r->skel;
	struct record_bpf__bss *bss = skel->bss;
	struct bt_event event;
	uint32_t index;

	if (size < sizeof(e->event) || e->event.stack > BT_STACK_DEPTH)
		return -EINVAL;
	index = e->event.task & (BT_NR_SLOTS - 1);
	event = e->event;
	/*
	 * Later nobody can ask whether the kernel has written the line, nor whether this is mapped,
	 * which the kernel has not asked for an instruction.
	 */
	if (event.type == BT_EVENT_FAULT &&
	    (!kmsg_find_fault(event.what == BT_FAULT_INSTRUCTION, event.ip) ||
	     (event.what == BT_FAULT_INSTRUCTION &&
	      bpf_object_read_text(skel->progs.read_text, &bss->bt_text_address, event.ip))))
		event.what = BT_FAULT_UNMAPPED;
	r->failed = r->fn(&event, e->stack, &bss->bt.slots[index], bss->bt_born[index],
			  &r->cells[index], r->arg);
	return r->failed;
}

/* Map the two pages where the kernel keeps the ring buffer's positions. */
static int map_positions(struct record_session *r)
{
	int fd = bpf_map__fd(r->skel->maps.bt_events), size = getpagesize();
	void *at;

	at = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return -errno;
	r->consumed = at;
	at = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, size);
	if (at == MAP_FAILED)
		return -errno;
	r->produced = at;
	return 0;
}

static int open_programs(struct live_object *o, const struct live_opts *live)
{
	const struct record_session_opts *opts = (const struct record_session_opts *)live;
	struct record_session *r = (struct record_session *)o;
	int ret;

	r->cells = calloc(BT_NR_SLOTS, sizeof(*r->cells));
	if (!r->cells)
		return -ENOMEM;
	r->skel = record_bpf__open();
	ret = BPF_OBJECT_OPENED(o, r->skel);
	if (ret)
		return ret;
	r->skel->rodata->bt_stacks = opts->stacks;
	r->skel->rodata->bt_cgroups = opts->cgroups;
	o->enabled_at = &r->skel->bss->bt_enabled_at;
	choose_programs(r, opts);
	return backend_resize(&o->backend, r->skel->maps.bt_events, opts->buffer_size);
}

static int map_events(struct live_object *o)
{
	struct record_session *r = (struct record_session *)o;
	int ret;

	r->ring = ring_buffer__new(bpf_map__fd(r->skel->maps.bt_events), take_event, r, NULL);
	ret = r->ring ? map_positions(r) : -errno;
	if (ret)
		err("cannot map the ring buffer: %s", strerror(-ret));
	return ret;
}

static void count_no_room(struct live_object *o)
{
	for (unsigned int cpu = 0; cpu < BT_NR_IDLE; cpu++)
		((struct record_session *)o)->no_room += record_session_stream(o, cpu)->lost;
}

static void free_session(struct live_object *o)
{
	struct record_session *r = (struct record_session *)o;

	if (r->consumed)
		munmap((void *)r->consumed, getpagesize());
	if (r->produced)
		munmap((void *)r->produced, getpagesize());
	ring_buffer__free(r->ring);
	record_bpf__destroy(r->skel);
	free(r->cells);
}

const struct live_object_ops record_session = {
	.size = sizeof(struct record_session), .open = open_programs, .loaded = map_events,
	.disabled = count_no_room, .free = free_session,
};

static int take_dead(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct record_session *r = arg;

	(void)slot;
	r->cells[index] = 0;
	r->skel->bss->bt_born[index] = 0;
	r->skel->bss->bt_last[index] = 0;
	memset(&r->skel->bss->bt_stretches[index], 0, sizeof(r->skel->bss->bt_stretches[index]));
	return 0;
}

/*
 * Free a slot for another task only after all events of its task have been handed out.  These
 * events were in the buffer when the slot was closed.  But the reader waits for an event in front
 * of them that is not finished.
 */
int record_session_take(struct live_object *o, recorded_fn fn, void *arg)
{
	struct record_session *r = (struct record_session *)o;
	uint32_t closed = slots_closed_so_far(&o->slots);
	unsigned long produced = __atomic_load_n(r->produced, __ATOMIC_ACQUIRE);
	int ret;

	r->fn = fn;
	r->arg = arg;
	r->failed = 0;
	ret = ring_buffer__consume(r->ring);
	if (r->failed)
		return r->failed;
	if (ret < 0)
		return ret;
	if ((long)(__atomic_load_n(r->consumed, __ATOMIC_ACQUIRE) - produced) < 0)
		return 0;
	return slots_take_closed_until(&o->slots, closed, take_dead, r);
}

void record_session_looks(struct live_object *o, uint64_t looks[BT_NR_LOOKS])
{
	memset(looks, 0, BT_NR_LOOKS * sizeof(*looks));
	for (unsigned int cpu = 0; cpu < BT_NR_IDLE; cpu++)
		for (int i = 0; i < BT_NR_LOOKS; i++)
			looks[i] += record_session_stream(o, cpu)->looks[i];
}

const struct bt_stream *record_session_stream(struct live_object *o, unsigned int cpu)
{
	return &((struct record_session *)o)->skel->bss->bt_stream[cpu];
}
