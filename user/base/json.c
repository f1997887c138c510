// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <inttypes.h>
#include <math.h>

#include "base/json.h"

/* Return: bytes of the valid UTF-8 sequence at @s, 0 when there is none (RFC 3629). */
static int utf8_length(const unsigned char *s)
{
	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		return (s[1] & 0xc0) == 0x80 ? 2 : 0;
	if (s[0] >= 0xe0 && s[0] <= 0xef) {
		unsigned char low = s[0] == 0xe0 ? 0xa0 : 0x80;
		unsigned char high = s[0] == 0xed ? 0x9f : 0xbf;

		return s[1] >= low && s[1] <= high && (s[2] & 0xc0) == 0x80 ? 3 : 0;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4) {
		unsigned char low = s[0] == 0xf0 ? 0x90 : 0x80;
		unsigned char high = s[0] == 0xf4 ? 0x8f : 0xbf;

		return s[1] >= low && s[1] <= high && (s[2] & 0xc0) == 0x80 &&
		       (s[3] & 0xc0) == 0x80 ? 4 : 0;
	}
	return 0;
}

static void quote(FILE *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	putc_unlocked('"', out);
	while (*s) {
		const unsigned char *plain = s;
		int len;

		/* Nearly all text is plain. */
		while (*s >= 0x20 && *s < 0x7f && *s != '"' && *s != '\\')
			s++;
		if (s > plain)
			fwrite_unlocked(plain, 1, s - plain, out);
		if (!*s)
			break;
		len = utf8_length(s);
		if (!len) {
			fputs("\\ufffd", out);
			s++;
			continue;
		}
		if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s < 0x20 || *s == 0x7f)
			fprintf(out, "\\u%04x", *s);
		else
			fwrite(s, 1, len, out);
		s += len;
	}
	putc_unlocked('"', out);
}

static void begin(struct json *j, const char *name)
{
	if (j->comma[j->depth])
		putc(',', j->out);
	j->comma[j->depth] = true;
	if (name) {
		quote(j->out, name);
		putc(':', j->out);
	}
}

static void enter(struct json *j, const char *name, char bracket)
{
	if (j->depth)
		begin(j, name);
	putc(bracket, j->out);
	if (j->depth < JSON_DEPTH - 1)
		j->depth++;
	j->comma[j->depth] = false;
}

static void leave(struct json *j, char bracket)
{
	putc(bracket, j->out);
	if (--j->depth == 0)
		putc('\n', j->out);
}

void json_open(struct json *j, const char *name)
{
	enter(j, name, '{');
}

void json_close(struct json *j)
{
	leave(j, '}');
}

void json_array(struct json *j, const char *name)
{
	enter(j, name, '[');
}

void json_array_end(struct json *j)
{
	leave(j, ']');
}

void json_string(struct json *j, const char *name, const char *value)
{
	begin(j, name);
	quote(j->out, value);
}

void json_int(struct json *j, const char *name, int64_t value)
{
	begin(j, name);
	fprintf(j->out, "%" PRId64, value);
}

void json_uint(struct json *j, const char *name, uint64_t value)
{
	begin(j, name);
	fprintf(j->out, "%" PRIu64, value);
}

void json_double(struct json *j, const char *name, double value)
{
	begin(j, name);
	fprintf(j->out, "%.6f", isfinite(value) ? value : 0.0);
}

void json_bool(struct json *j, const char *name, bool value)
{
	begin(j, name);
	fputs(value ? "true" : "false", j->out);
}
