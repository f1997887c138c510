// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/violations.h"
#include "logic/validate.h"
#include "shared/now.h"
#include "live/check_session.h"
#include "check.skel.h"
#include "kernel/ksyms.h"
#include "base/log.h"

struct check_session {
	struct live_object object;
	struct check_bpf *skel;
	struct ring_buffer *ring;
	struct check_counts closed;	/* counts of dead tasks */
	report_fn fn;
	void *arg;
};

/* Tell how many events of a task follow from its mistake, as a report. */
static void tell_effects(struct check_session *c, const struct bt_slot *slot, __u32 effects)
{
	const struct bt_report r = {
		.type = BT_REPORT_EFFECTS, .tid = slot->tid, .start = slot->start,
		.parent = effects,
	};

	if (effects && c->fn)
		c->fn(&r, c->arg);
}

static void choose_programs(struct check_session *c, bool strict)
{
	struct live_object *o = &c->object;
	struct check_bpf *skel = c->skel;

	bpf_object_choose_events(o, EVENTS_ALL, false);
	bpf_object_add_program(o, BT_LOSS_MISSED_TO_USER, skel->progs.tp_sys_exit);
	bpf_object_add_program(o, BT_LOSS_MISSED_WORK_END, skel->progs.tp_work_end);
	bpf_object_add_program(o, BT_LOSS_MISSED_FORK, skel->progs.btf_fork);
	bpf_object_add_program(o, BT_LOSS_MISSED_TASK_END, skel->progs.btf_free);
	bpf_object_add_program(o, BT_LOSS_MISSED_SLEEP, skel->progs.btf_switch);
	bpf_object_add_program(o, BT_LOSS_MISSED_FAULT, skel->progs.tp_console);
	bpf_program__set_autoload(skel->progs.btf_premature, strict);
	bpf_program__set_autoload(skel->progs.btf_unasked, strict);
	if (strict) {
		bpf_object_add_program(o, BT_LOSS_MISSED_PREMATURE, skel->progs.btf_premature);
		bpf_object_add_program(o, BT_LOSS_MISSED_UNASKED, skel->progs.btf_unasked);
	}
	bpf_object_add_counter(o, BT_LOSS_NO_SLOT, &skel->bss->bt_loss[BT_LOSS_NO_SLOT]);
}

static int take_report(void *arg, void *data, size_t size)
{
	struct check_session *c = arg;

	if (size < sizeof(struct bt_report))
		return -EINVAL;
	return c->fn(data, c->arg);
}

/*
 * Find finish_task_switch().  With DEBUG_PAGEALLOC or KFENCE memory that it frees changes the
 * linear map, in a section of its own: see bt_shadow_resumed().  Without the symbol the programs
 * take such a section for the task's.
 */
static void find_task_switch(struct check_bpf__rodata *rodata)
{
	uint64_t size;

	rodata->bt_switch_text = ksyms_range(KALLSYMS, "finish_task_switch", &size);
	rodata->bt_switch_size = rodata->bt_switch_text ? size : 0;
}

static int open_programs(struct live_object *o, const struct live_opts *live)
{
	const struct check_session_opts *opts = (const struct check_session_opts *)live;
	struct check_session *c = (struct check_session *)o;
	struct check_bpf__rodata *ro;
	enum generation generation;
	int ret;

	c->skel = check_bpf__open();
	ret = BPF_OBJECT_OPENED(o, c->skel);
	if (ret)
		return ret;
	ro = c->skel->rodata;
	ro->bt_probed = o->backend.attach == ATTACH_PROBES;
	generation = backend_generation(&o->backend);
	ro->bt_generation = generation;
	ro->bt_module_text = true;
	memcpy((void *)ro->bt_protocol, protocol_of(generation), BT_TABLE_SIZE);
	if (opts->max_window_ns)
		ro->bt_max_window = opts->max_window_ns;
	if (!ro->bt_probed)
		find_task_switch(ro);
	bt_fast_fill((void *)ro->bt_fast, protocol_of(generation), generation);
	choose_programs(c, opts->strict);
	o->enabled_at = &c->skel->bss->bt_enabled_at;
	return 0;
}

static int map_reports(struct live_object *o)
{
	struct check_session *c = (struct check_session *)o;
	int ret;

	c->ring = ring_buffer__new(bpf_map__fd(c->skel->maps.bt_reports), take_report, c, NULL);
	if (c->ring)
		return 0;
	ret = -errno;
	err("cannot map the ring buffer: %s", strerror(-ret));
	return ret;
}

