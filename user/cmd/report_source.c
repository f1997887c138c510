// SPDX-License-Identifier: GPL-2.0
/* Find source lines for the addresses of a recording. */
#include "base/log.h"
#include "cmd/report_views.h"
#include "kernel/vmlinux.h"

int report_lines(const struct report_opts *o, const struct recorded *r,
		 struct source_lines **lines)
{
	int ret;

	*lines = NULL;
	if (!o->vmlinux)
		return 0;
	ret = vmlinux_open(lines, o->vmlinux, r->build_id);
	if (ret)
		return ret;
	source_lines_place(*lines, r->text);
	/* Fails if the kernel hid its addresses, or an earlier version did not record them. */
	if (!source_lines_place_by_names(*lines, r->ksyms)) {
		warn("no source lines: the recording does not say where the kernel was loaded");
		source_lines_close(*lines);
		*lines = NULL;
	}
	return 0;
}
