// SPDX-License-Identifier: GPL-2.0
/* Conclude from the checks of a kernel what it can do, and print the reason when it cannot. */
#include <errno.h>
#include <string.h>

#include "kernel/kernel.h"
#include "base/log.h"

const char *kernel_state_name(enum check_state state)
{
	static const char *const names[] = { "ok", "note", "denied", "missing" };

	return names[state];
}

const struct check *kernel_verdict(const struct kernel *k, bool probes)
{
	const struct check *denied = NULL;

	for (size_t i = 0; i < k->nr_checks; i++) {
		if (k->checks[i].need == (probes ? FOR_TRACEPOINTS : FOR_PROBES))
			continue;
		if (k->checks[i].state == CHECK_MISSING)
			return &k->checks[i];
		if (k->checks[i].state == CHECK_DENIED && !denied)
			denied = &k->checks[i];
	}
	return denied;
}

int kernel_refuse(const struct check *bad, const char *what)
{
	err("cannot %s: %s: %s", what, bad->name, bad->found);
	hint("%s (see 'barrier-trace info')", bad->fix);
	return bad->state == CHECK_DENIED ? -EPERM : -EOPNOTSUPP;
}

int kernel_explain(const struct kernel *k, const char *what, int ret, bool probes)
{
	const struct check *bad = kernel_verdict(k, probes);

	for (size_t i = 0; !bad && i < k->nr_checks; i++)
		if (k->checks[i].fix && !strcmp(k->checks[i].name, "lockdown"))
			bad = &k->checks[i];
	if (bad)
		return kernel_refuse(bad, what);
	err("cannot %s: %s", what, strerror(-ret));
	hint("run 'barrier-trace info' to see what this kernel offers, or add -vv to see what libbpf says");
	return ret;
}
