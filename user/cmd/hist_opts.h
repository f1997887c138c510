/* SPDX-License-Identifier: GPL-2.0 */
/* The options of `hist`, and what follows from them. */
#ifndef BT_HIST_OPTS_H
#define BT_HIST_OPTS_H

#include "output/hist_out.h"
#include "live/hist_session.h"
#include "cmd/opts.h"

struct hist_opts {
	struct opts o;		/* first: the shared parsers know it */
	const struct hist_ops *format;
	unsigned int metrics;	/* bits */
	struct hist_shape shape[BT_NR_METRICS];
	const char *svg;	/* file, or NULL */
	bool no_header, no_summary, with_zeros;
};

/**
 * hist_opts_parse() - of a command line; says what is wrong with it.
 *
 * Return: 0, and @o to be freed with opts_free(&o->o), or an errno.
 */
int hist_opts_parse(struct hist_opts *o, int argc, char **argv);

/**
 * hist_parse_metrics() - the value of --metric.
 * @metrics: result, bits
 *
 * Return: as an argp parser does.
 */
error_t hist_parse_metrics(const char *arg, unsigned int *metrics, struct argp_state *state);

/**
 * hist_parse_buckets() - the value of --buckets.
 * @shape: of each metric; those that it is about are changed
 *
 * Return: as an argp parser does.
 */
error_t hist_parse_buckets(const char *arg, struct hist_shape *shape, struct argp_state *state);

/** hist_opts_session() - what has to be measured for these; not the cgroup and generation. */
void hist_opts_session(const struct hist_opts *o, struct histsession_opts *s);

/**
 * hist_opts_draw() - write the file of --svg.
 *
 * Return: 0 or a negative errno; says why.
 */
int hist_opts_draw(const struct hist_opts *o, const struct hist_out *out,
		   const struct hist_frame *frame);

#endif /* BT_HIST_OPTS_H */
