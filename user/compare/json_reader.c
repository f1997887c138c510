// SPDX-License-Identifier: GPL-2.0
/* Read members of a record, and print errors with the line. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "compare/json_reader.h"

int json_reader_wrong(const struct json_reader *rd, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	err("%s:%zu: %s", rd->name, rd->line, text);
	return -EINVAL;
}

int json_reader_added(const struct json_reader *rd, int ret)
{
	switch (ret) {
	case 0:
		return 0;
	case -ERANGE:
		return json_reader_wrong(rd, "with this record the counts are too large");
	case -EFBIG:
		return json_reader_wrong(rd, "too many records to keep in memory");
	default:
		err("%s:%zu: %s", rd->name, rd->line, strerror(-ret));
		return ret;
	}
}

int json_reader_text(const struct json_reader *rd, const json_t *record, const char *member,
		     const char **to)
{
	*to = json_string_value(json_object_get(record, member));
	return *to ? 0 : json_reader_wrong(rd, "no text '%s'", member);
}

int json_reader_number(const struct json_reader *rd, const json_t *record, const char *member,
		       int64_t least, int64_t *to)
{
	const json_t *value = json_object_get(record, member);

	if (!json_is_integer(value))
		return json_reader_wrong(rd, "no whole number '%s'", member);
	*to = json_integer_value(value);
	if (*to < least || *to > RESULT_MAX_COUNT)
		return json_reader_wrong(rd, "'%s' is out of range: %lld", member, (long long)*to);
	return 0;
}

int json_reader_row_name(const struct json_reader *rd, const json_t *record, char *buf, size_t size,
			 const char **name)
{
	static const char *const members[PER_NR] = {
		[PER_TASK] = "comm", [PER_PROCESS] = "comm", [PER_COMM] = "comm",
		[PER_CGROUP] = "cgroup", [PER_LEVEL] = "level", [PER_SITE] = "site",
	};
	int64_t number;
	int ret;

	switch (rd->r->per) {
	case PER_NONE:
		return json_reader_wrong(rd, "a row in a result without --per");
	case PER_CPU:
		ret = json_reader_number(rd, record, "cpu", 0, &number);
		snprintf(buf, size, "CPU%lld", ret ? 0 : (long long)number);
		*name = buf;
		return ret;
	default:
		return json_reader_text(rd, record, members[rd->r->per], name);
	}
}
