/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Escape text from outside before it is printed: any user may name a task, and the name must not
 * drive the terminal.
 */
#ifndef BT_ESCAPE_H
#define BT_ESCAPE_H

#include <stddef.h>

/**
 * escape_terminal() - copy text, with its control characters escaped.
 * @to: result; 4 bytes per byte of @from, plus one, are always enough
 * @size: bytes of @to; text that does not fit is cut
 *
 * Control characters and bytes outside ASCII become \xNN, a backslash \\.
 *
 * Return: @to.
 */
char *escape_terminal(char *to, size_t size, const char *from);

/**
 * escape_csv() - copy text as one field of RFC 4180, quoted where it has to be.
 * @to: result, escaped as by escape_terminal(); 4 bytes per byte of @from, plus three, are always
 *	enough
 * @size: bytes of @to; text that does not fit, or is over 511 bytes when escaped, is cut
 * @separator: text between the fields of the file
 *
 * Return: @to.
 */
char *escape_csv(char *to, size_t size, const char *from, const char *separator);

#endif /* BT_ESCAPE_H */
