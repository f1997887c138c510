/* SPDX-License-Identifier: GPL-2.0 */
/* Look once at every task's state: `check --now`. */
#ifndef BT_CHECK_NOW_H
#define BT_CHECK_NOW_H

struct opts;

/**
 * check_now_refuse() - refuse options that need events, or that choose tasks.
 *
 * Prints the error.
 *
 * Return: 0 or -EINVAL.
 */
int check_now_refuse(const struct opts *o);

/**
 * check_now_run() - look at all tasks, and write what was found.
 *
 * Return: an exit status.
 */
int check_now_run(const struct opts *o);

#endif /* BT_CHECK_NOW_H */
