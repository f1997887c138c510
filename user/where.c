// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "where.h"

/*
 * 48 and 52 bits of virtual addresses: kernel text and vmalloc are above, the linear map is
 * below (arch/arm64/include/asm/memory.h, _PAGE_END(VA_BITS_MIN)); and with 39 bits, which
 * an address tells that is above both.
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

/* "0xffff800081200000-0xffff800081205000   20480 load_module+0x123/0x456 pages=4 vmalloc" */
static bool in_vmalloc_area(uint64_t address, char *buf, size_t size)
{
	FILE *f = fopen("/proc/vmallocinfo", "re");
	char line[512], caller[256];
	uint64_t start, end, bytes;
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "0x%" SCNx64 "-0x%" SCNx64 " %" SCNu64 " %255s", &start, &end, &bytes,
			   caller) != 4 || address < start || address >= end)
			continue;
		snprintf(buf, size, "vmalloc area of %" PRIu64 " bytes at 0x%" PRIx64 ", by %s%s", bytes,
			 start, caller, strstr(line, " ioremap") ? ", ioremap" : "");
		found = true;
	}
	if (f)
		fclose(f);
	return found;
}

/* "loop 40960 0 - Live 0xffff80007a000000": code, and what is loaded with it */
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

char *where_is(const struct ksyms *k, uint64_t address, char *buf, size_t size)
{
	if (in_module(address, buf, size) || in_vmalloc_area(address, buf, size))
		return buf;
	if (k && in_linear_map(k, address))
		snprintf(buf, size, "linear map");
	else if (size)
		buf[0] = '\0';
	return buf;
}
