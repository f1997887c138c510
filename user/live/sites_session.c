// SPDX-License-Identifier: GPL-2.0
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "live/sites_session.h"
#include "sites.skel.h"
#include "base/log.h"
#include "live/slots.h"
#include "live/event_programs.h"

struct sitesession {
	struct sites_bpf *skel;
	struct backend backend;
	struct sources sources;
	struct slots slots;
	struct loss_cause losses[MAX_LOSS_CAUSES];	/* as of the end */
	size_t nr_losses;
};

static int configure(struct sitesession *s, const struct sitesession_opts *opts)
{
	struct sites_bpf__rodata *ro = s->skel->rodata;

	ro->bt_key_task = opts->by_task;
	ro->bt_key_comm = opts->by_comm;
	ro->bt_key_cpu = opts->by_cpu;
	WANTED_SET(ro, &opts->wanted);
	return backend_resize(&s->backend, s->skel->maps.bt_sites, opts->max_stacks);
}

static void choose_programs(struct sitesession *s)
{
	struct sites_bpf *skel = s->skel;

	sources_choose_events(&s->sources, skel->obj, &s->backend,
			      SOURCES_QUEUE_AND_FLUSH);
	sources_add(&s->sources, "missed_to_user", skel->progs.tp_sys_exit, false);
	sources_add(&s->sources, "missed_work_end", skel->progs.tp_work_end, false);
	sources_add(&s->sources, "missed_task_end", skel->progs.btf_free, false);
}

int sitesession_open(struct sitesession **session, struct kernel *kernel,
		    const struct sitesession_opts *opts)
{
	struct sitesession *s;
	int ret;

	*session = NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	ret = backend_choose(&s->backend, kernel, &opts->backend);
	if (ret)
		goto out;
	s->skel = sites_bpf__open();
	ret = backend_opened(&s->backend, s->skel);
	if (ret)
		goto out;
	choose_programs(s);
	ret = configure(s, opts);
	if (!ret)
		ret = backend_load(&s->backend, s->skel->skeleton);
	if (ret)
		goto out;
	s->slots = SLOTS_OF(s->skel->bss);
	ret = session_follow(s->skel->maps.bt_cgroup_map, opts->cgroup_fd);
	if (!ret)
		ret = backend_attach(&s->backend, s->skel->skeleton);
	if (ret)
		goto out;
	*session = s;
	return 0;
out:
	sitesession_close(s);
	return ret;
}

void sitesession_close(struct sitesession *s)
{
	if (!s)
		return;
	backend_close(&s->backend);
	sites_bpf__destroy(s->skel);
	free(s);
}

const struct backend *sitesession_backend(const struct sitesession *s)
{
	return &s->backend;
}

void sitesession_enable(struct sitesession *s)
{
	sources_begin(&s->sources);
	session_enable_programs(&s->skel->bss->bt.enabled);
}

static int take_dead(const struct bt_slot *slot, uint32_t index, void *arg)
{
	struct sites_bpf__bss *bss = ((struct sitesession *)arg)->skel->bss;

	(void)slot;
	memset(&bss->bt_runs[index], 0, sizeof(bss->bt_runs[index]));
	memset(&bss->bt_stretches[index], 0, sizeof(bss->bt_stretches[index]));
	return 0;
}

void sitesession_take_dead(struct sitesession *s)
{
	slots_take_closed(&s->slots, take_dead, s);
}

static size_t read_losses(struct sitesession *s, struct loss_cause *v)
{
	const struct sites_bpf__bss *bss = s->skel->bss;
	size_t n = sources_losses(&s->sources, v);

	v[n++] = (struct loss_cause){ "no_slot", bss->bt_loss[BT_LOSS_NO_SLOT], true };
	v[n++] = (struct loss_cause){ "no_site", bss->bt_site_loss[BT_SITE_LOSS_NO_ROOM], true };
	v[n++] = (struct loss_cause){ "no_stack", bss->bt_site_loss[BT_SITE_LOSS_NO_STACK], false };
	return n;
}

/* To read the map blinds classic programs: what they miss then is no loss. */
void sitesession_disable(struct sitesession *s)
{
	session_disable_programs(&s->skel->bss->bt.enabled);
	s->nr_losses = read_losses(s, s->losses);
}

int sitesession_each(struct sitesession *s, stack_fn fn, void *arg)
{
	int fd = bpf_map__fd(s->skel->maps.bt_sites), ret;
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
	if (ret == -ENOENT)	/* behind the last one */
		return 0;
	err("cannot read the stacks: %s", strerror(-ret));
	return ret;
}

size_t sitesession_losses(const struct sitesession *s, const struct loss_cause **v)
{
	*v = s->losses;
	return s->nr_losses;
}
