/* SPDX-License-Identifier: GPL-2.0 */
/* Define the options of `hist`, and derive the session and the picture from them. */
#ifndef BT_HIST_OPTS_H
#define BT_HIST_OPTS_H

#include "output/hist_out.h"
#include "live/hist_session.h"
#include "cmd/opts.h"

/* Keeps the values of the options of `hist`. */
struct hist_opts {
	struct opts o;		/* first: the shared tables write to it */
	unsigned int metrics;	/* bits, 1 << enum bt_metric */
	struct hist_shape shape[BT_NR_METRICS];
	const char *svg;	/* path, borrowed from argv; or NULL */
	bool no_header, no_summary, with_zeros;
};

#define HIST_ALL_METRICS	((1u << BT_NR_METRICS) - 1)

extern const struct option_set hist_options;

/* Options that other commands have, too.  @type has a member metrics or shape. */
#define OPTION_METRIC(type, help) \
	{ "metric", 0, "LIST", help, CALL_AT(hist_take_metrics, type, metrics) }
#define OPTION_BUCKETS(type, help) \
	{ "buckets", 0, "SHAPE", help, CALL_AT(hist_take_buckets, type, shape) }

/* Take the value of --metric.  @to: unsigned int, bits of enum bt_metric. */
error_t hist_take_metrics(const struct option_def *o, char *arg, void *to,
			  struct argp_state *state);

/*
 * Take the value of --buckets.  @to: BT_NR_METRICS shapes.  A linear width with a unit changes the
 * shapes of the times, one without a unit the others.
 */
error_t hist_take_buckets(const struct option_def *o, char *arg, void *to,
			  struct argp_state *state);

/**
 * hist_opts_session() - derive what the session has to measure.
 * @s: result; the caller sets live.cgroup_fd, which is -1 here
 */
void hist_opts_session(const struct hist_opts *o, struct hist_session_opts *s);

/**
 * hist_opts_draw() - write the file of --svg.
 *
 * Return: 0 or a negative errno; prints the reason.
 */
int hist_opts_draw(const struct hist_opts *o, const struct hist_out *out,
		   const struct hist_frame *frame);

#endif /* BT_HIST_OPTS_H */
