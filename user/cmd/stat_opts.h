/* SPDX-License-Identifier: GPL-2.0 */
/* Define the options of `stat`, which write to struct opts. */
#ifndef BT_STAT_OPTS_H
#define BT_STAT_OPTS_H

#include "cmd/opts.h"

extern const struct option_set stat_options;

#endif /* BT_STAT_OPTS_H */
