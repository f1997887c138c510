/* SPDX-License-Identifier: GPL-2.0 */
/* Rows by what they stand for. */
#ifndef BT_ROW_KEY_H
#define BT_ROW_KEY_H

#include <stddef.h>

#include "aggregate/stats.h"
#include "kernel/ksyms.h"

/**
 * row_name() - what a row stands for, for people; not escaped.
 * @ksyms: names for sites, or NULL
 *
 * Return: @buf.
 */
char *row_name(enum per per, const struct ksyms *ksyms, char *buf, size_t size,
	       const struct row *row);

#endif /* BT_ROW_KEY_H */
