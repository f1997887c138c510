/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The BPF side of `check` from user space.  Between checker_enable() and
 * checker_disable() it makes no map system call, as session.h explains.
 */
#ifndef BT_CHECKER_H
#define BT_CHECKER_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/check_result.h"
#include "shared/report.h"
#include "aggregate/losses.h"
#include "live/stat_session.h"

struct checker_opts {
	struct backend_opts backend;
	int generation;		/* of the logic, 1 to 3 */
	int cgroup_fd;		/* cgroup v2 directory to follow, -1 for none */
	bool strict;		/* the kernel has the events of one, see strict.h */
	uint64_t max_window_ns;	/* a batch that waits longer is a violation (I19); 0: none is */
};

struct checker;

/**
 * checker_open() - load the programs and attach them; nothing is checked yet.
 * @kernel: examined; must outlive @checker
 *
 * Says why it failed, with a hint.
 *
 * Return: 0 and @checker, to be closed with checker_close(); errors as session_open().
 */
int checker_open(struct checker **checker, struct kernel *kernel,
		 const struct checker_opts *opts);

/** checker_close() - detach and free; NULL is fine. */
void checker_close(struct checker *c);

/** checker_backend() - what sees the events; @c keeps it. */
const struct backend *checker_backend(const struct checker *c);

/** checker_fd() - readable when there are reports. */
int checker_fd(const struct checker *c);

/** checker_enable() - begin: at one instant for all programs. */
void checker_enable(struct checker *c);

/** checker_disable() - stop, and wait until no program is in the middle. */
void checker_disable(struct checker *c);

/**
 * checker_take() - hand the reports to @fn, and free what dead tasks used.
 *
 * To be called every few ten ms.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int checker_take(struct checker *c, report_fn fn, void *arg);

/** checker_counts() - since checker_enable(). */
void checker_counts(struct checker *c, struct check_counts *counts);

/**
 * checker_losses() - since checker_enable().
 * @v: MAX_LOSS_CAUSES of them
 *
 * Return: how many causes there are.
 */
size_t checker_losses(struct checker *c, struct loss_cause *v);

/**
 * checker_read_text() - the kernel's text as it is now, static branches and all, but not @c's probes.
 * @address: of the first instruction
 * @words: BT_TEXT_SIZE bytes, valid until the next call
 *
 * Return: 0 or a negative errno (-EFAULT: there is no text, or it may not be read).
 */
int checker_read_text(struct checker *c, uint64_t address, const uint32_t **words);

#endif /* BT_CHECKER_H */
