/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BPF side of `record` from user space.  Between recorder_enable() and
 * recorder_disable() it makes no map system call, as session.h explains.
 */
#ifndef BT_RECORDER_H
#define BT_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recording/record_stream.h"
#include "shared/record.h"
#include "live/check_session.h"
#include "live/stat_session.h"

struct recorder_opts {
	struct backend_opts backend;
	bool cgroups;		/* know each slot's cgroup */
	int cgroup_fd;		/* cgroup v2 directory to follow, -1 for none */
	bool stacks;		/* with every event, and not only where something is wrong */
	uint64_t buffer_size;	/* bytes, a power of two and a multiple of the page size */
};

struct recorder;

/**
 * recorder_open() - load the programs and attach them; nothing is recorded yet.
 * @kernel: examined; must outlive @recorder
 *
 * Says why it failed, with a hint.
 *
 * Return: 0 and @recorder, to be closed with recorder_close(); errors as session_open().
 */
int recorder_open(struct recorder **recorder, struct kernel *kernel,
		  const struct recorder_opts *opts);

/** recorder_close() - detach and free; NULL is fine. */
void recorder_close(struct recorder *r);

/** recorder_backend() - what sees the events; @r keeps it. */
const struct backend *recorder_backend(const struct recorder *r);

/** recorder_enable() - begin: at one instant for all programs. */
void recorder_enable(struct recorder *r);

/** recorder_disable() - stop, and wait until no program is in the middle. */
void recorder_disable(struct recorder *r);

/**
 * recorder_take() - hand the events that have come to @fn, in order, and free what dead
 * tasks used.
 *
 * To be called every few ms.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int recorder_take(struct recorder *r, recorded_fn fn, void *arg);

/** recorder_looks() - how often tasks were looked at where they have to be clean. */
void recorder_looks(struct recorder *r, uint64_t looks[BT_NR_LOOKS]);

/**
 * recorder_losses() - since recorder_enable(): MAX_LOSS_CAUSES of them at most.
 *
 * Return: how many causes there are.
 */
size_t recorder_losses(struct recorder *r, struct loss_cause *v);

/** recorder_stream() - of a CPU below BT_NR_IDLE. */
const struct bt_stream *recorder_stream(struct recorder *r, unsigned int cpu);

#endif /* BT_RECORDER_H */
