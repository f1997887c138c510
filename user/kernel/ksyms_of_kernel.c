// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "kernel/ksyms.h"
#include "kernel/symbol_ends.h"

struct ksyms *ksyms_of_kernel(const char *what)
{
	struct ksyms *k;
	int ret = ksyms_load(&k, KALLSYMS);

	if (!ret && symbol_ends_of_kernel(k)) {
		ksyms_free(k);
		k = NULL;
		ret = -ENOMEM;
	}
	if (ret)
		warn("no names for %s: " KALLSYMS ": %s%s", what, strerror(-ret),
		     ret == -ENOENT ? " (hidden by kernel.kptr_restrict?)" : "");
	return k;
}
