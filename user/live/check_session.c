// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "live/check_session.h"
#include "check.skel.h"
#include "kernel/ksyms.h"
#include "base/log.h"
#include "live/slots.h"
#include "live/event_programs.h"

static const __u8 tables[3][BT_TABLE_SIZE] = BT_PROTOCOL_TABLES;

struct checker {
	struct check_bpf *skel;
	struct backend backend;
	struct ring_buffer *ring;
	struct sources sources;
	struct slots slots;
	struct check_counts closed;	/* of tasks that are dead */
	report_fn fn;
	void *arg;
};

static void choose_programs(struct checker *c, bool strict)
{
	struct check_bpf *skel = c->skel;

	sources_choose_events(&c->sources, skel->obj, &c->backend, SOURCES_ALL);
	sources_add(&c->sources, "missed_to_user", skel->progs.tp_sys_exit, false);
	sources_add(&c->sources, "missed_work_end", skel->progs.tp_work_end, false);
	sources_add(&c->sources, "missed_fork", skel->progs.btf_fork, false);
	sources_add(&c->sources, "missed_task_end", skel->progs.btf_free, false);
	sources_add(&c->sources, "missed_sleep", skel->progs.btf_switch, false);
	sources_add(&c->sources, "missed_fault", skel->progs.tp_console, false);
	bpf_program__set_autoload(skel->progs.btf_premature, strict);
	bpf_program__set_autoload(skel->progs.btf_unasked, strict);
	if (strict) {
		sources_add(&c->sources, "missed_premature", skel->progs.btf_premature, true);
		sources_add(&c->sources, "missed_unasked", skel->progs.btf_unasked, true);
	}
}

static int take_report(void *arg, void *data, size_t size)
{
	struct checker *c = arg;

	if (size < sizeof(struct bt_report))
		return -EINVAL;
	return c->fn(data, c->arg);
}

/*
 * What is freed when a task is switched to changes the linear map in a section of its own, with
 * DEBUG_PAGEALLOC or KFENCE: see bt_shadow_resumed().  Without its symbol that cannot be told apart.
 */
static void find_task_switch(struct check_bpf__rodata *rodata)
{
	uint64_t size;

	rodata->bt_switch_text = ksyms_range(KALLSYMS, "finish_task_switch", &size);
	rodata->bt_switch_size = rodata->bt_switch_text ? size : 0;
}

int checker_open(struct checker **checker, struct kernel *kernel,
		 const struct checker_opts *opts)
{
	uint32_t generation;
	struct checker *c;
	int ret;

	*checker = NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	ret = backend_choose(&c->backend, kernel, &opts->backend);
	if (ret)
		goto out;
	c->skel = check_bpf__open();
	ret = backend_opened(&c->backend, c->skel);
	if (ret)
		goto out;
	c->skel->rodata->bt_probed = c->backend.attach == ATTACH_PROBES;
	generation = backend_number(&c->backend, opts->generation);
	c->skel->rodata->bt_generation = generation;
	memcpy((void *)c->skel->rodata->bt_protocol, tables[generation - 1], BT_TABLE_SIZE);
	if (opts->max_window_ns)
		c->skel->rodata->bt_max_window = opts->max_window_ns;
	if (!c->skel->rodata->bt_probed)
		find_task_switch(c->skel->rodata);
	bt_fast_fill((void *)c->skel->rodata->bt_fast, tables[generation - 1], generation);
	choose_programs(c, opts->strict);
	ret = backend_load(&c->backend, c->skel->skeleton);
	if (ret)
		goto out;
	c->slots = SLOTS_OF(c->skel->bss);
	ret = session_follow(c->skel->maps.bt_cgroup_map, opts->cgroup_fd);
	if (ret)
		goto out;
	c->ring = ring_buffer__new(bpf_map__fd(c->skel->maps.bt_reports), take_report, c, NULL);
	if (!c->ring) {
		ret = -errno;
		err("cannot map the ring buffer: %s", strerror(-ret));
		goto out;
	}
	ret = backend_attach(&c->backend, c->skel->skeleton);
	if (ret)
		goto out;
	*checker = c;
	return 0;
out:
	checker_close(c);
	return ret;
}

void checker_close(struct checker *c)
{
	if (!c)
		return;
	ring_buffer__free(c->ring);
	backend_close(&c->backend);
	check_bpf__destroy(c->skel);
	free(c);
}

const struct backend *checker_backend(const struct checker *c)
{
	return &c->backend;
}

int checker_fd(const struct checker *c)
{
	return ring_buffer__epoll_fd(c->ring);
}

void checker_enable(struct checker *c)
{
	sources_begin(&c->sources);
	session_enable_from(&c->skel->bss->bt.enabled, (uint64_t *)&c->skel->bss->bt_enabled_at);
}

void checker_disable(struct checker *c)
{
	session_disable_programs(&c->skel->bss->bt.enabled);
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
	struct checker *c = arg;
	struct bt_checked *checked = &c->skel->bss->bt_checked[index];

	add_task(&c->closed, slot, checked);
	memset(checked, 0, sizeof(*checked));
	return 0;
}

int checker_take(struct checker *c, report_fn fn, void *arg)
{
	int ret;

	c->fn = fn;
	c->arg = arg;
	ret = ring_buffer__consume(c->ring);
	return ret < 0 ? ret : slots_take_closed(&c->slots, take_dead, c);
}

struct live {
	struct checker *c;
	struct check_counts *n;
};

static int add_live(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct live *live = arg;

	add_task(live->n, slot, &live->c->skel->bss->bt_checked[index]);
	return 0;
}

void checker_counts(struct checker *c, struct check_counts *n)
{
	struct check_bpf__bss *bss = c->skel->bss;
	struct live live = { c, n };

	*n = c->closed;
	slots_each_live(&c->slots, add_live, &live);
	for (size_t cpu = 0; cpu < BT_NR_IDLE; cpu++)
		for (int i = 0; i < BT_NR_LOOKS; i++)
			n->looks[i] += bss->bt_looks[cpu].n[i];
	for (int i = 0; i < BT_NR_INVARIANTS; i++)
		n->violations[i] = bss->bt_violations[i];
	n->unreported = bss->bt_unreported;
	n->resumed = bss->bt_resumed;
}

size_t checker_losses(struct checker *c, struct loss_cause *v)
{
	size_t n = sources_losses(&c->sources, v);

	v[n++] = (struct loss_cause){ "no_slot", c->skel->bss->bt_loss[BT_LOSS_NO_SLOT], true };
	return n;
}

int checker_read_text(struct checker *c, uint64_t address, const uint32_t **words)
{
	int ret = session_read_text(c->skel->progs.read_text,
				    (uint64_t *)&c->skel->bss->bt_text_address, address);

	*words = c->skel->bss->bt_text;
	if (!ret && c->backend.plan)
		probe_plan_uncover(c->backend.plan, address, c->skel->bss->bt_text,
				   BT_TEXT_SIZE / 4);
	return ret;
}
