/* SPDX-License-Identifier: GPL-2.0 */
/* Find the owner of the memory that was accessed prematurely. */
#ifndef BT_ADDRESS_OWNER_H
#define BT_ADDRESS_OWNER_H

#include <stddef.h>
#include <stdint.h>

#include "shared/report.h"
#include "kernel/ksyms.h"

/**
 * address_owner() - describe the owner of an accessed address, for people.
 * @k: symbols, may be NULL
 * @r: a BT_REPORT_PREMATURE or _FAULT of the running kernel
 * @buf: result; names in it are not escaped
 * @size: bytes of @buf
 *
 * The owner is "module loop", "vmalloc area of 20480 bytes at 0x..., by load_module+0x..." or
 * "linear map".  The kernel found the area at a premature access.  Modules and areas of a fault are
 * looked up when this function runs.
 *
 * Return: @buf; "" when the owner is not known.
 */
char *address_owner(const struct ksyms *k, const struct bt_report *r, char *buf, size_t size);

#endif /* BT_ADDRESS_OWNER_H */
