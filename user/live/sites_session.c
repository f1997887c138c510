// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "logic/runs.h"	/* types that the skeleton names */
#include "live/sites_session.h"
#include "sites.skel.h"
#include "base/log.h"
#include "kernel/at_once.h"

struct sites_session {
	struct live_object object;
	struct sites_bpf *skel;
};

static int configure(struct sites_session *s, const struct sites_session_opts *opts)
{
	struct sites_bpf__rodata *ro = s->skel->rodata;
	const struct bt_text_range at_once = at_once_range();

	ro->bt_key_task = opts->by_task;
	ro->bt_key_comm = opts->by_comm;
	ro->bt_key_cpu = opts->by_cpu;
	ro->bt_counts_sections = backend_generation(&s->object.backend) >= GENERATION_3;
	memcpy((void *)&ro->bt_at_once, &at_once, sizeof(at_once));
	BPF_FILTER_SET(ro, &opts->wanted);
	return backend_resize(&s->object.backend, s->skel->maps.bt_sites, opts->max_stacks);
}

static int open_programs(struct live_object *o, const struct live_opts *opts)
{
	struct sites_session *s = (struct sites_session *)o;
	struct sites_bpf__bss *bss;
	int ret;

	s->skel = sites_bpf__open();
	ret = BPF_OBJECT_OPENED(o, s->skel);
	if (ret)
		return ret;
	bss = s->skel->bss;
	bpf_object_choose_events(o, EVENTS_QUEUE_AND_FLUSH, false);
	bpf_object_add_program(o, BT_LOSS_MISSED_TO_USER, s->skel->progs.tp_sys_exit);
	bpf_object_add_program(o, BT_LOSS_MISSED_WORK_END, s->skel->progs.tp_work_end);
	bpf_object_add_program(o, BT_LOSS_MISSED_TASK_END, s->skel->progs.btf_free);
	bpf_object_add_counter(o, BT_LOSS_NO_SLOT, &bss->bt_loss[BT_LOSS_NO_SLOT]);
	bpf_object_add_counter(o, BT_LOSS_NO_SITE, &bss->bt_loss[BT_LOSS_NO_SITE]);
	bpf_object_add_counter(o, BT_LOSS_NO_STACK, &bss->bt_loss[BT_LOSS_NO_STACK]);
	return configure(s, (const struct sites_session_opts *)opts);
}

static void free_session(struct live_object *o)
{
	sites_bpf__destroy(((struct sites_session *)o)->skel);
}

const struct live_object_ops sites_session = {
	.size = sizeof(struct sites_session), .open = open_programs, .free = free_session,
};

static int take_dead(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct sites_bpf__bss *bss = ((struct sites_session *)arg)->skel->bss;

	(void)slot;
	memset(&bss->bt_runs[index], 0, sizeof(bss->bt_runs[index]));
	memset(&bss->bt_stretches[index], 0, sizeof(bss->bt_stretches[index]));
	return 0;
}

bool sites_session_knows_at_once(const struct live_object *o)
{
	return ((const struct sites_session *)o)->skel->rodata->bt_at_once.size;
}

void sites_session_take_dead(struct live_object *o)
{
	slots_take_closed(&o->slots, take_dead, o);
}

int sites_session_each(struct live_object *o, stack_fn fn, void *arg)
{
	int fd = bpf_map__fd(((struct sites_session *)o)->skel->maps.bt_sites), ret;
	struct bt_site_key key, *last = NULL;
	struct bt_site_counts n;

	while (!(ret = bpf_map_get_next_key(fd, last, &key))) {
		ret = bpf_map_lookup_elem(fd, &key, &n);
		if (ret)
			break;
		ret = fn(&key, &n, arg);
		if (ret)
			return ret;
		last = &key;
	}
	if (ret == -ENOENT)	/* there are no more stacks */
		return 0;
	err("cannot read the stacks: %s", strerror(-ret));
	return ret;
}
