/* SPDX-License-Identifier: GPL-2.0 */
/* The options of `hist`, and what follows from them. */
#ifndef BT_HIST_OPTS_H
#define BT_HIST_OPTS_H

#include "output/hist_out.h"
#include "live/hist_session.h"
#include "cmd/opts.h"

struct hist_opts {
	struct opts o;		/* first: the shared parsers know it */
	unsigned int metrics;	/* bits */
	struct hist_shape shape[BT_NR_METRICS];
	const char *svg;	/* file, or NULL */
	bool no_header, no_summary, with_zeros;
};

#define HIST_ALL_METRICS	((1u << BT_NR_METRICS) - 1)

extern const struct option_set hist_options;

/* Options that other commands have, too: their structs have members of the same names. */
#define OPTION_METRIC(type, help) \
	{ "metric", 0, "LIST", help, CALL_AT(hist_take_metrics, type, metrics) }
#define OPTION_BUCKETS(type, help) \
	{ "buckets", 0, "SHAPE", help, CALL_AT(hist_take_buckets, type, shape) }

/* Takes --metric: bits of an unsigned int. */
error_t hist_take_metrics(const struct option_def *o, char *arg, void *to,
			  struct argp_state *state);

/* Takes --buckets: changes the shapes that it is about, of BT_NR_METRICS. */
error_t hist_take_buckets(const struct option_def *o, char *arg, void *to,
			  struct argp_state *state);

/** hist_opts_session() - what has to be measured for these; not the cgroup and generation. */
void hist_opts_session(const struct hist_opts *o, struct hist_session_opts *s);

/**
 * hist_opts_draw() - write the file of --svg.
 *
 * Return: 0 or a negative errno; says why.
 */
int hist_opts_draw(const struct hist_opts *o, const struct hist_out *out,
		   const struct hist_frame *frame);

#endif /* BT_HIST_OPTS_H */
