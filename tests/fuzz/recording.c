// SPDX-License-Identifier: GPL-2.0
/*
 * Let report show hostile recordings, each view in each format.  Checksums are corrected first,
 * because report reads nothing behind a wrong one.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "fuzz.h"
#include "cmd/hist_opts.h"
#include "recording/byte_order.h"
#include "cmd/report_views.h"

#define CRC_AT	offsetof(struct chunk_head, crc)

static void put_checksums_right(uint8_t *data, size_t size)
{
	for (size_t at = sizeof(struct recording_head); at + sizeof(struct chunk_head) <= size;) {
		struct chunk_head head;
		__u32 crc;

		memcpy(&head, data + at, sizeof(head));
		rec_order_chunk(&head);
		if (head.size > size - at - sizeof(head))
			return;
		crc = crc32(crc32(0, data + at, CRC_AT), data + at + sizeof(head), head.size);
		crc = htole32(crc);
		memcpy(data + at + CRC_AT, &crc, sizeof(crc));
		at += sizeof(head) + head.size;
	}
}

static void show(const struct report_view *view, const char *format, const char *path, enum per per)
{
	struct report_opts o = {
		.o = OPTS_DEFAULT, .view = view, .path = path, .sites = SITES_SHOW_DEFAULT,
		.rules = CHECK_RULES_DEFAULT, .metrics = HIST_ALL_METRICS,
	};
	uint64_t lost;
	size_t size;
	char *text;
	FILE *f;

	histogram_default_shape(o.shape);
	o.o.per = per;
	o.as = format_of_view(view->name, format);
	if (!o.as.name)
		abort();
	f = open_memstream(&text, &size);
	if (!f)
		abort();
	view->run(&o, f, &lost);
	fclose(f);
	/* No control character of a task's name may reach the terminal. */
	for (size_t i = 0; i < size; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || text[i] == 0x7f)
			abort();
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct { const struct report_view *view; const char *formats[5]; } views[] = {
		{ &report_stat, { "text", "json", "csv", "openmetrics" } },
		{ &report_hist, { "text", "json", "csv", "svg" } },
		{ &report_check, { "text", "json", "ktap" } },
		{ &report_events, { "text", "json", "csv", "chrome" } },
		{ &report_html, { "html" } },
		{ &report_sites, { "text", "json", "csv", "folded" } },
	};
	int fd = memfd_create("recording", MFD_CLOEXEC);
	enum per per = size ? data[size - 1] % (PER_SITE + 1) : 0;
	uint8_t *copy = malloc(size + 1);
	char path[64];

	if (fd < 0 || !copy)
		abort();
	memcpy(copy, data, size);
	put_checksums_right(copy, size);
	if (write(fd, copy, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	for (size_t v = 0; v < sizeof(views) / sizeof(*views); v++)
		for (size_t i = 0; i < 5 && views[v].formats[i]; i++)
			show(views[v].view, views[v].formats[i], path, per);
	close(fd);
	free(copy);
	return 0;
}
