/* SPDX-License-Identifier: GPL-2.0 */
/* Loads the programs of `check`, and reads their reports and counts. */
#ifndef BT_CHECKER_H
#define BT_CHECKER_H

#include <stdbool.h>
#include <stdint.h>

#include "aggregate/check_result.h"
#include "shared/report.h"
#include "live/bpf_object.h"
#include "live/now_session.h"

struct check_session_opts {
	struct live_opts live;
	bool strict;		/* the kernel has the events of a strict kernel */
	uint64_t max_window_ns;	/* a longer window is a violation (I19); 0: no limit */
};

/* The session of `check`, with the options struct check_session_opts */
extern const struct live_object_ops check_session;

/** check_session_fd() - return the session's file descriptor that is readable when reports come. */
int check_session_fd(const struct live_object *o);

/**
 * check_session_take() - hand the reports to @fn, and free what dead tasks used.
 *
 * To be called every few ten ms.
 *
 * Return: 0, what @fn returned, or a negative errno.
 */
int check_session_take(struct live_object *o, report_fn fn, void *arg);

/** check_session_now() - return the programs of @o that look at all tasks; not for long. */
struct now_programs check_session_now(struct live_object *o);

/**
 * check_session_counts() - read the counts since bpf_object_enable().
 *
 * The function of check_session_take() gets a BT_REPORT_EFFECTS for each task that has any.
 */
void check_session_counts(struct live_object *o, struct check_counts *counts);

/**
 * check_session_read_text() - read the kernel's text as it is now, with static branches as they are
 * patched, but without @o's probes.
 * @address: of the first instruction, a multiple of 4
 * @words: result
 * @n: number of instructions
 *
 * Return: number of instructions that were read: fewer than @n where the text ends, 0 when there is
 * no text, or it may not be read.
 */
size_t check_session_read_text(struct live_object *o, uint64_t address, uint32_t *words, size_t n);

#endif /* BT_CHECKER_H */
