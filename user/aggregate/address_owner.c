// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "aggregate/address_owner.h"

/*
 * Bounds of the linear map (arch/arm64/include/asm/memory.h, _PAGE_END(VA_BITS_MIN)).  With 48 or
 * 52 bits of virtual addresses the linear map is below PAGE_END_48, and kernel text and vmalloc are
 * above.  With 39 bits the linear map is from PAGE_OFFSET_39 to PAGE_END_39; kernel text above
 * PAGE_END_39 shows that a kernel has 39 bits.
 */
#define PAGE_END_48	0xffff800000000000ull
#define PAGE_OFFSET_39	0xffffff8000000000ull
#define PAGE_END_39	0xffffffc000000000ull

static bool in_linear_map(const struct ksyms *k, uint64_t address)
{
	uint64_t text = ksyms_address(k, "_text");

	if (text >= PAGE_END_39)
		return address >= PAGE_OFFSET_39 && address < PAGE_END_39;
	return address < PAGE_END_48;
}

/*
 * Find the module that holds @address.  A line of /proc/modules, as "loop 40960 0 - Live
 * 0xffff80007a000000", has the size and the start of the module's memory.
 */
static bool in_module(uint64_t address, char *buf, size_t size)
{
	FILE *f = fopen("/proc/modules", "re");
	char line[1024], name[64];
	uint64_t start, bytes;
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f)) {
		const char *at = strstr(line, " 0x");

		if (!at || sscanf(line, "%63s %" SCNu64, name, &bytes) != 2 ||
		    sscanf(at, " 0x%" SCNx64, &start) != 1 || address < start ||
		    address - start >= bytes)
			continue;
		snprintf(buf, size, "module %s", name);
		found = true;
	}
	if (f)
		fclose(f);
	return found;
}

/*
 * Find the vmalloc area that holds @address.  A line of /proc/vmallocinfo, as
 * "0xffff800080000000-0xffff800080005000   20480 load_module+0x1a4 pages=4 vmalloc", has its
 * bounds, its size and who asked for it.
 */
static bool in_area(uint64_t address, char *buf, size_t size)
{
	FILE *f = fopen("/proc/vmallocinfo", "re");
	char line[1024], caller[128];
	uint64_t start, end, bytes;
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "0x%" SCNx64 "-0x%" SCNx64 " %" SCNu64 " %127s", &start, &end,
			   &bytes, caller) != 4 || address < start || address >= end)
			continue;
		snprintf(buf, size, "vmalloc area of %" PRIu64 " bytes at 0x%" PRIx64 ", by %s",
			 bytes, start, caller);
		found = true;
	}
	if (f)
		fclose(f);
	return found;
}

char *address_owner(const struct ksyms *k, const struct bt_report *r, char *buf, size_t size)
{
	char site[256];

	if (in_module(r->address, buf, size))
		return buf;
	if (r->store.area)
		snprintf(buf, size, "vmalloc area of %llu bytes at 0x%llx, by %s",
			 (unsigned long long)r->store.area_size, (unsigned long long)r->store.area,
			 ksyms_site(k, site, sizeof(site), r->store.area_caller));
	else if (r->type == BT_REPORT_FAULT && in_area(r->address, buf, size))
		return buf;
	else if (k && in_linear_map(k, r->address))
		snprintf(buf, size, "linear map");
	else if (size)
		buf[0] = '\0';
	return buf;
}
