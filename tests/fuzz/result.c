// SPDX-License-Identifier: GPL-2.0
/*
 * Let diff read two hostile results, compare them, and write each format.  The input is A and,
 * behind a line "--", B; without that line B is A.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "compare/load.h"
#include "output/diff_out.h"
#include "output/formats.h"
#include "fuzz.h"
#include "base/log.h"

#define MAX_MEMORY	(4u << 20)

static int read_part(struct result *r, const uint8_t *data, size_t size)
{
	FILE *f = size ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");
	int ret;

	if (!f)
		abort();
	ret = load_result_from(r, f, "input");
	fclose(f);
	return ret;
}

static void write_all(const struct diff *d)
{
	static const char *const formats[] = { "text", "json", "csv" };
	struct fail_if c[] = {
		{ .text = "a", .metric = F_BARRIERS, .difference = true, .percent = true },
		{ .text = "b", .metric = F_QUEUED, .per_unit = true, .number = 1 },
		{ .text = "c", .metric = metric_of_hist(BT_METRIC_WINDOW, HIST_MAX),
		  .percent = true },
	};
	struct diff_out out = { .separator = ",", .rows = 5, .conditions = c, .nr_conditions = 3 };
	size_t size;
	char *text;

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		out.f = open_memstream(&text, &size);
		format_find("diff", formats[i]).diff->write(&out, d);
		fclose(out.f);
		/* No control character of the input may reach the terminal. */
		for (size_t k = 0; k < size; k++)
			if ((unsigned char)text[k] < 0x20 && text[k] != '\n')
				abort();
		free(text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char line[] = "\n--\n";
	const uint8_t *end = size ? memmem(data, size, line, 4) : NULL;
	struct result a = { .max_memory = MAX_MEMORY }, b = a;
	struct diff d = { .unit = { "pages", 3, 7 }, .field = F_BARRIERS, .number = HIST_MAX };
	size_t first = end ? (size_t)(end - data) : size;

	if (!read_part(&a, data, first) &&
	    !read_part(&b, end ? end + 4 : data, end ? size - first - 4 : size) &&
	    !a.hist == !b.hist) {
		if (diff_make(&d, &a, &b))
			abort();
		write_all(&d);
	}
	diff_free(&d);
	result_free(&a);
	result_free(&b);
	return 0;
}
