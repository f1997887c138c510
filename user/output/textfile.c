// SPDX-License-Identifier: GPL-2.0
#include "output/textfile.h"
#include "base/atomic_file.h"

int textfile_check(const char *path)
{
	struct atomic_file n;
	int ret = path ? atomic_file_open(&n, path) : 0;

	if (path && !ret)
		atomic_file_abort(&n);
	return ret;
}

int textfile_write(const char *path, const struct stat_out *like, const struct frame *frame)
{
	struct stat_out out = { .ops = &stat_openmetrics, .ksyms = like->ksyms, .textfile = true };
	struct frame total = *frame;
	struct atomic_file n;
	int ret = path ? atomic_file_open(&n, path) : 0;

	if (!path || ret)
		return ret;
	out.f = n.f;
	total.kind = FRAME_TOTAL;
	out.ops->begin(&out, like->header);
	out.ops->frame(&out, &total);
	out.ops->end(&out);
	return atomic_file_commit(&n);
}
