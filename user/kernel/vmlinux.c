// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/build_id.h"
#include "base/array.h"
#include "base/log.h"
#include "kernel/vmlinux.h"

static int refuse(const char *path, int ret)
{
	switch (ret) {
	case -ENOTSUP:
		err("%s: this barrier-trace was built without libdw, which reads debug info", path);
		hint("build it with libdw-dev installed");
		break;
	case -ENODATA:
		err("%s: no debug info", path);
		hint("install the kernel's debug package, or build the kernel with CONFIG_DEBUG_INFO_DWARF5=y");
		break;
	case -ENOEXEC:
		err("%s: not an ELF file", path);
		break;
	default:
		err("cannot read %s: %s", path, strerror(-ret));
	}
	return ret;
}

int vmlinux_open(struct source_lines **lines, const char *path, const char *build_id)
{
	const char *found;
	int ret = source_lines_open(lines, path);

	if (ret)
		return refuse(path, ret);
	found = source_lines_build_id(*lines);
	if (!*build_id) {
		warn("%s: whether it is of the same kernel is not known, for there is no build ID to "
		     "compare", path);
	} else if (strcmp(found, build_id)) {
		err("%s: of another kernel: %s%s", path,
		    *found ? "its build ID is " : "it has no build ID", found);
		hint("the build ID has to be %s", build_id);
		source_lines_close(*lines);
		*lines = NULL;
		ret = -EINVAL;
	}
	return ret;
}

/*
 * Open a file silently.  Return: NULL where the file has no debug info, or is not of this kernel,
 * which is common.
 */
static struct source_lines *try(const char *path, const char *build_id)
{
	struct source_lines *lines;

	if (source_lines_open(&lines, path))
		return NULL;
	if (!strcmp(source_lines_build_id(lines), build_id)) {
		verbose("source lines from %s", path);
		return lines;
	}
	source_lines_close(lines);
	return NULL;
}

struct source_lines *vmlinux_search(const char *root, const char *release, const char *build_id)
{
	/*
	 * The places where perf and libbpf look.  The working directory is left out, because root
	 * may be in a directory of another user.
	 */
	static const char *const places[] = {
		"/boot/vmlinux-%s",
		"/usr/lib/debug/boot/vmlinux-%s",
		"/usr/lib/debug/boot/vmlinux-%s.debug",
		"/lib/modules/%s/build/vmlinux",
		"/usr/lib/debug/lib/modules/%s/vmlinux",
	};
	struct source_lines *lines;
	char path[512], place[384];

	if (strlen(build_id) < 3)
		return NULL;
	snprintf(path, sizeof(path), "%s/usr/lib/debug/.build-id/%.2s/%s.debug", root, build_id,
		 build_id + 2);
	lines = try(path, build_id);
	for (size_t i = 0; !lines && i < ARRAY_SIZE(places); i++) {
		snprintf(place, sizeof(place), places[i], release);
		snprintf(path, sizeof(path), "%s%s", root, place);
		lines = try(path, build_id);
	}
	return lines;
}

int vmlinux_of_kernel(struct source_lines **lines, const char *path, const char *release)
{
	char build_id[BUILD_ID_SIZE];

	build_id_of_kernel(build_id);
	if (path)
		return vmlinux_open(lines, path, build_id);
	*lines = vmlinux_search("", release, build_id);
	return 0;
}

void vmlinux_missing(const char *build_id)
{
	char own[BUILD_ID_SIZE];

	if (!build_id) {
		build_id_of_kernel(own);
		build_id = own;
	}
	if (!source_lines_built_in())
		verbose("no source lines: this barrier-trace was built without libdw");
	else if (*build_id)
		warn("no source lines: they need the vmlinux with debug info of build ID %s (--vmlinux)",
		     build_id);
	else
		verbose("no source lines: they need a vmlinux with debug info (--vmlinux)");
}
