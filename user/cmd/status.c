// SPDX-License-Identifier: GPL-2.0
/* Exit statuses, and what stands before a measurement. */
#include <errno.h>
#include <inttypes.h>

#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/opts.h"

int exit_status_of(int ret)
{
	return ret == -EOPNOTSUPP ? EXIT_UNTRACEABLE : EXIT_ERROR;
}

bool command_ready(struct opts *o, void (*schema)(FILE *f), int *status)
{
	int ret;

	if (schema && o->schema) {
		schema(stdout);
		*status = opts_close_output(o, stdout) ? EXIT_ERROR : EXIT_FINE;
		return false;
	}
	ret = opts_check(o);
	if (ret) {
		*status = ret == -EINVAL ? EXIT_USAGE : EXIT_ERROR;
		return false;
	}
	o->filter.cgroup = o->cgroup || (o->cmd && !o->all);
	return true;
}

int exit_status_with(int ret, int cmd, uint64_t lost, const char *what, bool strict)
{
	if (cmd == 126 || cmd == 127)
		return cmd;
	if (ret)
		return exit_status_of(ret);
	if (lost && strict) {
		err("%" PRIu64 " %s lost, and --strict", lost, what);
		return EXIT_LOST;
	}
	return cmd > 0 ? cmd : EXIT_FINE;
}
