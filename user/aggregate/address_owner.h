/* SPDX-License-Identifier: GPL-2.0 */
/* What the memory of a premature access belongs to. */
#ifndef BT_ADDRESS_OWNER_H
#define BT_ADDRESS_OWNER_H

#include <stddef.h>
#include <stdint.h>

#include "shared/report.h"
#include "kernel/ksyms.h"

/**
 * address_owner() - "module loop", "vmalloc area of 20480 bytes at 0x..., by load_module+0x...",
 * "linear map", for people.
 * @k: may be NULL
 * @r: a BT_REPORT_PREMATURE
 * @buf: for the result; names in it are not escaped
 *
 * The area is what the kernel found at the access. Modules are those of now.
 *
 * Return: @buf; "" when it is not known.
 */
char *address_owner(const struct ksyms *k, const struct bt_report *r, char *buf, size_t size);

#endif /* BT_ADDRESS_OWNER_H */
