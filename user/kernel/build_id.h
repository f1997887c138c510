/* SPDX-License-Identifier: GPL-2.0 */
/* Which build of the kernel: its NT_GNU_BUILD_ID note. */
#ifndef BT_BUILD_ID_H
#define BT_BUILD_ID_H

#include <stddef.h>

#define BUILD_ID_SIZE	129	/* as hexadecimal digits, with the NUL: 64 bytes; ld makes 20 */

/**
 * build_id_format() - as hexadecimal digits.
 * @id: @n bytes
 * @text: result, "" when @n is 0 or too many
 */
void build_id_format(const void *id, size_t n, char text[BUILD_ID_SIZE]);

/**
 * build_id_of_notes() - find it among notes of this machine's byte order.
 * @text: result, "" when there is none
 *
 * Return: 0 or -ENOENT.
 */
int build_id_of_notes(const void *notes, size_t size, char text[BUILD_ID_SIZE]);

/**
 * build_id_of_kernel() - of the running one.
 * @text: result, "" when it is not known
 *
 * Return: 0 or a negative errno.
 */
int build_id_of_kernel(char text[BUILD_ID_SIZE]);

#endif /* BT_BUILD_ID_H */
