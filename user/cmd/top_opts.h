/* SPDX-License-Identifier: GPL-2.0 */
/* Define the options of `top`, and what follows from them. */
#ifndef BT_TOP_OPTS_H
#define BT_TOP_OPTS_H

#include "cmd/opts.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct top_opts {
	struct opts o;		/* first: the shared tables write to it */
	int sort;		/* see top_state.h */
	enum color color;
	bool batch;
};

extern const struct option_set top_options;

/** top_opts_color() - are colours wanted?  NO_COLOR is asked unless an option says it. */
bool top_opts_color(const struct top_opts *o);

#endif /* BT_TOP_OPTS_H */
