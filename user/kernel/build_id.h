/* SPDX-License-Identifier: GPL-2.0 */
/* Identify the build of a kernel by its NT_GNU_BUILD_ID note. */
#ifndef BT_BUILD_ID_H
#define BT_BUILD_ID_H

#include <stddef.h>

#define BUILD_ID_SIZE	129	/* digits of 64 bytes, and the NUL; ld makes IDs of 20 bytes */

/**
 * build_id_format() - write a build ID as hexadecimal digits.
 * @id: @n bytes
 * @text: result, "" when @n is 0 or above 64
 */
void build_id_format(const void *id, size_t n, char text[BUILD_ID_SIZE]);

/**
 * build_id_of_notes() - find the build ID among ELF notes in this machine's byte order.
 * @notes: @size bytes
 * @text: result, "" when the notes have no build ID
 *
 * Return: 0 or -ENOENT.
 */
int build_id_of_notes(const void *notes, size_t size, char text[BUILD_ID_SIZE]);

/**
 * build_id_of_kernel() - read the build ID of the running kernel.
 * @text: result, "" when the build ID is not known
 *
 * Return: 0 or a negative errno.
 */
int build_id_of_kernel(char text[BUILD_ID_SIZE]);

#endif /* BT_BUILD_ID_H */
