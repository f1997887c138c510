// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/parse.h"

int parse_number(const char *text, uint64_t max, uint64_t *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	*value = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	return errno || *value > max ? -ERANGE : 0;
}

struct unit {
	const char *suffix;
	uint64_t factor;
};

/* Parse a number with one of the suffixes of @units; the last unit has a NULL suffix. */
static int parse_unit(const char *text, const struct unit *units, uint64_t *result)
{
	uint64_t value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno)
		return -ERANGE;
	while (units->suffix && strcmp(end, units->suffix))
		units++;
	if (!units->suffix || !value)
		return -EINVAL;
	return __builtin_mul_overflow(value, units->factor, result) || *result > INT64_MAX ?
		-ERANGE : 0;
}

int parse_duration(const char *text, uint64_t *ns)
{
	static const struct unit units[] = {
		{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 },
		{ "m", 60 * 1000000000ull }, { "h", 3600 * 1000000000ull }, { NULL, 0 },
	};

	return parse_unit(text, units, ns);
}

int parse_size(const char *text, uint64_t *bytes)
{
	static const struct unit units[] = {
		{ "K", 1 << 10 }, { "M", 1 << 20 }, { "G", 1 << 30 }, { NULL, 0 },
	};

	return parse_unit(text, units, bytes);
}

static int numbers_add(struct numbers *set, uint32_t value)
{
	if (numbers_has(set, value))
		return 0;
	if (array_add(set->v, set->n))
		return -ENOMEM;
	set->v[set->n++] = value;
	return 0;
}

static int parse_one(char *part, bool ranges, uint32_t max, struct numbers *set)
{
	char *dash = ranges ? strchr(part, '-') : NULL;
	uint64_t from, to;
	int ret;

	if (dash)
		*dash = '\0';
	ret = parse_number(part, max, &from);
	if (ret)
		return ret;
	to = from;
	if (dash) {
		ret = parse_number(dash + 1, max, &to);
		if (ret)
			return ret;
	}
	if (to < from)
		return -EINVAL;
	for (; !ret && from <= to; from++)
		ret = numbers_add(set, from);
	return ret;
}

int parse_numbers(const char *text, bool ranges, uint32_t max, struct numbers *set)
{
	char *copy = strdup(text), *rest = copy, *part;
	int ret = 0;

	if (!copy)
		return -ENOMEM;
	while (!ret && (part = strsep(&rest, ",")))
		ret = parse_one(part, ranges, max, set);
	free(copy);
	return ret;
}

bool numbers_has(const struct numbers *set, uint32_t value)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->v[i] == value)
			return true;
	return false;
}

void numbers_free(struct numbers *set)
{
	free(set->v);
	*set = (struct numbers){ 0 };
}

char *format_count(char *buf, size_t size, int64_t value)
{
	char digits[24], out[32];
	int len, n = 0;

	len = snprintf(digits, sizeof(digits), "%" PRIu64,
		       value < 0 ? -(uint64_t)value : (uint64_t)value);
	if (value < 0)
		out[n++] = '-';
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[n++] = ',';
		out[n++] = digits[i];
	}
	out[n] = '\0';
	snprintf(buf, size, "%s", out);
	return buf;
}

uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

int read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	if (n < 0)
		n = -errno;
	close(fd);
	if (n < 0)
		return n;
	buf[n] = '\0';
	if (n && buf[n - 1] == '\n')
		buf[--n] = '\0';
	return n;
}
