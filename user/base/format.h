/* SPDX-License-Identifier: GPL-2.0 */
/* Write numbers for people to read. */
#ifndef BT_FORMAT_H
#define BT_FORMAT_H

#include <stddef.h>

/**
 * format_ns() - write a time with its unit: "4.096us".
 * @size: bytes of @buf
 * @ns: time, ns
 * @digits: number of significant digits
 *
 * Return: @buf.
 */
char *format_ns(char *buf, size_t size, double ns, int digits);

#endif /* BT_FORMAT_H */
