// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "live/record_session.h"
#include "record.skel.h"
#include "base/log.h"
#include "live/slots.h"
#include "live/event_programs.h"

struct recorder {
	struct record_bpf *skel;
	struct backend backend;
	struct ring_buffer *ring;
	/* the ring buffer's positions, in bytes (kernel/bpf/ringbuf.c) */
	const unsigned long *consumed, *produced;
	struct sources sources;
	struct slots slots;
	uint32_t *cells;		/* by slot */
	recorded_fn fn;
	void *arg;
	int failed;
};

static void choose_programs(struct recorder *r, const struct recorder_opts *opts)
{
	struct record_bpf *skel = r->skel;
	struct sources *s = &r->sources;

	sources_choose_events(s, skel->obj, &r->backend, SOURCES_ALL);
	session_choose_cgroups(skel->obj, opts->cgroups);
	sources_add(s, "missed_rename",
		    session_choose_rename(skel->obj, "btf_rename_event", "tp_rename_event"), false);
	sources_add(s, "missed_to_user", skel->progs.tp_sys_exit, false);
	sources_add(s, "missed_work_end", skel->progs.tp_work_end, false);
	sources_add(s, "missed_fork", skel->progs.btf_fork, false);
	sources_add(s, "missed_task_end", skel->progs.on_free, false);
	sources_add(s, "missed_sleep", skel->progs.btf_switch, false);
	sources_add(s, "missed_fault", skel->progs.tp_console, false);
}

static int take_event(void *arg, void *data, size_t size)
{
	struct recorder *r = arg;
	const struct bt_event_with_stack *e = data;
	struct record_bpf *skel = r->skel;
	struct record_bpf__bss *bss = skel->bss;
	struct bt_event event;
	uint32_t index;

	if (size < sizeof(e->event) || e->event.stack > BT_STACK_DEPTH)
		return -EINVAL;
	index = e->event.task & (BT_NR_SLOTS - 1);
	event = e->event;
	/* The kernel has not asked, and later nobody can. */
	if (event.type == BT_EVENT_FAULT && event.what == BT_FAULT_INSTRUCTION &&
	    session_read_text(skel->progs.read_text, (uint64_t *)&bss->bt_text_address, event.ip))
		event.what = BT_FAULT_UNMAPPED;
	r->failed = r->fn(&event, e->stack, &bss->bt.slots[index], bss->bt_born[index],
			  &r->cells[index], r->arg);
	return r->failed;
}

/* Where the kernel keeps the positions: a page each. */
static int map_positions(struct recorder *r)
{
	int fd = bpf_map__fd(r->skel->maps.bt_events), size = getpagesize();
	void *consumer = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	void *producer = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, size);

	r->consumed = consumer == MAP_FAILED ? NULL : consumer;
	r->produced = producer == MAP_FAILED ? NULL : producer;
	return r->consumed && r->produced ? 0 : -errno;
}

static int load(struct recorder *r, const struct recorder_opts *opts)
{
	int ret;

	r->skel->rodata->bt_stacks = opts->stacks;
	r->skel->rodata->bt_cgroups = opts->cgroups;
	choose_programs(r, opts);
	ret = backend_resize(&r->backend, r->skel->maps.bt_events, opts->buffer_size);
	if (!ret)
		ret = backend_load(&r->backend, r->skel->skeleton);
	if (ret)
		return ret;
	r->slots = SLOTS_OF(r->skel->bss);
	ret = session_follow(r->skel->maps.bt_cgroup_map, opts->cgroup_fd);
	if (ret)
		return ret;
	r->ring = ring_buffer__new(bpf_map__fd(r->skel->maps.bt_events), take_event, r, NULL);
	ret = r->ring ? map_positions(r) : -errno;
	if (ret) {
		err("cannot map the ring buffer: %s", strerror(-ret));
		return ret;
	}
	return backend_attach(&r->backend, r->skel->skeleton);
}

int recorder_open(struct recorder **recorder, struct kernel *kernel,
		  const struct recorder_opts *opts)
{
	struct recorder *r = calloc(1, sizeof(*r));
	int ret;

	*recorder = NULL;
	if (!r)
		return -ENOMEM;
	r->cells = calloc(BT_NR_SLOTS, sizeof(*r->cells));
	ret = r->cells ? backend_choose(&r->backend, kernel, &opts->backend) : -ENOMEM;
	if (ret)
		goto out;
	r->skel = record_bpf__open();
	ret = backend_opened(&r->backend, r->skel);
	if (!ret)
		ret = load(r, opts);
	if (ret)
		goto out;
	*recorder = r;
	return 0;
out:
	recorder_close(r);
	return ret;
}

void recorder_close(struct recorder *r)
{
	if (!r)
		return;
	if (r->consumed)
		munmap((void *)r->consumed, getpagesize());
	if (r->produced)
		munmap((void *)r->produced, getpagesize());
	ring_buffer__free(r->ring);
	backend_close(&r->backend);
	record_bpf__destroy(r->skel);
	free(r->cells);
	free(r);
}

const struct backend *recorder_backend(const struct recorder *r)
{
	return &r->backend;
}

void recorder_enable(struct recorder *r)
{
	sources_begin(&r->sources);
	session_enable_from(&r->skel->bss->bt.enabled, (uint64_t *)&r->skel->bss->bt_enabled_at);
}

void recorder_disable(struct recorder *r)
{
	session_disable_programs(&r->skel->bss->bt.enabled);
}

static int take_dead(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct recorder *r = arg;

	(void)slot;
	r->cells[index] = 0;
	r->skel->bss->bt_born[index] = 0;
	r->skel->bss->bt_last[index] = 0;
	memset(&r->skel->bss->bt_stretches[index], 0, sizeof(r->skel->bss->bt_stretches[index]));
	return 0;
}

/*
 * A slot may be another task's only after all events of the last one have been handed out.
 * They were in the buffer when it was closed, but an event in front of them may not be
 * finished yet, for which the reader waits.
 */
int recorder_take(struct recorder *r, recorded_fn fn, void *arg)
{
	uint32_t closed = slots_closed_so_far(&r->slots);
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
	return slots_take_closed_until(&r->slots, closed, take_dead, r);
}

void recorder_looks(struct recorder *r, uint64_t looks[BT_NR_LOOKS])
{
	memset(looks, 0, BT_NR_LOOKS * sizeof(*looks));
	for (unsigned int cpu = 0; cpu < BT_NR_IDLE; cpu++)
		for (int i = 0; i < BT_NR_LOOKS; i++)
			looks[i] += recorder_stream(r, cpu)->looks[i];
}

size_t recorder_losses(struct recorder *r, struct loss_cause *v)
{
	size_t n = sources_losses(&r->sources, v);
	const __u64 *loss = r->skel->bss->bt_loss;
	uint64_t lost = 0;

	for (unsigned int cpu = 0; cpu < BT_NR_IDLE; cpu++)
		lost += recorder_stream(r, cpu)->lost;
	v[n++] = (struct loss_cause){ "no_slot", loss[BT_LOSS_NO_SLOT], true };
	v[n++] = (struct loss_cause){ "no_name", loss[BT_LOSS_NO_NAME], false };
	v[n++] = (struct loss_cause){ "no_room", lost, true };
	return n;
}

const struct bt_stream *recorder_stream(struct recorder *r, unsigned int cpu)
{
	return &r->skel->bss->bt_stream[cpu];
}
