/* SPDX-License-Identifier: GPL-2.0 */
/* Anybody may name a task; what is printed must not do what the name says. */
#ifndef BT_ESCAPE_H
#define BT_ESCAPE_H

#include <stddef.h>

/**
 * escape_terminal() - text without control characters.
 * @to: at least 4 bytes per byte of @from, plus one
 * @size: of @to; what does not fit is cut
 *
 * Control characters and bytes outside ASCII become \xNN, a backslash \\.
 *
 * Return: @to.
 */
char *escape_terminal(char *to, size_t size, const char *from);

/**
 * escape_csv() - one field of RFC 4180, quoted if it has to be.
 * @to: at least 4 bytes per byte of @from, plus three
 * @separator: the one in use
 *
 * Return: @to.
 */
char *escape_csv(char *to, size_t size, const char *from, const char *separator);

#endif /* BT_ESCAPE_H */
