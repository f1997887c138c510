/* SPDX-License-Identifier: GPL-2.0 */
/* Print messages to the user: to stderr, one line each, escaped. */
#ifndef BT_LOG_H
#define BT_LOG_H

enum log_level { LOG_QUIET = -1, LOG_NORMAL = 0, LOG_VERBOSE = 1, LOG_DEBUG = 2 };

/** log_set_level() - set the level, LOG_QUIET (errors only) to LOG_DEBUG (libbpf and verifier). */
void log_set_level(int level);

/** log_level() - return the level in force. */
int log_level(void);

/**
 * err() - print why something failed.
 *
 * The message begins with the program's name, and no level suppresses it.  The function that knows
 * the reason prints it and returns a negative errno; its callers do not print the reason again.
 */
void err(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** hint() - print what the user can do about the error just printed. */
void hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** warn() - print a problem that does not stop the work; silent with -q. */
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** verbose() - print a detail, only with -v. */
void verbose(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* BT_LOG_H */
