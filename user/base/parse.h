/* SPDX-License-Identifier: GPL-2.0 */
/* Parsing what users type, and printing numbers as they read them. */
#ifndef BT_PARSE_H
#define BT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing set of numbers: pids, tids, CPUs. */
struct numbers {
	uint32_t *v;
	size_t n;
};

/**
 * parse_duration() - "500ms", "10s", "2m", "1h", "100us", "5ns".
 * @ns: result in nanoseconds
 *
 * A bare number is refused: perf means ms by it, rtla s.
 *
 * Return: 0, or -EINVAL (no number, no or unknown unit, zero) or -ERANGE.
 */
int parse_duration(const char *text, uint64_t *ns);

/**
 * parse_size() - "64K", "16M", "1G"; K is 1024.
 * @bytes: result
 *
 * A bare number is refused.
 *
 * Return: 0, or -EINVAL (no number, no or unknown unit, zero) or -ERANGE.
 */
int parse_size(const char *text, uint64_t *bytes);

/**
 * parse_number() - a decimal number that fills the whole of @text.
 *
 * Return: 0, -EINVAL or -ERANGE (above @max).
 */
int parse_number(const char *text, uint64_t max, uint64_t *value);

/**
 * parse_numbers() - append "1,2,5" or, if @ranges, "0-3,5" to @set.
 *
 * Return: 0, -EINVAL, -ERANGE (above @max) or -ENOMEM.  @set is to be freed with
 * numbers_free() in any case.
 */
int parse_numbers(const char *text, bool ranges, uint32_t max, struct numbers *set);

/** numbers_has() - is @value in @set? */
bool numbers_has(const struct numbers *set, uint32_t value);

/** numbers_free() - free and empty. */
void numbers_free(struct numbers *set);

/**
 * format_count() - with thousands separators: "1,234,567", "-12".
 * @buf: 32 bytes are always enough
 *
 * Return: @buf.
 */
char *format_count(char *buf, size_t size, int64_t value);

/** now_ns() - CLOCK_MONOTONIC in nanoseconds. */
uint64_t now_ns(void);

/**
 * read_file() - the beginning of a small file, as a string.
 *
 * A newline at its end is cut off.
 *
 * Return: bytes read, or a negative errno.
 */
int read_file(const char *path, char *buf, size_t size);

#endif /* BT_PARSE_H */
