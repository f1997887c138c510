/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BPF side of `hist` from user space.  Between histsession_enable() and
 * histsession_disable() it makes no map system call, as session.h explains.
 */
#ifndef BT_HISTSESSION_H
#define BT_HISTSESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/hist.h"
#include "aggregate/losses.h"
#include "live/stat_session.h"
#include "live/bpf_filter.h"

struct histsession_opts {
	struct backend_opts backend;
	int generation;		/* of the logic, 0 to 3 */
	uint64_t step[BT_NR_METRICS];	/* widths of the linear buckets, 0 for none */
	/* What samples are kept apart by: rows and filters need it */
	bool by_task, by_comm, by_cgroup, by_cpu, by_level, by_site;
	int cgroup_fd;		/* cgroup v2 directory to follow, -1 for none */
	struct wanted wanted;	/* whose are kept at all */
};

struct histsession;

/**
 * histsession_open() - load the programs and attach them; nothing is measured yet.
 * @kernel: examined; must outlive @session
 *
 * Says why it failed, with a hint.
 *
 * Return: 0 and @session, to be closed with histsession_close(); errors as session_open().
 */
int histsession_open(struct histsession **session, struct kernel *kernel,
		    const struct histsession_opts *opts);

/** histsession_close() - detach and free; NULL is fine. */
void histsession_close(struct histsession *s);

/** histsession_backend() - what sees the events; @s keeps it. */
const struct backend *histsession_backend(const struct histsession *s);

/** histsession_enable() - begin: at one instant for all programs. */
void histsession_enable(struct histsession *s);

/** histsession_disable() - stop, and end what is open: after this a last histsession_take(). */
void histsession_disable(struct histsession *s);

typedef int (*set_fn)(const struct bt_set *set, void *arg);

/**
 * histsession_take_dead() - free what dead tasks used.
 * @fn: gets the samples of those that have sets of their own (by_task)
 *
 * To be called every few ten ms, or there is no room for new tasks.
 *
 * Return: 0 or what @fn returned.
 */
int histsession_take_dead(struct histsession *s, set_fn fn, void *arg);

/**
 * histsession_take() - all samples that came since the last call, dead tasks' too.
 * @fn: called for each set that has some
 *
 * A sample that comes meanwhile is taken now or the next time.
 *
 * Return: 0 or what @fn returned.
 */
int histsession_take(struct histsession *s, set_fn fn, void *arg);

/**
 * histsession_losses() - since histsession_enable().
 * @v: MAX_LOSS_CAUSES of them
 *
 * Return: how many causes there are.
 */
size_t histsession_losses(struct histsession *s, struct loss_cause *v);

#endif /* BT_HISTSESSION_H */
