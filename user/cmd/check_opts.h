/* SPDX-License-Identifier: GPL-2.0 */
/* What `check` is asked, of a live system or of a recording. */
#ifndef BT_CHECK_OPTS_H
#define BT_CHECK_OPTS_H

#include <argp.h>
#include <stddef.h>
#include <stdint.h>

#include "aggregate/check_result.h"

enum { OPT_HISTORY = 700, OPT_ALLOW, OPT_MAX_WINDOW };	/* keys */

/* Their options, with what stands before the help of each, and in this group. */
#define CHECK_RULES_OPTIONS(view, group)						\
	{ "history", OPT_HISTORY, "N", 0, view "show the task's last N events (32, at most 64)", group }, \
	{ "allow", OPT_ALLOW, "GLOB", 0, view "functions that may defer, too (I20)", group },	\
	{ "max-window", OPT_MAX_WINDOW, "TIME", 0,						\
	  view "no batch may wait longer for its flush (I19)", group }

/**
 * check_parse_rule() - one of them.
 *
 * Return: as an argp parser does.
 */
error_t check_parse_rule(int key, char *arg, struct check_rules *rules, struct argp_state *state);

/** check_rules_free() - what is in it. */
void check_rules_free(struct check_rules *rules);

#endif /* BT_CHECK_OPTS_H */
