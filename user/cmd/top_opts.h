/* SPDX-License-Identifier: GPL-2.0 */
/* Define the options of `top`, and decide whether it uses colours. */
#ifndef BT_TOP_OPTS_H
#define BT_TOP_OPTS_H

#include "cmd/opts.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Keeps the values of the options of `top`. */
struct top_opts {
	struct opts o;		/* first: the shared tables write to it */
	int sort;		/* enum field or TOP_SAVING, see top/state.h */
	enum color color;
	bool batch;
};

extern const struct option_set top_options;

/** top_opts_color() - return whether to use colours.  --color wins over the variable NO_COLOR. */
bool top_opts_color(const struct top_opts *o);

#endif /* BT_TOP_OPTS_H */
