/* SPDX-License-Identifier: GPL-2.0 */
/* Look up values in lines of NAME=VALUE, the form of text in a recording. */
#ifndef BT_NAME_VALUE_H
#define BT_NAME_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * name_value_get() - look up a value in lines of NAME=VALUE.
 * @buf: result; "" when @text has no @name, or its value does not fit
 * @size: bytes of @buf
 *
 * Return: true when @buf has the value.
 */
bool name_value_get(const char *text, const char *name, char *buf, size_t size);

/** name_value_number() - return the decimal value of @name, 0 when there is no such number. */
uint64_t name_value_number(const char *text, const char *name);

#endif /* BT_NAME_VALUE_H */
