/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BPF side of `sites` from user space.  Between sitesession_enable() and
 * sitesession_disable() it makes no map system call, as session.h explains.
 */
#ifndef BT_SITESESSION_H
#define BT_SITESESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/sites.h"
#include "aggregate/losses.h"
#include "live/stat_session.h"
#include "live/bpf_filter.h"

struct sitesession_opts {
	struct backend_opts backend;
	uint32_t max_stacks;	/* that there is room for */
	/* What stacks are kept apart by: filters need it */
	bool by_task, by_comm, by_cpu;
	int cgroup_fd;		/* cgroup v2 directory to follow, -1 for none */
	struct wanted wanted;	/* whose are kept at all */
};

struct sitesession;

/**
 * sitesession_open() - load the programs and attach them; nothing is counted yet.
 * @kernel: examined; must outlive @session
 *
 * Says why it failed, with a hint.
 *
 * Return: 0 and @session, to be closed with sitesession_close(); errors as session_open().
 */
int sitesession_open(struct sitesession **session, struct kernel *kernel,
		    const struct sitesession_opts *opts);

/** sitesession_close() - detach and free; NULL is fine. */
void sitesession_close(struct sitesession *s);

/** sitesession_backend() - what sees the events; @s keeps it. */
const struct backend *sitesession_backend(const struct sitesession *s);

/** sitesession_enable() - begin: at one instant for all programs. */
void sitesession_enable(struct sitesession *s);

/**
 * sitesession_take_dead() - free what dead tasks used.
 *
 * To be called every few ten ms, or there is no room for new tasks.
 */
void sitesession_take_dead(struct sitesession *s);

/** sitesession_disable() - stop, and wait until no program is in the middle. */
void sitesession_disable(struct sitesession *s);

typedef int (*stack_fn)(const struct bt_site_key *key, const struct bt_site_counts *n, void *arg);

/**
 * sitesession_each() - hand each stack to @fn; only after sitesession_disable().
 *
 * Says why it failed.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int sitesession_each(struct sitesession *s, stack_fn fn, void *arg);

/**
 * sitesession_losses() - from sitesession_enable() to sitesession_disable().
 * @v: result, of the session
 *
 * Return: how many causes there are.
 */
size_t sitesession_losses(const struct sitesession *s, const struct loss_cause **v);

#endif /* BT_SITESESSION_H */
