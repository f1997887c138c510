/* SPDX-License-Identifier: GPL-2.0 */
/* What a kernel address belongs to, as the running kernel says. */
#ifndef BT_WHERE_H
#define BT_WHERE_H

#include <stddef.h>
#include <stdint.h>

#include "ksyms.h"

/**
 * where_is() - "vmalloc area of 20480 bytes at 0x..., by load_module+0x...", "module loop",
 * "linear map", ..., for people.
 * @k: may be NULL
 * @buf: for the result; what comes from the kernel is not escaped
 *
 * It says what is so now, and not what was when somebody used the address.
 *
 * Return: @buf; "" when it is not known.
 */
char *where_is(const struct ksyms *k, uint64_t address, char *buf, size_t size);

#endif /* BT_WHERE_H */
