/* SPDX-License-Identifier: GPL-2.0 */
/* Words to the user: all to stderr, one line each, escaped. */
#ifndef BT_LOG_H
#define BT_LOG_H

enum log_level { LOG_QUIET = -1, LOG_NORMAL = 0, LOG_VERBOSE = 1, LOG_DEBUG = 2 };

/** log_set_level() - from LOG_QUIET (errors only) to LOG_DEBUG (libbpf and verifier). */
void log_set_level(int level);

/** log_level() - the level in force. */
int log_level(void);

/**
 * err() - say why something failed, where it is known.
 *
 * Prefixed with the program's name; never suppressed.  The caller returns a
 * negative errno, and nobody above says it again.
 */
void err(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** hint() - what the user can do about the error just printed. */
void hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** warn() - something that does not stop the work; not with -q. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** verbose() - only with -v. */
void verbose(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* BT_LOG_H */
