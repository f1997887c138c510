/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the running kernel's own instructions. */
#ifndef BT_KTEXT_H
#define BT_KTEXT_H

#include <stddef.h>
#include <stdint.h>

/**
 * kernel_text_read() - copy the kernel's text, or a table that stands behind it, by a BPF program.
 * @begin: address, a multiple of 4
 * @size: bytes
 * @insn: result, to be freed: @size / 4 instructions, or words
 *
 * The function does not read /proc/kcore, which needs an option of the kernel and CAP_SYS_RAWIO.
 * Whoever may attach programs may also run the program that copies the text.
 *
 * Return: 0 or a negative errno; -EFAULT: not all of the text is mapped.
 */
int kernel_text_read(uint64_t begin, size_t size, uint32_t **insn);

#endif /* BT_KTEXT_H */
