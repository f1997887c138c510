// SPDX-License-Identifier: GPL-2.0
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "shared/slot.h"	/* types that the skeletons name */
#include "shared/probe_points.h"
#include "stat.skel.h"
#include "base/log.h"
#include "aggregate/filter.h"
#include "live/stat_session.h"

struct stat_session {
	struct live_object object;
	struct stat_bpf *skel;
	struct bt_derived *derived;	/* mmap-ed, by slot; NULL without probes */
};

#define DERIVED_SIZE	(BT_NR_SLOTS * sizeof(struct bt_derived))

void stat_session_keys(struct stat_session_opts *opts, enum per per, const struct filter *filter)
{
	opts->by_cpu = per == PER_CPU || filter->cpus.n;
	opts->by_level = per == PER_LEVEL;
	opts->by_site = per == PER_SITE;
	opts->cgroups = per == PER_CGROUP || filter->cgroup;
}

static int open_programs(struct live_object *o, const struct live_opts *live)
{
	const struct stat_session_opts *opts = (const struct stat_session_opts *)live;
	struct stat_session *s = (struct stat_session *)o;
	int ret;

	s->skel = stat_bpf__open();
	ret = BPF_OBJECT_OPENED(o, s->skel);
	if (ret)
		return ret;
	s->skel->rodata->bt_by_cpu = opts->by_cpu;
	s->skel->rodata->bt_by_level = opts->by_level;
	s->skel->rodata->bt_by_site = opts->by_site;
	s->skel->rodata->bt_cgroups = opts->cgroups;
	bpf_map__set_autocreate(s->skel->maps.bt_derived, o->backend.plan);
	bpf_object_choose_events(o, EVENTS_COUNTED, opts->by_cpu || opts->by_level ||
				 opts->by_site || opts->cgroups);
	bpf_object_choose_cgroups(o, opts->cgroups);
	bpf_object_add_counter(o, BT_LOSS_NO_SLOT, &s->skel->bss->bt_loss[BT_LOSS_NO_SLOT]);
	bpf_object_choose_rename(o);
	/* After a missed end, the dead task's slot is not used again. */
	bpf_object_add_program(o, BT_LOSS_MISSED_EXIT, s->skel->progs.btf_free);
	return 0;
}

static int map_derived(struct live_object *o)
{
	struct stat_session *s = (struct stat_session *)o;
	void *derived;
	int ret;

	if (!o->backend.plan)
		return 0;
	derived = mmap(NULL, DERIVED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
		       bpf_map__fd(s->skel->maps.bt_derived), 0);
	if (derived == MAP_FAILED) {
		ret = -errno;
		err("cannot map the counts: %s", strerror(-ret));
		return ret;
	}
	s->derived = derived;
	return 0;
}

static void free_session(struct live_object *o)
{
	struct stat_session *s = (struct stat_session *)o;

	if (s->derived)
		munmap(s->derived, DERIVED_SIZE);
	stat_bpf__destroy(s->skel);
}

const struct live_object_ops stat_session = {
	.size = sizeof(struct stat_session), .open = open_programs, .loaded = map_derived,
	.free = free_session,
};

struct take {
	struct stat_session *session;
	slot_fn fn;
	void *arg;
};

static int take_one(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct take *t = arg;
	int ret = t->fn(slot, index, t->arg);

	t->session->skel->bss->bt_flush_here[index] = 0;
	if (t->session->derived)
		memset(&t->session->derived[index], 0, sizeof(*t->session->derived));
	return ret;
}

int stat_session_take_closed(struct live_object *o, slot_fn fn, void *arg)
{
	struct take take = { (struct stat_session *)o, fn, arg };

	return slots_take_closed(&o->slots, take_one, &take);
}

const uint64_t *stat_session_derived(const struct live_object *o, uint32_t index)
{
	const struct stat_session *s = (const struct stat_session *)o;

	return s->derived ? (const uint64_t *)s->derived[index].count : NULL;
}

uint64_t stat_session_flush_here(const struct live_object *o, uint32_t index)
{
	const struct stat_session *s = (const struct stat_session *)o;

	return s->skel->rodata->bt_by_site ? s->skel->bss->bt_flush_here[index] : 0;
}
