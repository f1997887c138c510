// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "checker.h"
#include "check.skel.h"
#include "log.h"
#include "slots.h"

static const __u8 tables[3][BT_TABLE_SIZE] = BT_PROTOCOL_TABLES;

struct source {
	const char *name;	/* of its loss */
	const struct bpf_program *prog;
	bool event;
	uint64_t before;
};

struct checker {
	struct check_bpf *skel;
	enum attach_mode attach;
	struct ring_buffer *ring;
	struct source sources[CHECKER_MAX_LOSSES - 1];
	size_t nr_sources;
	struct slots slots;
	struct check_counts closed;	/* of tasks that are dead */
	uint64_t no_slot_before;
	report_fn fn;
	void *arg;
};

static void add_source(struct checker *c, const char *name, struct bpf_program *prog, bool event)
{
	c->sources[c->nr_sources++] = (struct source){ .name = name, .prog = prog, .event = event };
}

static void choose_programs(struct checker *c)
{
	struct check_bpf *skel = c->skel;
	const struct { const char *name; struct bpf_program *btf, *classic; } events[] = {
		{ "missed_queue", skel->progs.btf_queue, skel->progs.tp_queue },
		{ "missed_flush", skel->progs.btf_flush, skel->progs.tp_flush },
		{ "missed_flush_empty", skel->progs.btf_flush_empty, skel->progs.tp_flush_empty },
		{ "missed_emit", skel->progs.btf_emit, skel->progs.tp_emit },
		{ "missed_enable", skel->progs.btf_enable, skel->progs.tp_enable },
		{ "missed_disable", skel->progs.btf_disable, skel->progs.tp_disable },
		{ "missed_pause", skel->progs.btf_pause, skel->progs.tp_pause },
		{ "missed_resume", skel->progs.btf_resume, skel->progs.tp_resume },
	};
	bool btf = c->attach == ATTACH_BTF;

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		bpf_program__set_autoload(events[i].btf, btf);
		bpf_program__set_autoload(events[i].classic, !btf);
		add_source(c, events[i].name, btf ? events[i].btf : events[i].classic, true);
	}
	add_source(c, "missed_to_user", skel->progs.tp_sys_exit, false);
	add_source(c, "missed_work_end", skel->progs.tp_work_end, false);
	add_source(c, "missed_fork", skel->progs.btf_fork, false);
	add_source(c, "missed_task_end", skel->progs.btf_free, false);
	add_source(c, "missed_sleep", skel->progs.btf_switch, false);
	add_source(c, "missed_fault", skel->progs.tp_console, false);
}

static int take_report(void *arg, void *data, size_t size)
{
	struct checker *c = arg;

	if (size < sizeof(struct bt_report))
		return -EINVAL;
	return c->fn(data, c->arg);
}

int checker_open(struct checker **checker, const struct checker_opts *opts)
{
	struct checker *c;
	int ret;

	*checker = NULL;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	ret = session_choose_attach(opts->attach);
	if (ret < 0)
		goto out;
	c->attach = ret;
	c->skel = check_bpf__open();
	if (!c->skel) {
		ret = session_explain("open the BPF object", -errno);
		goto out;
	}
	c->skel->rodata->bt_generation = opts->generation;
	memcpy((void *)c->skel->rodata->bt_protocol, tables[opts->generation - 1], BT_TABLE_SIZE);
	if (opts->max_window_ns)
		c->skel->rodata->bt_max_window = opts->max_window_ns;
	bt_fast_fill((void *)c->skel->rodata->bt_fast, tables[opts->generation - 1], opts->generation);
	choose_programs(c);
	ret = check_bpf__load(c->skel);
	if (ret) {
		ret = session_explain("load the BPF programs", ret);
		goto out;
	}
	c->slots = SLOTS_OF(c->skel->bss);
	c->skel->bss->bt.slots[0].key = BT_NO_KEY;
	ret = session_follow(c->skel->maps.bt_cgroup_map, opts->cgroup_fd);
	if (ret)
		goto out;
	c->ring = ring_buffer__new(bpf_map__fd(c->skel->maps.bt_reports), take_report, c, NULL);
	if (!c->ring) {
		ret = -errno;
		err("cannot map the ring buffer: %s", strerror(-ret));
		goto out;
	}
	ret = check_bpf__attach(c->skel);
	if (ret) {
		ret = session_explain("attach to the lazy_mmu events", ret);
		goto out;
	}
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
	check_bpf__destroy(c->skel);
	free(c);
}

enum attach_mode checker_attach(const struct checker *c)
{
	return c->attach;
}

int checker_fd(const struct checker *c)
{
	return ring_buffer__epoll_fd(c->ring);
}

void checker_enable(struct checker *c)
{
	struct timespec ts;

	for (size_t i = 0; i < c->nr_sources; i++)
		c->sources[i].before = session_misses(c->sources[i].prog);
	/* Until it is known when that was nobody was born after it. */
	__atomic_store_n(&c->skel->bss->bt_enabled_at, UINT64_MAX, __ATOMIC_SEQ_CST);
	__atomic_store_n(&c->skel->bss->bt.enabled, 1, __ATOMIC_SEQ_CST);
	/* After it: only who begins later has been watched from the beginning. */
	clock_gettime(CLOCK_BOOTTIME, &ts);
	__atomic_store_n(&c->skel->bss->bt_enabled_at, ts.tv_sec * 1000000000ull + ts.tv_nsec,
			 __ATOMIC_SEQ_CST);
}

void checker_disable(struct checker *c)
{
	__atomic_store_n(&c->skel->bss->bt.enabled, 0, __ATOMIC_SEQ_CST);
	session_wait_for_programs();
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
}

size_t checker_losses(struct checker *c, struct check_loss *v)
{
	for (size_t i = 0; i < c->nr_sources; i++)
		v[i] = (struct check_loss){
			c->sources[i].name,
			session_misses(c->sources[i].prog) - c->sources[i].before,
			c->sources[i].event,
		};
	v[c->nr_sources] = (struct check_loss){
		"no_slot", c->skel->bss->bt_loss[BT_LOSS_NO_SLOT], true,
	};
	return c->nr_sources + 1;
}

int checker_read_text(struct checker *c, uint64_t address, const uint32_t **words)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	int ret;

	c->skel->bss->bt_text_address = address;
	ret = bpf_prog_test_run_opts(bpf_program__fd(c->skel->progs.read_text), &opts);
	*words = c->skel->bss->bt_text;
	return ret ? ret : (int)opts.retval;
}
