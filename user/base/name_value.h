/* SPDX-License-Identifier: GPL-2.0 */
/* Lines of NAME=VALUE, as recordings keep what is text in them. */
#ifndef BT_NAME_VALUE_H
#define BT_NAME_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * name_value_get() - look up a value in lines of NAME=VALUE.
 * @buf: result, "" when there is none of that name
 *
 * Return: is it there, and short enough?
 */
bool name_value_get(const char *text, const char *name, char *buf, size_t size);

/** name_value_number() - look up a decimal number, 0 when it is none. */
uint64_t name_value_number(const char *text, const char *name);

#endif /* BT_NAME_VALUE_H */