static void free_session(struct live_object *o)
{
	struct check_session *c = (struct check_session *)o;

	ring_buffer__free(c->ring);
	check_bpf__destroy(c->skel);
}

const struct live_object_ops check_session = {
	.size = sizeof(struct check_session), .open = open_programs, .loaded = map_reports,
	.free = free_session,
};

int check_session_fd(const struct live_object *o)
{
	return ring_buffer__epoll_fd(((const struct check_session *)o)->ring);
}

static void add_task(struct check_counts *n, const struct bt_slot *slot,
		     const struct bt_checked *checked)
{
	n->tasks++;
	n->skipped += checked->skipped;
	n->migrated += checked->migrated;
	if (checked->longest > n->longest_ns)
		n->longest_ns = checked->longest;
	for (int i = 0; i < BT_NR_COUNTERS; i++)
		n->events[i] += slot->count[i];
	for (int i = BT_NR_COUNTERS; i < BT_NR_KINDS; i++)
		n->events[i] += checked->calls[i - BT_NR_COUNTERS];
}

static int take_dead(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct check_session *c = arg;
	struct bt_checked *checked = &c->skel->bss->bt_checked[index];

	add_task(&c->closed, slot, checked);
	tell_effects(c, slot, checked->effects);
	memset(checked, 0, sizeof(*checked));
	return 0;
}

struct now_programs check_session_now(struct live_object *o)
{
	struct check_bpf *skel = ((struct check_session *)o)->skel;

	return NOW_PROGRAMS(skel);
}

int check_session_take(struct live_object *o, report_fn fn, void *arg)
{
	struct check_session *c = (struct check_session *)o;
	int ret;

	c->fn = fn;
	c->arg = arg;
	ret = ring_buffer__consume(c->ring);
	return ret < 0 ? ret : slots_take_closed(&o->slots, take_dead, c);
}

struct live {
	struct check_session *c;
	struct check_counts *n;
};

static int add_live(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct live *live = arg;

	const struct bt_checked *checked = &live->c->skel->bss->bt_checked[index];

	add_task(live->n, slot, checked);
	tell_effects(live->c, slot, checked->effects);
	return 0;
}

void check_session_counts(struct live_object *o, struct check_counts *n)
{
	struct check_session *c = (struct check_session *)o;
	struct check_bpf__bss *bss = c->skel->bss;
	struct live live = { c, n };

	*n = c->closed;
	slots_each_live(&o->slots, add_live, &live);
	for (size_t cpu = 0; cpu < BT_NR_IDLE; cpu++)
		for (int i = 0; i < BT_NR_LOOKS; i++)
			n->looks[i] += bss->bt_looks[cpu].n[i];
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		n->violations[i] = bss->bt_violations[i];
	n->unreported = bss->bt_unreported;
	n->doubtful = bss->bt_doubtful;
	for (int i = 0; i < BT_NR_KINDS; i++)
		n->derived[i] = bss->bt_derived[i];
	n->resumed = bss->bt_resumed;
	n->unreported_entries = bss->bt_silent_entries;
}

static int read_text(struct check_session *c, uint64_t address, size_t size)
{
	c->skel->bss->bt_text_size = size;
	return bpf_object_read_text(c->skel->progs.read_text, &c->skel->bss->bt_text_address,
				    address);
}

size_t check_session_read_text(struct live_object *o, uint64_t address, uint32_t *words, size_t n)
{
	struct check_session *c = (struct check_session *)o;
	size_t done = 0;

	while (done < n) {
		uint64_t at = address + 4 * done;
		/* Up to the end of a page: what follows may not be mapped. */
		size_t some = (BT_TEXT_SIZE - at % BT_TEXT_SIZE) / 4;

		if (some > n - done)
			some = n - done;
		if (read_text(c, at, 4 * some)) {
			size_t page = (4096 - at % 4096) / 4;

			if (some <= page || read_text(c, at, 4 * page))
				break;
			some = page;
		}
		memcpy(words + done, c->skel->bss->bt_text, 4 * some);
		done += some;
	}
	if (o->backend.plan)
		probe_plan_uncover(o->backend.plan, address, words, done);
	return done;
}
