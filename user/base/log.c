// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>

#include "base/escape.h"
#include "base/log.h"

static int level = LOG_NORMAL;

void log_set_level(int to)
{
	level = to;
}

int log_level(void)
{
	return level;
}

/* Escape the whole message: a name in it that another user chose must not drive the terminal. */
static void say(const char *prefix, const char *fmt, va_list ap)
{
	char raw[1024], clean[4 * sizeof(raw)];

	vsnprintf(raw, sizeof(raw), fmt, ap);
	escape_terminal(clean, sizeof(clean), raw);
	fprintf(stderr, "%s%s\n", prefix, clean);
}

#define SAY(name, at_least, prefix)			\
void name(const char *fmt, ...)				\
{							\
	va_list ap;					\
							\
	if (level < (at_least))				\
		return;					\
	va_start(ap, fmt);				\
	say(prefix, fmt, ap);				\
	va_end(ap);					\
}

SAY(err, LOG_QUIET, "barrier-trace: ")
SAY(hint, LOG_QUIET, "hint: ")
SAY(warn, LOG_NORMAL, "barrier-trace: warning: ")
SAY(verbose, LOG_VERBOSE, "barrier-trace: ")
