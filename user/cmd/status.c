// SPDX-License-Identifier: GPL-2.0
/* Run a command from its command line to its exit status. */
#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"
#include "live/measure.h"

int exit_status_of(int ret)
{
	return ret == -EOPNOTSUPP ? EXIT_UNTRACEABLE : EXIT_ERROR;
}

/* Print the schema, or check the options and run the command.  Return: an exit status. */
static int run_parsed(const struct command_parts *c, struct opts *o)
{
	int ret = 0;

	if (o->schema) {
		c->schema(stdout);
		return opts_close_output(o, stdout) ? EXIT_ERROR : EXIT_FINE;
	}
	if (c->check)
		ret = c->check(o);
	if (ret)
		return ret == -EINVAL ? EXIT_USAGE : EXIT_ERROR;
	return c->run(o);
}

int command_run(const struct command_parts *c, int argc, char **argv, struct opts *o)
{
	int status = EXIT_USAGE;

	if (!options_parse(c->options, argc, argv, o))
		status = run_parsed(c, o);
	options_free(c->options, o);
	opts_free(o);
	return status;
}

void command_open(struct measurement *m, const struct opts *o)
{
	m->what = opts_watched(o);
	m->duration_ns = o->duration_ns;
	m->interval_ns = o->interval_ns;
	m->intervals = o->intervals;
	m->repeat = o->repeat;
	measurement_open(m);
}

int command_measure(struct measurement *m, const struct opts *o)
{
	int ret, closed;

	m->out = opts_open_output(o);
	if (!m->out)
		return -EIO;
	ret = measure(m);
	closed = opts_close_output(o, m->out);
	return ret ? ret : closed ? -EIO : 0;
}

int exit_status_with(int ret, int cmd, uint64_t lost, const char *what, bool strict)
{
	if (ret == -ENOMEM)
		err("out of memory");
	if (cmd == 126 || cmd == 127)
		return cmd;
	if (ret)
		return exit_status_of(ret);
	if (lost && strict) {
		err("%" PRIu64 " %s lost (an error because of --strict)", lost, what);
		return EXIT_LOST;
	}
	return cmd > 0 ? cmd : EXIT_FINE;
}

int exit_status_of_verdict(enum check_verdict verdict, bool strict)
{
	switch (verdict) {
	case VERDICT_VIOLATED:
		return EXIT_VIOLATION;
	case VERDICT_INCOMPLETE:
		err("events were lost: the verdict is incomplete");
		break;
	case VERDICT_PARTIAL:
		if (strict)
			err("not everything was judged: the verdict is partial");
		break;
	default:
		return EXIT_FINE;
	}
	return strict ? EXIT_LOST : EXIT_FINE;
}
