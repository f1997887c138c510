// SPDX-License-Identifier: GPL-2.0
#include "output/textfile.h"
#include "base/atomic_file.h"

int metrics_check(const char *path)
{
	struct newfile n;
	int ret = path ? newfile_open(&n, path) : 0;

	if (path && !ret)
		newfile_abort(&n);
	return ret;
}

int metrics_write(const char *path, const struct out *like, const struct frame *frame)
{
	struct out out = { .ops = &out_openmetrics, .ksyms = like->ksyms, .textfile = true };
	struct frame total = *frame;
	struct newfile n;
	int ret = path ? newfile_open(&n, path) : 0;

	if (!path || ret)
		return ret;
	out.f = n.f;
	total.kind = FRAME_TOTAL;
	out.ops->begin(&out, like->header);
	out.ops->frame(&out, &total);
	out.ops->end(&out);
	return newfile_commit(&n);
}
