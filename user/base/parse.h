/* SPDX-License-Identifier: GPL-2.0 */
/* Parse the numbers that users type, write numbers for people, and read small files. */
#ifndef BT_PARSE_H
#define BT_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A set of pids, tids or CPUs.  A zeroed struct is an empty set. */
struct numbers {
	uint32_t *v;	/* each number once; owned */
	size_t n;
};

/**
 * parse_duration() - parse a duration as "500ms", "10s", "2m", "1h", "100us" or "5ns".
 * @ns: result, ns
 *
 * A number without a unit is refused: perf takes such a number as ms, rtla as s.
 *
 * Return: 0, or -EINVAL (no number, no or unknown unit, zero) or -ERANGE.
 */
int parse_duration(const char *text, uint64_t *ns);

/**
 * parse_size() - parse a size as "64K", "16M" or "1G"; K is 1024.
 * @bytes: result, bytes
 *
 * A number without a unit is refused.
 *
 * Return: 0, or -EINVAL (no number, no or unknown unit, zero) or -ERANGE.
 */
int parse_size(const char *text, uint64_t *bytes);

/**
 * parse_number() - parse a decimal number that fills the whole of @text.
 *
 * Return: 0, -EINVAL or -ERANGE (above @max).
 */
int parse_number(const char *text, uint64_t max, uint64_t *value);

/**
 * parse_numbers() - append "1,2,5" or, if @ranges, "0-3,5" to @set.
 *
 * Return: 0, -EINVAL, -ERANGE (above @max) or -ENOMEM.  The caller frees @set with numbers_free()
 * in any case.
 */
int parse_numbers(const char *text, bool ranges, uint32_t max, struct numbers *set);

/** numbers_has() - return whether @value is in @set. */
bool numbers_has(const struct numbers *set, uint32_t value);

/** numbers_free() - free what @set holds, and make it an empty set. */
void numbers_free(struct numbers *set);

/**
 * format_count() - write a number with thousands separators: "1,234,567", "-12".
 * @buf: 32 bytes are always enough
 * @size: bytes of @buf
 *
 * Return: @buf.
 */
char *format_count(char *buf, size_t size, int64_t value);

/** now_ns() - return the time, ns, CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/**
 * read_file() - read the beginning of a small file, as a string.
 * @buf: result, without the newline at its end
 * @size: bytes of @buf
 *
 * Return: bytes in @buf, or a negative errno.
 */
int read_file(const char *path, char *buf, size_t size);

#endif /* BT_PARSE_H */
