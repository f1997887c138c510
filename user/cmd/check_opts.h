/* SPDX-License-Identifier: GPL-2.0 */
/* Define the options that `check` and `report --view check` share. */
#ifndef BT_CHECK_OPTS_H
#define BT_CHECK_OPTS_H

#include "aggregate/check_result.h"
#include "cmd/opts.h"
#include "shared/report.h"

/* @type has a struct check_rules rules; @where stands in front of each help. */
#define CHECK_RULES_OPTIONS(type, where)						\
	{ "history", 0, "N", where "show the task's last N events (0 to 64; default: 32)",	\
	  INT_AT(type, rules.history), .max = BT_HISTORY },				\
	{ "allow", 0, "GLOB", where "functions that may defer, too (I20)",		\
	  STRINGS_AT(type, rules.allow, rules.nr_allow) },				\
	{ "max-window", 0, "TIME", where "no batch may wait longer for its flush (I19)", \
	  TIME_AT(type, rules.max_window_ns) }

#endif /* BT_CHECK_OPTS_H */
