/* SPDX-License-Identifier: GPL-2.0 */
/* The options of `top`. */
#ifndef BT_TOP_OPTS_H
#define BT_TOP_OPTS_H

#include "cmd/opts.h"

enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct top_opts {
	struct opts o;		/* first: the shared parsers know it */
	int sort;		/* see top_state.h */
	enum color color;
	bool batch;
};

/**
 * top_opts_parse() - of a command line; says what is wrong with it.
 *
 * Return: 0 or an errno; @o is to be freed with opts_free(&o->o) in any case.
 */
int top_opts_parse(struct top_opts *o, int argc, char **argv);

/** top_opts_color() - are colours wanted?  NO_COLOR is asked unless an option says it. */
bool top_opts_color(const struct top_opts *o);

#endif /* BT_TOP_OPTS_H */
